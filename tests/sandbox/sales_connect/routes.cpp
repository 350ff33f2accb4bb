// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/routes.hpp>

#include <sandbox/consent.hpp>
#include <sandbox/json_text.hpp>
#include <sandbox/sales_connect/batch.hpp>
#include <sandbox/sales_connect/changes.hpp>

#include <boost/json.hpp>
#include <charconv>

namespace dovetail::sandbox::sales_connect {

namespace {

namespace json = boost::json;

constexpr std::chrono::minutes rate_period{1};
/// What X-RateLimit-Limit says where no limit is set.
constexpr std::int64_t no_limit = 1'000'000;
constexpr std::size_t default_users = 200;

std::optional<std::string> find_user(const void* context, std::string_view name)
{
    const auto* found = static_cast<const account*>(context)->find_user_by_email(name);
    return found && found->active ? std::optional{found->id} : std::nullopt;
}

response json_response(int status, const json::value& body)
{
    response out;
    out.status = status;
    out.content_type = "application/json";
    out.body = json::serialize(body);
    return out;
}

response exchange_token(const service& in, const request& from, instant now)
{
    const auto reply = in.oauth.exchange(
        from, {in.options, in.random, now, {"sales-connect"}, find_user, &in.data});
    if (!reply.error.empty())
        return json_response(
            reply.error == "invalid_client" ? 401 : 400,
            json::object{{"error", reply.error}, {"error_description", reply.error_description}});
    json::object body{{"access_token", reply.access_token},
                      {"token_type", "Bearer"},
                      {"expires_in", in.options.access_token_lifetime.count()},
                      {"scope", "tasks"}};
    if (!reply.refresh_token.empty()) body["refresh_token"] = reply.refresh_token;
    auto out = json_response(200, body);
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

response oauth_endpoint(const service& in, const request& from, const target_parts& target,
                        instant now)
{
    if (target.has(1, "token") && from.method == "POST") return exchange_token(in, from, now);
    if (target.has(1, "authorize") && from.method == "GET") {
        std::vector<consent_user> users;
        for (const auto& known : in.data.users)
            if (known.active) users.push_back({known.id, known.name, known.email});
        return consent_page(
            {"Sales Connect sandbox", in.oauth, in.random, target, now, std::move(users)});
    }
    return problem_response({404, "not_found", "there is no such resource", {}});
}

json::object user_json(const user& of)
{
    return {{"id", of.id},
            {"email", of.email},
            {"name", of.name},
            {"time_zone", of.time_zone},
            {"active", of.active}};
}

response list_users(const call& in)
{
    const auto email = in.target.parameter("email");
    const auto after = in.target.parameter("after").value_or("");
    auto limit = default_users;
    if (const auto text = in.target.parameter("limit"))
        std::from_chars(text->data(), text->data() + text->size(), limit);
    json::array list;
    bool started = after.empty();
    bool more = false;
    for (const auto& known : in.data.users) {
        if (started && (!email || equal_ignoring_case(known.email, *email))) {
            more = list.size() == limit;
            if (more) break;
            list.push_back(user_json(known));
        }
        started = started || known.id == after;
    }
    return json_response(200, json::object{{"users", std::move(list)}, {"has_more", more}});
}

response show_account(const call& in)
{
    return json_response(
        200, json::object{{"id", in.data.id},
                          {"name", in.data.name},
                          {"activity_detail_template", in.options.activity_detail_template}});
}

response route(const call& in)
{
    const auto& target = in.target;
    const auto& method = in.from.method;
    const auto size = target.segments.size();
    if (target.has(1, "tasks")) {
        if (size == 2 && method == "POST") return create_row(in);
        if (size == 3 && target.has(2, "changes") && method == "GET") return list_changes(in);
        if (size == 3 && target.has(2, "events") && method == "GET") return wait_for_changes(in);
        if (size == 3 && target.has(2, "lookup") && method == "POST") return look_up(in);
        if (size == 3 && target.has(2, "batch") && method == "POST") return run_batch(in);
        if (size == 3) return row_by_id(in, target.segments[2]);
    }
    if (size == 2 && target.has(1, "users") && method == "GET") return list_users(in);
    if (size == 2 && target.has(1, "account") && method == "GET") return show_account(in);
    return problem_response({404, "not_found", "there is no such resource", {}});
}

/// Counts the request; a reply if the minute's share is used up.
std::optional<response> limit_rate(const service& in, instant now)
{
    auto& rate = in.rate;
    if (now >= rate.start + rate_period || now < rate.start) rate = {now, 0};
    const auto most = in.options.requests_per_minute;
    if (most > 0 && rate.used >= most) {
        auto out = problem_response({429, "rate_limited", "too many requests in this minute", {}});
        const auto left = std::chrono::ceil<std::chrono::seconds>(rate.start + rate_period - now);
        out.headers.emplace_back("Retry-After", std::to_string(left.count()));
        return out;
    }
    ++rate.used;
    return std::nullopt;
}

void add_rate_headers(response& out, const service& in)
{
    const auto set = in.options.requests_per_minute;
    const auto most = set > 0 ? set : no_limit;
    const auto left = std::max<std::int64_t>(most - in.rate.used, 0);
    out.headers.emplace_back("X-RateLimit-Limit", std::to_string(most));
    out.headers.emplace_back("X-RateLimit-Remaining", std::to_string(left));
}

} // namespace

response serve(service in, const request& from, const target_parts& target, instant now,
               attempt asked)
{
    if (target.has(0, "oauth")) return oauth_endpoint(in, from, target, now);
    if (!target.has(0, "v1"))
        return problem_response({404, "not_found", "there is no such resource", {}});
    const auto header = from.header("Authorization").value_or("");
    constexpr std::string_view scheme = "Bearer ";
    if (!equal_ignoring_case(header.substr(0, scheme.size()), scheme) ||
        !in.oauth.check(header.substr(scheme.size()), now))
        return problem_response(
            {401, "unauthorized", "a valid access token is needed (Authorization: Bearer)", {}});
    auto limited = asked == attempt::first ? limit_rate(in, now) : std::nullopt;
    in.data.purge(now);
    auto out =
        limited ? std::move(*limited) : route({in.data, in.options, from, target, now, asked});
    add_rate_headers(out, in);
    return out;
}

} // namespace dovetail::sandbox::sales_connect
