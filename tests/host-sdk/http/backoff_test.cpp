// SPDX-License-Identifier: Apache-2.0
#include <http/backoff.hpp>

#include <boost/test/unit_test.hpp>

namespace dovetail::http {

using std::chrono::milliseconds;

namespace {

/// 2026-01-31T12:00:00Z
const std::chrono::system_clock::time_point now{std::chrono::seconds{1769860800}};

milliseconds wait_for(std::string_view value)
{
    const auto wait = parse_retry_after(value, now);
    return wait ? *wait : milliseconds{-1};
}

} // namespace

BOOST_AUTO_TEST_SUITE(backoff_and_retry_after)

BOOST_AUTO_TEST_CASE(the_bound_doubles_until_the_cap_and_jitter_takes_a_share_of_it)
{
    const milliseconds first{500};
    const milliseconds cap{60'000};
    BOOST_TEST(backoff(0, first, cap, 1.0).count() == 500);
    BOOST_TEST(backoff(1, first, cap, 1.0).count() == 1'000);
    BOOST_TEST(backoff(6, first, cap, 1.0).count() == 32'000);
    BOOST_TEST(backoff(7, first, cap, 1.0).count() == 60'000);
    BOOST_TEST(backoff(4'000'000'000u, first, cap, 1.0).count() == 60'000);
    BOOST_TEST(backoff(3, first, cap, 0.0).count() == 0);
    BOOST_TEST(backoff(3, first, cap, 0.25).count() == 1'000);
    BOOST_TEST(backoff(3, first, cap, -7.0).count() == 0);
}

BOOST_AUTO_TEST_CASE(retry_after_is_read_as_seconds_or_as_any_http_date)
{
    BOOST_TEST(wait_for("120").count() == 120'000);
    BOOST_TEST(wait_for(" 0 ").count() == 0);
    BOOST_TEST(wait_for("Sat, 31 Jan 2026 12:00:30 GMT").count() == 30'000);
    BOOST_TEST(wait_for("Saturday, 31-Jan-26 12:01:00 GMT").count() == 60'000);
    BOOST_TEST(wait_for("Sat Jan 31 12:00:05 2026").count() == 5'000);
}

BOOST_AUTO_TEST_CASE(a_date_that_has_passed_means_now)
{
    BOOST_TEST(wait_for("Sat, 31 Jan 2026 11:00:00 GMT").count() == 0);
}

BOOST_AUTO_TEST_CASE(senseless_values_are_no_value_and_huge_ones_are_bounded)
{
    for (const auto* value : {"", " ", "soon", "-5", "12x", "1.5", "Sat, 31 Jan"})
        BOOST_TEST(wait_for(value).count() == -1, value);
    BOOST_TEST(wait_for("999999999999").count() == 366LL * 24 * 3600 * 1000);
    BOOST_TEST(wait_for("99999999999999999999").count() == -1);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
