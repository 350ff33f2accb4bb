// SPDX-License-Identifier: Apache-2.0
#include "multistatus.hpp"

#include "path.hpp"
#include "xml.hpp"

#include <dovetail/kit/broken_utf8.hpp>
#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>

#include <charconv>

namespace caldav {

namespace kit = dovetail::kit;

namespace {

constexpr unsigned ok = 200;
constexpr unsigned insufficient_storage = 507;

[[noreturn]] void malformed(const std::string& what)
{
    throw kit::plugin_error{kit::error_class::retryable, "malformed_answer",
                            "the CalDAV server's answer cannot be read: " + what};
}

/// The number in "HTTP/1.1 404 Not Found"; 0: there is none.
unsigned status_in(pugi::xml_node element)
{
    const std::string line = trimmed_text_of(element);
    const auto blank = line.find(' ');
    unsigned out = 0;
    if (blank != std::string::npos)
        std::from_chars(line.data() + blank + 1, line.data() + line.size(), out);
    return out;
}

std::string path_in(pugi::xml_node response)
{
    const std::string href = trimmed_text_of(child(response, dav("href")));
    auto path = canonical_path(href);
    if (!path) malformed("\"" + href.substr(0, 200) + "\" is no path of a resource");
    return *std::move(path);
}

/// The properties that were found, i.e. those with the status 200.
void for_each_found(pugi::xml_node response, const std::function<void(pugi::xml_node)>& action)
{
    for_each_child(response, dav("propstat"), [&](pugi::xml_node propstat) {
        if (status_in(child(propstat, dav("status"))) == ok) action(child(propstat, dav("prop")));
    });
}

pugi::xml_node root_of(pugi::xml_document& document, std::string_view body)
{
    // One broken task must not stop the others, and what crosses the contract is UTF-8.
    const std::string repaired = kit::replace_broken_utf8(body);
    const auto read = document.load_buffer(repaired.data(), repaired.size());
    if (!read)
        malformed(std::string{read.description()} + " at byte " + std::to_string(read.offset));
    const pugi::xml_node root = document.document_element();
    if (!is(root, dav("multistatus"))) malformed("it is no DAV:multistatus");
    return root;
}

resource read_resource(pugi::xml_node response, std::string path)
{
    resource out;
    out.path = std::move(path);
    out.status = status_in(child(response, dav("status")));
    for_each_found(response, [&](pugi::xml_node properties) {
        if (const auto etag = child(properties, dav("getetag"))) out.etag = trimmed_text_of(etag);
        if (const auto type = child(properties, dav("getcontenttype")))
            out.content_type = trimmed_text_of(type);
        if (const auto modified = child(properties, dav("getlastmodified")))
            out.modified_at_us = kit::parse_http_date(trimmed_text_of(modified)).value_or(0);
        if (const auto data = child(properties, calendar("calendar-data")))
            out.calendar_data = text_of(data);
    });
    return out;
}

void read_components(pugi::xml_node properties, collection_facts& out)
{
    const auto components = child(properties, calendar("supported-calendar-component-set"));
    if (!components) return;
    out.takes_tasks = false;
    for_each_child(components, calendar("comp"), [&](pugi::xml_node one) {
        if (std::string_view{one.attribute("name").value()} == "VTODO") out.takes_tasks = true;
    });
}

void read_reports(pugi::xml_node properties, collection_facts& out)
{
    const auto reports = child(properties, dav("supported-report-set"));
    if (!reports) return;
    out.tells_changes = false;
    for_each_child(reports, dav("supported-report"), [&](pugi::xml_node one) {
        if (child(child(one, dav("report")), dav("sync-collection"))) out.tells_changes = true;
    });
}

} // namespace

multistatus read_multistatus(std::string_view body, std::string_view collection)
{
    pugi::xml_document document;
    const pugi::xml_node root = root_of(document, body);
    multistatus out;
    out.sync_token = trimmed_text_of(child(root, dav("sync-token")));
    for_each_child(root, dav("response"), [&](pugi::xml_node response) {
        resource one = read_resource(response, path_in(response));
        if (is_directly_below(one.path, collection))
            out.resources.push_back(std::move(one));
        else if (one.status == insufficient_storage)
            out.truncated = true;
    });
    return out;
}

collection_facts read_collection(std::string_view body)
{
    pugi::xml_document document;
    const pugi::xml_node response = child(root_of(document, body), dav("response"));
    if (!response) malformed("it has no DAV:response");
    collection_facts out;
    out.path = path_in(response);
    out.takes_tasks = true;
    out.tells_changes = true;
    for_each_found(response, [&](pugi::xml_node properties) {
        out.name = trimmed_text_of(child(properties, dav("displayname")));
        if (child(child(properties, dav("resourcetype")), calendar("calendar")))
            out.is_calendar = true;
        read_components(properties, out);
        read_reports(properties, out);
    });
    return out;
}

std::string condition_of(std::string_view body)
{
    pugi::xml_document document;
    const std::string repaired = kit::replace_broken_utf8(body);
    if (!document.load_buffer(repaired.data(), repaired.size())) return {};
    const pugi::xml_node root = document.document_element();
    if (!is(root, dav("error"))) return {};
    for (const pugi::xml_node one : root.children()) {
        if (one.type() != pugi::node_element) continue;
        const std::string_view name{one.name()};
        const auto colon = name.find(':');
        return std::string{colon == std::string_view::npos ? name : name.substr(colon + 1)};
    }
    return {};
}

} // namespace caldav
