// SPDX-License-Identifier: Apache-2.0
#include "isolated/restart_pace.hpp"

#include <boost/test/unit_test.hpp>

using dovetail::host::isolated::restart_pace;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(restarts)

BOOST_AUTO_TEST_CASE(the_first_deaths_are_free_then_the_wait_doubles_up_to_a_minute)
{
    restart_pace pace;
    restart_pace::time_point now{};
    for (std::uint32_t death = 0; death < restart_pace::free_restarts; ++death) {
        pace.died(now, now);
        BOOST_TEST((pace.wait(now) == 0ms));
    }
    auto expected = restart_pace::first_wait;
    for (int death = 0; death < 40; ++death) {
        pace.died(now, now);
        BOOST_TEST((pace.wait(now) == expected), death);
        now += expected;
        BOOST_TEST((pace.wait(now) == 0ms));
        expected = std::min(expected * 2, restart_pace::longest_wait);
    }
}

BOOST_AUTO_TEST_CASE(a_long_life_makes_earlier_deaths_forgotten)
{
    restart_pace pace;
    restart_pace::time_point now{};
    for (int death = 0; death < 10; ++death)
        pace.died(now, now);
    BOOST_TEST((pace.wait(now) > 0ms));
    pace.died(now, now + restart_pace::long_life);
    BOOST_TEST(pace.deaths() == 1u);
    BOOST_TEST((pace.wait(now + restart_pace::long_life) == 0ms));
}

BOOST_AUTO_TEST_SUITE_END()
