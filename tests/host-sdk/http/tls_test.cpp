// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/client.hpp>

#include "support/http_server.hpp"
#include "support/temporary_folder.hpp"
#include "test_world.hpp"

#include <boost/test/unit_test.hpp>

namespace dovetail::http {
namespace {

using test::http_server;
using test::received_request;
using test::server_connection;

struct fixture
{
    fixture() : ca_file(folder.write("ca.pem", authority.certificate)) {}

    /// The body of the answer, or the code of the failure.
    std::string ask(const std::string& url, const std::string& trusted)
    {
        host::http_settings settings;
        settings.base_url = url;
        settings.ca_file = trusted;
        const auto from = client::open(context.get_executor(), settings);
        BOOST_REQUIRE_MESSAGE(from.has_value(), (from ? "" : from.error().message));
        const auto outcome = test::run(context, (*from)->send({}));
        if (const auto* answer = std::get_if<response>(&outcome)) return answer->body;
        const auto& lost = std::get<failure>(outcome);
        BOOST_CHECK(lost.reached == sent::no);
        message = lost.cause.message;
        return lost.cause.code;
    }

    std::string ask_server_with(const test::identity& who)
    {
        http_server server(answer_with_name(), who);
        return ask(server.url(), ca_file);
    }

    static http_server::script answer_with_name()
    {
        return http_server::each([](server_connection& to, const received_request&) {
            to.respond(200, "name=" + to.server_name());
        });
    }

    boost::asio::io_context context;
    test::temporary_folder folder;
    test::identity authority = test::self_signed({"Dovetail test authority"});
    std::string ca_file;
    std::string message;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls, fixture)

BOOST_AUTO_TEST_CASE(p7_a_certificate_of_a_known_authority_is_accepted_and_sni_is_sent)
{
    BOOST_TEST(ask_server_with(issued_by(authority, {"localhost"})) == "name=localhost");
}

BOOST_AUTO_TEST_CASE(p7_an_address_is_checked_as_an_address_and_sends_no_sni)
{
    http_server server(answer_with_name(), issued_by(authority, {"127.0.0.1"}));
    const auto url = "https://127.0.0.1:" + std::to_string(server.port());
    BOOST_TEST(ask(url, ca_file) == "name=");
    http_server other(answer_with_name(), issued_by(authority, {"localhost"}));
    BOOST_TEST(ask("https://127.0.0.1:" + std::to_string(other.port()), ca_file) ==
               "tls_certificate_refused");
}

BOOST_AUTO_TEST_CASE(p7_a_certificate_of_another_host_is_refused)
{
    BOOST_TEST(ask_server_with(issued_by(authority, {"other.example.com"})) ==
               "tls_certificate_refused");
    BOOST_TEST(message.find("mismatch") != std::string::npos);
    BOOST_TEST(message.find("http.ca_file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p7_an_expired_certificate_is_refused)
{
    BOOST_TEST(ask_server_with(issued_by(authority, {"localhost", -7200, -3600})) ==
               "tls_certificate_refused");
    BOOST_TEST(message.find("expired") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p7_a_certificate_that_is_not_yet_valid_is_refused)
{
    BOOST_TEST(ask_server_with(issued_by(authority, {"localhost", 3600, 7200})) ==
               "tls_certificate_refused");
}

BOOST_AUTO_TEST_CASE(p7_a_self_signed_certificate_is_refused)
{
    BOOST_TEST(ask_server_with(test::self_signed({"localhost"})) == "tls_certificate_refused");
}

BOOST_AUTO_TEST_CASE(p7_an_authority_that_is_not_known_is_refused)
{
    const auto stranger = test::self_signed({"Somebody else"});
    BOOST_TEST(ask_server_with(issued_by(stranger, {"localhost"})) == "tls_certificate_refused");
    http_server server(answer_with_name(), issued_by(authority, {"localhost"}));
    BOOST_TEST(ask(server.url(), "") == "tls_certificate_refused"); // the system does not know it
}

BOOST_AUTO_TEST_CASE(p8_a_server_that_speaks_no_tls_is_a_failed_handshake)
{
    http_server server([](server_connection& to) {
        to.respond(400, "this is no TLS");
        to.wait_for_end();
    });
    BOOST_TEST(ask("https://localhost:" + std::to_string(server.port()), ca_file) ==
               "connect_failed");
}

BOOST_AUTO_TEST_CASE(p8_a_body_without_length_that_ends_without_close_notify_is_cut)
{
    http_server server(
        [](server_connection& to) {
            to.read_request();
            to.write("HTTP/1.0 200 OK\r\n\r\nhalf of it");
            to.reset();
        },
        issued_by(authority, {"localhost"}));
    host::http_settings settings;
    settings.base_url = server.url();
    settings.ca_file = ca_file;
    const auto from = client::open(context.get_executor(), settings);
    const auto outcome = test::run(context, (*from)->send({}));
    BOOST_REQUIRE(std::get_if<failure>(&outcome));
    BOOST_CHECK(std::get<failure>(outcome).cause.kind == host::error_class::retryable);
}

BOOST_AUTO_TEST_CASE(p8_an_unusable_ca_file_is_a_clear_error)
{
    host::http_settings settings;
    settings.base_url = "https://localhost";
    settings.ca_file = folder / "missing.pem";
    const auto made = client::open(context.get_executor(), settings);
    BOOST_REQUIRE(made.has_error());
    BOOST_CHECK(made.error().kind == host::error_class::config);
    BOOST_TEST(made.error().message.find("missing.pem") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
