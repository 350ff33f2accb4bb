// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <boost/test/unit_test.hpp>

namespace dovetail::sandbox {

namespace json = boost::json;

json::value answer::json() const
{
    return body.empty() ? json::value{} : json::parse(body);
}

std::string_view answer::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name)) return value;
    return {};
}

driver::driver()
{
    // Tests move the clock by months; none of them is about this token.
    in.options.access_token_lifetime = std::chrono::hours{24 * 365};
    renew_tokens();
}

void driver::renew_tokens()
{
    for (const auto where : {side::salesforce, side::sales_connect})
        tokens_[where == side::salesforce ? 0 : 1] = token(where);
}

std::string driver::token(side where)
{
    const auto path = where == side::salesforce ? "/services/oauth2/token" : "/oauth/token";
    const request form{"POST",
                       path,
                       {},
                       "grant_type=client_credentials&client_id=dovetail-sandbox&client_secret=" +
                           in.oauth(where).client.secret};
    const auto given = handle(in, where, form, now);
    BOOST_REQUIRE_EQUAL(given.status, 200);
    return json::parse(given.body).at("access_token").as_string().c_str();
}

answer driver::ask(side where, std::string_view method, std::string target, std::string body,
                   attempt asked)
{
    request made{std::string{method}, std::move(target), headers, std::move(body)};
    made.headers.emplace_back("Authorization",
                              "Bearer " + tokens_[where == side::salesforce ? 0 : 1]);
    return {handle(in, where, made, now, asked)};
}

answer driver::query(const std::string& soql, bool everything)
{
    return salesforce("GET", (everything ? "/queryAll?q=" : "/query?q=") + percent_encode(soql));
}

std::vector<std::string> driver::found(const std::string& soql, bool everything)
{
    const auto given = query(soql, everything);
    BOOST_REQUIRE_MESSAGE(given.status == 200, given.body);
    std::vector<std::string> ids;
    const auto document = given.json();
    for (const auto& row : document.at("records").as_array())
        ids.emplace_back(row.at("Id").as_string().c_str());
    return ids;
}

std::string driver::create(const std::string& fields)
{
    const auto given = salesforce("POST", "/sobjects/Task", fields);
    BOOST_REQUIRE_MESSAGE(given.status == 201, given.body);
    return given.json().at("id").as_string().c_str();
}

std::string driver::remind(const std::string& name)
{
    const auto given = sales_connect("POST", "/v1/tasks",
                                     R"({"name":")" + name + R"(","assignee_id":"usr_1002"})");
    BOOST_REQUIRE_MESSAGE(given.status == 201, given.body);
    return given.json().at("id").as_string().c_str();
}

void driver::set(const std::string& document)
{
    const auto given = ask(side::salesforce, "POST", "/sandbox/settings", document);
    BOOST_REQUIRE_MESSAGE(given.status == 200, given.body);
}

answer driver::edit(side where, const std::string& document)
{
    return ask(where, "POST", "/sandbox/tasks", document);
}

std::string error_code(const answer& from)
{
    auto document = from.json();
    if (document.is_object() && document.as_object().contains("code"))
        return document.at("code").as_string().c_str();
    if (!document.is_array() || document.as_array().empty()) return "no error: " + from.body;
    const auto& first = document.as_array().front().as_object();
    if (const auto* code = first.if_contains("errorCode")) return code->as_string().c_str();
    if (const auto* errors = first.if_contains("errors"); errors && !errors->as_array().empty())
        return errors->as_array().front().at("statusCode").as_string().c_str();
    return "no error: " + from.body;
}

} // namespace dovetail::sandbox
