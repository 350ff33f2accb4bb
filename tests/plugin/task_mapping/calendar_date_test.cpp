// SPDX-License-Identifier: Apache-2.0
#include "calendar_date.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dovetail::task_mapping;

namespace {

std::string written(day_number day)
{
    const auto text = write_day(day);
    return text ? std::string(text->data(), text->size()) : "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(calendar_dates)

BOOST_AUTO_TEST_CASE(every_day_survives_being_written_and_read)
{
    for (day_number day = -719'162; day <= 2'932'896; day += 13) {
        const auto text = written(day);
        const auto read = read_due(text);
        BOOST_REQUIRE(read.has_value());
        BOOST_REQUIRE(read->day == day);
    }
    BOOST_TEST(written(0) == "1970-01-01");
    BOOST_TEST(written(-719'162) == "0001-01-01");
    BOOST_TEST(written(2'932'896) == "9999-12-31");
    BOOST_TEST(written(-719'163) == "none");
    BOOST_TEST(written(2'932'897) == "none");
}

BOOST_AUTO_TEST_CASE(f5_a_clock_is_kept_as_it_is_written)
{
    const auto due = read_due("2026-03-29T02:30:00");
    BOOST_REQUIRE(due.has_value());
    BOOST_TEST(written(due->day) == "2026-03-29");
    BOOST_TEST(due->clock == "02:30:00");
    BOOST_TEST(due->offset == "");
    BOOST_TEST(read_due("2026-03-29 23:59")->clock == "23:59");
    BOOST_TEST(read_due("2026-03-29T23:59:59.123456")->clock == "23:59:59.123456");
}

BOOST_AUTO_TEST_CASE(f5_an_offset_is_seen_not_applied)
{
    for (const std::string offset : {"Z", "z", "+14:00", "-12:00", "+0530", "-03"}) {
        const auto text = "2026-12-31T23:30:00" + offset;
        const auto due = read_due(text);
        BOOST_REQUIRE(due.has_value());
        BOOST_TEST(due->offset == offset);
        BOOST_TEST(written(due->day) == "2026-12-31");
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_date_is_refused)
{
    for (const auto* text : {"",
                             "2026",
                             "2026-02-30",
                             "2026-13-01",
                             "2026-00-10",
                             "0000-01-01",
                             "26-01-01",
                             "2026-1-1",
                             "2026/01/01",
                             "2026-01-01T",
                             "2026-01-01T24:00",
                             "2026-01-01T10:60",
                             "2026-01-01T1:00",
                             "2026-01-01T10:00:",
                             "2026-01-01T10:00:00.",
                             "2026-01-01T10:00+",
                             "2026-01-01T10:00 UTC",
                             "2026-01-01x",
                             "2026-01-01T10:00:00Zz",
                             "-026-01-01"})
        BOOST_TEST(!read_due(text).has_value(), text);
    BOOST_TEST(!read_due("2025-02-29").has_value());
    BOOST_TEST(read_due("2024-02-29").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
