// SPDX-License-Identifier: Apache-2.0
// The plugin as a host loads it, and the words of a CalDAV server.
#pragma once

#include "plugin/support/conversation.hpp"
#include "plugin/support/loaded_plugin.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dovetail::test {

inline constexpr char two_users[] =
    R"({"users": [{"email": "ada@example.com", "calendar": "/ada/tasks/",
                   "time_zone": "Europe/Stockholm"},
                  {"email": "Grace@example.com", "calendar": "/grace/tasks/", "name": "Grace"}],
        "page": 2})";

struct caldav_fixture
{
    loaded_plugin plugin{CALDAV_PLUGIN};
    made_connector connector{plugin.extension<dovetail_connector_factory>(DOVETAIL_CONNECTOR_ID),
                             two_users};
};

inline std::string task_text(const std::string& lines)
{
    return "BEGIN:VCALENDAR\nBEGIN:VTODO\n" + lines + "END:VTODO\nEND:VCALENDAR\n";
}

/// A response with properties that were found; `data`: none if empty.
inline std::string found(const std::string& href, const std::string& etag,
                         const std::string& data = {})
{
    std::string out =
        "<response><href>" + href + "</href><propstat><prop><getetag>" + etag + "</getetag>";
    if (!data.empty()) out += "<C:calendar-data>" + data + "</C:calendar-data>";
    return out + "</prop><status>HTTP/1.1 200 OK</status></propstat></response>";
}

inline std::string with_status(const std::string& href, const std::string& status)
{
    return "<response><href>" + href + "</href><status>HTTP/1.1 " + status + "</status></response>";
}

inline reply multistatus(const std::string& responses, const std::string& token = {})
{
    std::string body =
        R"(<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">)" + responses;
    if (!token.empty()) body += "<sync-token>" + token + "</sync-token>";
    return {207, body + "</multistatus>"};
}

inline reply refusal(std::uint32_t status, const std::string& condition)
{
    return {status, R"(<error xmlns="DAV:"><)" + condition + "/></error>"};
}

inline std::string cursor_with(const std::string& ada_token, const std::string& grace_token)
{
    return R"({"version":1,"tokens":{"/ada/tasks/":")" + ada_token + R"(","/grace/tasks/":")" +
           grace_token + R"("}})";
}

inline bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace dovetail::test
