// SPDX-License-Identifier: Apache-2.0
// E7: what day it is depends on where the member is.
#include <app/zone.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail::app;

namespace {

// 2026-11-24T23:30:00Z
constexpr std::int64_t late_evening = 1'795'563'000LL * 1'000'000;
constexpr std::int64_t that_day = 20'781;

} // namespace

BOOST_AUTO_TEST_SUITE(zones)

BOOST_AUTO_TEST_CASE(e7_the_day_is_the_zone_s)
{
    BOOST_TEST(day_in("UTC", late_evening).value() == that_day);
    BOOST_TEST(day_in("Europe/Stockholm", late_evening).value() == that_day + 1);
    BOOST_TEST(day_in("America/Los_Angeles", late_evening).value() == that_day);
    BOOST_TEST(day_in("Pacific/Kiritimati", late_evening).value() == that_day + 1);
    BOOST_TEST(day_in("Etc/GMT+12", late_evening).value() == that_day);
}

BOOST_AUTO_TEST_CASE(e7_an_unknown_zone_is_an_error_that_names_it)
{
    BOOST_TEST(!is_zone("Mars/Olympus"));
    BOOST_TEST(!is_zone(""));
    const auto wrong = day_in("Mars/Olympus", 0);
    BOOST_REQUIRE(!wrong);
    BOOST_TEST(wrong.error().error.message.find("Mars/Olympus") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
