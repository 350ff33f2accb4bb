// SPDX-License-Identifier: Apache-2.0
#include <sandbox/consent.hpp>

namespace dovetail::sandbox {

namespace {

std::string escape_html(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

response html(int status, std::string body)
{
    response out;
    out.status = status;
    out.content_type = "text/html;charset=UTF-8";
    out.body = std::move(body);
    return out;
}

response redirect(std::string to)
{
    response out;
    out.status = 302;
    out.content_type.clear();
    out.headers.emplace_back("Location", std::move(to));
    return out;
}

/// A code must not leave the machine, whatever name is made to look like it.
bool is_on_this_machine(std::string_view uri)
{
    for (const std::string_view host : {"http://127.0.0.1", "http://localhost"}) {
        if (!uri.starts_with(host)) continue;
        const auto rest = uri.substr(host.size());
        return rest.empty() || rest.front() == ':' || rest.front() == '/' || rest.front() == '?';
    }
    return false;
}

std::string hidden_fields(const target_parts& target)
{
    std::string out;
    for (const auto& [key, value] : target.parameters)
        if (key != "approve" && key != "user")
            out += R"(<input type="hidden" name=")" + escape_html(key) + R"(" value=")" +
                   escape_html(value) + "\">";
    return out;
}

response ask(const consent_request& in)
{
    std::string body = "<!doctype html><meta charset=\"utf-8\"><title>" + std::string{in.title} +
                       "</title><h1>" + std::string{in.title} +
                       "</h1><p>Which user allows access?</p><form>" + hidden_fields(in.target) +
                       R"(<input type="hidden" name="approve" value="1">)";
    for (const auto& user : in.users)
        body += R"(<p><button name="user" value=")" + escape_html(user.email) + "\">" +
                escape_html(user.name) + "</button></p>";
    return html(200, body + "</form>");
}

} // namespace

response consent_page(const consent_request& in)
{
    const auto redirect_uri = in.target.parameter("redirect_uri").value_or("");
    if (in.target.parameter("client_id") != in.oauth.client.id)
        return html(400, "error=invalid_client_id: client identifier invalid");
    if (in.target.parameter("response_type") != "code")
        return html(400, "error=unsupported_response_type: only code is supported");
    if (!is_on_this_machine(redirect_uri))
        return html(400, "error=redirect_uri_mismatch: only this machine is redirected to");
    const auto approve = in.target.parameter("approve");
    if (!approve) return ask(in);
    std::string to{redirect_uri};
    to += to.find('?') == std::string::npos ? '?' : '&';
    const auto state = in.target.parameter("state");
    const std::string tail = state ? "&state=" + percent_encode(*state) : "";
    if (approve != "1")
        return redirect(to + "error=access_denied&error_description=end-user%20denied" + tail);
    const auto wanted = in.target.parameter("user");
    for (const auto& user : in.users) {
        if (wanted && user.email != *wanted) continue;
        oauth_code code{user.id, std::string{redirect_uri},
                        std::string{in.target.parameter("code_challenge").value_or("")}, in.now};
        return redirect(to + "code=" + in.oauth.give_code(std::move(code), in.random) + tail);
    }
    return html(400, "error=invalid_user: no such user");
}

} // namespace dovetail::sandbox
