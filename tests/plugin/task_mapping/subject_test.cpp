// SPDX-License-Identifier: Apache-2.0
// The Subject: section 2 of the product, rules J1 to J4.
#include "mapping_harness.hpp"

#include "text_template.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace dovetail::test;

namespace {

std::string with_template(std::string_view text)
{
    return R"({"fields": {"name": {"left": {"template": {"text": ")" + std::string(text) +
           R"("}}}}})";
}

/// The Subject that a Sales Connect task is given by a template.
std::string subject(std::string_view text, const values& but = {})
{
    const mapper_under_test mapper(with_template(text));
    const auto source = mapper.to_canonical(sales_connect, sales_connect_task(but));
    const auto made = mapper.to_native(
        salesforce,
        {.create = true, .fields = {{"name", source.fields.at("name")}}, .source = source.fields});
    return made.fields.at("Subject").text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(subject_rules)

BOOST_AUTO_TEST_CASE(every_token_renders)
{
    BOOST_TEST(subject("{{activity_type}}|{{activity_subject}}|{{sales_campaign_name}}|"
                       "{{sales_campaign_day}}|{{sales_campaign_step}}|{{call_outcome}}|"
                       "{{call_reason}}|") == "Call|Call Ada|Spring|3|2|Reached||");
}

BOOST_AUTO_TEST_CASE(types_have_the_names_that_people_see)
{
    BOOST_TEST(subject("{{activity_type}}", {{"type", text("in_mail")}}) == "InMail");
    BOOST_TEST(subject("{{activity_type}}", {{"type", text("email")}}) == "Email");
    BOOST_TEST(subject("{{activity_type}}", {{"type", text("custom")}}) == "Custom");
    BOOST_TEST(subject("{{activity_type}}", {{"type", text("carrier pigeon")}}) ==
               "carrier pigeon");
}

BOOST_AUTO_TEST_CASE(token_names_ignore_case_and_blanks)
{
    BOOST_TEST(subject("{{Activity_type}}: {{ ACTIVITY_SUBJECT }}") == "Call: Call Ada");
}

BOOST_AUTO_TEST_CASE(everything_else_is_constant)
{
    BOOST_TEST(subject("{x} }} {{activity_subject}} {") == "{x} }} Call Ada {");
}

BOOST_AUTO_TEST_CASE(an_empty_token_renders_as_nothing)
{
    BOOST_TEST(subject("[{{call_reason}}] {{activity_subject}}") == "[] Call Ada");
    BOOST_TEST(subject("{{sales_campaign_name}}{{activity_subject}}",
                       {{"campaign.name", null()}}) == "Call Ada");
}

BOOST_AUTO_TEST_CASE(a_template_that_renders_nothing_gives_way_to_the_name)
{
    BOOST_TEST(subject("{{call_reason}}") == "Call Ada");
}

BOOST_AUTO_TEST_CASE(line_breaks_are_removed_and_the_result_is_cut_at_255)
{
    BOOST_TEST(subject("{{activity_subject}}", {{"name", text("one\r\ntwo\nthree")}}) ==
               "onetwothree");
    const auto cut =
        subject("{{activity_type}} {{activity_subject}}", {{"name", text(std::string(300, 'n'))}});
    BOOST_TEST(cut == "Call " + std::string(250, 'n'));
}

BOOST_AUTO_TEST_CASE(f6_a_name_of_256_characters_is_cut_and_reported)
{
    const mapper_under_test mapper;
    const std::string name(256, 'n');
    const auto written = mapper.to_native(salesforce, {.fields = {{"name", text(name)}}});
    BOOST_TEST(written.fields.at("Subject").text.size() == 255u);
    BOOST_TEST(written.note("name")->kind == DOVETAIL_NOTE_CUT);
    BOOST_TEST(written.read_back.at("name").text.size() == 255u);
    const auto fitting = mapper.to_native(salesforce, {.fields = {{"name", text(name.substr(1))}}});
    BOOST_TEST(fitting.notes.empty());
    BOOST_TEST(fitting.read_back.empty());
}

BOOST_AUTO_TEST_CASE(j1_a_changed_name_crosses_only_if_the_template_shows_it)
{
    const mapper_under_test shown(with_template("{{activity_type}} {{activity_subject}}"));
    BOOST_TEST(shown.field("name")->flow[DOVETAIL_RIGHT] == DOVETAIL_FLOW_ALWAYS);
    const mapper_under_test hidden(with_template("{{activity_type}}"));
    BOOST_TEST(hidden.field("name")->flow[DOVETAIL_RIGHT] == DOVETAIL_FLOW_CREATE);
    const mapper_under_test shipped;
    BOOST_TEST(shipped.field("name")->flow[DOVETAIL_RIGHT] == DOVETAIL_FLOW_ALWAYS);
}

BOOST_AUTO_TEST_CASE(j2_a_changed_subject_never_crosses)
{
    const mapper_under_test mapper;
    BOOST_TEST(mapper.field("name")->flow[DOVETAIL_LEFT] == DOVETAIL_FLOW_CREATE);
}

BOOST_AUTO_TEST_CASE(j3_from_salesforce_the_subject_becomes_the_name)
{
    const mapper_under_test mapper(with_template("{{activity_type}}: {{activity_subject}}"));
    const auto made =
        mapper.to_native(sales_connect, {.create = true, .fields = {{"name", text("Call: Ada")}}});
    BOOST_TEST(made.fields.at("name").text == "Call: Ada");
    BOOST_TEST(made.read_back.count("name") == 0u);
}

BOOST_AUTO_TEST_CASE(j3_an_empty_subject_becomes_a_placeholder)
{
    const mapper_under_test mapper;
    const auto made =
        mapper.to_native(sales_connect, {.create = true, .fields = {{"name", null()}}});
    BOOST_TEST(made.fields.at("name").text == "(no subject)");
    BOOST_TEST(made.read_back.at("name").text == "(no subject)");
    BOOST_TEST(made.note("name")->kind == DOVETAIL_NOTE_DEFAULTED);
}

BOOST_AUTO_TEST_CASE(j4_what_was_rendered_is_what_will_be_read_back)
{
    const mapper_under_test mapper(with_template("{{activity_type}}: {{activity_subject}}"));
    const auto source = mapper.to_canonical(sales_connect, sales_connect_task());
    const auto written = mapper.to_native(
        salesforce, {.fields = {{"name", text("Call Grace")}}, .source = source.fields});
    BOOST_TEST(written.fields.at("Subject").text == "Call: Call Grace");
    BOOST_TEST(written.read_back.at("name").text == "Call: Call Grace");
    const auto read = mapper.to_canonical(
        salesforce, salesforce_task({{"Subject", written.fields.at("Subject")}}));
    BOOST_TEST((read.fields.at("name") == written.read_back.at("name")));
}

BOOST_AUTO_TEST_CASE(only_the_tokens_in_use_are_kept_with_a_task)
{
    const mapper_under_test shipped;
    BOOST_TEST(shipped.field("activity_type") == nullptr);
    const mapper_under_test mapper(with_template("{{call_outcome}} {{activity_subject}}"));
    BOOST_REQUIRE(mapper.field("call_outcome") != nullptr);
    BOOST_TEST(mapper.field("call_outcome")->flow[DOVETAIL_RIGHT] == DOVETAIL_FLOW_NEVER);
    BOOST_TEST(mapper.field("activity_subject") == nullptr);
    BOOST_TEST(mapper.field("call_reason") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_unknown_token_is_named_with_the_nearest_valid_one_first)
{
    const auto message = refusal(with_template("{{activity_subjekt}}"));
    BOOST_TEST(message.starts_with("/fields/name/left/template/text: "));
    BOOST_TEST(message.find("valid are: \"activity_subject\"") != std::string::npos);
    BOOST_TEST(refusal(with_template("{{activity_subject")).find("not closed") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(random_templates_either_render_or_are_refused)
{
    static const std::vector<std::string> pieces{
        "{{", "}}", "{", "}", " ", "activity_subject", "Call_Outcome", "x", "é", "{{call_reason}}"};
    std::mt19937 random(2);
    int rendered = 0;
    for (int round = 0; round < 2'000; ++round) {
        std::string text = "a";
        for (auto count = random() % 8; count > 0; --count)
            text += pieces[random() % pieces.size()];
        if (!refusal(with_template(text)).empty()) continue;
        ++rendered;
        const auto once = subject(text);
        BOOST_REQUIRE(!once.empty());
        BOOST_REQUIRE(once.starts_with('a'));
    }
    BOOST_TEST(rendered > 100);
}

BOOST_AUTO_TEST_SUITE_END()
