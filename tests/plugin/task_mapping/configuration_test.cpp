// SPDX-License-Identifier: Apache-2.0
// What a mapping can be configured to, and how faults in it are reported (F7, P8).
#include "mapping_harness.hpp"

#include "nearest.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;
namespace kit = dovetail::kit;

namespace {

/// The facts a Salesforce connector delivers, and the message with which check refuses them.
struct facts
{
    kit::batch_builder batch{};

    void field(std::string_view name, std::string_view values = {}, std::int64_t length = 0,
               bool writable = true)
    {
        auto out = batch.add("field:" + std::string(name));
        if (!values.empty()) out.json("values", values);
        if (length > 0) out.integer("max_length", length);
        out.boolean("writable", writable);
    }

    std::string refusal(const mapper_under_test& mapper)
    {
        const auto built = std::move(batch).finish();
        std::string out;
        try {
            mapper.get().check(kit::side::left, kit::records_of(built));
        } catch (const kit::plugin_error& error) {
            out = error.what();
        }
        built.release(built.owner);
        return out;
    }
};

facts salesforce_facts(std::string_view statuses = R"(["Not Started","In Progress","Completed"])")
{
    facts out;
    out.batch.add("org").text("id", "00D000000000001");
    out.field("Subject", {}, 255);
    out.field("Description", {}, 32'000);
    out.field("ActivityDate");
    out.field("Status", statuses);
    out.field("Priority", R"(["High","Normal","Low"])");
    out.field("Dovetail_Key__c", {}, 255);
    return out;
}

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_rules)

BOOST_AUTO_TEST_CASE(f7_an_ordinary_org_fits)
{
    BOOST_TEST(salesforce_facts().refusal(mapper_under_test{}) == "");
}

BOOST_AUTO_TEST_CASE(f7_a_renamed_status_is_a_clear_error_that_names_the_valid_ones)
{
    const auto message = salesforce_facts(R"(["Deferred","Completed","Not started yet"])")
                             .refusal(mapper_under_test{});
    BOOST_TEST(message.starts_with("/fields/status/left/values/open: "));
    BOOST_TEST(contains(message, "no value \"Not Started\""));
    BOOST_TEST(contains(message, "valid are: \"Not started yet\", "));
}

BOOST_AUTO_TEST_CASE(f7_the_literals_are_settings)
{
    const mapper_under_test mapper(
        R"({"fields": {"status": {"left": {"values": {"open": ["To do", "Not Started"]}}}}})");
    BOOST_TEST(salesforce_facts(R"(["To do","Completed"])").refusal(mapper) == "");
    for (const auto* literal : {"To do", "Not Started"}) {
        const auto item =
            mapper.to_canonical(salesforce, salesforce_task({{"Status", text(literal)}}));
        BOOST_TEST(item.fields.at("status").text == "open");
    }
    const auto written = mapper.to_native(salesforce, {.fields = {{"status", text("open")}}});
    BOOST_TEST(written.fields.at("Status").text == "To do");
}

BOOST_AUTO_TEST_CASE(f7_missing_read_only_and_shorter_fields_are_all_reported_at_once)
{
    facts found;
    found.field("Subject", {}, 80);
    found.field("Description", {}, 32'000, false);
    found.field("ActivityDate");
    found.field("Status", R"(["Not Started","Completed"])");
    const auto message = found.refusal(mapper_under_test{});
    BOOST_TEST(contains(message, "/fields/name/left/max_length: Subject holds only 80"));
    BOOST_TEST(contains(message, "may not write Description"));
    BOOST_TEST(contains(message, "no field Priority"));
    BOOST_TEST(contains(message, "/left/origin_key/field: Salesforce has no field Dovetail_Key"));
}

BOOST_AUTO_TEST_CASE(a_server_that_describes_no_fields_is_not_checked)
{
    facts found;
    found.batch.add("org").text("id", "1");
    BOOST_TEST(found.refusal(mapper_under_test{}) == "");
}

BOOST_AUTO_TEST_CASE(an_empty_configuration_is_the_shipped_mapping)
{
    BOOST_TEST(refusal("{}") == "");
    BOOST_TEST(refusal(R"({"left": "Our org", "right": "Sales Connect EU"})") == "");
    const mapper_under_test named(R"({"left": "Our org"})");
    const auto item = named.to_canonical(salesforce, salesforce_task({{"Priority", text("Low")}}));
    BOOST_TEST(item.note("priority")->why.starts_with("Our org's Priority"));
}

BOOST_AUTO_TEST_CASE(p8_faults_are_named_by_their_pointer)
{
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "/: the configuration is not JSON"},
        {"[]", "/: an object is expected"},
        {R"({"feilds": {}})", "/feilds: there is no such setting; valid are: \"fields\""},
        {R"({"fields": {"status": {"left": {"unmapped": "kep"}}}})",
         "/fields/status/left/unmapped: \"kep\" is not valid here; valid are: \"keep\""},
        {R"({"fields": {"status": {"left": {"values": {"opne": "x"}}}}})",
         "/fields/status/left/values/opne: there is no choice \"opne\"; valid are: \"open\""},
        {R"({"fields": {"status": {"left": {"values": {"open": "Completed"}}}}})",
         "/fields/status/left/values/complete: \"Completed\" stands for another choice"},
        {R"({"fields": {"status": {"left": {"values": {"open": null}}}}})",
         "/fields/status/left/values: the setting \"open\" is missing"},
        {R"({"fields": {"status": {"default": "done"}}})",
         "/fields/status/default: this is none of the choices"},
        {R"({"fields": {"name": {"left": {"max_length": 0}}}})",
         "/fields/name/left/max_length: a whole number of at least 1"},
        {R"({"fields": {"due": {"right": {"clock": "status"}}}})",
         "/fields/due/right/clock: the name \"status\" is taken"},
        {R"({"fields": {"due": {"left": {"clock": "other"}}}})",
         "/fields/due/left: a \"clock\" can be kept only where"},
        {R"({"fields": {"extra": {"type": "text", "left": {"field": "A"}}}})",
         "/fields/extra: the setting \"right\" is missing"},
        {R"({"left": {"owner": {"field": ""}}})",
         "/left/owner/field: a text that is not empty is expected"},
        {R"({"left": {"eligible": {"X~/": {}}}})", "/left/eligible/X~0~1: one of \"one_of\""},
        {R"({"rules": "none"})", "/: the setting \"left\" is missing"}};
    for (const auto& [configuration, message] : table)
        BOOST_TEST(refusal(configuration).starts_with(message),
                   configuration + " said: " + refusal(configuration));
}

BOOST_AUTO_TEST_CASE(another_pair_of_systems_is_mapped_with_data_only)
{
    const mapper_under_test mapper(R"({
        "rules": "none",
        "left": {"name": "A", "owner": {"field": "user", "write": "always"}},
        "right": {"name": "B"},
        "fields": {
            "title": {"type": "text", "left": {"field": "t"},
                      "right": {"field": "Title", "max_length": 3}},
            "state": {"type": "choice", "choices": ["new", "done"], "default": "new",
                      "left": {"field": "s", "values": {"new": "1", "done": "2"}},
                      "right": {"field": "State", "values": {"new": "N", "done": "D"}}},
            "when": {"type": "date", "left": {"field": "d"},
                     "right": {"field": "When", "form": "text"}}
        }})");
    const auto item = mapper.to_canonical(
        salesforce, {{"t", text("abcd")}, {"s", text("2")}, {"d", date(0)}, {"user", text("u")}});
    BOOST_TEST(item.eligible);
    BOOST_TEST(item.owner == "u");
    const auto written = mapper.to_native(sales_connect, {.create = true, .fields = item.fields});
    BOOST_TEST(written.fields.at("Title").text == "abc");
    BOOST_TEST(written.fields.at("State").text == "D");
    BOOST_TEST(written.fields.at("When").text == "1970-01-01");
}

BOOST_AUTO_TEST_CASE(the_nearest_words_come_first_and_not_too_many)
{
    using dovetail::task_mapping::nearest_first;
    BOOST_TEST(nearest_first("not started", {"Completed", "Not Started"}) ==
               R"("Not Started", "Completed")");
    const auto many = nearest_first("x", std::vector<std::string>(25, "y"));
    BOOST_TEST(contains(many, "and 5 more"));
    BOOST_TEST(nearest_first(std::string(100'000, 'x'), {"a"}) == "\"a\"");
}

BOOST_AUTO_TEST_SUITE_END()
