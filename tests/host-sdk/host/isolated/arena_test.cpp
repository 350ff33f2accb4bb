// SPDX-License-Identifier: Apache-2.0
#include "isolated/arena.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace dovetail::host::isolated;

namespace {

dovetail_text text_of(std::string_view text)
{
    return {text.data(), text.size()};
}

std::string_view view(dovetail_text text)
{
    return {text.data, text.size};
}

/// A delivery of two records with two fields each.
struct delivery
{
    delivery()
    {
        for (auto& record : records) {
            record.struct_size = sizeof record;
            record.kind = DOVETAIL_PRESENT;
            record.revision = text_of("r1");
            record.fields = fields;
            record.field_count = 2;
        }
        records[0].key = text_of("first");
        records[1].key = text_of("second");
        fields[0] = {text_of("Subject"), {DOVETAIL_TEXT, 0, 0, text_of("Call Bob")}};
        fields[1] = {text_of("Priority"), {DOVETAIL_INT, 0, 7, {}}};
        batch = {sizeof batch, 0, records, 2, this, &ignore};
        answer.step.struct_size = sizeof answer.step;
        answer.step.kind = DOVETAIL_STEP_DELIVER;
        answer.step.batch = &batch;
        answer.step.cursor = {reinterpret_cast<const std::uint8_t*>("c1"), 2};
    }
    delivery(const delivery&) = delete;
    delivery& operator=(const delivery&) = delete;

    static void ignore(void*) {}

    dovetail_field fields[2]{};
    dovetail_record records[2]{};
    dovetail_batch batch{};
    resume_answer answer{};
};

/// Memory that ends exactly where it says, so that the sanitizer sees a byte beyond.
struct memory
{
    explicit memory(std::size_t count) : size(count), bytes(new std::byte[count]) {}

    std::span<std::byte> span() const { return {bytes.get(), size}; }

    std::size_t size;
    std::unique_ptr<std::byte[]> bytes;
};

/// Reads every byte that an arena says it has; the sum keeps the reads from being removed.
std::uint64_t touch(const resume_answer& answer)
{
    std::uint64_t sum = 0;
    const auto add = [&](dovetail_text text) {
        for (std::uint64_t at = 0; text.data && at < text.size; ++at)
            sum += static_cast<unsigned char>(text.data[at]);
    };
    add(answer.outcome.fault);
    add(answer.outcome.error.message);
    if (answer.step.error) add(answer.step.error->message);
    if (answer.step.request) add(answer.step.request->target);
    const auto* batch = answer.step.batch;
    for (std::uint64_t at = 0; batch && batch->records && at < batch->record_count; ++at) {
        const auto& record = batch->records[at];
        add(record.key);
        for (std::uint64_t field = 0; record.fields && field < record.field_count; ++field) {
            add(record.fields[field].name);
            add(record.fields[field].value.text);
        }
    }
    return sum;
}

} // namespace

BOOST_AUTO_TEST_SUITE(arenas)

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again_at_any_address)
{
    const delivery from;
    const memory room(4096);
    arena_writer writer(room.span());
    BOOST_REQUIRE(writer.write(from.answer));
    const memory moved(writer.used());
    std::ranges::copy(room.span().first(writer.used()), moved.span().begin());

    const auto* read = arena_reader(moved.span()).read<resume_answer>();
    BOOST_REQUIRE(read);
    const auto* batch = read->step.batch;
    BOOST_REQUIRE(batch);
    BOOST_TEST(!batch->release); // what belongs to a process does not cross
    BOOST_TEST(!batch->owner);
    BOOST_REQUIRE_EQUAL(batch->record_count, 2u);
    BOOST_TEST(view(batch->records[1].key) == "second");
    BOOST_TEST(view(batch->records[1].fields[0].value.text) == "Call Bob");
    BOOST_TEST(batch->records[1].fields[1].value.number == 7);
    BOOST_TEST(read->step.cursor.size == 2u);
    BOOST_TEST(!read->step.request);
    BOOST_TEST(!read->step.error);
}

BOOST_AUTO_TEST_CASE(an_array_without_elements_and_an_empty_text_point_nowhere)
{
    delivery from;
    from.records[0].field_count = 0;
    from.records[1].revision = {from.records[1].key.data, 0};
    const memory room(4096);
    arena_writer writer(room.span());
    BOOST_REQUIRE(writer.write(from.answer));
    const auto* read = arena_reader(room.span().first(writer.used())).read<resume_answer>();
    BOOST_REQUIRE(read);
    BOOST_TEST(!read->step.batch->records[0].fields);
    BOOST_TEST(!read->step.batch->records[1].revision.data);
}

BOOST_AUTO_TEST_CASE(elements_of_another_size_are_read_with_what_both_know)
{
    struct wide
    {
        dovetail_record known;
        std::uint64_t newer = 0;
    };
    wide records[2]{};
    for (auto& record : records) {
        record.known.struct_size = sizeof record;
        record.known.key = text_of("key");
    }
    records[1].known.key = text_of("other");
    const to_canonical_call said{&records[0].known, 2, 0};
    const memory room(4096);
    arena_writer writer(room.span());
    BOOST_REQUIRE(writer.write(said));
    const auto* read = arena_reader(room.span().first(writer.used())).read<to_canonical_call>();
    BOOST_REQUIRE(read);
    BOOST_TEST(view(read->records[1].key) == "other");
    BOOST_TEST(read->records[1].struct_size == sizeof(dovetail_record));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_not_written)
{
    const delivery from;
    const memory enough(4096);
    arena_writer all(enough.span());
    BOOST_REQUIRE(all.write(from.answer));
    for (std::size_t size = 0; size < all.used(); ++size) {
        const memory room(size);
        arena_writer writer(room.span());
        BOOST_TEST(!writer.write(from.answer), size);
    }
}

BOOST_AUTO_TEST_CASE(an_arena_cut_anywhere_is_refused)
{
    const delivery from;
    const memory room(4096);
    arena_writer writer(room.span());
    BOOST_REQUIRE(writer.write(from.answer));
    for (std::size_t size = 0; size < writer.used(); ++size) {
        const memory cut(size);
        std::ranges::copy(room.span().first(size), cut.span().begin());
        BOOST_TEST(!arena_reader(cut.span()).read<resume_answer>(), size);
    }
}

BOOST_AUTO_TEST_CASE(whatever_is_changed_in_an_arena_nothing_outside_of_it_is_reached)
{
    const delivery from;
    const memory room(4096);
    arena_writer writer(room.span());
    BOOST_REQUIRE(writer.write(from.answer));
    std::mt19937_64 random(1); // the same changes each time; the sanitizer is the judge
    std::size_t refused = 0;
    std::uint64_t sum = 0;
    constexpr std::size_t rounds = 20'000;
    for (std::size_t round = 0; round < rounds; ++round) {
        const memory changed(writer.used());
        std::ranges::copy(room.span().first(writer.used()), changed.span().begin());
        for (int change = 0; change < 3; ++change) {
            const std::size_t at = random() % (writer.used() / 8) * 8;
            const std::uint64_t values[]{random(), random() % writer.used(), 0, ~std::uint64_t{0}};
            const std::uint64_t value = values[random() % 4];
            std::memcpy(changed.span().data() + at, &value,
                        std::min<std::size_t>(8, writer.used() - at));
        }
        const auto* read = arena_reader(changed.span()).read<resume_answer>();
        if (read)
            sum += touch(*read);
        else
            ++refused;
    }
    BOOST_TEST(sum > 0u);
    BOOST_TEST(refused > 0u);
    BOOST_TEST(refused < rounds);
}

BOOST_AUTO_TEST_CASE(no_address_of_the_writer_is_left_in_an_arena)
{
    // Empty texts and values that do not use theirs point to the heap all the same.
    const std::string heap(4096, 'h');
    const dovetail_text empty{heap.data() + 1, 0};
    const auto address = reinterpret_cast<std::uintptr_t>(heap.data());
    std::vector<dovetail_field> fields(4);
    fields[0] = {text_of("due"), {DOVETAIL_DATE, 0x7FFF, 20'000, {heap.data(), 1}}};
    fields[1] = {text_of("note"),
                 {DOVETAIL_TEXT, 0, static_cast<std::int64_t>(address), text_of("Call Bob")}};
    fields[2] = {text_of("nothing"), {DOVETAIL_TEXT, 0, 0, empty}};
    fields[3] = {{heap.data(), 4}, {DOVETAIL_NULL, 0, 0, empty}};
    std::vector<dovetail_record> records(3);
    for (auto& record : records)
        record = {sizeof(dovetail_record), DOVETAIL_PRESENT, text_of("k"), empty, 0,
                  fields.data(),           fields.size()};
    records[2].field_count = 0; // of an array that is there
    std::vector<std::byte> arena(std::size_t{64} * 1024);
    arena_writer writer(arena);
    BOOST_REQUIRE(writer.write(to_canonical_call{records.data(), records.size(), 0}));

    const auto within = [](std::uintptr_t value, const void* from, std::size_t size) {
        const auto begin = reinterpret_cast<std::uintptr_t>(from);
        return value >= begin && value <= begin + size;
    };
    for (std::size_t at = 0; at + sizeof(std::uintptr_t) <= writer.used(); ++at) {
        std::uintptr_t value = 0;
        std::memcpy(&value, arena.data() + at, sizeof value);
        BOOST_TEST(!within(value, heap.data(), heap.size()), at);
        BOOST_TEST(!within(value, fields.data(), fields.size() * sizeof fields[0]), at);
        BOOST_TEST(!within(value, records.data(), records.size() * sizeof records[0]), at);
    }
    const std::span<std::byte> written(arena.data(), writer.used());
    arena_reader reader(written);
    const auto* read = reader.read<to_canonical_call>();
    BOOST_REQUIRE(read != nullptr);
    BOOST_TEST(view(read->records[1].fields[1].value.text) == "Call Bob");
    BOOST_TEST(read->records[0].fields[0].value.number == 20'000);
    BOOST_TEST(read->records[0].fields[0].value.reserved == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
