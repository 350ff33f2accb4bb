// SPDX-License-Identifier: Apache-2.0
#include "app/contract_facts.hpp"

#include <dovetail/sync/store.hpp>

#include <boost/test/unit_test.hpp>

namespace app = dovetail::app;
namespace host = dovetail::host;
namespace sync = dovetail::sync;
using namespace std::chrono_literals;

namespace {

const std::chrono::system_clock::time_point now{std::chrono::seconds{1'767'225'600}};

host::contract_finding finding(std::string rule, std::uint64_t count,
                               std::chrono::system_clock::duration ago)
{
    host::contract_finding out{{"test.probe", "1.0.0", 3}, host::party::plugin};
    out.rule = std::move(rule);
    out.call = "resume";
    out.what = "a record without a key";
    out.count = count;
    out.first = out.last = now - ago;
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(contract_facts)

BOOST_AUTO_TEST_CASE(findings_are_read_as_they_were_written_from_any_of_the_copies)
{
    sync::sqlite_options nowhere;
    nowhere.path = ":memory:";
    auto state = sync::open_sqlite(nowhere).value();
    const std::vector<std::string> syncs{"one", "two"};
    for (const auto& name : syncs)
        BOOST_REQUIRE(state.work->schedule(name));
    auto& store = *state.store;
    BOOST_TEST(app::stored_findings(store, syncs).empty());
    BOOST_REQUIRE(app::store_findings(store, syncs, {finding("A-60", 7, 5min)}));
    const auto read = app::stored_findings(store, {&syncs[1], 1});
    BOOST_REQUIRE_EQUAL(read.size(), 1u);
    BOOST_TEST((read[0].plugin == host::generation_name{"test.probe", "1.0.0", 3}));
    BOOST_TEST(to_string(read[0]) ==
               "the plugin test.probe 1.0.0 (generation 3) broke rule A-60 of the contract "
               "(docs/abi.md) in resume: a record without a key");
    BOOST_TEST(read[0].count == 7u);
    BOOST_TEST((read[0].last == now - 5min));
}

BOOST_AUTO_TEST_CASE(what_several_runs_found_is_counted_together_the_latest_first)
{
    auto again = finding("A-60", 2, 1min);
    again.plugin.number = 1; // generations count anew in each run
    const auto all = app::joined_findings({finding("A-12", 1, 2h), finding("A-60", 7, 3h)},
                                          {again, finding("A-57", 1, 2min)}, now);
    BOOST_REQUIRE_EQUAL(all.size(), 3u);
    BOOST_TEST(all[0].rule == "A-60");
    BOOST_TEST(all[0].count == 9u);
    BOOST_TEST((all[0].first == now - 3h));
    BOOST_TEST(all[0].plugin.number == 1u);
    BOOST_TEST(all[1].rule == "A-57");
    BOOST_TEST(all[2].rule == "A-12");
}

BOOST_AUTO_TEST_CASE(old_findings_are_forgotten_and_the_list_stays_short)
{
    std::vector<host::contract_finding> many{finding("A-1", 1, app::finding_age + 1min)};
    for (std::size_t at = 0; at < app::findings_kept + 5; ++at)
        many.push_back(finding("A-2" + std::to_string(at), 1, std::chrono::minutes(at)));
    const auto all = app::joined_findings(many, {}, now);
    BOOST_REQUIRE_EQUAL(all.size(), app::findings_kept);
    BOOST_TEST(all.front().rule == "A-20");
    BOOST_TEST(app::joined_findings({many[0]}, {}, now).empty());
}

BOOST_AUTO_TEST_SUITE_END()
