// SPDX-License-Identifier: Apache-2.0
// docs/isolation.md through the real programs: connectors and mapping in processes of their own.
#include "end_to_end/support/both_sides.hpp"
#include "end_to_end/support/plugin_processes.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace dovetail::test;

namespace {

constexpr int tasks_each = 60;

} // namespace

BOOST_AUTO_TEST_SUITE(isolation)

BOOST_AUTO_TEST_CASE(a_sync_with_all_plugins_isolated_reaches_the_same_fixed_point)
{
    deployment here;
    isolate_all(here);
    here.enable();
    add_many(here, service::salesforce, "L", tasks_each);
    add_many(here, service::sales_connect, "R", tasks_each);
    const auto result = here.run({"once", "--json"});
    BOOST_TEST(result.code == 0, result.err);
    BOOST_TEST((by_name(here, service::salesforce) == by_name(here, service::sales_connect)));
    BOOST_TEST(here.world.count(service::salesforce) == 2U * tasks_each);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(p1_killing_plugin_processes_at_random_moments_loses_and_doubles_nothing)
{
    std::mt19937 random(20'270'103);
    deployment here;
    isolate_all(here);
    here.enable();
    add_many(here, service::salesforce, "L", tasks_each);
    add_many(here, service::sales_connect, "R", tasks_each);
    here.world.fault({{"kind", "latency"}, {"value", 5}}); // a kill falls between any two steps
    const auto host = here.start({"run"});
    BOOST_TEST(eventually([&] { return processes_in(host->err()).size() == 3; }));
    for (int kills = 0; kills < 12; ++kills) {
        std::uniform_int_distribution<int> pause_ms(0, 150);
        std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms(random)));
        auto victims = processes_in(host->err());
        auto victim = std::next(victims.begin(), kills % 3);
        ::kill(victim->second, SIGKILL);
        const auto some = here.world.tasks(service::salesforce);
        here.world.edit(service::salesforce, some[static_cast<std::size_t>(kills)].id,
                        {{"due", "2027-01-1" + std::to_string(kills % 10)}});
    }
    here.world.clear_faults();
    BOOST_TEST(host->running());
    host->signal(SIGTERM);
    const auto result = host->wait();
    BOOST_TEST(result.code == 0, result.err);
    BOOST_TEST(result.err.find("was ended by signal 9 (Killed)") != std::string::npos);

    here.run({"held", "retry", "--all"});
    here.once();
    const auto left = by_name(here, service::salesforce);
    BOOST_TEST(left.size() == 2U * tasks_each);
    BOOST_TEST((left == by_name(here, service::sales_connect)));
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(a_host_that_is_killed_leaves_no_process_behind)
{
    deployment here;
    isolate_all(here);
    here.enable();
    const auto host = here.start({"run"});
    BOOST_TEST(eventually([&] { return processes_in(host->err()).size() == 3; }));
    const auto processes = processes_in(host->err());
    host->signal(SIGKILL);
    host->wait();
    for (const auto& [plugin, process] : processes)
        BOOST_TEST(eventually([alive = process] { return !is_alive(alive); }), plugin);
}

BOOST_AUTO_TEST_CASE(p8_a_program_for_plugins_that_is_missing_is_a_clear_error)
{
    deployment here;
    isolate_all(here);
    here.enable();
    here.manifest.at("plugins").as_object()["isolation_program"] = "not-there";
    const auto result = here.run({"once"});
    BOOST_TEST(result.code == 3, result.out << result.err);
    for (const char* words : {"connection \"salesforce\"", "not-there", "isolation_program"})
        BOOST_TEST((result.err + result.out).find(words) != std::string::npos,
                   words << " is missing in: " << result.err);
}

BOOST_AUTO_TEST_SUITE_END()
