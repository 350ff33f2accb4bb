// SPDX-License-Identifier: Apache-2.0
#include "to_do.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/value.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <map>

using namespace caldav;

namespace {

constexpr std::int64_t now_us = 1'795'532'101'500'000; // 2026-11-24T14:55:01.5Z
const user ada{"/ada/tasks/", "ada@example.com", "Ada"};

calendar_object task_with(const std::string& lines)
{
    return calendar_object{"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\n" + lines +
                           "END:VTODO\r\nEND:VCALENDAR\r\n"};
}

struct read_record
{
    std::map<std::string, std::string> texts{};
    std::map<std::string, std::uint32_t> kinds{};
    std::int64_t stamp = 0;
};

read_record record_of(const calendar_object& task, std::int64_t server_stamp_us = 0)
{
    resource from;
    from.path = "/ada/tasks/x.ics";
    from.etag = "\"1\"";
    from.modified_at_us = server_stamp_us;
    kit::batch_builder batch;
    add_record(task, from, ada, batch);
    const dovetail_record& record = batch.records()[0];
    read_record out;
    for (const dovetail_field& field : kit::fields_of(record)) {
        const std::string name{kit::view(field.name)};
        out.kinds[name] = field.value.kind;
        out.texts[name] = field.value.kind == DOVETAIL_TEXT
                              ? std::string{kit::view(field.value.text)}
                              : std::to_string(field.value.number);
    }
    out.stamp = record.modified_at_us;
    return out;
}

bool change(calendar_object& task, std::string_view name, dovetail_value value)
{
    const dovetail_field field{kit::borrow(name), value};
    return apply({&field, 1}, now_us, task);
}

std::string value_of(const calendar_object& task, std::string_view name)
{
    const content_line* const line = task.find(name);
    return line == nullptr ? "absent" : line->value;
}

bool is_rejected(std::string_view name, dovetail_value value)
{
    calendar_object task = task_with("UID:1\r\n");
    const std::string before = task.text();
    try {
        change(task, name, value);
        return false;
    } catch (const kit::plugin_error& error) {
        BOOST_TEST(task.text() == before);
        return error.details().kind == kit::error_class::rejected;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(to_dos)

BOOST_AUTO_TEST_CASE(a_task_becomes_a_record)
{
    const auto record = record_of(
        task_with("UID:1\r\nSUMMARY;LANGUAGE=en:a\\, b\r\nDESCRIPTION:x\\ny\r\nPRIORITY:2\r\n"
                  "DUE;TZID=X:20270203T090000\r\nSTATUS:IN-PROCESS\r\nCREATED:20260101T000000Z\r\n"
                  "LAST-MODIFIED:20260102T000000Z\r\nDTSTAMP:20260103T000000Z\r\n"));
    BOOST_TEST(record.texts.at("SUMMARY") == "a, b");
    BOOST_TEST(record.texts.at("DESCRIPTION") == "x\ny");
    BOOST_TEST(record.texts.at("PRIORITY") == "2");
    BOOST_TEST(record.texts.at("STATUS") == "IN-PROCESS");
    BOOST_TEST(record.texts.at("DUE") == "2027-02-03T09:00:00");
    BOOST_TEST(record.texts.at("CREATED") == "1767225600000000");
    BOOST_TEST(record.texts.at("calendar") == "/ada/tasks/");
    BOOST_TEST(record.texts.at("recurring") == "0");
    BOOST_TEST(record.kinds.at("origin_key") == unsigned{DOVETAIL_NULL});
    BOOST_TEST(record.stamp == 1'767'312'000'000'000);
}

BOOST_AUTO_TEST_CASE(what_is_absent_is_null_or_what_the_standard_takes_it_for)
{
    const auto record = record_of(task_with("UID:dovetail.tasks.l.1.1\r\n"));
    for (const char* name : {"SUMMARY", "DESCRIPTION", "DUE"})
        BOOST_TEST(record.kinds.at(name) == unsigned{DOVETAIL_NULL});
    BOOST_TEST(record.texts.at("STATUS") == "NEEDS-ACTION");
    BOOST_TEST(record.texts.at("PRIORITY") == "0");
    BOOST_TEST(record.texts.at("origin_key") == "tasks/l/1/1");
    BOOST_TEST(record.kinds.count("CREATED") == 0u);
    BOOST_TEST(record.stamp == 0);
    BOOST_TEST(record_of(task_with("PERCENT-COMPLETE:100\r\n")).texts.at("STATUS") == "COMPLETED");
    BOOST_TEST(record_of(task_with("COMPLETED:20260101T000000Z\r\n")).texts.at("STATUS") ==
               "COMPLETED");
    BOOST_TEST(record_of(task_with("RRULE:FREQ=DAILY\r\n")).texts.at("recurring") == "1");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_ahead_of_the_servers_wins_no_conflict)
{
    const std::string ahead = "LAST-MODIFIED:20300101T000000Z\r\n";
    BOOST_TEST(record_of(task_with(ahead), now_us).stamp == now_us);
    BOOST_TEST(record_of(task_with("DTSTAMP:20260103T000000Z\r\n"), now_us).stamp ==
               1'767'398'400'000'000);
    BOOST_TEST(record_of(task_with(""), now_us).stamp == now_us);
}

BOOST_AUTO_TEST_CASE(f5_a_due_time_that_cannot_be_read_is_shown_as_it_is)
{
    BOOST_TEST(record_of(task_with("DUE:soon\r\n")).texts.at("DUE") == "soon");
    const auto day = record_of(task_with("DUE;VALUE=DATE:19700102\r\n"));
    BOOST_TEST(day.kinds.at("DUE") == unsigned{DOVETAIL_DATE});
    BOOST_TEST(day.texts.at("DUE") == "1");
}

BOOST_AUTO_TEST_CASE(completing_and_opening_again_keep_the_three_properties_together)
{
    calendar_object task = task_with("STATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\n");
    BOOST_TEST(change(task, "STATUS", kit::text_value("COMPLETED")));
    BOOST_TEST(value_of(task, "STATUS") == "COMPLETED");
    BOOST_TEST(value_of(task, "COMPLETED") == "20261124T145501Z");
    BOOST_TEST(value_of(task, "PERCENT-COMPLETE") == "100");
    BOOST_TEST(value_of(task, "LAST-MODIFIED") == "20261124T145501Z");
    BOOST_TEST(!change(task, "STATUS", kit::text_value("COMPLETED")));

    BOOST_TEST(change(task, "STATUS", kit::text_value("NEEDS-ACTION")));
    BOOST_TEST(value_of(task, "COMPLETED") == "absent");
    BOOST_TEST(value_of(task, "PERCENT-COMPLETE") == "absent");

    calendar_object half = task_with("STATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\n");
    BOOST_TEST(change(half, "STATUS", kit::null_value()));
    BOOST_TEST(value_of(half, "PERCENT-COMPLETE") == "40");
    BOOST_TEST(value_of(half, "STATUS") == "NEEDS-ACTION");
}

BOOST_AUTO_TEST_CASE(a_text_keeps_its_parameters_but_not_the_pointer_to_the_old_text)
{
    calendar_object task = task_with("SUMMARY;ALTREP=\"cid:1\";LANGUAGE=de:alt\r\n");
    BOOST_TEST(change(task, "SUMMARY", kit::text_value("neu; ja")));
    BOOST_TEST(task.find("SUMMARY")->raw == "SUMMARY;LANGUAGE=de:neu\\; ja\r\n");
    BOOST_TEST(!change(task, "SUMMARY", kit::text_value("neu; ja")));
    BOOST_TEST(change(task, "SUMMARY", kit::null_value()));
    BOOST_TEST(value_of(task, "SUMMARY") == "absent");
}

BOOST_AUTO_TEST_CASE(what_says_the_same_in_other_letters_is_no_change)
{
    calendar_object task = task_with("DESCRIPTION:a\\Nb\\\\ \\, c\r\nPRIORITY:5\r\n"
                                     "DUE;TZID=X:20270203T090000\r\n");
    const std::string before = task.text();
    BOOST_TEST(!change(task, "DESCRIPTION", kit::text_value("a\nb\\ , c")));
    BOOST_TEST(!change(task, "PRIORITY", kit::text_value("5")));
    BOOST_TEST(!change(task, "DUE", kit::text_value("2027-02-03T09:00:00")));
    BOOST_TEST(!change(task, "STATUS", kit::null_value()) == false); // the status is spelled out
    BOOST_TEST(before != task.text());
}

BOOST_AUTO_TEST_CASE(a_priority_of_zero_is_none)
{
    calendar_object task = task_with("PRIORITY:1\r\n");
    BOOST_TEST(change(task, "PRIORITY", kit::text_value("0")));
    BOOST_TEST(value_of(task, "PRIORITY") == "absent");
    BOOST_TEST(change(task, "PRIORITY", kit::int_value(9)));
    BOOST_TEST(value_of(task, "PRIORITY") == "9");
}

BOOST_AUTO_TEST_CASE(a_due_date_comes_and_goes)
{
    calendar_object task = task_with("DTSTART:20270101T080000\r\nDURATION:PT1H\r\n");
    BOOST_TEST(change(task, "DUE", kit::date_value(1)));
    BOOST_TEST(value_of(task, "DUE") == "19700102T235959");
    BOOST_TEST(value_of(task, "DURATION") == "absent");
    BOOST_TEST(change(task, "DUE", kit::null_value()));
    BOOST_TEST(value_of(task, "DUE") == "absent");
    BOOST_TEST(!change(task, "DUE", kit::null_value()));
}

BOOST_AUTO_TEST_CASE(values_that_a_property_cannot_have_are_rejected_and_change_nothing)
{
    BOOST_TEST(is_rejected("STATUS", kit::text_value("done")));
    BOOST_TEST(is_rejected("PRIORITY", kit::text_value("high")));
    BOOST_TEST(is_rejected("PRIORITY", kit::int_value(10)));
    BOOST_TEST(is_rejected("DUE", kit::text_value("tomorrow")));
    BOOST_TEST(is_rejected("SUMMARY", kit::int_value(1)));
    BOOST_TEST(is_rejected("LOCATION", kit::text_value("here")));
}

BOOST_AUTO_TEST_CASE(a_new_task_has_what_was_asked_for_and_can_be_read)
{
    const std::array fields{
        dovetail_field{kit::borrow("calendar"), kit::text_value("/ada/tasks/")},
        dovetail_field{kit::borrow("SUMMARY"), kit::text_value("a\r\nEND:VTODO")},
        dovetail_field{kit::borrow("DUE"), kit::text_value("2027-02-03")}};
    const calendar_object task{new_task("dovetail.k", fields, now_us)};
    BOOST_TEST(value_of(task, "SUMMARY") == "a\\nEND:VTODO");
    BOOST_TEST(task.find("DUE")->raw == "DUE;VALUE=DATE:20270203\r\n");
    BOOST_TEST(value_of(task, "CREATED") == "20261124T145501Z");
    BOOST_TEST(value_of(task, "UID") == "dovetail.k");
}

BOOST_AUTO_TEST_SUITE_END()
