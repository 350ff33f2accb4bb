// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::sandbox;

namespace {

struct token_client : driver
{
    answer exchange(side where, const std::string& form)
    {
        const auto path = where == side::salesforce ? "/services/oauth2/token" : "/oauth/token";
        return {handle(in, where, {"POST", path, {}, form + "&client_id=dovetail-sandbox"}, now)};
    }

    int status_with(const std::string& scheme, const std::string& token)
    {
        const request made{
            "GET", "/services/data/v62.0/limits", {{"authorization", scheme + ' ' + token}}, {}};
        return handle(in, side::salesforce, made, now).status;
    }
};

std::string text(const answer& from, std::string_view key)
{
    const auto document = from.json();
    return document.at(key).as_string().c_str();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tokens, token_client)

BOOST_AUTO_TEST_CASE(a_refresh_token_works_once_and_its_reuse_revokes_everything_of_the_grant)
{
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const auto first = in.oauth(where).grant(in.oauth(where).client.run_as, in.random);
        const auto one = exchange(where, "grant_type=refresh_token&refresh_token=" + first);
        BOOST_REQUIRE_EQUAL(one.status, 200);
        const auto second = text(one, "refresh_token");
        BOOST_TEST(second != first);
        BOOST_TEST(in.oauth(where).check(text(one, "access_token"), now).has_value());
        const auto reuse = exchange(where, "grant_type=refresh_token&refresh_token=" + first);
        BOOST_TEST(reuse.status == 400);
        BOOST_TEST(text(reuse, "error") == "invalid_grant");
        BOOST_TEST(!in.oauth(where).check(text(one, "access_token"), now).has_value());
        BOOST_TEST(exchange(where, "grant_type=refresh_token&refresh_token=" + second).status ==
                   400);
    }
}

BOOST_AUTO_TEST_CASE(without_rotation_a_refresh_token_stays)
{
    set(R"({"rotate_refresh_tokens":false})");
    auto& oauth = in.oauth(side::salesforce);
    const auto token = oauth.grant(oauth.client.run_as, in.random);
    for (int i = 0; i < 3; ++i) {
        const auto given =
            exchange(side::salesforce, "grant_type=refresh_token&refresh_token=" + token);
        BOOST_TEST(given.status == 200);
        BOOST_TEST(!given.json().as_object().contains("refresh_token"));
    }
}

BOOST_AUTO_TEST_CASE(salesforce_never_says_when_a_token_ends_and_sales_connect_does)
{
    const std::string form = "grant_type=client_credentials&client_secret=";
    const auto& secret = in.salesforce_oauth.client.secret;
    const auto given = exchange(side::salesforce, form + secret);
    BOOST_TEST(!given.json().as_object().contains("expires_in"));
    BOOST_TEST(text(given, "instance_url") == in.salesforce_origin);
    set(R"({"access_token_lifetime_s":60})");
    const auto other = exchange(side::sales_connect, form + in.sales_connect_oauth.client.secret);
    BOOST_TEST(other.json().at("expires_in").as_int64() == 60);
}

BOOST_AUTO_TEST_CASE(a_token_expires_with_the_clock)
{
    set(R"({"access_token_lifetime_s":60})");
    const auto fresh = token(side::salesforce);
    BOOST_TEST(status_with("Bearer", fresh) == 200);
    BOOST_TEST(status_with("OAuth", fresh) == 200);
    BOOST_TEST(status_with("Basic", fresh) == 401);
    advance(std::chrono::seconds{61});
    BOOST_TEST(status_with("Bearer", fresh) == 401);
    const auto refused = salesforce("GET", "/limits");
    BOOST_TEST(refused.status == 200); // the driver's own token lives two hours
}

BOOST_AUTO_TEST_CASE(an_expired_session_is_told_in_salesforces_words)
{
    ask(side::salesforce, "POST", "/sandbox/actions/expire-access-tokens");
    const auto refused = salesforce("GET", "/limits");
    BOOST_TEST(refused.status == 401);
    BOOST_TEST(refused.body ==
               R"([{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}])");
}

BOOST_AUTO_TEST_CASE(wrong_clients_and_grants_are_refused)
{
    BOOST_TEST(text(exchange(side::salesforce, "grant_type=client_credentials&client_secret=wrong"),
                    "error") == "invalid_client");
    BOOST_TEST(text(exchange(side::salesforce, "grant_type=client_credentials"), "error") ==
               "invalid_client");
    BOOST_TEST(text(exchange(side::salesforce, "grant_type=password"), "error") ==
               "unsupported_grant_type");
    const request unknown{"POST", "/oauth/token", {}, "grant_type=refresh_token&client_id=x"};
    const answer given{handle(in, side::sales_connect, unknown, now)};
    BOOST_TEST(text(given, "error") == "invalid_client_id");
}

BOOST_AUTO_TEST_CASE(a_code_redirects_to_this_machine_only)
{
    const std::string base = "/services/oauth2/authorize?response_type=code&client_id="
                             "dovetail-sandbox&approve=1&state=x%20y&redirect_uri=";
    const auto good = ask(side::salesforce, "GET", base + "http%3A%2F%2F127.0.0.1%3A9%2Fcb");
    BOOST_TEST(good.status == 302);
    BOOST_TEST(good.header("Location").starts_with("http://127.0.0.1:9/cb?code=aPrx"));
    BOOST_TEST(good.header("Location").ends_with("&state=x%20y"));
    for (const auto* elsewhere :
         {"https%3A%2F%2Fexample.com", "http%3A%2F%2F127.0.0.1.example.com"})
        BOOST_TEST(ask(side::salesforce, "GET", base + elsewhere).status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
