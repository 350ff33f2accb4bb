// SPDX-License-Identifier: Apache-2.0
#include "calendar_object.hpp"

#include <boost/test/unit_test.hpp>

using namespace caldav;

namespace {

const std::string rich =
    "BEGIN:VCALENDAR\r\n"
    "VERSION:2.0\r\n"
    "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
    "BEGIN:VTODO\r\n"
    "UID:1\r\n"
    "RECURRENCE-ID:20270101T000000Z\r\n"
    "SUMMARY:an override\r\n"
    "END:VTODO\r\n"
    "begin:vtodo\r\n"
    "UID:1\r\n"
    "X-UNKNOWN;X-P=\"a;b\":long long long long long long long long long lo\r\n"
    " ng\r\n"
    "BEGIN:VALARM\r\n"
    "DESCRIPTION:of the alarm\r\n"
    "END:VALARM\r\n"
    "SUMMARY:the task\r\n"
    "RRULE:FREQ=DAILY\r\n"
    "end:vtodo\r\n"
    "END:VCALENDAR\r\n";

void expect_malformed(const std::string& text)
{
    BOOST_CHECK_THROW(calendar_object{text}, malformed_calendar);
}

} // namespace

BOOST_AUTO_TEST_SUITE(calendar_objects)

BOOST_AUTO_TEST_CASE(the_task_is_not_its_override_nor_its_alarm)
{
    const calendar_object task{rich};
    BOOST_REQUIRE(task.has_task());
    BOOST_TEST(task.find("SUMMARY")->value == "the task");
    BOOST_TEST(task.find("DESCRIPTION") == nullptr);
    BOOST_TEST(task.is_recurring());
    BOOST_TEST(task.text() == rich);
}

BOOST_AUTO_TEST_CASE(a_change_touches_its_line_alone)
{
    calendar_object task{rich};
    task.set(make_line("SUMMARY", "", "new"));
    std::string expected = rich;
    expected.replace(expected.find("SUMMARY:the task"), 16, "SUMMARY:new");
    BOOST_TEST(task.text() == expected);
    task.remove("SUMMARY");
    expected.erase(expected.find("SUMMARY:new\r\n"), 13);
    BOOST_TEST(task.text() == expected);
}

BOOST_AUTO_TEST_CASE(a_new_property_stands_before_the_components_within)
{
    calendar_object task{rich};
    task.set(make_line("DESCRIPTION", "", "d"));
    BOOST_TEST(task.find("DESCRIPTION")->value == "d");
    const std::string text = task.text();
    BOOST_TEST(text.find("DESCRIPTION:d\r\nBEGIN:VALARM") != std::string::npos);
    BOOST_TEST(text.find("DESCRIPTION:of the alarm") != std::string::npos);
    task.remove("DESCRIPTION");
    BOOST_TEST(task.text() == rich);
}

BOOST_AUTO_TEST_CASE(a_property_that_stands_twice_becomes_one)
{
    calendar_object task{"BEGIN:VCALENDAR\nBEGIN:VTODO\nDUE:1\nX:2\nDUE:3\nEND:VTODO\n"
                         "END:VCALENDAR\n"};
    task.set(make_line("DUE", "", "4"));
    BOOST_TEST(task.text() == "BEGIN:VCALENDAR\nBEGIN:VTODO\nDUE:4\r\nX:2\nEND:VTODO\n"
                              "END:VCALENDAR\n");
}

BOOST_AUTO_TEST_CASE(a_new_task_can_be_read)
{
    const calendar_object made = calendar_object::make("a,b");
    const calendar_object task{made.text()};
    BOOST_TEST(unescaped(task.find("UID")->value) == "a,b");
}

BOOST_AUTO_TEST_CASE(a_calendar_of_events_has_no_task)
{
    const calendar_object event{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VTODO\nEND:VTODO\n"
                                "END:VEVENT\nEND:VCALENDAR\n"};
    BOOST_TEST(!event.has_task());
}

BOOST_AUTO_TEST_CASE(a_text_that_was_cut_anywhere_is_refused_or_is_whole)
{
    for (std::size_t size = 0; size < rich.size() - 2; ++size)
        expect_malformed(rich.substr(0, size));
    BOOST_TEST(calendar_object{rich.substr(0, rich.size() - 2)}.has_task());
}

BOOST_AUTO_TEST_CASE(components_that_do_not_nest_are_refused)
{
    expect_malformed("");
    expect_malformed("<html>");
    expect_malformed("BEGIN:VTODO\nEND:VTODO\n");
    expect_malformed("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VCALENDAR\nEND:VTODO\n");
    expect_malformed("BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCALENDAR\nEND:VCALENDAR\n");
    expect_malformed("END:VCALENDAR\n");
    BOOST_CHECK_EXCEPTION(
        calendar_object{"BEGIN:VCALENDAR\nX:1\nEND:VTODO\n"}, malformed_calendar,
        [](const auto& fault) { return std::string{fault.what()}.starts_with("content line 3:"); });
}

BOOST_AUTO_TEST_CASE(nesting_without_end_costs_memory_but_no_stack)
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += i == 0 ? "BEGIN:VCALENDAR\n" : "BEGIN:X\n";
    expect_malformed(deep);
}

BOOST_AUTO_TEST_SUITE_END()
