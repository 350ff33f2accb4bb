// SPDX-License-Identifier: Apache-2.0
#include <http/budget.hpp>

#include <boost/test/unit_test.hpp>

namespace dovetail::http {

using transition = budget::transition;

namespace {

const budget::ticks start{std::chrono::hours{500}};

host::budget_settings own_limit(std::uint64_t requests)
{
    host::budget_settings settings;
    settings.daily_requests = requests;
    return settings;
}

} // namespace

BOOST_AUTO_TEST_SUITE(request_budget)

BOOST_AUTO_TEST_CASE(p5_warns_at_80_holds_at_95_and_resumes_below_75_percent_each_once)
{
    budget quota{host::budget_settings{}};
    BOOST_CHECK(!quota.known());
    BOOST_CHECK(quota.report(799, 1000, start) == transition::none);
    BOOST_CHECK(quota.report(800, 1000, start) == transition::warned);
    BOOST_CHECK(quota.report(900, 1000, start) == transition::none);
    BOOST_CHECK(quota.report(950, 1000, start) == transition::holding);
    BOOST_CHECK(quota.holding());
    BOOST_CHECK(quota.report(990, 1000, start) == transition::none);
    BOOST_CHECK(quota.report(750, 1000, start) == transition::none);
    BOOST_CHECK(quota.holding());
    BOOST_CHECK(quota.report(749, 1000, start) == transition::resumed);
    BOOST_CHECK(!quota.holding());
    BOOST_CHECK(quota.report(800, 1000, start) == transition::warned);
}

BOOST_AUTO_TEST_CASE(p5_a_share_that_hovers_at_the_edge_warns_once)
{
    budget quota{host::budget_settings{}};
    BOOST_CHECK(quota.report(800, 1000, start) == transition::warned);
    for (int round = 0; round < 5; ++round) {
        BOOST_CHECK(quota.report(795, 1000, start) == transition::none);
        BOOST_CHECK(quota.report(805, 1000, start) == transition::none);
    }
}

BOOST_AUTO_TEST_CASE(p5_own_requests_count_between_two_reports_of_the_server)
{
    budget quota{host::budget_settings{}};
    BOOST_CHECK(quota.report(94, 100, start) == transition::warned);
    BOOST_CHECK(quota.count(start) == transition::holding);
    BOOST_TEST(quota.used() == 95u);
    BOOST_CHECK(quota.report(60, 100, start) == transition::resumed);
    BOOST_TEST(quota.used() == 60u);
}

BOOST_AUTO_TEST_CASE(p5_the_own_daily_limit_slides_over_24_hours)
{
    budget quota{own_limit(10)};
    BOOST_CHECK(quota.known());
    for (int request = 0; request < 10; ++request)
        quota.count(start);
    BOOST_CHECK(quota.holding());
    const auto wait = quota.exhausted_for(start);
    BOOST_CHECK(wait > std::chrono::hours{23});
    BOOST_CHECK(wait <= std::chrono::hours{24});
    BOOST_CHECK(quota.exhausted_for(start + std::chrono::hours{23}).count() > 0);
    BOOST_CHECK(quota.exhausted_for(start + wait).count() == 0);
    BOOST_CHECK(quota.tick(start + wait) == transition::resumed);
    BOOST_TEST(quota.used() == 0u);
}

BOOST_AUTO_TEST_CASE(p5_of_server_limit_and_own_limit_the_scarcer_one_counts)
{
    budget quota{own_limit(100)};
    for (int request = 0; request < 50; ++request)
        quota.count(start);
    quota.report(10, 1000, start);
    BOOST_TEST(quota.used() == 50u);
    BOOST_TEST(quota.limit() == 100u);
    quota.report(900, 1000, start);
    BOOST_TEST(quota.used() == 900u);
    BOOST_TEST(quota.limit() == 1000u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
