// SPDX-License-Identifier: Apache-2.0
// F5: a due date is a calendar date and never shifts.
#include "date_time.hpp"

#include <boost/test/unit_test.hpp>

using namespace caldav;

namespace {

std::optional<std::string> read(std::string_view line)
{
    const auto due = read_due(read_lines(line).at(0));
    return due ? std::optional{due->text()} : std::nullopt;
}

calendar_object task_with(const std::string& lines)
{
    return calendar_object{"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\n" + lines +
                           "END:VTODO\r\nEND:VCALENDAR\r\n"};
}

/// The DUE line of a task with these properties after it was made due then.
std::string due_after(const std::string& lines, std::string_view due)
{
    calendar_object task = task_with(lines);
    set_due(task, read_due_text(due).value());
    BOOST_TEST(task.find("DURATION") == nullptr);
    return task.find("DUE")->raw;
}

} // namespace

BOOST_AUTO_TEST_SUITE(dates_and_times)

BOOST_AUTO_TEST_CASE(the_day_that_is_written_is_the_day_in_every_zone)
{
    BOOST_TEST(read("DUE;VALUE=DATE:20270203").value() == "2027-02-03");
    BOOST_TEST(read("DUE:20270203T235959").value() == "2027-02-03T23:59:59");
    BOOST_TEST(read("DUE;TZID=Pacific/Kiritimati:20270203T000000").value() ==
               "2027-02-03T00:00:00");
    BOOST_TEST(read("DUE;TZID=Etc/GMT+12:20270203T235900").value() == "2027-02-03T23:59:00");
    BOOST_TEST(read("DUE;TZID=Europe/Berlin:20270328T023000").value() == "2027-03-28T02:30:00");
    BOOST_TEST(read("DUE:20270203T233000Z").value() == "2027-02-03T23:30:00Z");
}

BOOST_AUTO_TEST_CASE(what_is_no_date_is_not_read)
{
    for (const char* line :
         {"DUE:", "DUE:2027", "DUE:20270230", "DUE:20270203T", "DUE:20270203T2500",
          "DUE:20270203T250000", "DUE:20270203T090000+0100", "DUE:2027-02-03",
          "DUE:20270203 090000", "DUE:abcdefgh", "DUE:20270203T0900000"})
        BOOST_TEST(!read(line).has_value(), line);
    for (const char* text : {"", "2027-02-30", "2027-02-03T", "2027-02-03T9", "T09:00:00",
                             "2027-02-03T09:00:00+01:00"})
        BOOST_TEST(!read_due_text(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_new_day_keeps_the_zone_and_the_time_of_day_that_the_task_had)
{
    BOOST_TEST(due_after("DUE;TZID=Europe/Berlin:20270101T090000\r\n", "2027-02-03T09:00:00") ==
               "DUE;TZID=Europe/Berlin:20270203T090000\r\n");
    BOOST_TEST(due_after("DUE;TZID=\"a:b\":20270101T090000\r\n", "2027-02-03T09:00:00") ==
               "DUE;TZID=\"a:b\":20270203T090000\r\n");
    BOOST_TEST(due_after("DUE:20270101T090000\r\n", "2027-02-03T09:00") ==
               "DUE:20270203T090000\r\n");
    BOOST_TEST(due_after("DUE:20270101T090000Z\r\n", "2027-02-03T09:00:00Z") ==
               "DUE:20270203T090000Z\r\n");
    BOOST_TEST(due_after("DUE;VALUE=DATE:20270101\r\n", "2027-02-03") ==
               "DUE;VALUE=DATE:20270203\r\n");
}

BOOST_AUTO_TEST_CASE(due_has_the_form_of_dtstart_and_no_duration_beside_it)
{
    BOOST_TEST(due_after("DTSTART;TZID=Asia/Tokyo:20270101T080000\r\nDURATION:PT1H\r\n",
                         "2027-02-03") == "DUE;TZID=Asia/Tokyo:20270203T235959\r\n");
    BOOST_TEST(due_after("DTSTART;VALUE=DATE:20270101\r\n", "2027-02-03T09:00:00") ==
               "DUE;VALUE=DATE:20270203\r\n");
}

BOOST_AUTO_TEST_CASE(stamps_are_in_utc_to_the_second)
{
    const auto us = read_utc("20261124T145501Z");
    BOOST_REQUIRE(us.has_value());
    BOOST_TEST(write_utc(*us + 999'999) == "20261124T145501Z");
    BOOST_TEST(!read_utc("20261124T145501").has_value());
    BOOST_TEST(!read_utc("2026112XT145501Z").has_value());
    BOOST_TEST(!read_utc("").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
