// SPDX-License-Identifier: Apache-2.0
#include "multistatus.hpp"

#include <dovetail/kit/error.hpp>

#include <boost/test/unit_test.hpp>

using namespace caldav;

namespace {

const std::string answer = R"(<?xml version="1.0" encoding="utf-8"?>
<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:o="urn:other">
  <response>
    <href>http://host/ada/tasks/a@b.ics</href>
    <propstat>
      <prop><getetag>"1"</getetag><o:getetag>"wrong"</o:getetag>
        <getlastmodified>Fri, 01 May 2026 07:25:37 GMT</getlastmodified>
        <c:calendar-data>BEGIN:&lt;<![CDATA[&]]>&#10;END</c:calendar-data></prop>
      <status>HTTP/1.1 200 OK</status>
    </propstat>
    <propstat><prop><getcontenttype>wrong</getcontenttype></prop>
      <status>HTTP/1.1 404 Not Found</status></propstat>
  </response>
  <response><href>/ada/tasks/gone.ics</href><status>HTTP/1.1 404 Not Found</status></response>
  <response><href>/ada/tasks/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>
  <response><href>/ada/other/x.ics</href><status>HTTP/1.1 200 OK</status></response>
  <sync-token> http://x/2 </sync-token>
</multistatus>)";

bool is_malformed(const std::string& body)
{
    try {
        (void)read_multistatus(body, "/ada/tasks/");
        return false;
    } catch (const dovetail::kit::plugin_error& error) {
        BOOST_TEST(error.details().code == "malformed_answer");
        return true;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(multistatuses)

BOOST_AUTO_TEST_CASE(resources_are_read_by_namespace_and_only_what_was_found)
{
    const multistatus told = read_multistatus(answer, "/ada/tasks/");
    BOOST_REQUIRE(told.resources.size() == 2u);
    const resource& one = told.resources[0];
    BOOST_TEST(one.path == "/ada/tasks/a%40b.ics");
    BOOST_TEST(one.etag == "\"1\"");
    BOOST_TEST(one.modified_at_us == 1'777'620'337'000'000);
    BOOST_TEST(one.content_type.empty());
    BOOST_TEST(one.calendar_data.value() == "BEGIN:<&\nEND");
    BOOST_TEST(told.resources[1].status == 404u);
    BOOST_TEST(told.sync_token == "http://x/2");
    BOOST_TEST(told.truncated);
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_cut_at_any_byte_is_refused)
{
    for (std::size_t size = 0; size < answer.size() - 1; ++size)
        BOOST_TEST(is_malformed(answer.substr(0, size)), "cut at " << size);
}

BOOST_AUTO_TEST_CASE(hostile_xml_is_refused_or_harmless)
{
    BOOST_TEST(is_malformed("<html><body>503</body></html>"));
    BOOST_TEST(is_malformed("<multistatus/>")); // in no namespace
    BOOST_TEST(is_malformed(R"(<multistatus xmlns="DAV:"><response/></multistatus>)"));
    BOOST_TEST(is_malformed(
        R"(<multistatus xmlns="DAV:"><response><href>../../x</href></response></multistatus>)"));
    // Entities of a document type are not expanded, so nothing grows.
    const std::string laughs =
        R"(<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>)"
        R"(<multistatus xmlns="DAV:"><sync-token>&b;</sync-token></multistatus>)";
    BOOST_TEST(read_multistatus(laughs, "/x/").sync_token == "&b;");
    std::string deep = R"(<multistatus xmlns="DAV:">)";
    for (int i = 0; i < 200'000; ++i)
        deep += "<a>";
    BOOST_TEST(is_malformed(deep));
    for (int i = 0; i < 200'000; ++i)
        deep += "</a>";
    BOOST_TEST(read_multistatus(deep + "</multistatus>", "/x/").resources.empty());
}

BOOST_AUTO_TEST_CASE(a_collection_says_what_it_is)
{
    const auto describe = [](const std::string& properties) {
        return read_collection(
            R"(<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response>)"
            R"(<D:href>/ada/tasks/</D:href><D:propstat><D:prop>)" +
            properties +
            R"(</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>)"
            R"(</D:multistatus>)");
    };
    const auto good = describe(
        R"(<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>)"
        R"(<D:displayname>Ada's</D:displayname><C:supported-calendar-component-set>)"
        R"(<C:comp name="VEVENT"/><C:comp name="VTODO"/></C:supported-calendar-component-set>)"
        R"(<D:supported-report-set><D:supported-report><D:report><D:sync-collection/></D:report>)"
        R"(</D:supported-report></D:supported-report-set>)");
    BOOST_TEST(good.path == "/ada/tasks/");
    BOOST_TEST(good.name == "Ada's");
    BOOST_TEST((good.is_calendar && good.takes_tasks && good.tells_changes));
    const auto silent = describe("");
    BOOST_TEST((!silent.is_calendar && silent.takes_tasks && silent.tells_changes));
    const auto poor =
        describe(R"(<D:resourcetype><D:collection/></D:resourcetype><D:supported-report-set/>)"
                 R"(<C:supported-calendar-component-set><C:comp name="VEVENT"/>)"
                 R"(</C:supported-calendar-component-set>)");
    BOOST_TEST((!poor.is_calendar && !poor.takes_tasks && !poor.tells_changes));
}

BOOST_AUTO_TEST_CASE(a_precondition_is_named)
{
    BOOST_TEST(condition_of(R"(<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>)") ==
               "valid-sync-token");
    BOOST_TEST(condition_of(R"(<error xmlns="DAV:"/>)").empty());
    BOOST_TEST(condition_of(R"(<error><valid-sync-token/></error>)").empty());
    BOOST_TEST(condition_of("Forbidden").empty());
    BOOST_TEST(condition_of("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
