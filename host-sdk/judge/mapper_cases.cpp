// SPDX-License-Identifier: Apache-2.0
#include "judge/cases.hpp"
#include "judge/workload.hpp"

#include <algorithm>

namespace dovetail::judge::cases {
namespace {

constexpr std::array<std::uint32_t, 2> sides{DOVETAIL_LEFT, DOVETAIL_RIGHT};
constexpr std::size_t random_rounds = 50;
constexpr std::size_t records_a_round = 50;

std::string side_word(std::uint32_t side)
{
    return side == DOVETAIL_LEFT ? "left" : "right";
}

/// Values of every kind for every canonical field, as no merge would ever ask for.
std::vector<canonical_change> random_changes(const std::vector<canonical_field>& known,
                                             std::mt19937_64& random)
{
    // Records with the canonical names as native ones have values of every kind in them.
    std::vector<canonical_field> named = known;
    for (canonical_field& one : named)
        one.native_name = {one.name, one.name};
    std::vector<canonical_change> out;
    for (record& one : random_records(named, DOVETAIL_LEFT, records_a_round, random)) {
        one.fields.pop_back(); // the one that nobody knows
        canonical_change& change = out.emplace_back();
        change.create = random() % 2 == 0;
        change.fields = one.fields;
        change.source = std::move(one.fields);
        change.owner = random() % 2 == 0 ? "" : "somebody";
        change.idempotency_key = "judge";
    }
    return out;
}

const value* find(const fields& in, const std::string& name)
{
    const auto found =
        std::find_if(in.begin(), in.end(), [&](const auto& one) { return one.first == name; });
    return found == in.end() ? nullptr : &found->second;
}

std::string shown(const value* one)
{
    constexpr std::size_t longest = 60;
    if (!one) return "absent";
    return one->kind == DOVETAIL_TEXT || one->kind == DOVETAIL_JSON
               ? '"' + one->text.substr(0, longest) + '"'
               : std::to_string(one->number);
}

bool says_why_not(const mapped& item, const std::string& field)
{
    const auto note = item.notes.find(field);
    return note != item.notes.end() && note->second != DOVETAIL_NOTE_CUT;
}

/// A value that was written is read back as it is, or as read_back says. Empty and absent are the
/// same here: a target that has no value has none either way.
void compare(subject& of, const canonical_change& asked, const mapped& written, const mapped& read,
             const std::string& where)
{
    for (const auto& [name, wanted] : asked.fields) {
        if (says_why_not(written, name) || says_why_not(read, name)) continue;
        const value* told = find(written.read_back, name);
        const value* const expected = told ? told : &wanted;
        const value* const found = find(read.values, name);
        if (!found && (expected->kind == DOVETAIL_NULL || !told)) continue;
        of.found.require(found && *found == *expected, "A-80",
                         where + "the field " + name + " is written as " + shown(expected) +
                             " and read back as " + shown(found));
    }
}

std::vector<record> as_records(const std::vector<mapped>& native)
{
    std::vector<record> out;
    for (const mapped& one : native)
        out.push_back({DOVETAIL_PRESENT, "judge-" + std::to_string(out.size()), "", 0, one.values});
    return out;
}

} // namespace

skipped records(subject& of)
{
    const workload work(of);
    const auto mapper = of.mapper();
    if (!mapper) return {};
    const mapping map(**mapper, of.found);
    const auto known = map.fields();
    (void)map.transcript(work.records());
    for (std::size_t round = 0; round < random_rounds && !of.found.any(); ++round) {
        for (const std::uint32_t side : sides) {
            (void)map.to_canonical(side, random_records(known, side, records_a_round, of.random));
            (void)map.to_native(side, random_changes(known, of.random));
        }
    }
    return {};
}

skipped purity(subject& of)
{
    const workload work(of);
    const auto mapper = of.mapper();
    if (!mapper) return {};
    const mapping map(**mapper, of.found);
    for (const std::uint32_t side : sides) {
        const std::vector<record>& all = work.records()[side];
        const auto together = map.to_canonical(side, all);
        std::vector<record> turned(all.rbegin(), all.rend());
        const auto backwards = map.to_canonical(side, turned);
        for (std::size_t at = 0; at < together.size() && !of.found.any(); ++at) {
            const auto alone = map.to_canonical(side, {all[at]});
            const std::string where =
                "the " + side_word(side) + " record " + all[at].key + " maps ";
            of.found.require(alone.size() == 1 && alone[0].text == together[at].text, "A-76",
                             where + "to something else when it is alone");
            of.found.require(backwards[together.size() - 1 - at].text == together[at].text, "A-76",
                             where + "to something else when the order is another");
        }
        const auto changes = map.changes_from(side, together);
        const std::uint32_t target = DOVETAIL_RIGHT - side;
        const auto native = map.to_native(target, changes);
        for (std::size_t at = 0; at < native.size() && !of.found.any(); ++at) {
            const auto alone = map.to_native(target, {changes[at]});
            of.found.require(alone.size() == 1 && alone[0].text == native[at].text, "A-76",
                             "a change maps to something else when it is alone");
        }
    }
    return {};
}

skipped round_trip(subject& of)
{
    const workload work(of);
    const auto mapper = of.mapper();
    if (!mapper) return {};
    const mapping map(**mapper, of.found);
    for (const std::uint32_t side : sides) {
        const std::uint32_t target = DOVETAIL_RIGHT - side;
        const std::string where = "from " + side_word(side) + " to " + side_word(target) + ": ";
        const auto changes = map.changes_from(side, map.to_canonical(side, work.records()[side]));
        const auto written = map.to_native(target, changes);
        const auto read = map.to_canonical(target, as_records(written));
        for (std::size_t at = 0; at < read.size() && at < written.size(); ++at)
            compare(of, changes[at], written[at], read[at], where);
    }
    return {};
}

skipped facts(subject& of)
{
    const workload work(of);
    const auto mapper = of.mapper();
    if (!mapper) return {};
    const auto known = mapping(**mapper, of.found).fields();
    for (const std::uint32_t side : sides) {
        std::vector<record> all{{DOVETAIL_PRESENT, "org", "", 0, {}}};
        for (const canonical_field& one : known)
            all.push_back({DOVETAIL_PRESENT,
                           "field:" + one.native_name[side],
                           "",
                           0,
                           {{"values", {DOVETAIL_JSON, 0, R"(["x"])"}},
                            {"max_length", {DOVETAIL_INT, 1, {}}}}});
        for (record& one : random_records(known, side, records_a_round, of.random))
            all.push_back(std::move(one));
        for (const std::size_t count : {std::size_t{0}, std::size_t{1}, all.size()}) {
            scratch arguments;
            dovetail_error error{};
            error.struct_size = sizeof error;
            const std::vector<record> some(all.begin(),
                                           all.begin() + static_cast<std::ptrdiff_t>(count));
            // How it ends, the proxy judges.
            if ((*mapper)->check((*mapper)->self, side, arguments.records(some), count, &error) !=
                    DOVETAIL_OK &&
                error.release)
                error.release(error.owner);
        }
    }
    return {};
}

} // namespace dovetail::judge::cases
