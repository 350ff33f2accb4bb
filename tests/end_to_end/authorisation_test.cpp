// SPDX-License-Identifier: Apache-2.0
// Each way to be let in, against a server that checks it; and what becomes of a lost rotation.
#include "end_to_end/support/deployment.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <string>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

json::object secret_file(deployment& here, const char* name)
{
    return {{"file", (here.world.folder() / "secrets" / name).string()}};
}

json::object& salesforce_auth(deployment& here)
{
    return here.connection("salesforce")["auth"].as_object();
}

/// Syncs a task with one access token and another task with the next one.
void expect_two_tokens_to_work(deployment& here)
{
    const auto before = here.world.count(service::sales_connect);
    here.linked_task({{"name", "with the first token"}});
    here.world.act(service::salesforce, "expire-access-tokens");
    here.world.add(service::salesforce, {{"name", "with the second token"}});
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == before + 2);
}

std::filesystem::path refresh_token_file(deployment& here)
{
    return here.world.folder() / "secrets/salesforce.refresh-token";
}

std::string first_line(std::string text)
{
    return text.substr(0, text.find('\n'));
}

/// The server rotates the token that the host has, and nobody keeps the answer: as when the host is
/// killed, or its line is cut, between the two.
void lose_a_rotation(deployment& here)
{
    const auto answer = http_request(
        here.world.url(service::salesforce), "POST", "/services/oauth2/token",
        "grant_type=refresh_token&client_id=" + here.world.client_id(service::salesforce) +
            "&refresh_token=" + first_line(read_file(refresh_token_file(here))),
        {{"Content-Type", "application/x-www-form-urlencoded"}});
    BOOST_REQUIRE_EQUAL(answer.status, 200U);
    BOOST_REQUIRE(answer.json().as_object().contains("refresh_token"));
    here.world.act(service::salesforce, "expire-access-tokens");
}

json::value status_of(deployment& here)
{
    return here.run_json({"status"}).at("syncs").at(0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(authorisation)

BOOST_AUTO_TEST_CASE(a_signed_assertion_and_client_credentials_let_the_host_in)
{
    deployment here;
    here.connection("salesforce")["auth"] =
        json::object{{"type", "oauth2_jwt_bearer"},
                     {"client_id", here.world.client_id(service::salesforce)},
                     {"token_url", here.world.url(service::salesforce) + "/services/oauth2/token"},
                     {"private_key", secret_file(here, "salesforce.private-key.pem")},
                     {"subject", "integration@example.com"},
                     {"audience", "https://login.salesforce.com"}};
    expect_two_tokens_to_work(here);

    salesforce_auth(here)["subject"] = "nobody@example.com";
    const auto refused = here.run({"once"});
    BOOST_TEST(refused.code == 4);
    BOOST_TEST(refused.err.find("hasn't approved") != std::string::npos, refused.err);

    here.connection("salesforce")["auth"] =
        json::object{{"type", "oauth2_client_credentials"},
                     {"client_id", here.world.client_id(service::salesforce)},
                     {"token_url", here.world.url(service::salesforce) + "/services/oauth2/token"},
                     {"client_secret", secret_file(here, "salesforce.client-secret")}};
    expect_two_tokens_to_work(here);
}

BOOST_AUTO_TEST_CASE(p8_a_lost_rotation_says_what_to_do_and_loses_nothing_until_it_is_done)
{
    deployment here("none", true);
    const auto left = here.linked_task();
    lose_a_rotation(here);
    here.world.edit(service::salesforce, left.id, {{"due", "2027-05-05"}});
    const auto refused = here.run({"once"});
    BOOST_TEST(refused.code == 4);
    const auto file = refresh_token_file(here).string();
    BOOST_TEST(refused.err.find("put the new refresh token into") != std::string::npos);
    BOOST_TEST(refused.err.find(file) != std::string::npos, refused.err);
    const auto status = status_of(here);
    BOOST_TEST(status.at("paused").as_string() == "invalid_grant");
    BOOST_TEST(status.at("paused_reason").as_string().find(file) != std::string::npos);
    BOOST_TEST(here.run({"status"}).out.find("paused") != std::string::npos);

    std::filesystem::remove(file); // the sandbox's way to give consent anew
    here.world.restart(SIGTERM);
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).due == "2027-05-05");
    BOOST_TEST(status_of(here).at("paused").is_null());
}

BOOST_AUTO_TEST_CASE(the_token_from_before_helps_when_the_newest_never_worked)
{
    deployment here;
    here.linked_task();
    here.world.act(service::salesforce, "expire-access-tokens");
    const auto file = refresh_token_file(here);
    const auto good = read_file(file);
    write_file(file.string() + ".previous", good);
    write_file(file, "5AepSomethingThatTheServerNeverGaveOut\n");
    here.world.add(service::salesforce, {{"name", "second"}});
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 2U);
    // It was rotated like any other, and what worked is what is kept.
    BOOST_TEST(first_line(read_file(file)).starts_with("5Aep"));
    BOOST_TEST(read_file(file) != good);
    BOOST_TEST(!std::filesystem::exists(file.string() + ".previous"));
    here.world.act(service::salesforce, "expire-access-tokens");
    here.world.add(service::salesforce, {{"name", "third"}});
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
