// SPDX-License-Identifier: Apache-2.0
#include "reports.hpp"

#include "xml.hpp"

namespace caldav {

namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
constexpr std::string_view namespaces =
    " xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"";

std::string element(std::string_view name, std::string_view content)
{
    std::string out{declaration};
    out += "<";
    out += name;
    out += namespaces;
    out += ">";
    out += content;
    out += "</";
    out += name;
    out += ">\n";
    return out;
}

std::string properties(bool with_data)
{
    std::string out = "<D:prop><D:getetag/><D:getlastmodified/><D:getcontenttype/>";
    if (with_data) out += "<C:calendar-data/>";
    return out + "</D:prop>";
}

/// These only read, so the host may send them again by itself.
kit::request reading(std::string_view method, const std::string& collection, std::string body,
                     std::string_view depth)
{
    kit::request out{method, collection};
    out.body(std::move(body), "application/xml; charset=utf-8").header("depth", depth);
    out.repeatable();
    return out;
}

} // namespace

kit::request ask_what_it_is(const std::string& collection)
{
    return reading("PROPFIND", collection,
                   element("D:propfind", "<D:prop><D:resourcetype/><D:displayname/>"
                                         "<D:supported-report-set/>"
                                         "<C:supported-calendar-component-set/></D:prop>"),
                   "0");
}

kit::request ask_for_changes(const std::string& collection, std::string_view token, bool with_data)
{
    const std::string content = "<D:sync-token>" + xml_escaped(token) +
                                "</D:sync-token><D:sync-level>1</D:sync-level>" +
                                properties(with_data);
    return reading("REPORT", collection, element("D:sync-collection", content), "0");
}

kit::request ask_for_resources(const std::string& collection, std::span<const std::string> paths)
{
    std::string content = properties(true);
    for (const std::string& path : paths)
        content += "<D:href>" + xml_escaped(path) + "</D:href>";
    return reading("REPORT", collection, element("C:calendar-multiget", content), "1");
}

kit::request ask_for_uid(const std::string& collection, std::string_view uid)
{
    const std::string content =
        properties(true) +
        "<C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VTODO\">"
        "<C:prop-filter name=\"UID\"><C:text-match collation=\"i;octet\">" +
        xml_escaped(uid) +
        "</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter>";
    return reading("REPORT", collection, element("C:calendar-query", content), "1");
}

} // namespace caldav
