// SPDX-License-Identifier: Apache-2.0
// product.md section 2: the Subject and its template.
#include "end_to_end/support/deployment.hpp"

#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

void use_template(deployment& here, const char* text)
{
    here.mapping_configuration()["fields"] = json::object{
        {"name", json::object{{"left", json::object{{"template", json::object{{"text", text}}}}}}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(subject)

BOOST_AUTO_TEST_CASE(j1_a_changed_name_updates_the_subject_when_the_template_uses_it)
{
    deployment here;
    use_template(here, "[{{ACTIVITY_SUBJECT}}] sc");
    here.enable();
    const auto right = here.world.add(service::sales_connect, {{"name", "First"}});
    here.once();
    BOOST_TEST(here.twin(service::salesforce, right).name == "[First] sc");
    here.world.edit(service::sales_connect, right.id, {{"name", "Second"}});
    here.once();
    BOOST_TEST(here.twin(service::salesforce, right).name == "[Second] sc");
}

BOOST_AUTO_TEST_CASE(j1_a_changed_name_stays_where_it_is_when_the_template_does_not_use_it)
{
    deployment here;
    use_template(here, "A {{activity_type}} to do");
    here.enable();
    const auto right = here.world.add(service::sales_connect, {{"name", "First"}});
    here.once();
    const auto rendered = here.twin(service::salesforce, right).name;
    here.world.edit(service::sales_connect, right.id, {{"name", "Second"}});
    here.world.reset_counts();
    here.once();
    BOOST_TEST(here.twin(service::salesforce, right).name == rendered);
    BOOST_TEST(here.world.writes(service::salesforce) == 0U);
}

BOOST_AUTO_TEST_CASE(j2_a_changed_subject_never_updates_the_name)
{
    deployment here;
    const auto left = here.linked_task({{"name", "Call Bob"}});
    here.world.edit(service::salesforce, left.id, {{"name", "Call Robert"}});
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).name == "Call Bob");
    BOOST_TEST(here.world.find(service::salesforce, left.id)->name == "Call Robert");
}

BOOST_AUTO_TEST_CASE(j3_creation_always_writes_the_name_or_the_rendered_template)
{
    deployment here;
    use_template(here, "Constant");
    here.enable();
    const auto left = here.world.add(service::salesforce, {{"name", "From Salesforce"}});
    const auto right = here.world.add(service::sales_connect, {{"name", "From Sales Connect"}});
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).name == "From Salesforce");
    BOOST_TEST(here.twin(service::salesforce, right).name == "Constant");
}

BOOST_AUTO_TEST_CASE(j4_a_subject_edited_in_salesforce_is_left_alone_until_the_name_changes)
{
    deployment here;
    here.enable();
    const auto right = here.world.add(service::sales_connect, {{"name", "Call Bob"}});
    here.once();
    const auto left = here.twin(service::salesforce, right);
    here.world.edit(service::salesforce, left.id, {{"name", "My own words"}});
    here.once();
    here.world.edit(service::sales_connect, right.id, {{"details", "not the name"}});
    here.once();
    BOOST_TEST(here.world.find(service::salesforce, left.id)->name == "My own words");
    BOOST_TEST(here.world.find(service::salesforce, left.id)->details == "not the name");

    here.world.edit(service::sales_connect, right.id, {{"name", "Call Alice"}});
    here.once();
    BOOST_TEST(here.world.find(service::salesforce, left.id)->name == "Call Alice");
}

BOOST_AUTO_TEST_SUITE_END()
