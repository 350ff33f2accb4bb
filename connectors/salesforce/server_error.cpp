// SPDX-License-Identifier: Apache-2.0
#include "server_error.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace dovetail::salesforce {

namespace {

namespace json = boost::json;
using kit::error_class;

/// How much of a body that is no JSON is kept as the server's text: the title of an error page.
constexpr std::size_t longest_raw_text = 500;
/// More than this is no wish of a server but a mistake.
constexpr std::uint64_t longest_retry_after_s = 86'400;

struct known_code
{
    std::string_view code;
    error_class on_record;
    error_class on_org;
};

/// Codes whose class is not what their status says. Sorted by class. (REST guide, "Status Codes and
/// Error Responses"; SOAP guide, "StatusCode"; recorded answers.)
constexpr std::array<known_code, 45> known_codes{{
    {"INVALID_SESSION_ID", error_class::auth, error_class::auth},
    {"INVALID_AUTH_HEADER", error_class::auth, error_class::auth},
    {"INVALID_LOGIN", error_class::auth, error_class::auth},
    {"INVALID_OPERATION_WITH_EXPIRED_PASSWORD", error_class::auth, error_class::auth},
    {"API_DISABLED_FOR_ORG", error_class::auth, error_class::auth},
    {"API_CURRENTLY_DISABLED", error_class::auth, error_class::auth},
    {"ORG_LOCKED", error_class::auth, error_class::auth},
    {"invalid_grant", error_class::auth, error_class::auth},
    {"FUNCTIONALITY_NOT_ENABLED", error_class::auth, error_class::auth},
    {"INSUFFICIENT_ACCESS", error_class::rejected, error_class::auth},
    {"INSUFFICIENT_ACCESS_OR_READONLY", error_class::rejected, error_class::auth},
    {"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", error_class::rejected, error_class::auth},
    {"REQUEST_LIMIT_EXCEEDED", error_class::throttled, error_class::throttled},
    {"TOO_MANY_APEX_REQUESTS", error_class::throttled, error_class::throttled},
    {"API_REQUEST_LIMIT_EXCEEDED", error_class::throttled, error_class::throttled},
    {"UNABLE_TO_LOCK_ROW", error_class::retryable, error_class::retryable},
    {"SERVER_UNAVAILABLE", error_class::retryable, error_class::retryable},
    {"QUERY_TIMEOUT", error_class::retryable, error_class::retryable},
    {"QUERY_TOO_COMPLICATED", error_class::retryable, error_class::bug},
    {"UNKNOWN_EXCEPTION", error_class::retryable, error_class::retryable},
    {"INTERNAL_SERVER_ERROR", error_class::retryable, error_class::retryable},
    {"ALL_OR_NONE_OPERATION_ROLLED_BACK", error_class::retryable, error_class::retryable},
    {"PROCESSING_HALTED", error_class::retryable, error_class::retryable},
    {"OPERATION_IN_PROGRESS", error_class::retryable, error_class::retryable},
    {"TXN_SECURITY_METERING_ERROR", error_class::retryable, error_class::retryable},
    {"ENTITY_IS_LOCKED", error_class::retryable, error_class::retryable},
    {"PRECONDITION_FAILED", error_class::conflict, error_class::conflict},
    {"ENTITY_IS_DELETED", error_class::gone, error_class::gone},
    {"NOT_FOUND", error_class::gone, error_class::config},
    {"INVALID_QUERY_LOCATOR", error_class::gone, error_class::gone},
    {"DELETE_FAILED", error_class::rejected, error_class::rejected},
    {"INVALID_FIELD", error_class::rejected, error_class::config},
    {"INVALID_TYPE", error_class::rejected, error_class::config},
    {"INVALID_FIELD_FOR_INSERT_UPDATE", error_class::rejected, error_class::config},
    {"UNSUPPORTED_API_VERSION", error_class::config, error_class::config},
    {"MALFORMED_QUERY", error_class::bug, error_class::bug},
    {"INVALID_QUERY_FILTER_OPERATOR", error_class::bug, error_class::bug},
    {"NUMBER_OUTSIDE_VALID_RANGE", error_class::rejected, error_class::bug},
    {"JSON_PARSER_ERROR", error_class::rejected, error_class::bug},
    {"METHOD_NOT_ALLOWED", error_class::bug, error_class::bug},
    {"INVALID_REPLICATION_DATE", error_class::gone, error_class::gone},
    {"EXCEEDED_ID_LIMIT", error_class::gone, error_class::gone},
    {"STORAGE_LIMIT_EXCEEDED", error_class::rejected, error_class::config},
    {"INACTIVE_OWNER_OR_USER", error_class::rejected, error_class::auth},
    {"DUPLICATE_VALUE", error_class::rejected, error_class::rejected},
}};

error_class by_status(std::uint32_t status, concern whose)
{
    switch (status) {
    case 401:
        return error_class::auth;
    case 403:
        return whose == concern::record ? error_class::rejected : error_class::auth;
    case 404:
    case 410:
        return whose == concern::record ? error_class::gone : error_class::config;
    case 412:
        return error_class::conflict;
    case 408:
    case 420: // the edge does not know where the org is just now
    case 425:
        return error_class::retryable;
    case 429:
        return error_class::throttled;
    case 405:
    case 414:
    case 415:
    case 431:
        return error_class::bug;
    default:
        break;
    }
    if (status >= 500) return error_class::retryable;
    return whose == concern::record ? error_class::rejected : error_class::bug;
}

error_class class_of(const server_error& error, concern whose)
{
    const auto* const known =
        std::find_if(known_codes.begin(), known_codes.end(),
                     [&](const known_code& item) { return item.code == error.code; });
    if (known != known_codes.end())
        return whose == concern::record ? known->on_record : known->on_org;
    return by_status(error.status, whose);
}

std::string text_at(const json::object& from, std::string_view name)
{
    const auto* const value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
}

std::uint64_t retry_after_ms(const kit::answer& from)
{
    const std::string_view text = from.header("retry-after");
    std::uint64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size()) return 0;
    return std::min(seconds, longest_retry_after_s) * 1'000;
}

/// What an operator can do about an error of a whole connection; empty: nothing special.
std::string_view remedy(error_class kind, const server_error& error)
{
    if (kind == error_class::auth && error.status == 403)
        return "; grant the connected user API access and access to the object";
    if (kind == error_class::auth) return "; connect the org again";
    if (kind == error_class::config)
        return "; check the names in the configuration, and that the connected user may see them "
               "(field-level security)";
    return {};
}

} // namespace

server_error read_server_error(const json::value& from, std::uint32_t status)
{
    server_error out;
    out.status = status;
    if (!from.is_object()) return out;
    const json::object& object = from.get_object();
    for (const std::string_view name : {"errorCode", "statusCode", "error"}) {
        if (out.code.empty()) out.code = text_at(object, name);
    }
    for (const std::string_view name : {"message", "error_description"}) {
        if (out.message.empty()) out.message = text_at(object, name);
    }
    const auto* const fields = object.if_contains("fields");
    if (fields != nullptr && fields->is_array()) {
        for (const json::value& field : fields->get_array()) {
            if (field.is_string()) out.fields.emplace_back(field.get_string());
        }
    }
    return out;
}

server_error read_server_error(const kit::answer& from)
{
    json::error_code error;
    const json::value parsed = json::parse(from.body(), error);
    server_error out;
    if (!error && parsed.is_array() && !parsed.get_array().empty())
        out = read_server_error(parsed.get_array().front(), from.status());
    else if (!error && parsed.is_object())
        out = read_server_error(parsed, from.status());
    out.status = from.status();
    if (out.code.empty() && out.message.empty())
        out.message = std::string{from.body().substr(0, longest_raw_text)};
    return out;
}

kit::failure classify(const server_error& error, concern whose, std::string_view doing)
{
    kit::failure out;
    out.kind = class_of(error, whose);
    out.code = error.code.empty() ? "HTTP_" + std::to_string(error.status) : error.code;
    out.message = "Salesforce refused to " + std::string{doing} + ": " + out.code;
    for (const std::string& field : error.fields)
        out.message += (&field == &error.fields.front() ? " at " : ", ") + field;
    if (whose == concern::org) out.message += remedy(out.kind, error);
    out.server_text = error.message;
    return out;
}

kit::failure classify(const kit::answer& from, concern whose, std::string_view doing)
{
    kit::failure out = classify(read_server_error(from), whose, doing);
    out.retry_after_ms = retry_after_ms(from);
    return out;
}

kit::failure transport_failure(const kit::answer& from, std::string_view doing)
{
    return {error_class::retryable, "transport_failed",
            "no answer from Salesforce when asked to " + std::string{doing} + ": " +
                std::string{from.reason()}};
}

bool leaves_doubt(const server_error& error)
{
    if (error.status == 408) return true;
    if (error.status < 500) return false;
    return error.code != "UNABLE_TO_LOCK_ROW" && error.code != "SERVER_UNAVAILABLE" &&
           error.code != "REQUEST_LIMIT_EXCEEDED";
}

} // namespace dovetail::salesforce
