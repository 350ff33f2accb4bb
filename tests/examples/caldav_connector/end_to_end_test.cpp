// SPDX-License-Identifier: Apache-2.0
// Salesforce and a real CalDAV server through the host as it is, with the mapping of the example's
// manifest: data alone.
#include "end_to_end/support/deployment.hpp"
#include "examples/caldav_connector/support/radicale.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

const std::string calendar = "/ada/tasks/";

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// The deployment of the other tests with a calendar in the place of Sales Connect.
struct caldav_deployment : deployment
{
    radicale calendars;

    explicit caldav_deployment(radicale::access how = radicale::access::open) : calendars(how)
    {
        const auto example = json::parse(read_file(CALDAV_MANIFEST)).as_object();
        auto& connections = manifest.at("connections").as_object();
        connections.erase("sales-connect");
        auto& caldav = connections["caldav"];
        caldav = example.at("connections").at("caldav");
        caldav.at("http").at("base_url") = calendars.url();
        caldav.as_object()["retry"] = {{"first_delay_s", 0.01}, {"longest_delay_s", 0.1}};
        manifest["mappings"] = example.at("mappings");
        manifest["syncs"] = example.at("syncs");
        manifest.at("plugins").at("search").as_array().emplace_back(CALDAV_PLUGIN_DIR);
    }

    /// Enables ada and lets a task of hers in the calendar cross. The task in Salesforce.
    task linked_to(const std::string& path, const std::string& lines)
    {
        enable();
        calendars.put(path, calendar_text(lines));
        once();
        return world.tasks(service::salesforce).at(0);
    }
    std::string present(const task& of) { return world.find(service::salesforce, of.id)->name; }
    /// A pass that has nothing to do writes nothing, and the servers say so, too (P2).
    void expect_fixed_point()
    {
        const auto before = calendars.writes();
        BOOST_TEST(writes_of_another_once() == 0U);
        BOOST_TEST(calendars.writes() == before);
    }
};

const std::string rich = "UID:abc\r\n"
                         "SUMMARY;LANGUAGE=de:Blumen gie\xc3\x9f"
                         "en\\, sofort\r\n"
                         "DESCRIPTION:Zeile 1\\nZeile 2\r\n"
                         "DUE;TZID=Pacific/Kiritimati:20270203T003000\r\n"
                         "PRIORITY:2\r\nCATEGORIES:home,garden\r\n"
                         "X-APPLE-SORT-ORDER;X-P=1:7\r\n"
                         "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:alarm\r\n"
                         "TRIGGER:-PT15M\r\nEND:VALARM\r\n";

} // namespace

BOOST_AUTO_TEST_SUITE(caldav)

BOOST_AUTO_TEST_CASE(the_manifest_of_the_example_fits_both_servers)
{
    caldav_deployment here;
    const auto result = here.run({"manifest", "check", "--online", "--strict"});
    BOOST_TEST(result.code == 0, result.out << result.err);
}

BOOST_AUTO_TEST_CASE(a_task_of_salesforce_is_created_edited_completed_and_deleted_in_the_calendar)
{
    caldav_deployment here;
    const auto left = here.linked_task({{"name", "Call Bob; now, please"},
                                        {"due", "2027-02-03"},
                                        {"priority", "High"},
                                        {"details", "one\ntwo"}});
    const auto path = here.calendars.only(calendar);
    auto text = here.calendars.get(path);
    BOOST_TEST(contains(text, "SUMMARY:Call Bob\\; now\\, please\n"));
    BOOST_TEST(contains(text, "DUE;VALUE=DATE:20270203\n"));
    BOOST_TEST(contains(text, "PRIORITY:1\n"));
    BOOST_TEST(contains(text, "DESCRIPTION:one\\ntwo\n"));
    here.expect_fixed_point();

    here.world.edit(service::salesforce, left.id, {{"due", nullptr}, {"name", "Call Eve"}});
    here.once();
    text = here.calendars.get(path);
    BOOST_TEST(contains(text, "SUMMARY:Call Eve\n"));
    BOOST_TEST(!contains(text, "DUE"));

    here.world.complete(service::salesforce, left.id);
    here.once();
    text = here.calendars.get(path);
    BOOST_TEST(contains(text, "STATUS:COMPLETED\n"));
    BOOST_TEST(contains(text, "PERCENT-COMPLETE:100\n"));
    here.expect_fixed_point();

    here.world.remove(service::salesforce, left.id);
    here.once();
    BOOST_TEST(here.calendars.paths(calendar).empty());
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(a_task_of_the_calendar_is_created_edited_completed_and_deleted_in_salesforce)
{
    caldav_deployment here;
    const std::string path = calendar + "abc.ics";
    const auto left = here.linked_to(path, rich);
    BOOST_TEST(left.owner == ada);
    BOOST_TEST(left.name == "Blumen gie\xc3\x9f"
                            "en, sofort");
    BOOST_TEST(left.details == "Zeile 1\nZeile 2");
    BOOST_TEST(left.priority == "High");
    BOOST_TEST(left.due == "2027-02-03"); // F5: the day that is written, 14 hours east of UTC
    here.expect_fixed_point();

    here.calendars.edit(path, "sofort", "bald");
    here.once();
    BOOST_TEST(contains(here.present(left), "bald"));

    here.calendars.edit(path, "UID:", "STATUS:COMPLETED\r\nCOMPLETED:20261124T000000Z\r\nUID:");
    here.once();
    BOOST_TEST(here.world.find(service::salesforce, left.id)->status == "Completed");
    here.expect_fixed_point();

    here.calendars.remove(path);
    here.once();
    BOOST_TEST(here.world.find(service::salesforce, left.id)->deleted);
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(an_edit_in_salesforce_leaves_what_it_does_not_know_in_the_calendar)
{
    caldav_deployment here;
    const std::string path = calendar + "abc.ics";
    const auto left = here.linked_to(path, rich);
    here.world.edit(service::salesforce, left.id,
                    {{"due", "2027-03-28"}, {"details", "new"}, {"priority", "Normal"}});
    here.once();
    const auto text = here.calendars.get(path);
    BOOST_TEST(contains(text, "DUE;TZID=Pacific/Kiritimati:20270328T003000\n"));
    BOOST_TEST(contains(text, "DESCRIPTION:new\n"));
    BOOST_TEST(contains(text, "PRIORITY:5\n"));
    for (const char* kept :
         {"SUMMARY;LANGUAGE=de:Blumen", "CATEGORIES:home,garden\n", "X-APPLE-SORT-ORDER;X-P=1:7\n",
          "DESCRIPTION:alarm\n", "TRIGGER:-PT15M\n", "UID:abc\n"})
        BOOST_TEST(contains(text, kept), kept);
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(edits_of_different_fields_on_both_sides_both_survive)
{
    caldav_deployment here;
    const std::string path = calendar + "abc.ics";
    const auto left = here.linked_to(path, rich);
    here.world.edit(service::salesforce, left.id, {{"details", "from Salesforce"}});
    here.calendars.edit(path, "sofort", "bald");
    here.once();
    BOOST_TEST(contains(here.present(left), "bald"));
    BOOST_TEST(contains(here.calendars.get(path), "DESCRIPTION:from Salesforce\n"));
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(values_without_a_counterpart_stay_as_they_are_on_their_side)
{
    caldav_deployment here;
    const std::string path = calendar + "abc.ics";
    const auto left =
        here.linked_to(path, "UID:abc\r\nSUMMARY:x\r\nPRIORITY:9\r\nSTATUS:IN-PROCESS\r\n");
    BOOST_TEST(left.priority == "Normal");
    BOOST_TEST(left.status == "Not Started");
    here.world.edit(service::salesforce, left.id, {{"details", "new"}});
    here.once();
    const auto text = here.calendars.get(path);
    BOOST_TEST(contains(text, "PRIORITY:9\n"));
    BOOST_TEST(contains(text, "STATUS:IN-PROCESS\n"));
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(a_task_that_repeats_or_is_done_or_is_due_at_an_instant_does_not_cross)
{
    caldav_deployment here;
    here.enable();
    here.calendars.put(calendar + "1.ics",
                       calendar_text("UID:1\r\nDUE;VALUE=DATE:20270203\r\nRRULE:FREQ=DAILY\r\n"));
    here.calendars.put(calendar + "2.ics", calendar_text("UID:2\r\nSTATUS:COMPLETED\r\n"));
    here.calendars.put(calendar + "3.ics", calendar_text("UID:3\r\nDUE:20270203T230000Z\r\n"));
    here.once();
    BOOST_TEST(here.world.count(service::salesforce) == 0U);
    const auto held = here.run({"held", "list"});
    BOOST_TEST(contains(held.out, "time zone"), held.out); // which day it is depends on it
}

BOOST_AUTO_TEST_CASE(changes_and_deletes_cross_after_the_server_forgot_its_sync_tokens)
{
    caldav_deployment here;
    const std::string path = calendar + "abc.ics";
    const auto edited = here.linked_to(path, rich);
    here.calendars.put(calendar + "2.ics", calendar_text("UID:2\r\nSUMMARY:second\r\n"));
    here.once();
    const auto second = here.world.named(service::salesforce, "second");
    here.calendars.edit(path, "sofort", "bald");
    here.calendars.remove(calendar + "2.ics");
    here.calendars.forget_sync_tokens(calendar);
    here.once();
    BOOST_TEST(contains(here.present(edited), "bald"));
    BOOST_TEST(here.world.find(service::salesforce, second.id)->deleted);
    BOOST_TEST(here.world.count(service::salesforce) == 1U);
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(law_21_a_lost_state_file_doubles_and_deletes_nothing)
{
    caldav_deployment here;
    const auto left = here.linked_task();
    here.calendars.put(calendar + "abc.ics", calendar_text("UID:abc\r\nSUMMARY:mine\r\n"));
    here.once();
    std::filesystem::remove_all(here.folder() / "state");
    std::filesystem::remove_all(here.manifest_file().parent_path() / "var");
    here.enable();
    here.once();
    BOOST_TEST(here.world.count(service::salesforce) == 2U);
    BOOST_TEST(here.calendars.paths(calendar).size() == 2U);
    here.world.edit(service::salesforce, left.id, {{"name", "still linked"}});
    here.once();
    BOOST_TEST(here.calendars.paths(calendar).size() == 2U);
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(a_server_with_a_password_is_synced_with_basic_authorisation)
{
    caldav_deployment here(radicale::access::password);
    const auto secret = here.folder() / "password";
    write_file(secret, std::string(service_password) + "\n");
    here.connection("caldav")["auth"] = {
        {"type", "basic"}, {"username", service_user}, {"password", {{"file", secret.string()}}}};
    const auto left = here.linked_task();
    BOOST_TEST(contains(here.calendars.get(here.calendars.only(calendar)), "SUMMARY:Call Bob"));

    write_file(secret, "wrong password\n");
    here.world.edit(service::salesforce, left.id, {{"name", "Call Eve"}});
    const auto refused = here.run({"once"});
    BOOST_TEST(refused.code == 4, refused.out << refused.err);
    BOOST_TEST(contains(refused.err, "check the user and password"), refused.err);
    BOOST_TEST(!contains(refused.out + refused.err, "wrong password"));

    write_file(secret, std::string(service_password) + "\n");
    here.once();
    BOOST_TEST(contains(here.calendars.get(here.calendars.only(calendar)), "SUMMARY:Call Eve"));
    here.expect_fixed_point();
}

BOOST_AUTO_TEST_CASE(a_calendar_that_is_not_there_is_named_with_its_place_in_the_manifest)
{
    caldav_deployment here;
    here.connection("caldav")
        .at("configuration")
        .at("users")
        .as_array()
        .at(1)
        .as_object()["calendar"] = "/grace/typo/";
    const auto result = here.run({"manifest", "check", "--online"});
    BOOST_TEST(result.code == 3, result.out << result.err);
    BOOST_TEST(contains(result.out + result.err, "/users/1/calendar: /grace/typo/"));
}

BOOST_AUTO_TEST_SUITE_END()
