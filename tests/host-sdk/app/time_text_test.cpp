// SPDX-License-Identifier: Apache-2.0
#include <app/time_text.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail::app;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t second = 1'000'000; ///< in instant_us

} // namespace

BOOST_AUTO_TEST_SUITE(time_texts)

BOOST_AUTO_TEST_CASE(instants_are_rfc_3339_in_utc)
{
    BOOST_TEST(rfc3339(0).empty());
    BOOST_TEST(rfc3339(1'790'000'000 * second) == "2026-09-21T14:13:20Z");
    BOOST_TEST(rfc3339(1'790'000'000 * second + 5) == "2026-09-21T14:13:20.000005Z");
    BOOST_TEST(rfc3339(-1) == "1969-12-31T23:59:59.999999Z");
}

BOOST_AUTO_TEST_CASE(dates_are_days_since_1970)
{
    BOOST_TEST(date(0) == "1970-01-01");
    BOOST_TEST(date(-1) == "1969-12-31");
    BOOST_TEST(date(20'517) == "2026-03-05");
}

BOOST_AUTO_TEST_CASE(ages_and_spans_read_like_speech)
{
    const std::int64_t now = 1'790'000'000 * second;
    BOOST_TEST(age(0, now) == "never");
    BOOST_TEST(age(now, now) == "just now");
    BOOST_TEST(age(now - 42 * second, now) == "42 s ago");
    BOOST_TEST(age(now - 300 * second, now) == "5 min ago");
    BOOST_TEST(age(now - 3 * 86'400 * second, now) == "3 d ago");
    BOOST_TEST(span(400ms) == "0.4 s");
    BOOST_TEST(span(42s) == "42 s");
    BOOST_TEST(span(185s) == "3 min 5 s");
    BOOST_TEST(span(130min) == "2 h 10 min");
    BOOST_TEST(span(76h) == "3 d 4 h");
}

BOOST_AUTO_TEST_SUITE_END()
