// SPDX-License-Identifier: Apache-2.0
// The decision table, each row with each policy, and each mirrored (law 24).
#include "merge.hpp"
#include "support/plain_mapping.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace dovetail;
using namespace dovetail::sync;

namespace {

using fields_of = std::map<std::string, std::string>;

const schema& symmetric()
{
    static const schema all(test::plain_mapping(true).fields(), {});
    return all;
}

field_bytes bytes(const schema& all, const fields_of& values)
{
    std::vector<dovetail_field> list;
    for (const auto& [name, text] : values) {
        dovetail_value value{};
        value.kind = DOVETAIL_TEXT;
        value.text = {text.data(), text.size()};
        list.push_back({{name.data(), name.size()}, value});
    }
    return all.encode(list);
}

observation present(const schema& all, const fields_of& values, instant_us at = 1)
{
    observation seen;
    seen.key = "k";
    seen.eligible = true;
    seen.fresh = true;
    seen.modified_at = at;
    seen.fields = bytes(all, values);
    return seen;
}

observation tombstone()
{
    observation seen;
    seen.tombstone = true;
    seen.fresh = true;
    return seen;
}

/// A decision, seen from one side or, mirrored, from the other.
struct table
{
    bool mirrored = false;
    policy rules{};
    sync::link known{};
    both<std::optional<observation>> seen{};
    owner_now owner = owner_now::same;
    bool adopt = false;
    bool in_scope = true;
    both<field_bytes> expected{};

    explicit table(bool swapped) : mirrored(swapped)
    {
        rules.owner_flow = at(side::left);
        rules.tie = at(side::left);
        known.id = 1;
        known.base = {base(), base()};
    }

    static field_bytes base()
    {
        return bytes(symmetric(), {{"name", "a"}, {"status", "open"}, {"details", "d"}});
    }

    side at(side where) const { return mirrored ? host::other(where) : where; }
    void left(observation what) { seen.of(at(side::left)) = std::move(what); }
    void right(observation what) { seen.of(at(side::right)) = std::move(what); }

    decision run() const
    {
        merge_input in{known};
        for (const side where : {side::left, side::right}) {
            if (seen.of(where)) in.seen.of(where) = &*seen.of(where);
            if (!expected.of(where).empty()) in.expected.of(where) = &expected.of(where);
        }
        in.owner = owner;
        in.adopt = adopt;
        in.in_scope = in_scope;
        return merge(symmetric(), rules, in);
    }

    const field_bytes& to_right(const decision& made) const
    {
        return made.write.of(at(side::right));
    }
    const field_bytes& to_left(const decision& made) const { return made.write.of(at(side::left)); }
};

const fields_of as_base{{"name", "a"}, {"status", "open"}, {"details", "d"}};

fields_of with(const std::string& name, const std::string& value)
{
    fields_of changed = as_base;
    changed[name] = value;
    return changed;
}

observation row(const std::string& name, const std::string& value, instant_us at = 1)
{
    return present(symmetric(), with(name, value), at);
}

std::vector<bool> both_ways()
{
    return {false, true};
}

bool is(const field_bytes& got, const fields_of& wanted)
{
    return got == bytes(symmetric(), wanted);
}

} // namespace

BOOST_AUTO_TEST_SUITE(merge_table)

BOOST_AUTO_TEST_CASE(unchanged_on_both_sides_is_an_echo)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(present(symmetric(), as_base));
        one.right(present(symmetric(), as_base));
        BOOST_TEST((one.run().what == verdict::nothing));
    }
}

BOOST_AUTO_TEST_CASE(changed_and_same_writes_the_changed_fields)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(row("status", "done"));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::write));
        BOOST_TEST(is(one.to_right(made), {{"status", "done"}}));
        BOOST_TEST(one.to_left(made).empty());
    }
}

BOOST_AUTO_TEST_CASE(c4_different_fields_on_both_sides_both_survive)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(row("status", "done"));
        one.right(row("details", "e"));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::write));
        BOOST_TEST(is(one.to_right(made), {{"status", "done"}}));
        BOOST_TEST(is(one.to_left(made), {{"details", "e"}}));
        BOOST_TEST(!made.conflicted());
        BOOST_TEST(!made.contested);
    }
}

BOOST_AUTO_TEST_CASE(the_same_change_on_both_sides_moves_the_base_without_a_write)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(row("status", "done"));
        one.right(row("status", "done"));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::settle));
        BOOST_TEST(is(made.moved.left, {{"status", "done"}}));
        BOOST_TEST(is(made.moved.right, {{"status", "done"}}));
    }
}

BOOST_AUTO_TEST_CASE(a_change_to_what_the_other_side_already_has_is_not_written)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.known.base.of(one.at(side::right)) = bytes(symmetric(), with("details", "cut"));
        one.left(row("details", "cut"));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::settle));
        BOOST_TEST(is(made.moved.of(one.at(side::left)), {{"details", "cut"}}));
    }
}

BOOST_AUTO_TEST_CASE(c4_the_same_field_on_both_sides_needs_the_mapping_to_be_asked_first)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(row("status", "x"));
        one.right(row("status", "y"));
        BOOST_TEST((one.run().what == verdict::probe));
    }
}

namespace {

struct conflict_case
{
    winner rule;
    instant_us left_at;
    instant_us right_at;
    bool left_wins;
};

const std::vector<conflict_case> conflict_cases{
    {winner::latest, 5, 4, true}, {winner::latest, 4, 5, false}, {winner::latest, 5, 5, true},
    {winner::left, 4, 5, true},   {winner::right, 5, 4, false},
};

table conflict(bool mirrored, const conflict_case& one)
{
    table made(mirrored);
    made.left(row("status", "x", one.left_at));
    made.right(row("status", "y", one.right_at));
    made.expected = {bytes(symmetric(), as_base), bytes(symmetric(), as_base)};
    made.rules.conflict = one.rule;
    if (mirrored && one.rule == winner::left) made.rules.conflict = winner::right;
    if (mirrored && one.rule == winner::right) made.rules.conflict = winner::left;
    return made;
}

void check_conflict(const table& made, const decision& got, bool left_wins)
{
    BOOST_TEST((got.what == verdict::write));
    BOOST_TEST(got.conflicted());
    const side loser = made.at(left_wins ? side::right : side::left);
    BOOST_TEST(is(got.write.of(loser), {{"status", left_wins ? "x" : "y"}}));
    BOOST_TEST(is(got.lost.of(loser), {{"status", left_wins ? "y" : "x"}}));
    BOOST_TEST(got.contested);
    BOOST_TEST(got.write.of(host::other(loser)).empty());
}

} // namespace

BOOST_AUTO_TEST_CASE(c4_the_same_field_on_both_sides_is_resolved_by_each_policy)
{
    for (const bool mirrored : both_ways())
        for (const auto& one : conflict_cases) {
            const table made = conflict(mirrored, one);
            check_conflict(made, made.run(), one.left_wins);
        }
}

BOOST_AUTO_TEST_CASE(c4_a_policy_of_one_field_goes_before_the_general_one)
{
    table one = conflict(false, {winner::left, 5, 4, true});
    one.rules.conflict_by_field["status"] = winner::right;
    check_conflict(one, one.run(), false);
}

BOOST_AUTO_TEST_CASE(a_lossy_echo_of_our_own_write_is_no_conflict)
{
    // Law 17: a crash came between the write and its commit, and the right side holds the cut
    // value.
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(row("details", "long text"));
        one.right(row("details", "long", 9));
        one.expected.of(one.at(side::right)) = bytes(symmetric(), with("details", "long"));
        one.expected.of(one.at(side::left)) = bytes(symmetric(), with("details", "long"));
        if (mirrored) one.expected.of(one.at(side::left)) = bytes(symmetric(), as_base);
        one.expected.of(one.at(side::left)) = bytes(symmetric(), as_base);
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::settle));
        BOOST_TEST(is(made.moved.of(one.at(side::left)), {{"details", "long text"}}));
        BOOST_TEST(is(made.moved.of(one.at(side::right)), {{"details", "long"}}));
    }
}

BOOST_AUTO_TEST_CASE(f4_a_value_that_did_not_map_is_no_change)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        fields_of without = as_base;
        without.erase("status");
        one.left(present(symmetric(), without));
        BOOST_TEST((one.run().what == verdict::nothing));
    }
}

BOOST_AUTO_TEST_CASE(a_held_value_makes_the_whole_task_wait)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        observation seen = row("details", "e");
        seen.held = "status X has to be settled first";
        seen.held_field = "status";
        one.left(std::move(seen));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::wait));
        BOOST_TEST(made.code == "status_held");
    }
}

BOOST_AUTO_TEST_CASE(c5_deleted_and_same_deletes_the_other)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(tombstone());
        BOOST_TEST((one.run().what == verdict::look)); // never without having read the victim
        one.right(present(symmetric(), as_base));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::remove));
        BOOST_TEST((made.target == one.at(side::right)));
        BOOST_TEST(!made.conflicted());
    }
}

BOOST_AUTO_TEST_CASE(c5_deleted_and_edited_is_deleted_and_the_edit_kept_in_the_history)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(tombstone());
        one.right(row("details", "e"));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::remove));
        BOOST_TEST(is(made.lost.of(one.at(side::right)), with("details", "e")));
    }
}

BOOST_AUTO_TEST_CASE(c5_deleted_and_edited_with_the_other_policy_is_created_anew)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.rules.delete_versus_edit = delete_policy::edit;
        one.left(tombstone());
        one.right(row("details", "e"));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::recreate));
        BOOST_TEST((made.target == one.at(side::left)));
    }
}

BOOST_AUTO_TEST_CASE(deleted_on_both_sides_is_forgotten_without_a_write)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.left(tombstone());
        one.right(tombstone());
        BOOST_TEST((one.run().what == verdict::forget));
    }
}

BOOST_AUTO_TEST_CASE(a_remembered_tombstone_counts_until_the_task_is_seen_again)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.known.state = link_state::waiting;
        one.known.deleted_at.of(one.at(side::left)) = 7;
        one.right(present(symmetric(), as_base));
        BOOST_TEST((one.run().what == verdict::remove));
        one.left(present(symmetric(), as_base));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::settle));
        BOOST_TEST(made.revive);
    }
}

BOOST_AUTO_TEST_CASE(an_undeleted_task_is_created_anew_on_the_other_side)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.known.state = link_state::deleted;
        one.known.deleted_at = {7, 7};
        one.left(present(symmetric(), as_base));
        one.right(tombstone());
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::recreate));
        BOOST_TEST((made.target == one.at(side::right)));
        one.in_scope = false;
        BOOST_TEST((one.run().what == verdict::nothing));
    }
}

BOOST_AUTO_TEST_CASE(a_read_only_side_is_never_written)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.rules.read_only.of(one.at(side::right)) = true;
        one.left(row("status", "x"));
        BOOST_TEST((one.run().what == verdict::nothing));
        one.right(row("status", "y"));
        const decision made = one.run();
        BOOST_TEST(one.to_right(made).empty());
        BOOST_TEST(is(one.to_left(made), {{"status", "y"}}));
        table gone(mirrored);
        gone.rules.read_only.of(gone.at(side::right)) = true;
        gone.left(tombstone());
        gone.right(present(symmetric(), as_base));
        BOOST_TEST((gone.run().what == verdict::detach));
    }
}

BOOST_AUTO_TEST_CASE(c6_an_owner_who_is_not_synced_releases_the_twin)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.owner = owner_now::unsynced;
        one.left(present(symmetric(), as_base));
        BOOST_TEST((one.run().what == verdict::look));
        one.right(row("details", "e"));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::release));
        BOOST_TEST((made.target == one.at(side::right)));
        BOOST_TEST(made.conflicted()); // the unsynced edit is kept in the history
    }
}

BOOST_AUTO_TEST_CASE(c6_a_task_that_comes_back_is_created_anew)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.known.state = link_state::released;
        one.left(present(symmetric(), as_base));
        BOOST_TEST((one.run().what == verdict::recreate));
        one.owner = owner_now::unsynced;
        BOOST_TEST((one.run().what == verdict::nothing));
    }
}

BOOST_AUTO_TEST_CASE(a_twin_found_by_its_key_gets_the_common_values_as_base)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.adopt = true;
        one.known.base = {};
        one.left(present(symmetric(), as_base));
        one.right(present(symmetric(), as_base));
        const decision made = one.run();
        BOOST_TEST((made.what == verdict::settle));
        BOOST_TEST(is(made.moved.left, as_base));
        BOOST_TEST(is(made.moved.right, as_base));
    }
}

BOOST_AUTO_TEST_CASE(a_twin_without_a_base_is_never_deleted)
{
    for (const bool mirrored : both_ways()) {
        table one(mirrored);
        one.adopt = true;
        one.known.base = {};
        one.left(tombstone());
        one.right(present(symmetric(), as_base));
        BOOST_TEST((one.run().what == verdict::nothing));
    }
}

BOOST_AUTO_TEST_CASE(
    j2_j4_a_field_that_crosses_on_creation_only_is_left_alone_and_overwritten_later)
{
    const schema all(test::plain_mapping().fields(), {});
    sync::link known;
    known.id = 1;
    known.base = {bytes(all, {{"name", "<a>"}}), bytes(all, {{"name", "a"}})};
    const observation renamed = present(all, {{"name", "mine"}});
    merge_input in{known};
    in.seen.left = &renamed;
    const decision alone = merge(all, {}, in);
    BOOST_TEST((alone.what == verdict::settle));
    BOOST_TEST(alone.write.right.empty());
    const observation name_changed = present(all, {{"name", "b"}});
    in.seen.right = &name_changed;
    const decision later = merge(all, {}, in);
    BOOST_TEST((later.what == verdict::write));
    BOOST_TEST((later.write.left == bytes(all, {{"name", "b"}})));
}

BOOST_AUTO_TEST_SUITE_END()
