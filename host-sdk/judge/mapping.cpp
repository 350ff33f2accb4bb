// SPDX-License-Identifier: Apache-2.0
#include "judge/mapping.hpp"

#include "judge/robot.hpp"

#include <dovetail/host/batch.hpp>

#include <algorithm>
#include <limits>

namespace dovetail::judge {
namespace {

std::string text(dovetail_text from)
{
    return from.data ? std::string(host::view(from)) : std::string{};
}

fields keep(const dovetail_field* from, std::uint64_t count)
{
    fields out;
    for (std::uint64_t at = 0; at < count; ++at)
        out.emplace_back(text(from[at].name), value{from[at].value.kind, from[at].value.number,
                                                    text(from[at].value.text)});
    return out;
}

mapped keep(const dovetail_mapped& from)
{
    mapped out;
    out.values = keep(from.fields, from.field_count);
    out.read_back = keep(from.read_back, from.read_back_count);
    out.text = "mapped " + std::to_string(from.eligible) + " reason=" + text(from.reason) +
               " owner=" + text(from.owner) + " origin=" + text(from.origin_key) +
               " created=" + std::to_string(from.created_at_us) + '\n' +
               to_text(from.fields, from.field_count) + " read back\n" +
               to_text(from.read_back, from.read_back_count);
    const host::array_view<dovetail_note> notes(from.notes, from.note_count);
    for (std::size_t at = 0; at < notes.size(); ++at) {
        out.notes.emplace(text(notes[at].field), notes[at].kind);
        out.text += " note " + std::to_string(notes[at].kind) + ' ' + text(notes[at].field) + ": " +
                    text(notes[at].why) + '\n';
    }
    return out;
}

/// Texts that have broken readers: line ends, combining marks, directions, what looks like markup.
const std::vector<std::string>& hostile_texts()
{
    static const std::vector<std::string> all{"",
                                              " ",
                                              "\n",
                                              "\r\n\r",
                                              std::string("a\0b", 3),
                                              std::string(1, '\0'),
                                              "\xEF\xBB\xBF"
                                              "bom",
                                              "\xE2\x80\xAE"
                                              "right to left",
                                              "e\xCC\x81\xCC\x81\xCC\x81",
                                              "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
                                              "\xEF\xBF\xBE",
                                              "\xE2\x80\xA8\xE2\x80\xA9",
                                              "{{activity_subject}}{{",
                                              "%s%n%x",
                                              "'; DROP TABLE tasks; --",
                                              "<script>alert(1)</script>",
                                              "2026-02-30",
                                              "9999999999999999999999",
                                              "-",
                                              std::string(300, 'x'),
                                              std::string(70'000, 'y'),
                                              "\xC3\xA9" + std::string(254, 'z') +
                                                  "\xC3\xA9\xC3\xA9"};
    return all;
}

value random_value(std::mt19937_64& random)
{
    constexpr std::array<std::int64_t, 9> numbers{0,
                                                  1,
                                                  -1,
                                                  20'000,
                                                  -719162,
                                                  1'767'225'600'000'000,
                                                  99'999'999,
                                                  std::numeric_limits<std::int64_t>::max(),
                                                  std::numeric_limits<std::int64_t>::min()};
    const auto kind = static_cast<std::uint32_t>(random() % (DOVETAIL_JSON + 1));
    const std::string& some = hostile_texts()[random() % hostile_texts().size()];
    switch (kind) {
    case DOVETAIL_BOOL:
        return {kind, static_cast<std::int64_t>(random() % 2), {}};
    case DOVETAIL_INT:
    case DOVETAIL_DATE:
    case DOVETAIL_INSTANT:
        return {kind, numbers[random() % numbers.size()], {}};
    case DOVETAIL_TEXT:
        return {kind, 0, some};
    case DOVETAIL_JSON:
        return {kind, 0, random() % 2 ? R"({"a":[1,null]})" : R"("text")"};
    default:
        return {};
    }
}

} // namespace

std::vector<canonical_field> mapping::fields() const
{
    const dovetail_canonical_field* first = nullptr;
    std::uint64_t count = 0;
    mapper_.fields(mapper_.self, &first, &count);
    std::vector<canonical_field> out;
    const host::array_view<dovetail_canonical_field> all(first, first ? count : 0);
    for (std::size_t at = 0; at < all.size(); ++at)
        out.push_back({text(all[at].name),
                       {all[at].flow[0], all[at].flow[1]},
                       {text(all[at].native_name[0]), text(all[at].native_name[1])}});
    return out;
}

std::vector<mapped> mapping::take(dovetail_status status, dovetail_mapped_batch& batch,
                                  dovetail_error& error, const char* call) const
{
    std::vector<mapped> out;
    if (status != DOVETAIL_OK) {
        found_.add("A-77", std::string(call) + " failed: " + host::error::from_abi(error).message);
        return out;
    }
    const host::array_view<dovetail_mapped> items(batch.items, batch.item_count);
    for (std::size_t at = 0; at < items.size(); ++at)
        out.push_back(keep(items[at]));
    if (options_.keep_batches)
        options_.keep_batches->push_back(batch);
    else
        batch.release(batch.owner);
    return out;
}

std::vector<mapped> mapping::to_canonical(std::uint32_t side, const std::vector<record>& from) const
{
    if (from.empty()) return {};
    scratch arguments(options_.how);
    dovetail_mapped_batch batch{};
    batch.struct_size = sizeof batch;
    dovetail_error error{};
    error.struct_size = sizeof error;
    const auto status = mapper_.to_canonical(mapper_.self, side, arguments.records(from),
                                             from.size(), &batch, &error);
    if (options_.overwrite_arguments) arguments.overwrite();
    return take(status, batch, error, "to_canonical");
}

std::vector<mapped> mapping::to_native(std::uint32_t side,
                                       const std::vector<canonical_change>& from) const
{
    if (from.empty()) return {};
    scratch arguments(options_.how);
    std::vector<dovetail_canonical_change> all;
    for (const canonical_change& one : from) {
        dovetail_canonical_change out{};
        out.struct_size = sizeof out;
        out.create = one.create ? 1 : 0;
        out.fields = arguments.fields(one.fields);
        out.field_count = one.fields.size();
        out.source = arguments.fields(one.source);
        out.source_count = one.source.size();
        out.owner = arguments.text(one.owner);
        out.idempotency_key = arguments.text(one.idempotency_key);
        all.push_back(out);
    }
    dovetail_mapped_batch batch{};
    batch.struct_size = sizeof batch;
    dovetail_error error{};
    error.struct_size = sizeof error;
    const auto status =
        mapper_.to_native(mapper_.self, side, arguments.structs(all), all.size(), &batch, &error);
    if (options_.overwrite_arguments) arguments.overwrite();
    return take(status, batch, error, "to_native");
}

std::vector<canonical_change> mapping::changes_from(std::uint32_t side,
                                                    const std::vector<mapped>& from) const
{
    const auto known = fields();
    const auto crosses = [&](const auto& field) {
        return std::any_of(known.begin(), known.end(), [&](const canonical_field& one) {
            return one.name == field.first && one.flow[side] != DOVETAIL_FLOW_NEVER;
        });
    };
    std::vector<canonical_change> out;
    for (const mapped& item : from) {
        canonical_change& change = out.emplace_back();
        std::copy_if(item.values.begin(), item.values.end(), std::back_inserter(change.fields),
                     crosses);
        change.source = item.values;
        change.owner = "judge-owner";
        change.idempotency_key = "judge-" + std::to_string(out.size());
    }
    return out;
}

std::string mapping::transcript(const std::array<std::vector<record>, 2>& records) const
{
    std::string out;
    for (const std::uint32_t side : {DOVETAIL_LEFT, DOVETAIL_RIGHT}) {
        const auto canonical = to_canonical(side, records[side]);
        auto changes = changes_from(side, canonical);
        for (const mapped& one : canonical)
            out += one.text;
        for (const bool create : {true, false}) {
            for (canonical_change& one : changes)
                one.create = create;
            for (const mapped& one : to_native(DOVETAIL_RIGHT - side, changes))
                out += one.text;
        }
    }
    return out;
}

std::vector<record> random_records(const std::vector<canonical_field>& known, std::uint32_t side,
                                   std::size_t count, std::mt19937_64& random)
{
    std::vector<record> out;
    for (std::size_t at = 0; at < count; ++at) {
        record& made = out.emplace_back();
        made.key = "judge-" + std::to_string(at);
        made.kind = random() % 16 == 0 ? DOVETAIL_TOMBSTONE : DOVETAIL_PRESENT;
        made.modified_at_us = static_cast<std::int64_t>(random() % 2'000'000'000'000'000);
        for (const canonical_field& one : known) {
            const std::string& name = one.native_name[side];
            const auto same = [&](const auto& other) { return other.first == name; };
            const bool twin = std::any_of(made.fields.begin(), made.fields.end(), same);
            if (!name.empty() && !twin && random() % 4 != 0)
                made.fields.emplace_back(name, random_value(random));
        }
        made.fields.emplace_back("a field nobody knows", random_value(random));
    }
    return out;
}

} // namespace dovetail::judge
