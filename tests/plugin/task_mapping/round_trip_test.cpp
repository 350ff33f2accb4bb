// SPDX-License-Identifier: Apache-2.0
// Law 17: what was written is read back as what the mapper said it would be, so nothing that the
// mapping loses ever returns as an edit.
#include "mapping_harness.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace dovetail::test;
using namespace std::literals;
namespace kit = dovetail::kit;

namespace {

constexpr auto long_template = R"json({"fields": {"name": {"left": {"template": {
    "text": "{{activity_type}} - {{activity_subject}} [{{sales_campaign_day}}]"}}}}})json";

class generator
{
public:
    explicit generator(unsigned seed) : random_(seed) {}

    unsigned below(unsigned most) { return static_cast<unsigned>(random_() % most); }

    kept_value any_text()
    {
        static const std::vector<std::string> pieces{"a",      "lorem ipsum ", " ",
                                                     "\n",     "\r\n",         "\r",
                                                     "\0"s,    "e\u0301",      "👨‍👩‍👧",
                                                     "😀",      "مرحبا",        "שלום",
                                                     "日本",   "\xff",         "\xed\xa0\x80",
                                                     "\u200d", "\u0301",       "\u2028"};
        if (below(10) == 0) return null();
        std::string out;
        for (auto count = below(12); count > 0; --count)
            out += pieces[below(18)];
        if (below(4) == 0) out += std::string(lengths_[below(6)] - below(3), below(2) ? 'x' : ' ');
        for (auto count = below(6); count > 0; --count)
            out += pieces[below(18)];
        return text(out);
    }

    kept_value any_due()
    {
        if (below(5) == 0) return null();
        const auto day = std::to_string(10 + below(18));
        return text("2026-10-" + day + (below(2) ? "T08:15:00" : ""));
    }

    template<class List>
    kept_value any_of(const List& list)
    {
        return text(list[below(static_cast<unsigned>(list.size()))]);
    }

private:
    std::mt19937 random_;
    std::array<std::size_t, 6> lengths_{250, 255, 256, 1001, 32'000, 32'003};
};

constexpr std::array right_status{"open"sv, "complete"sv};
constexpr std::array right_priority{"normal"sv, "high"sv};
constexpr std::array left_status{"Not Started"sv, "Completed"sv, "In Progress"sv, "Deferred"sv};
constexpr std::array left_priority{"Normal"sv, "High"sv, "Low"sv};

values random_task(generator& random, kit::side side)
{
    if (side == salesforce) {
        return salesforce_task(
            {{"Subject", random.any_text()},
             {"Description", random.any_text()},
             {"ActivityDate", random.below(5) ? date(20'000 + random.below(900)) : null()},
             {"Status", random.any_of(left_status)},
             {"Priority", random.any_of(left_priority)}});
    }
    return sales_connect_task({{"name", random.any_text()},
                               {"details", random.any_text()},
                               {"due_at", random.any_due()},
                               {"status", random.any_of(right_status)},
                               {"priority", random.any_of(right_priority)}});
}

/// A server that keeps texts as it likes: line breaks as CRLF, both ends trimmed.
void store(values& task, const values& written, bool as_it_likes)
{
    for (const auto& [name, value] : written) {
        auto kept = value;
        if (as_it_likes && value.kind == DOVETAIL_TEXT) {
            kept.text.clear();
            for (const char byte : value.text)
                kept.text += byte == '\n' ? "\r\n"s : std::string(1, byte);
        }
        task[name] = kept;
    }
}

/// What the target's base becomes: what was asked for, replaced by what will be read back.
values expected(const values& asked, const kept_item& written)
{
    auto out = asked;
    for (const auto& [name, value] : written.read_back)
        out[name] = value;
    return out;
}

const kept_value* find(const values& from, const std::string& name)
{
    const auto found = from.find(name);
    return found == from.end() ? nullptr : &found->second;
}

void require_reads_back(const kept_item& read, const values& wanted)
{
    for (const auto* name : {"name", "status", "priority", "due", "details"}) {
        const auto* const value = find(wanted, name);
        if (value == nullptr) continue;
        BOOST_REQUIRE_MESSAGE(read.fields.count(name) == 1u, name);
        BOOST_REQUIRE_MESSAGE(read.fields.at(name) == *value,
                              std::string(name) + ": " + read.fields.at(name).text.substr(0, 99));
    }
}

void check_side(const mapper_under_test& mapper, kit::side source, unsigned seed)
{
    const auto target = source == salesforce ? sales_connect : salesforce;
    generator random(seed);
    for (int round = 0; round < 1'000; ++round) {
        const auto from = mapper.to_canonical(source, random_task(random, source));
        values asked;
        for (const auto* name : {"name", "status", "priority", "due", "details"}) {
            if (const auto* value = find(from.fields, name)) asked[name] = *value;
        }
        const auto created = mapper.to_native(
            target, {.create = true, .fields = asked, .source = from.fields, .owner = "u"});
        auto task =
            target == salesforce
                ? salesforce_task(
                      {{"Subject", null()}, {"Description", null()}, {"ActivityDate", null()}})
                : sales_connect_task({{"details", null()}, {"due_at", null()}});
        store(task, created.fields, round % 2 == 0);
        const auto read = mapper.to_canonical(target, task);
        require_reads_back(read, expected(asked, created));
        BOOST_REQUIRE(read.notes.empty());
        // Written again as an update, the same values come back once more.
        const auto updated = mapper.to_native(target, {.fields = asked, .source = from.fields});
        store(task, updated.fields, round % 3 == 0);
        require_reads_back(mapper.to_canonical(target, task), expected(asked, updated));
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(law_17)

BOOST_AUTO_TEST_CASE(l17_sales_connect_tasks_written_to_salesforce_read_back_as_said)
{
    check_side(mapper_under_test{}, sales_connect, 1);
    check_side(mapper_under_test{long_template}, sales_connect, 2);
}

BOOST_AUTO_TEST_CASE(l17_salesforce_tasks_written_to_sales_connect_read_back_as_said)
{
    check_side(mapper_under_test{}, salesforce, 3);
    check_side(mapper_under_test{long_template}, salesforce, 4);
}

BOOST_AUTO_TEST_CASE(l17_reading_twice_gives_the_same)
{
    const mapper_under_test mapper;
    generator random(5);
    for (int round = 0; round < 2'000; ++round) {
        const auto task = random_task(random, salesforce);
        const auto once = mapper.to_canonical(salesforce, task);
        const auto again = mapper.to_canonical(salesforce, task);
        BOOST_REQUIRE((once.fields == again.fields));
    }
}

BOOST_AUTO_TEST_SUITE_END()
