// SPDX-License-Identifier: Apache-2.0
// P6: what is remembered of swaps, and what follows from it for the versions that are chosen.
#include "app/swap_facts.hpp"
#include "app/swap_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace dovetail;
using app::swap_memory;

namespace {

swap::record at(swap::state state, const std::string& to = "2.0.0", const std::string& id = "one")
{
    swap::record made;
    made.id = id;
    made.plugin = "example.crm";
    made.from = "1.0.0";
    made.to = to;
    made.steps = {{swap::state::requested, {}, {}}, {state, {}, "because"}};
    return made;
}

/// A host that ran through probation and was killed, or not.
void live(swap_memory& all, bool killed)
{
    all.begin(1);
    if (!killed) all.end();
}

} // namespace

BOOST_AUTO_TEST_SUITE(swap_memories)

BOOST_AUTO_TEST_CASE(a_version_that_was_rolled_back_is_set_aside_until_a_person_keeps_it)
{
    swap_memory all;
    all.note(at(swap::state::rolled_back), 7);
    BOOST_REQUIRE(all.set_aside.size() == 1U);
    BOOST_TEST(all.set_aside[0].version == "2.0.0");
    BOOST_TEST(all.set_aside[0].reason == "it was rolled back: because");
    BOOST_TEST(all.for_search().at(0).id == "example.crm");
    all.note(at(swap::state::kept, "2.0.0", "two"), 8);
    BOOST_TEST(all.set_aside.empty());
}

BOOST_AUTO_TEST_CASE(who_goes_back_to_an_older_version_does_not_meet_the_newer_one_again)
{
    swap_memory all;
    all.note(at(swap::state::kept, "0.9.0"), 7);
    BOOST_REQUIRE(all.set_aside.size() == 1U);
    BOOST_TEST(all.set_aside[0].version == "1.0.0");
}

BOOST_AUTO_TEST_CASE(what_was_refused_or_cancelled_changes_nothing_for_the_search)
{
    swap_memory all;
    for (const auto end : {swap::state::refused, swap::state::cancelled, swap::state::interrupted})
        all.note(at(end), 7);
    BOOST_TEST(all.set_aside.empty());
    BOOST_TEST(all.trials.empty());
}

BOOST_AUTO_TEST_CASE(a_swap_that_is_under_way_is_found_and_closed_by_the_next_start)
{
    swap_memory all;
    all.note(at(swap::state::draining), 7);
    BOOST_REQUIRE(all.under_way() != nullptr);
    const auto told = all.begin(8);
    BOOST_TEST(told.size() == 1U);
    BOOST_TEST(all.under_way() == nullptr);
    BOOST_TEST((all.find("one")->now() == swap::state::interrupted));
    BOOST_TEST(all.find("one")->reason() == "the host ended while it was draining");
}

BOOST_AUTO_TEST_CASE(one_death_in_probation_is_forgiven_and_the_second_is_not)
{
    swap_memory all;
    all.note(at(swap::state::flipping), 7);
    live(all, true);
    BOOST_TEST(all.set_aside.empty());
    BOOST_TEST(all.trials.size() == 1U);
    live(all, true);
    BOOST_REQUIRE(all.set_aside.size() == 1U);
    BOOST_TEST(all.set_aside[0].version == "2.0.0");
    BOOST_TEST(all.trials.empty());
}

BOOST_AUTO_TEST_CASE(a_host_that_ends_by_itself_speaks_against_no_version)
{
    swap_memory all;
    all.note(at(swap::state::flipping), 7);
    all.end();
    for (int start = 0; start < 5; ++start)
        live(all, false);
    BOOST_TEST(all.set_aside.empty());
    BOOST_TEST(all.trials.size() == 1U);
    all.end_trial("example.crm");
    BOOST_TEST(all.trials.empty());
}

BOOST_AUTO_TEST_CASE(the_last_swaps_are_kept_and_users_texts_of_the_newest_alone)
{
    swap_memory all;
    for (int number = 0; number < 30; ++number) {
        auto one = at(swap::state::refused, "2.0.0", std::to_string(number));
        one.differences.push_back({"tasks", host::side::left, "7", "subject", "Call Bob", ""});
        all.note(one, number);
    }
    BOOST_TEST(all.swaps.size() == app::swaps_kept);
    BOOST_TEST(all.swaps.front().differences.empty());
    BOOST_TEST(all.swaps.back().differences.size() == 1U);
    BOOST_TEST(all.find("29") != nullptr);
    BOOST_TEST(all.find("3") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_state_gives_back_what_was_stored_and_the_newest_copy_counts)
{
    sync::sqlite_options options;
    options.path = ":memory:";
    const auto state = sync::open_sqlite(options);
    BOOST_REQUIRE(state.has_value());
    auto& store = *state->store;
    const std::vector<std::string> syncs{"tasks", "leads"};
    BOOST_TEST(app::stored_swaps(store, syncs).stored_at == 0);
    swap_memory all;
    auto one = at(swap::state::rolled_back);
    one.compared = 12;
    one.differing = 1;
    one.by = swap::origin::watch;
    one.differences.push_back({"tasks", host::side::right, "7", "subject", "before", "after"});
    all.note(one, 7);
    all.trials.push_back({"example.crm", "3.0.0", 1, true});
    all.stored_at = 5;
    BOOST_TEST(app::store_swaps(store, syncs, all).has_value());
    all.stored_at = 9;
    BOOST_TEST(app::store_swaps(store, {&syncs[1], 1}, all).has_value());
    const auto read = app::stored_swaps(store, syncs);
    BOOST_TEST(read.stored_at == 9);
    BOOST_REQUIRE(read.swaps.size() == 1U);
    const auto& same = read.swaps[0];
    BOOST_TEST(same.id == "one");
    BOOST_TEST((same.now() == swap::state::rolled_back));
    BOOST_TEST((same.by == swap::origin::watch));
    BOOST_TEST(same.reason() == "because");
    BOOST_TEST(same.compared == 12U);
    BOOST_REQUIRE(same.differences.size() == 1U);
    BOOST_TEST(same.differences[0].after == "after");
    BOOST_TEST((same.differences[0].where == host::side::right));
    BOOST_TEST(read.set_aside.at(0).version == "2.0.0");
    BOOST_TEST(read.trials.at(0).deaths == 1U);
    BOOST_TEST(read.trials.at(0).running);
}

BOOST_AUTO_TEST_CASE(a_request_waits_in_the_state_until_it_is_withdrawn)
{
    sync::sqlite_options options;
    options.path = ":memory:";
    const auto state = sync::open_sqlite(options);
    BOOST_REQUIRE(state.has_value());
    const std::vector<std::string> syncs{"tasks"};
    swap::request wanted;
    wanted.id = "request";
    wanted.plugin = "example.crm";
    wanted.file = "/plugins/crm.plugin.json";
    wanted.allow_downgrade = true;
    BOOST_TEST(!app::stored_request(*state->store, syncs).has_value());
    BOOST_TEST(app::store_request(*state->store, syncs, wanted).has_value());
    const auto heard = app::stored_request(*state->store, syncs);
    BOOST_REQUIRE(heard.has_value());
    BOOST_TEST(heard->id == "request");
    BOOST_TEST(heard->file == wanted.file);
    BOOST_TEST(heard->allow_downgrade);
    BOOST_TEST(app::withdraw_request(*state->store, syncs).has_value());
    BOOST_TEST(!app::stored_request(*state->store, syncs).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
