// SPDX-License-Identifier: Apache-2.0
#include "failure.hpp"

#include "json_members.hpp"
#include "retry_after.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace dovetail::sales_connect {

namespace json = boost::json;

namespace {

/// Enough for a person to see what the page says; error pages of proxies can be megabytes.
constexpr std::size_t longest_server_text = 2000;

std::string beginning(std::string_view body)
{
    return std::string(body.substr(0, longest_server_text));
}

void append(std::string& out, std::string_view separator, std::string_view text)
{
    if (text.empty()) return;
    if (!out.empty()) out += separator;
    out += text;
}

void append_errors(std::string& out, const json::object& from)
{
    const auto* const errors = from.if_contains("errors");
    if (errors == nullptr || !errors->is_array()) return;
    for (const auto& error : errors->get_array()) {
        if (!error.is_object()) continue;
        append(out, "; ", text_member(error.get_object(), "pointer"));
        append(out, " ", text_member(error.get_object(), "detail"));
    }
}

std::optional<kit::error_class> class_of_code(const profile& server, std::string_view code)
{
    const auto found = server.error_classes.find(code);
    if (found == server.error_classes.end()) return std::nullopt;
    return found->second;
}

kit::error_class class_of_status(std::uint64_t status) noexcept
{
    using kind = kit::error_class;
    if (status == 401 || status == 403) return kind::auth;
    if (status == 404 || status == 405 || status / 100 == 3) return kind::config;
    if (status == 409 || status == 412) return kind::conflict;
    if (status == 410) return kind::gone;
    if (status == 429) return kind::throttled;
    if (status == 408 || status == 425 || status / 100 == 5) return kind::retryable;
    return kind::bug;
}

/// What a person can do about it.
std::string_view remedy(kit::error_class kind) noexcept
{
    switch (kind) {
    case kit::error_class::auth:
        return ": connect the account again, or give it the permission";
    case kit::error_class::config:
        return ": check the base URL and the paths of the connection's profile";
    default:
        return "";
    }
}

} // namespace

problem read_problem(std::string_view body)
{
    problem out;
    unsigned char first_block[4096];
    json::monotonic_resource memory(first_block);
    json::error_code error;
    const auto value = json::parse({body.data(), body.size()}, error, &memory);
    if (error || !value.is_object()) {
        out.text = beginning(body);
        return out;
    }
    const auto& object = value.get_object();
    out.code = text_member(object, "code");
    out.text = text_member(object, "title");
    append(out.text, ": ", text_member(object, "detail"));
    append_errors(out.text, object);
    if (out.text.empty()) out.text = body;
    out.text.resize(std::min(out.text.size(), longest_server_text));
    return out;
}

kit::failure failure_of(const profile& server, const kit::answer& answer, std::string_view what)
{
    kit::failure out;
    if (!answer.arrived()) {
        out.kind = kit::error_class::retryable;
        out.code = "transport";
        out.message = "Sales Connect did not answer when asked to " + std::string(what) + ": " +
                      std::string(answer.reason());
        return out;
    }
    auto said = read_problem(answer.body());
    out.kind = class_of_code(server, said.code).value_or(class_of_status(answer.status()));
    out.code = said.code.empty() ? "http_" + std::to_string(answer.status()) : said.code;
    out.message = "Sales Connect answered " + std::to_string(answer.status()) + " when asked to " +
                  std::string(what);
    out.message += remedy(out.kind);
    out.server_text = std::move(said.text);
    out.retry_after_ms = retry_after_ms(answer.header("retry-after"), answer.now_us());
    return out;
}

void require_success(const profile& server, const kit::answer& answer, std::string_view what)
{
    if (answer.arrived() && answer.status() / 100 == 2) return;
    throw kit::plugin_error(failure_of(server, answer, what));
}

kit::failure item_failure(const profile& server, std::uint64_t status, problem said)
{
    using kind = kit::error_class;
    kit::failure out;
    auto by_status = class_of_status(status);
    if (status == 404)
        by_status = kind::gone;
    else if (by_status == kind::bug || by_status == kind::auth || by_status == kind::config)
        by_status = kind::rejected;
    out.kind = class_of_code(server, said.code).value_or(by_status);
    out.code = said.code.empty() ? "http_" + std::to_string(status) : std::move(said.code);
    out.message = "Sales Connect refused the change with " + std::to_string(status);
    out.server_text = std::move(said.text);
    return out;
}

} // namespace dovetail::sales_connect
