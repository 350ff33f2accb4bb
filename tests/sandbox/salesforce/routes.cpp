// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/routes.hpp>

#include <sandbox/salesforce/collections.hpp>
#include <sandbox/salesforce/describe.hpp>
#include <sandbox/salesforce/query.hpp>
#include <sandbox/salesforce/replication.hpp>
#include <sandbox/salesforce/rows.hpp>

#include <charconv>

namespace dovetail::sandbox::salesforce {

namespace {

constexpr int oldest_version = 59;
constexpr int newest_version = 66;
constexpr std::chrono::hours usage_window{24};

const api_error missing_resource{404, "NOT_FOUND", "The requested resource does not exist", {}};

response versions()
{
    response out;
    out.body = '[';
    for (int version = oldest_version; version <= newest_version; ++version) {
        const auto text = std::to_string(version) + ".0";
        if (out.body.size() > 1) out.body += ',';
        out.body += R"({"label":"v)" + text + R"(","url":"/services/data/v)" + text +
                    R"(","version":")" + text + "\"}";
    }
    out.body += ']';
    return out;
}

/// `v62.0` → `62.0`, if this org speaks that version.
std::optional<std::string> read_version(std::string_view segment)
{
    if (!segment.starts_with('v') || !segment.ends_with(".0")) return std::nullopt;
    const auto number = segment.substr(1, segment.size() - 3);
    int value = 0;
    if (std::from_chars(number.data(), number.data() + number.size(), value).ec != std::errc{} ||
        value < oldest_version || value > newest_version)
        return std::nullopt;
    return std::string{segment.substr(1)};
}

std::optional<std::string> authorised_user(const service& in, const request& from, instant now)
{
    const auto header = from.header("Authorization").value_or("");
    for (const std::string_view scheme : {"Bearer ", "OAuth "})
        if (header.size() > scheme.size() &&
            equal_ignoring_case(header.substr(0, scheme.size()), scheme))
            return in.oauth.check(header.substr(scheme.size()), now);
    return std::nullopt;
}

/// False once the day's calls are used up.
bool count_call(service& in, instant now)
{
    auto& usage = in.usage;
    if (now >= usage.window_start + usage_window || now < usage.window_start) usage = {0, now};
    if (usage.used >= in.options.daily_api_limit) return false;
    ++usage.used;
    return true;
}

response route_collections(const call& in)
{
    const auto& method = in.from.method;
    const auto& segments = in.target.segments;
    const bool typed = segments.size() > 5;
    if (typed && !equal_ignoring_case(segments[5], "Task"))
        return error_response({404, "NOT_FOUND", "The requested resource does not exist", {}});
    if (segments.size() == 7 && method == "PATCH") return upsert_collection(in, segments[6]);
    if (segments.size() > 6) return error_response(missing_resource);
    if (typed && (method == "GET" || method == "POST")) return read_collection(in);
    if (!typed && method == "POST") return create_collection(in);
    if (!typed && method == "PATCH") return update_collection(in);
    if (!typed && method == "DELETE") return delete_collection(in);
    return error_response({405,
                           "METHOD_NOT_ALLOWED",
                           "HTTP Method '" + method + "' not allowed on this resource",
                           {}});
}

response route_sobjects(const call& in)
{
    const auto& segments = in.target.segments;
    const auto& method = in.from.method;
    if (segments.size() == 4) return list_sobjects(in);
    if (!equal_ignoring_case(segments[4], "Task")) return error_response(missing_resource);
    if (segments.size() == 5 && method == "POST") return create_row(in);
    if (segments.size() == 5) return sobject_summary(in);
    if (segments[5] == "describe") return describe_task(in);
    if (segments[5] == "updated") return list_updated(in);
    if (segments[5] == "deleted") return list_deleted(in);
    if (segments.size() == 6) return row_by_id(in, segments[5]);
    if (segments.size() == 7) return row_by_key(in, segments[5], segments[6]);
    return error_response(missing_resource);
}

response route(const call& in)
{
    const auto& target = in.target;
    if (target.segments.size() == 3) return list_resources(in);
    if (target.has(3, "query"))
        return target.segments.size() > 4 ? next_page(in, target.segments[4])
                                          : run_query(in, false);
    if (target.has(3, "queryAll"))
        return target.segments.size() > 4 ? next_page(in, target.segments[4]) : run_query(in, true);
    if (target.has(3, "composite") && target.has(4, "sobjects")) return route_collections(in);
    if (target.has(3, "sobjects")) return route_sobjects(in);
    if (target.has(3, "limits")) return list_limits(in, 0);
    return error_response(missing_resource);
}

void add_usage(response& out, const service& in)
{
    out.headers.emplace_back("Sforce-Limit-Info", "api-usage=" + std::to_string(in.usage.used) +
                                                      '/' +
                                                      std::to_string(in.options.daily_api_limit));
}

} // namespace

response serve(service in, const request& from, const target_parts& target, instant now)
{
    if (target.segments.size() == 2) return versions();
    const auto user = authorised_user(in, from, now);
    if (!user) return error_response({401, "INVALID_SESSION_ID", "Session expired or invalid", {}});
    const auto version = read_version(target.segments[2]);
    if (!version) return error_response(missing_resource);
    if (!count_call(in, now))
        return error_response({403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", {}});
    const call made{in.data,  in.options, from, target, parse_id(*user).value_or(record_id{}),
                    *version, now};
    auto out = target.has(3, "limits") ? list_limits(made, in.usage.used) : route(made);
    add_usage(out, in);
    return out;
}

} // namespace dovetail::sandbox::salesforce
