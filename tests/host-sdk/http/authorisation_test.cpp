// SPDX-License-Identifier: Apache-2.0
#include "side_fixture.hpp"
#include "support/http_server.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <sys/stat.h>

namespace dovetail {
namespace {

namespace asio = boost::asio;
using host::error_class;
using std::chrono::milliseconds;
using test::fake_connector;
using test::fetch_all;
using test::http_server;
using test::received_request;
using test::server_connection;

/// A server with a token endpoint that numbers its tokens, and an API that accepts the last one.
struct api
{
    void answer(server_connection& to, const received_request& what)
    {
        const std::lock_guard lock(mutex);
        if (what.target == "/token") return token(to, what);
        ++calls;
        if (on_call) on_call(what);
        const bool good =
            what.header("authorization") == "Bearer access-token-" + std::to_string(tokens) &&
            tokens >= accept_from;
        if (good) return to.respond(200, "key");
        to.respond(401, refusal);
    }

    void token(server_connection& to, const received_request& what)
    {
        forms.push_back(what.body);
        if (!token_error.empty()) return to.respond(token_status, token_error);
        ++tokens;
        to.respond(200, R"({"access_token":"access-token-)" + std::to_string(tokens) + "\"" +
                            extra + "}");
    }

    http_server::script script()
    {
        return http_server::each(
            [this](server_connection& to, const received_request& what) { answer(to, what); });
    }

    std::mutex mutex;
    int tokens = 0;
    int calls = 0;
    int accept_from = 0; ///< tokens before this one are refused
    int token_status = 400;
    std::string token_error;
    std::string refusal = R"([{"message":"Session expired or invalid",
                               "errorCode":"INVALID_SESSION_ID"}])";
    std::string extra;
    std::vector<std::string> forms;
    std::function<void(const received_request&)> on_call;
};

struct fixture : test::side_fixture
{
    host::connection_settings client_credentials()
    {
        host::connection_settings settings;
        settings.auth.type = host::auth_type::oauth2_client_credentials;
        settings.auth.token_url = server.url() + "/token";
        settings.auth.client_id = "client";
        settings.auth.client_secret = secret_file("the-client-secret");
        return settings;
    }

    host::connection_settings refresh_token(const std::string& file)
    {
        auto settings = client_credentials();
        settings.auth.type = host::auth_type::oauth2_refresh_token;
        settings.auth.refresh_token.emplace().file = file;
        return settings;
    }

    test::fetched fetch(host::connection& side) { return test::run(context, fetch_all(side)); }

    api remote;
    http_server server{remote.script()};
    fake_connector connector{test::one_request};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(authorisation, fixture)

BOOST_AUTO_TEST_CASE(one_token_serves_all_requests_until_it_expires)
{
    remote.extra = R"(,"expires_in":3600)";
    const auto side = open(server.url(), connector, client_credentials());
    for (int count = 0; count < 3; ++count)
        BOOST_TEST(fetch(*side).keys.size() == 1u);
    BOOST_TEST(remote.tokens == 1);
    world.advance(std::chrono::seconds{3539});
    fetch(*side);
    BOOST_TEST(remote.tokens == 1);
    world.advance(std::chrono::seconds{2}); // 59 s before the end
    BOOST_TEST(fetch(*side).keys.size() == 1u);
    BOOST_TEST(remote.tokens == 2);
}

BOOST_AUTO_TEST_CASE(fifty_waiters_on_two_threads_share_one_refresh)
{
    const auto side = open(server.url(), connector, client_credentials());
    std::atomic<int> done{0};
    std::atomic<int> good{0};
    for (int count = 0; count < 50; ++count)
        asio::co_spawn(asio::make_strand(context), fetch_all(*side),
                       [&](std::exception_ptr, const test::fetched& all) {
                           if (all.keys.size() == 1) ++good;
                           if (++done == 50) context.stop();
                       });
    std::thread second([&] { context.run(); });
    context.run();
    second.join();
    BOOST_TEST(good == 50);
    BOOST_TEST(remote.tokens == 1);
}

BOOST_AUTO_TEST_CASE(a_401_is_answered_by_one_new_token_and_one_replay)
{
    const auto side = open(server.url(), connector, client_credentials());
    BOOST_TEST(fetch(*side).keys.size() == 1u);
    remote.accept_from = 2;
    BOOST_TEST(fetch(*side).keys.size() == 1u);
    BOOST_TEST(remote.tokens == 2);
    BOOST_TEST(remote.calls == 3);
}

BOOST_AUTO_TEST_CASE(a_second_401_is_class_auth_and_no_refresh_loop_follows)
{
    remote.accept_from = 1000;
    const auto side = open(server.url(), connector, client_credentials());
    for (int count = 0; count < 5; ++count) {
        const auto all = fetch(*side);
        BOOST_REQUIRE(all.fault.has_value());
        BOOST_CHECK(all.fault->kind == error_class::auth);
        BOOST_TEST(all.fault->code == "unauthorized");
    }
    BOOST_TEST(remote.tokens == 2);
    BOOST_TEST(remote.calls == 2);
    world.advance(milliseconds{31'000});
    remote.accept_from = 0;
    BOOST_TEST(fetch(*side).keys.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_401_that_no_token_can_cure_causes_no_refresh)
{
    remote.accept_from = 1000;
    remote.refusal = R"([{"message":"This session is not valid for use with the REST API"}])";
    const auto side = open(server.url(), connector, client_credentials());
    const auto all = fetch(*side);
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_CHECK(all.fault->kind == error_class::auth);
    BOOST_TEST(remote.tokens == 1);
    BOOST_TEST(remote.calls == 1);
}

BOOST_AUTO_TEST_CASE(a_refused_grant_is_class_auth_and_rests_before_it_is_tried_again)
{
    remote.token_error = R"({"error":"invalid_grant","error_description":"expired token"})";
    const auto side = open(server.url(), connector, client_credentials());
    for (int count = 0; count < 3; ++count) {
        const auto all = fetch(*side);
        BOOST_REQUIRE(all.fault.has_value());
        BOOST_CHECK(all.fault->kind == error_class::auth);
        BOOST_TEST(all.fault->code == "invalid_grant");
    }
    BOOST_TEST(remote.forms.size() == 1u);
    BOOST_TEST(remote.calls == 0);
}

BOOST_AUTO_TEST_CASE(a_maintenance_page_of_the_token_endpoint_is_retried)
{
    remote.token_error = "<html>maintenance</html>";
    remote.token_status = 503;
    const auto side = open(server.url(), connector, client_credentials());
    const auto all = fetch(*side);
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_CHECK(all.fault->kind == error_class::retryable);
    BOOST_TEST(remote.forms.size() > 1u);
}

BOOST_AUTO_TEST_CASE(p7_a_rotated_refresh_token_is_durable_before_the_first_use_of_the_new_access)
{
    const auto path = folder.write("refresh", "refresh-token-0\n").string();
    remote.extra = R"(,"refresh_token":"refresh-token-1")";
    std::string on_disk;
    std::string previous;
    remote.on_call = [&](const received_request&) {
        on_disk = test::read_file(path);
        previous = test::read_file(path + ".previous");
    };
    const auto side = open(server.url(), connector, refresh_token(path));
    BOOST_TEST(fetch(*side).keys.size() == 1u);
    BOOST_TEST(on_disk == "refresh-token-1\n");
    BOOST_TEST(previous == "refresh-token-0\n");
    struct stat about
    {
    };
    BOOST_REQUIRE(::stat(path.c_str(), &about) == 0);
    BOOST_TEST((about.st_mode & 0777u) == 0600u);
    // It proved itself: the old one goes away.
    while (std::filesystem::exists(path + ".previous"))
        std::this_thread::yield();

    remote.extra = R"(,"refresh_token":"refresh-token-2")";
    remote.accept_from = 2;
    BOOST_TEST(fetch(*side).keys.size() == 1u);
    BOOST_TEST(remote.forms.at(1).find("refresh_token=refresh-token-1") != std::string::npos);
    BOOST_TEST(test::read_file(path) == "refresh-token-2\n");
}

BOOST_AUTO_TEST_CASE(p7_a_token_file_that_others_may_read_is_refused_before_anything_is_sent)
{
    const auto path = folder.write("refresh", "refresh-token-0\n").string();
    auto settings = refresh_token(path);
    settings.name = "north";
    settings.http.base_url = server.url();
    const auto side = open(server.url(), connector, settings);
    ::chmod(path.c_str(), 0644);
    const auto all = fetch(*side);
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_CHECK(all.fault->kind == error_class::config);
    BOOST_TEST(all.fault->message.find("chmod 600") != std::string::npos);
    BOOST_TEST(remote.forms.empty());
    // The same at the start already, naming who needs it.
    const auto early = make(connector, settings);
    BOOST_REQUIRE(early.has_error());
    BOOST_CHECK(early.error().kind == error_class::config);
    BOOST_TEST(early.error().message.find("connection \"north\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_instance_url_of_the_token_reply_is_adopted_and_keeps_the_path)
{
    std::string seen;
    http_server instance(
        http_server::each([&](server_connection& to, const received_request& what) {
            seen = what.target;
            to.respond(200, "from the instance");
        }));
    remote.extra = R"(,"instance_url":")" + instance.url() + "\"";
    auto settings = client_credentials();
    settings.auth.use_instance_url = true;
    const auto side = open(server.url() + "/base", connector, settings);
    BOOST_TEST(fetch(*side).keys.at(0) == "from the instance");
    BOOST_TEST(seen == "/base/once");
    BOOST_TEST(remote.calls == 0);
}

BOOST_AUTO_TEST_CASE(p7_credentials_never_travel_unencrypted_beyond_this_machine)
{
    host::connection_settings settings;
    settings.http.base_url = "http://example.com";
    settings.auth.type = host::auth_type::bearer;
    settings.auth.token = secret_file("a-constant-token");
    const auto made = make(connector, settings);
    BOOST_REQUIRE(made.has_error());
    BOOST_TEST(made.error().code == "unencrypted");
    settings.http.base_url = "https://example.com";
    settings.auth = client_credentials().auth;
    settings.auth.token_url = "http://example.com/token";
    BOOST_TEST(make(connector, settings).has_error());
    settings.auth.client_id.clear();
    BOOST_TEST(make(connector, settings).error().message.find("client_id") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(basic_authorisation_goes_with_each_request_and_a_refusal_is_final)
{
    remote.refusal = "no entry for dXPDqTphLWNvbnN0YW50LXRva2Vu";
    std::string seen;
    remote.on_call = [&](const received_request& what) { seen = what.header("authorization"); };
    host::connection_settings settings;
    settings.auth.type = host::auth_type::basic;
    settings.auth.username = "us\xc3\xa9";
    settings.auth.password = secret_file("a-constant-token");
    const auto side = open(server.url(), connector, settings);
    const auto all = fetch(*side);
    BOOST_TEST(seen == "Basic dXPDqTphLWNvbnN0YW50LXRva2Vu"); // RFC 7617, in UTF-8
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_TEST((all.fault->kind == error_class::auth));
    BOOST_TEST(remote.calls == 1);
    settings.http.base_url = server.url();
    settings.auth.username = "a:b";
    BOOST_TEST(make(connector, settings).error().code == "auth_incomplete");
    settings.auth.username.clear();
    BOOST_TEST(make(connector, settings).error().message.find("username") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p7_no_secret_is_in_any_line_logged_or_error_of_these_tests)
{
    remote.token_error =
        R"({"error":"invalid_grant","error_description":"the-client-secret is wrong"})";
    const auto side = open(server.url(), connector, client_credentials());
    const auto all = fetch(*side);
    BOOST_REQUIRE(all.fault.has_value());
    log.get().write(host::log_level::error, all.fault->message,
                    {{"server_text", std::string_view(all.fault->server_text)}});
    BOOST_TEST(all.fault->server_text.find("the-client-secret") == std::string::npos);
    const auto lines = test::kept_log::everything();
    BOOST_TEST(!lines.empty());
    for (const auto* secret : {"the-client-secret", "access-token-", "refresh-token-",
                               "a-constant-token", "dXPDqTphLWNvbnN0YW50LXRva2Vu"})
        BOOST_TEST(lines.find(secret) == std::string::npos, secret);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail
