// SPDX-License-Identifier: Apache-2.0
// The rules F1 to F8 of the product's field table.
#include "mapping_harness.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;
namespace kit = dovetail::kit;

namespace {

struct fixture
{
    mapper_under_test mapper{};
};

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(field_rules, fixture)

BOOST_AUTO_TEST_CASE(the_table_is_the_shipped_mapping)
{
    const auto left = mapper.to_canonical(salesforce, salesforce_task());
    const auto right = mapper.to_canonical(sales_connect, sales_connect_task());
    const std::vector<std::string> order{"name", "status", "priority", "due", "details"};
    BOOST_TEST(left.order == order, boost::test_tools::per_element());
    for (const auto& name : order)
        BOOST_TEST((left.fields.at(name) == right.fields.at(name)), name);
    BOOST_TEST(left.notes.empty());
    BOOST_TEST(right.notes.empty());
    BOOST_TEST(left.fields.at("status").text == "open");
    BOOST_TEST(left.fields.at("priority").text == "normal");
    BOOST_TEST(left.fields.at("due").number == 20'500);
}

BOOST_AUTO_TEST_CASE(complete_and_high_correspond_both_ways)
{
    const auto left = mapper.to_canonical(
        salesforce, salesforce_task({{"Status", text("Completed")}, {"Priority", text("High")}}));
    const auto written =
        mapper.to_native(sales_connect, {.fields = {{"status", left.fields.at("status")},
                                                    {"priority", left.fields.at("priority")}}});
    BOOST_TEST(written.fields.at("status").text == "complete");
    BOOST_TEST(written.fields.at("priority").text == "high");
    const auto back =
        mapper.to_native(salesforce, {.fields = {{"status", left.fields.at("status")},
                                                 {"priority", left.fields.at("priority")}}});
    BOOST_TEST(back.fields.at("Status").text == "Completed");
    BOOST_TEST(back.fields.at("Priority").text == "High");
    BOOST_TEST(back.fields.size() == 2u);
    BOOST_TEST(back.read_back.empty());
}

BOOST_AUTO_TEST_CASE(f1_f3_another_status_is_absent_and_the_rest_is_there)
{
    for (const auto* status : {"In Progress", "Waiting on someone else", "Deferred", "Org's own"}) {
        const auto item =
            mapper.to_canonical(salesforce, salesforce_task({{"Status", text(status)}}));
        BOOST_TEST(item.fields.count("status") == 0u);
        BOOST_TEST(item.fields.size() == 4u);
        BOOST_REQUIRE(item.note("status") != nullptr);
        BOOST_TEST(item.note("status")->kind == DOVETAIL_NOTE_KEPT);
        BOOST_TEST(contains(item.note("status")->why, status));
        BOOST_TEST(item.eligible);
    }
}

BOOST_AUTO_TEST_CASE(f2_f3_priority_low_is_absent_with_a_note)
{
    const auto item = mapper.to_canonical(salesforce, salesforce_task({{"Priority", text("Low")}}));
    BOOST_TEST(item.fields.count("priority") == 0u);
    BOOST_REQUIRE(item.note("priority") != nullptr);
    BOOST_TEST(contains(item.note("priority")->why, "Salesforce's Priority is \"Low\""));
}

BOOST_AUTO_TEST_CASE(f3_on_creation_the_other_side_gets_open_and_normal)
{
    const auto made = mapper.to_native(
        sales_connect, {.create = true, .fields = {{"name", text("Call")}}, .owner = "usr_1"});
    BOOST_TEST(made.fields.at("status").text == "open");
    BOOST_TEST(made.fields.at("priority").text == "normal");
    BOOST_TEST(made.read_back.at("status").text == "open");
    BOOST_TEST(made.read_back.at("priority").text == "normal");
    BOOST_TEST((made.read_back.at("due") == null()));
    BOOST_TEST((made.read_back.at("details") == null()));
    BOOST_TEST(made.fields.count("due_at") == 0u);
}

BOOST_AUTO_TEST_CASE(f3_the_setting_default_replaces_a_value_that_does_not_cross)
{
    const mapper_under_test replacing(
        R"({"fields": {"status": {"left": {"unmapped": "default"}}}})");
    const auto item =
        replacing.to_canonical(salesforce, salesforce_task({{"Status", text("Deferred")}}));
    BOOST_TEST(item.fields.at("status").text == "open");
    BOOST_TEST(item.note("status")->kind == DOVETAIL_NOTE_DEFAULTED);
}

BOOST_AUTO_TEST_CASE(f3_the_setting_hold_lets_the_task_wait_with_its_reason)
{
    const mapper_under_test holding(R"({"fields": {"priority": {"left": {"unmapped": "hold"}}}})");
    const auto item =
        holding.to_canonical(salesforce, salesforce_task({{"Priority", text("Low")}}));
    BOOST_TEST(item.fields.count("priority") == 0u);
    BOOST_TEST(item.note("priority")->kind == DOVETAIL_NOTE_HELD);
    BOOST_TEST(contains(item.note("priority")->why, "Low"));
}

BOOST_AUTO_TEST_CASE(f4_only_what_the_change_names_is_written)
{
    const auto written =
        mapper.to_native(salesforce, {.fields = {{"details", text("new")}},
                                      .source = {{"name", text("Call")}, {"status", text("open")}},
                                      .idempotency_key = "key"});
    BOOST_TEST(written.fields.size() == 1u);
    BOOST_TEST(written.fields.at("Description").text == "new");
}

BOOST_AUTO_TEST_CASE(f5_a_due_date_never_shifts_and_its_time_of_day_survives)
{
    for (const auto* clock : {"00:00:00", "02:30:00", "12:00", "23:59:59"}) {
        const auto due = std::string("2026-03-29T") + clock;
        const auto item =
            mapper.to_canonical(sales_connect, sales_connect_task({{"due_at", text(due)}}));
        BOOST_TEST(item.fields.at("due").kind == DOVETAIL_DATE);
        BOOST_TEST(item.fields.at("due").number == 20'541);
        BOOST_TEST(item.fields.at("due_clock").text == clock);
        const auto moved =
            mapper.to_native(sales_connect, {.fields = {{"due", date(20'542)}},
                                             .kept = {{"due_clock", item.fields.at("due_clock")}}});
        BOOST_TEST(moved.fields.at("due_at").text == std::string("2026-03-30T") + clock);
    }
}

BOOST_AUTO_TEST_CASE(f5_the_clock_stays_on_its_side)
{
    const auto* const clock = mapper.field("due_clock");
    BOOST_REQUIRE(clock != nullptr);
    BOOST_TEST(clock->flow[DOVETAIL_LEFT] == DOVETAIL_FLOW_NEVER);
    BOOST_TEST(clock->flow[DOVETAIL_RIGHT] == DOVETAIL_FLOW_NEVER);
    const auto written = mapper.to_native(
        salesforce, {.fields = {{"due", date(20'500)}}, .source = {{"due_clock", text("10:00")}}});
    BOOST_TEST((written.fields.at("ActivityDate") == date(20'500)));
}

BOOST_AUTO_TEST_CASE(f5_a_cleared_date_is_cleared)
{
    const auto written = mapper.to_native(
        sales_connect, {.fields = {{"due", null()}}, .kept = {{"due_clock", text("10:00")}}});
    BOOST_TEST((written.fields.at("due_at") == null()));
    const auto read = mapper.to_canonical(sales_connect, sales_connect_task({{"due_at", null()}}));
    BOOST_TEST((read.fields.at("due") == null()));
    BOOST_TEST((read.fields.at("due_clock") == null()));
}

BOOST_AUTO_TEST_CASE(f5_an_instant_with_an_offset_is_held_never_shifted)
{
    for (const auto* due : {"2026-03-29T23:30:00Z", "2026-03-29T00:30:00+14:00"}) {
        const auto item =
            mapper.to_canonical(sales_connect, sales_connect_task({{"due_at", text(due)}}));
        BOOST_TEST(item.fields.count("due") == 0u);
        BOOST_REQUIRE(item.note("due") != nullptr);
        BOOST_TEST(item.note("due")->kind == DOVETAIL_NOTE_HELD);
        BOOST_TEST(contains(item.note("due")->why, due));
    }
}

BOOST_AUTO_TEST_CASE(f5_as_written_takes_the_date_that_is_written_and_keeps_the_offset)
{
    const mapper_under_test lenient(R"({"fields": {"due": {"right": {"offset": "as_written"}}}})");
    const auto item = lenient.to_canonical(
        sales_connect, sales_connect_task({{"due_at", text("2026-03-29T23:30:00-08:00")}}));
    BOOST_TEST(item.fields.at("due").number == 20'541);
    BOOST_TEST(item.fields.at("due_clock").text == "23:30:00-08:00");
}

BOOST_AUTO_TEST_CASE(f5_what_is_no_date_is_held_with_its_reason)
{
    const auto item =
        mapper.to_canonical(sales_connect, sales_connect_task({{"due_at", text("tomorrow")}}));
    BOOST_TEST(item.note("due")->kind == DOVETAIL_NOTE_HELD);
    const auto far = mapper.to_native(sales_connect, {.fields = {{"due", date(9'000'000)}}});
    BOOST_TEST(far.note("due")->kind == DOVETAIL_NOTE_HELD);
    BOOST_TEST(far.fields.empty());
}

BOOST_AUTO_TEST_CASE(f6_a_description_too_long_is_cut_and_says_so)
{
    const auto written =
        mapper.to_native(salesforce, {.fields = {{"details", text(std::string(32'001, 'x'))}}});
    BOOST_TEST(written.fields.at("Description").text.size() == 32'000u);
    BOOST_REQUIRE(written.note("details") != nullptr);
    BOOST_TEST(written.note("details")->kind == DOVETAIL_NOTE_CUT);
    BOOST_TEST(contains(written.note("details")->why, "32000 of 32001"));
    BOOST_TEST(written.read_back.at("details").text.size() == 32'000u);
}

BOOST_AUTO_TEST_CASE(f6_empty_and_null_are_the_same)
{
    for (const auto& empty : {text(""), text(" \r\n "), null()}) {
        const auto item =
            mapper.to_canonical(salesforce, salesforce_task({{"Description", empty}}));
        BOOST_TEST((item.fields.at("details") == null()));
    }
    const auto cleared = mapper.to_native(sales_connect, {.fields = {{"details", null()}}});
    BOOST_TEST((cleared.fields.at("details") == null()));
    BOOST_TEST(cleared.read_back.empty());
}

BOOST_AUTO_TEST_CASE(f6_a_field_that_is_unknown_is_absent)
{
    auto partial = salesforce_task();
    partial.erase("Description");
    const auto item = mapper.to_canonical(salesforce, partial);
    BOOST_TEST(item.fields.count("details") == 0u);
    BOOST_TEST(item.notes.empty());
}

BOOST_AUTO_TEST_CASE(f8_a_create_writes_the_table_the_owner_and_the_key_alone)
{
    const auto made = mapper.to_native(salesforce, {.create = true,
                                                    .fields = {{"name", text("Call")},
                                                               {"status", text("open")},
                                                               {"priority", text("high")},
                                                               {"due", date(20'500)},
                                                               {"details", text("x")}},
                                                    .source = {{"activity_type", text("Call")}},
                                                    .owner = "005000000000001AAA",
                                                    .idempotency_key = "tasks/r/tsk_1/1"});
    std::vector<std::string> names;
    for (const auto& [name, value] : made.fields)
        names.push_back(name);
    const std::vector<std::string> wanted{"ActivityDate", "Description", "Dovetail_Key__c",
                                          "OwnerId",      "Priority",    "Status",
                                          "Subject"};
    BOOST_TEST(names == wanted, boost::test_tools::per_element());
    BOOST_TEST(made.fields.at("Dovetail_Key__c").text == "tasks/r/tsk_1/1");
}

BOOST_AUTO_TEST_CASE(f8_an_org_without_an_external_id_field_gets_no_key)
{
    const mapper_under_test plain(R"({"left": {"origin_key": null}})");
    const auto made = plain.to_native(
        salesforce, {.create = true, .fields = {{"name", text("x")}}, .idempotency_key = "key"});
    BOOST_TEST(made.fields.count("Dovetail_Key__c") == 0u);
}

BOOST_AUTO_TEST_CASE(a_value_of_another_kind_is_held_not_misread)
{
    const auto item = mapper.to_canonical(
        salesforce, salesforce_task({{"Subject", integer(7)}, {"ActivityDate", boolean(true)}}));
    BOOST_TEST(item.note("name")->kind == DOVETAIL_NOTE_HELD);
    BOOST_TEST(item.note("due")->kind == DOVETAIL_NOTE_HELD);
    const auto unknown = mapper.to_native(salesforce, {.fields = {{"status", text("paused")}}});
    BOOST_TEST(unknown.note("status")->kind == DOVETAIL_NOTE_HELD);
    BOOST_TEST(unknown.fields.empty());
}

BOOST_AUTO_TEST_CASE(records_of_different_shapes_in_one_batch_do_not_mix)
{
    kit::batch_builder records;
    records.add("1").text("Subject", "one").text("Odd", "x").text("Status", "Completed");
    records.add("2").text("Status", "Not Started").text("Odder", "x").text("Subject", "two");
    records.add("3").text("Odd", "x").text("Odd", "x").text("Priority", "High");
    records.add("4");
    const auto batch = std::move(records).finish();
    kit::mapped_builder built;
    mapper.get().to_canonical(salesforce, kit::records_of(batch), built);
    const auto mapped = std::move(built).finish();
    batch.release(batch.owner);
    const auto items = kit::items_of(mapped);
    BOOST_TEST(kit::find_text(kit::fields_of(items[0]), "name") == "one");
    BOOST_TEST(kit::find_text(kit::fields_of(items[0]), "status") == "complete");
    BOOST_TEST(kit::find_text(kit::fields_of(items[1]), "name") == "two");
    BOOST_TEST(kit::find_text(kit::fields_of(items[1]), "status") == "open");
    BOOST_TEST(kit::fields_of(items[2]).size() == 1u);
    BOOST_TEST(kit::fields_of(items[3]).size() == 0u);
    mapped.release(mapped.owner);
}

BOOST_AUTO_TEST_SUITE_END()
