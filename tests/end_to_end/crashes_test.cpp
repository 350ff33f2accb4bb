// SPDX-License-Identifier: Apache-2.0
// P1: no lost change and no duplicate, whatever is killed and whenever.
#include "end_to_end/support/both_sides.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

constexpr int tasks_each = 150;
constexpr int kills = 6;

void sleep_up_to(std::mt19937& random, int longest_ms)
{
    std::uniform_int_distribution<int> length(0, longest_ms);
    std::this_thread::sleep_for(std::chrono::milliseconds(length(random)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(crashes)

BOOST_AUTO_TEST_CASE(p1_killing_the_host_at_random_moments_loses_and_doubles_nothing)
{
    std::mt19937 random(20'270'101);
    deployment here;
    // A server that gives up the old refresh token before anybody has the new one loses the grant
    // when the host is killed between the two: nothing a client can help.
    here.world.set({{"rotate_refresh_tokens", false}});
    here.enable();
    add_many(here, service::salesforce, "L", tasks_each);
    add_many(here, service::sales_connect, "R", tasks_each);
    // A slow server, so that a kill falls between any two steps.
    here.world.fault({{"kind", "latency"}, {"value", 5}});
    for (int i = 0; i < kills; ++i) {
        const auto host = here.start({"run"});
        sleep_up_to(random, 350);
        host->signal(SIGKILL);
        host->wait();
        const auto some = here.world.tasks(service::salesforce);
        here.world.edit(service::salesforce, some[static_cast<std::size_t>(i)].id,
                        {{"due", "2027-01-0" + std::to_string(i + 1)}});
    }
    here.world.clear_faults();
    expect_equal_sides(here, 2U * tasks_each);
}

BOOST_AUTO_TEST_CASE(p1_killing_the_servers_while_it_runs_loses_and_doubles_nothing)
{
    std::mt19937 random(20'270'102);
    deployment here("none", true);
    here.enable();
    add_many(here, service::salesforce, "L", tasks_each / 3);
    const auto host = here.start({"run"});
    for (int i = 0; i < 3; ++i) {
        sleep_up_to(random, 300);
        here.world.restart(SIGKILL);
        here.world.add(service::sales_connect, {{"name", "R" + std::to_string(i)}});
    }
    BOOST_TEST(host->running());
    host->signal(SIGTERM);
    BOOST_TEST(host->wait().code == 0);
    expect_equal_sides(here, tasks_each / 3 + 3U);
}

BOOST_AUTO_TEST_CASE(p1_a_killed_host_is_followed_at_once_by_the_next_one)
{
    deployment here;
    here.enable();
    const auto first = here.start({"run"});
    first->wait_for_output("⇄");
    BOOST_TEST(eventually([&] { return here.world.requests(service::salesforce) > 2; }));
    first->signal(SIGKILL);
    first->wait();
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    here.once(); // no lease of the dead keeps it waiting
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
}

BOOST_AUTO_TEST_CASE(p1_a_clean_stop_in_the_middle_of_a_first_sync_is_gone_on_from)
{
    deployment here;
    here.enable();
    add_many(here, service::salesforce, "L", tasks_each);
    here.world.fault({{"kind", "latency"}, {"value", 20}});
    here.world.reset_counts();
    const auto host = here.start({"once", "--json"});
    BOOST_TEST(eventually([&] { return here.world.requests(service::salesforce) > 0; }));
    host->signal(SIGTERM);
    const auto result = host->wait();
    BOOST_TEST((result.code == 6 || result.code == 0), result.code << result.out << result.err);
    here.world.clear_faults();
    expect_equal_sides(here, tasks_each);
}

BOOST_AUTO_TEST_SUITE_END()
