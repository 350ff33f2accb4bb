// SPDX-License-Identifier: Apache-2.0
#include <dovetail/kit/instant.hpp>

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(instant)

BOOST_AUTO_TEST_CASE(dates_are_days_and_only_real_ones)
{
    BOOST_TEST(kit::parse_date("1970-01-01").value() == 0);
    BOOST_TEST(kit::parse_date("2024-02-29").value() == 19'782);
    BOOST_TEST(kit::format_date(19'782) == "2024-02-29");
    BOOST_TEST(kit::format_date(-1) == "1969-12-31");
    for (const char* wrong :
         {"", "2023-02-29", "2024-13-01", "2024-1-1", "2024-01-01T", "x024-01-01"})
        BOOST_TEST(!kit::parse_date(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(every_date_of_eight_centuries_reads_back)
{
    for (std::int64_t day = -200'000; day < 100'000; ++day)
        BOOST_REQUIRE(kit::parse_date(kit::format_date(day)).value() == day);
}

BOOST_AUTO_TEST_CASE(instants_in_every_notation_of_their_offset)
{
    const std::int64_t us = 1'767'225'600'000'000;
    for (const char* text :
         {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000+0000", "2026-01-01T00:00:00+00:00",
          "2025-12-31T19:00:00-05", "2026-01-01T05:30:00.000+05:30", "2026-01-01 00:00:00Z"})
        BOOST_TEST(kit::parse_instant(text).value_or(-1) == us, text);
    BOOST_TEST(kit::parse_instant("2026-01-01T00:00:00.1234567Z").value() == us + 123'456);
    for (const char* wrong :
         {"", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
          "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-01-01T00:00Z"})
        BOOST_TEST(!kit::parse_instant(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(instants_are_written_with_the_fraction_they_have)
{
    const std::int64_t us = 1'767'225'600'000'000;
    BOOST_TEST(kit::format_instant(us) == "2026-01-01T00:00:00Z");
    BOOST_TEST(kit::format_instant(us + 7'000) == "2026-01-01T00:00:00.007Z");
    BOOST_TEST(kit::format_instant(us + 7) == "2026-01-01T00:00:00.000007Z");
    BOOST_TEST(kit::format_instant(-1'000'000) == "1969-12-31T23:59:59Z");
}

BOOST_AUTO_TEST_CASE(http_dates_name_the_weekday)
{
    BOOST_TEST(kit::format_http_date(kit::parse_instant("2026-05-01T07:25:37Z").value()) ==
               "Fri, 01 May 2026 07:25:37 GMT");
    for (const std::int64_t s : {0LL, 951'782'400LL, 1'777'620'337LL, 4'102'444'799LL})
        BOOST_TEST(kit::parse_http_date(kit::format_http_date(s * 1'000'000)).value() ==
                   s * 1'000'000);
    for (const char* wrong : {"", "Fri, 01 Foo 2026 07:25:37 GMT", "Fri, 31 Feb 2026 07:25:37 GMT",
                              "Friday, 01-May-26 07:25:37 GMT", "Fri, 01 May 2026 07:25:37 CET"})
        BOOST_TEST(!kit::parse_http_date(wrong).has_value(), wrong);
    BOOST_TEST(kit::format_http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

BOOST_AUTO_TEST_SUITE_END()
