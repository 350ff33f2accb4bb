// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/token.hpp>

#include <sandbox/consent.hpp>
#include <sandbox/salesforce/error.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

constexpr std::size_t signature_length = 43;

std::optional<std::string> find_user(const void* context, std::string_view name)
{
    const auto* user = static_cast<const org*>(context)->find_user_by_email(name);
    if (!user || user->queue || !user->active) return std::nullopt;
    return std::string{user->id.text()};
}

response error_reply(const token_reply& reply)
{
    response out;
    out.status = 400;
    out.body = boost::json::serialize(boost::json::object{
        {"error", reply.error}, {"error_description", reply.error_description}});
    return out;
}

response exchange_token(const token_call& in)
{
    const auto reply = in.oauth.exchange(
        in.from, {in.options,
                  in.random,
                  in.now,
                  {in.origin, "https://login.salesforce.com", "https://test.salesforce.com"},
                  find_user,
                  &in.data});
    if (!reply.error.empty()) return error_reply(reply);
    const auto issued =
        std::chrono::floor<std::chrono::milliseconds>(in.now).time_since_epoch().count();
    boost::json::object body{
        {"access_token", reply.access_token},
        {"signature", in.random.token(signature_length) + '='},
        {"scope", "api refresh_token"},
        {"instance_url", in.origin},
        {"id", in.origin + "/id/" + std::string{make_id("00D", 1).text()} + '/' + reply.user},
        {"token_type", "Bearer"},
        {"issued_at", std::to_string(issued)}};
    if (!reply.refresh_token.empty()) body["refresh_token"] = reply.refresh_token;
    response out;
    out.headers.emplace_back("Cache-Control", "no-cache, no-store");
    out.body = boost::json::serialize(body);
    return out;
}

response authorize(const token_call& in)
{
    std::vector<consent_user> users;
    for (const auto& user : in.data.users)
        if (!user.queue && user.active)
            users.push_back({std::string{user.id.text()}, user.name, user.email});
    return consent_page(
        {"Salesforce sandbox", in.oauth, in.random, in.target, in.now, std::move(users)});
}

response revoke(const token_call& in)
{
    for (const auto& [key, value] : split_form(in.from.body)) {
        if (key != "token") continue;
        if (in.oauth.revoke(value)) {
            response out;
            out.content_type.clear();
            return out;
        }
    }
    token_reply reply;
    reply.error = "invalid_token";
    reply.error_description = "token is not valid";
    return error_reply(reply);
}

} // namespace

response oauth_endpoint(const token_call& in)
{
    if (in.target.has(2, "token") && in.from.method == "POST") return exchange_token(in);
    if (in.target.has(2, "authorize") && in.from.method == "GET") return authorize(in);
    if (in.target.has(2, "revoke") && in.from.method == "POST") return revoke(in);
    return error_response({404, "NOT_FOUND", "The requested resource does not exist", {}});
}

} // namespace dovetail::sandbox::salesforce
