// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::sandbox;

namespace {

namespace json = boost::json;

struct writer_client : driver
{
    json::value row(const std::string& id)
    {
        const auto given = salesforce("GET", "/sobjects/Task/" + id);
        BOOST_REQUIRE_MESSAGE(given.status == 200, given.body);
        return given.json();
    }

    std::string error(std::string_view method, const std::string& path, const std::string& body)
    {
        return error_code(salesforce(method, path, body));
    }

    answer batch(std::string_view method, const std::string& path, const std::string& records,
                 bool all_or_none = false)
    {
        return salesforce(method, "/composite/sobjects" + path,
                          std::string{R"({"allOrNone":)"} + (all_or_none ? "true" : "false") +
                              R"(,"records":[)" + records + "]}");
    }
};

std::string text(const json::value& from, std::string_view key)
{
    const auto* found = from.as_object().if_contains(key);
    return found && found->is_string() ? found->as_string().c_str() : "(none)";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_writes, writer_client)

BOOST_AUTO_TEST_CASE(a_new_task_gets_the_defaults_of_the_org)
{
    const auto made = row(create(R"({"Subject":"x"})"));
    BOOST_TEST(text(made, "Status") == "Not Started");
    BOOST_TEST(text(made, "Priority") == "Normal");
    BOOST_TEST(text(made, "TaskSubtype") == "Task");
    BOOST_TEST(text(made, "CreatedDate") == "2026-11-24T12:00:00.000+0000");
    BOOST_TEST(text(made, "OwnerId") == text(made, "CreatedById"));
    BOOST_TEST(made.at("ActivityDate").is_null());
    BOOST_TEST(made.at("IsReminderSet") == false);
}

BOOST_AUTO_TEST_CASE(derived_fields_follow_status_and_priority)
{
    const auto id = create(R"({"Status":"Completed","Priority":"High"})");
    BOOST_TEST(row(id).at("IsClosed") == true);
    BOOST_TEST(row(id).at("IsHighPriority") == true);
    BOOST_TEST(text(row(id), "CompletedDateTime") == "2026-11-24T12:00:00.000+0000");
    advance(std::chrono::hours{1});
    salesforce("PATCH", "/sobjects/Task/" + id, R"({"Subject":"y"})");
    BOOST_TEST(text(row(id), "CompletedDateTime") == "2026-11-24T12:00:00.000+0000");
    salesforce("PATCH", "/sobjects/Task/" + id, R"({"Status":"In Progress"})");
    BOOST_TEST(row(id).at("CompletedDateTime").is_null());
    BOOST_TEST(row(id).at("IsClosed") == false);
}

BOOST_AUTO_TEST_CASE(fields_that_may_not_be_written_are_refused_by_name)
{
    const auto id = create("{}");
    for (const auto* wrong : {R"({"IsClosed":true})", R"({"CreatedDate":"2026-01-01T00:00:00Z"})",
                              R"({"IsArchived":true})"})
        BOOST_TEST(error("POST", "/sobjects/Task", wrong) == "INVALID_FIELD_FOR_INSERT_UPDATE");
    for (const auto* wrong : {R"({"TaskSubtype":"Call"})", R"({"IsRecurrence":true})"})
        BOOST_TEST(error("PATCH", "/sobjects/Task/" + id, wrong) ==
                   "INVALID_FIELD_FOR_INSERT_UPDATE");
    BOOST_TEST(error("POST", "/sobjects/Task", R"({"Nope":1})") == "INVALID_FIELD");
}

BOOST_AUTO_TEST_CASE(values_are_checked_as_the_org_checks_them)
{
    const auto refused = [this](const std::string& body) {
        return error("POST", "/sobjects/Task", body);
    };
    BOOST_TEST(refused(R"({"Subject":")" + std::string(256, 'x') + R"("})") == "STRING_TOO_LONG");
    std::string accents;
    for (int i = 0; i < 255; ++i)
        accents += "é";
    BOOST_TEST(!create(R"({"Subject":")" + accents + R"("})").empty()); // characters, not bytes
    BOOST_TEST(refused(R"({"Description":")" + std::string(32'001, 'x') + R"("})") ==
               "STRING_TOO_LONG");
    BOOST_TEST(refused(R"({"ActivityDate":"2026-02-30"})") == "JSON_PARSER_ERROR");
    BOOST_TEST(refused(R"({"Subject":5})") == "JSON_PARSER_ERROR");
    BOOST_TEST(refused(R"({"Status":null})") == "REQUIRED_FIELD_MISSING");
    BOOST_TEST(refused(R"({"OwnerId":"nobody"})") == "MALFORMED_ID");
    BOOST_TEST(refused(R"({"OwnerId":"0035e0000000001"})") == "MALFORMED_ID");
    BOOST_TEST(refused(R"({"OwnerId":"0055e000000009Z"})") == "INVALID_CROSS_REFERENCE_KEY");
    BOOST_TEST(refused(R"({"TaskSubtype":"Dance"})") == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    BOOST_TEST(refused("[1]") == "JSON_PARSER_ERROR");
    BOOST_TEST(refused("{") == "JSON_PARSER_ERROR");
}

BOOST_AUTO_TEST_CASE(f7_whether_an_unknown_status_is_refused_is_the_orgs_choice)
{
    BOOST_TEST(!create(R"({"Status":"Whatever"})").empty());
    set(R"({"restrict_picklists":true,"statuses":[{"value":"Offen","default":true},
            {"value":"Erledigt","closed":true}]})");
    BOOST_TEST(error("POST", "/sobjects/Task", R"({"Status":"Not Started"})") ==
               "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    BOOST_TEST(text(row(create("{}")), "Status") == "Offen");
    BOOST_TEST(row(create(R"({"Status":"Erledigt"})")).at("IsClosed") == true);
}

BOOST_AUTO_TEST_CASE(deleted_rows_say_so_and_rows_that_never_were_too)
{
    const auto id = create("{}");
    BOOST_TEST(salesforce("DELETE", "/sobjects/Task/" + id).status == 204);
    BOOST_TEST(error("PATCH", "/sobjects/Task/" + id, "{}") == "ENTITY_IS_DELETED");
    BOOST_TEST(error("PATCH", "/sobjects/Task/00T5e0000009999", "{}") == "NOT_FOUND");
    BOOST_TEST(error_code(batch("PATCH", "", R"({"id":")" + id + R"("})")) == "ENTITY_IS_DELETED");
    BOOST_TEST(error_code(batch("PATCH", "", R"({"id":"00T5e0000009999"})")) ==
               "INVALID_CROSS_REFERENCE_KEY");
    BOOST_TEST(error_code(batch("PATCH", "", R"({"id":"0015e0000000001"})")) == "MALFORMED_ID");
    BOOST_TEST(error_code(batch("PATCH", "", R"({"id":"nonsense"})")) == "MALFORMED_ID");
}

BOOST_AUTO_TEST_CASE(deleting_a_series_deletes_its_occurrences)
{
    const auto master = create(R"({"IsRecurrence":true,"RecurrenceType":"RecursDaily"})");
    const auto loose = create("{}");
    const auto one = create("{}");
    auto& target = *in.org.find(*salesforce::parse_id(one));
    in.org.alter(target, [&](salesforce::task_row& occurrence) {
        const auto slot = in.org.task_schema()->find("RecurrenceActivityId")->slot;
        salesforce::write_task(occurrence, slot, {salesforce::cell_kind::id, 0, master});
    });
    BOOST_TEST(error("PATCH", "/sobjects/Task/" + master, R"({"Status":"Completed"})") ==
               "INVALID_FIELD_FOR_INSERT_UPDATE");
    salesforce("DELETE", "/composite/sobjects?allOrNone=true&ids=" + master + ",00T5e0000009999");
    BOOST_TEST(found("SELECT Id FROM Task").size() == 3U); // rolled back, occurrences as well
    BOOST_TEST(salesforce("DELETE", "/sobjects/Task/" + master).status == 204);
    BOOST_TEST((found("SELECT Id FROM Task") == std::vector{loose}));
}

BOOST_AUTO_TEST_CASE(p1_an_upsert_by_the_unique_key_creates_once)
{
    const std::string record = R"({"Dovetail_Key__c":"k","Subject":"a"})";
    const auto first = batch("PATCH", "/Task/Dovetail_Key__c", record + ',' + record).json();
    BOOST_TEST(first.at(0).at("created") == true);
    BOOST_TEST(first.at(1).at("created") == false);
    BOOST_TEST(first.at(0).at("id") == first.at(1).at("id"));
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/Dovetail_Key__c/k", "{}").status == 200);
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/Dovetail_Key__c/other", "{}").status == 201);
    BOOST_TEST(
        salesforce("PATCH", "/sobjects/Task/Dovetail_Key__c/third?updateOnly=true", "{}").status ==
        404);
    const auto again = batch("POST", "", record);
    BOOST_TEST(error_code(again) == "DUPLICATE_VALUE");
    BOOST_TEST(again.body.find("duplicates value on record with id: 00T") != std::string::npos);
    BOOST_TEST(!again.json().at(0).as_object().contains("id"));
}

BOOST_AUTO_TEST_CASE(the_key_of_a_deleted_row_is_free_again_and_undelete_then_fails)
{
    const auto id = create(R"({"Dovetail_Key__c":"k"})");
    salesforce("DELETE", "/sobjects/Task/" + id);
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/Dovetail_Key__c/k", "{}").status == 201);
    const auto refused = edit(side::salesforce, R"({"action":"undelete","id":")" + id + R"("})");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body.find("DUPLICATE_VALUE") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_org_may_have_no_external_id_field_or_one_of_another_name)
{
    set(R"({"external_id_field":null})");
    BOOST_TEST(error("POST", "/sobjects/Task", R"({"Dovetail_Key__c":"k"})") == "INVALID_FIELD");
    BOOST_TEST(batch("PATCH", "/Task/Dovetail_Key__c", "{}").status == 404);
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/Dovetail_Key__c/k", "{}").status == 404);
    BOOST_TEST(salesforce("GET", "/sobjects/Task/describe").body.find("Dovetail_Key__c") ==
               std::string::npos);
    set(R"({"external_id_field":"Other__c"})");
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/Other__c/k", "{}").status == 201);
}

BOOST_AUTO_TEST_CASE(all_or_none_leaves_nothing_behind)
{
    const auto id = create(R"({"Subject":"before"})");
    const auto refused = batch(
        "PATCH", "", R"({"id":")" + id + R"(","Subject":"after"},{"id":"00T5e0000009999"})", true);
    BOOST_TEST(error_code(refused) == "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    BOOST_TEST(text(row(id), "Subject") == "before");
    batch("POST", "", R"({"Subject":"one"},{"Nope":1})", true);
    batch("PATCH", "/Task/Dovetail_Key__c",
          R"({"Dovetail_Key__c":"k","Subject":"two"},{"Dovetail_Key__c":""})", true);
    salesforce("DELETE", "/composite/sobjects?allOrNone=true&ids=" + id + ",00T5e0000009999");
    BOOST_TEST((found("SELECT Id FROM Task") == std::vector{id}));
}

BOOST_AUTO_TEST_CASE(a_collection_holds_200_records_and_no_more)
{
    std::string records = "{}";
    for (int i = 1; i < 200; ++i)
        records += ",{}";
    BOOST_TEST(batch("POST", "", records).json().as_array().size() == 200U);
    const auto refused = batch("POST", "", records + ",{}");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(error_code(refused) == "EXCEEDED_MAX_SIZE_REQUEST");
    BOOST_TEST(salesforce("POST", "/composite/sobjects", "{}").status == 400);
}

BOOST_AUTO_TEST_CASE(one_bad_record_does_not_spoil_the_others)
{
    const auto given = batch(
        "POST", "",
        R"({"Subject":"good"},7,{"ActivityDate":"never"},{"attributes":{"type":"Account"}},{})");
    const auto results = given.json();
    BOOST_TEST(given.status == 200);
    BOOST_TEST(results.at(0).at("success") == true);
    for (const int bad : {1, 2, 3})
        BOOST_TEST(results.at(static_cast<std::size_t>(bad)).at("success") == false);
    BOOST_TEST(results.at(4).at("success") == true);
}

BOOST_AUTO_TEST_CASE(locks_rules_and_rights_stop_writes)
{
    const auto id = create(R"({"Subject":"x"})");
    const auto patch = [&](const std::string& body) {
        return error_code(batch("PATCH", "", R"({"id":")" + id + R"(",)" + body + '}'));
    };
    set(R"({"locks":[{"id":")" + id + R"(","times":1}],"lock_status":500})");
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/" + id, R"({"Subject":"y"})").status == 500);
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/" + id, R"({"Subject":"y"})").status == 204);
    set(R"({"rules":[{"field":"Subject","condition":"not_equals","value":"bad","message":"no"}]})");
    BOOST_TEST(patch(R"("Subject":"bad")") == "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    set(R"({"rules":[{"field":"ActivityDate","condition":"required"}]})");
    BOOST_TEST(patch(R"("Subject":"fine")") == "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    set(R"({"rules":[],"read_only_users":["integration@example.com"]})");
    BOOST_TEST(patch(R"("Subject":"fine")") == "INSUFFICIENT_ACCESS_OR_READONLY");
}

BOOST_AUTO_TEST_CASE(a_task_cannot_be_given_to_somebody_who_left)
{
    ask(side::salesforce, "POST", "/sandbox/actions/set-user",
        R"({"email":"ada@example.com","active":false})");
    const std::string ada{in.org.find_user_by_email("ada@example.com")->id.text()};
    BOOST_TEST(error("POST", "/sobjects/Task", R"({"OwnerId":")" + ada + R"("})") ==
               "INACTIVE_OWNER_OR_USER");
    const std::string queue{in.org.find_user_by_email("support-queue@example.com")->id.text()};
    BOOST_TEST(!create(R"({"OwnerId":")" + queue + R"("})").empty());
}

BOOST_AUTO_TEST_SUITE_END()
