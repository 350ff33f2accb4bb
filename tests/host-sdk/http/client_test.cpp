// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/client.hpp>

#include <http/inflate.hpp>

#include "support/http_server.hpp"
#include "test_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using test::http_server;
using test::received_request;
using test::server_connection;

/// Time limits that a test waits for; short, and never asserted.
constexpr milliseconds soon{150};

struct fixture
{
    std::shared_ptr<client> open(const std::string& url, host::http_settings settings = {})
    {
        settings.base_url = url;
        auto made = client::open(context.get_executor(), settings);
        BOOST_REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message));
        return std::move(*made);
    }

    reply get(client& from, std::string target = "/", bool repeatable = true)
    {
        request message;
        message.target = std::move(target);
        message.repeatable = repeatable;
        return test::run(context, from.send(std::move(message)));
    }

    /// The code of the failure, and whether the request may have been sent.
    std::pair<std::string, sent> failure_of(client& from, bool repeatable = true)
    {
        const auto outcome = get(from, "/path?secret-query", repeatable);
        const auto* lost = std::get_if<failure>(&outcome);
        if (!lost) return {"none", sent::maybe};
        BOOST_TEST(lost->cause.message.find("secret-query") == std::string::npos);
        last_message = lost->cause.message;
        last_kind = lost->cause.kind;
        return {lost->cause.code, lost->reached};
    }

    asio::io_context context;
    std::string last_message;
    host::error_class last_kind{};
};

std::string body_of(const reply& outcome)
{
    const auto* answer = std::get_if<response>(&outcome);
    return answer ? answer->body : "failed: " + std::get<failure>(outcome).cause.message;
}

http_server::script always(std::string bytes)
{
    return http_server::each(
        [bytes](server_connection& to, const received_request&) { to.write(bytes); });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_client, fixture)

BOOST_AUTO_TEST_CASE(a_connection_is_kept_and_used_again)
{
    http_server server(http_server::each([](server_connection& to, const received_request& what) {
        to.respond(200, what.method + " " + what.target + " " + what.header("host"));
    }));
    const auto from = open(server.url() + "/base/");
    for (int count = 0; count < 3; ++count)
        BOOST_TEST(body_of(get(*from, "/x?y=1")) ==
                   "GET /base/x?y=1 127.0.0.1:" + std::to_string(server.port()));
    BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(never_more_connections_to_a_host_than_allowed)
{
    http_server server(http_server::each([](server_connection& to, const received_request&) {
        std::this_thread::sleep_for(milliseconds{5});
        to.respond(200, "ok");
    }));
    host::http_settings settings;
    settings.max_connections = 2;
    const auto from = open(server.url(), settings);
    std::atomic<int> done{0};
    for (int count = 0; count < 10; ++count)
        asio::co_spawn(context, from->send({}), [&](std::exception_ptr, const reply& outcome) {
            BOOST_TEST(body_of(outcome) == "ok");
            if (++done == 10) context.stop();
        });
    context.run();
    BOOST_TEST(done == 10);
    BOOST_TEST(server.most_at_once() <= 2);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_the_server_closed_is_not_used)
{
    http_server server([](server_connection& to) {
        if (to.read_request()) to.respond(200, "ok");
    });
    const auto from = open(server.url());
    BOOST_TEST(body_of(get(*from)) == "ok");
    while (server.open_connections() != 0)
        std::this_thread::yield();
    BOOST_TEST(body_of(get(*from, "/", false)) == "ok");
    BOOST_TEST(server.connections() == 2);
}

BOOST_AUTO_TEST_CASE(a_repeatable_request_on_a_dead_kept_connection_is_sent_anew_once)
{
    std::atomic<int> requests{0};
    http_server server([&](server_connection& to) {
        if (!to.read_request()) return;
        ++requests;
        to.respond(200, "ok");
        if (!to.read_request()) return;
        ++requests;
        to.reset();
    });
    const auto from = open(server.url());
    BOOST_TEST(body_of(get(*from)) == "ok");
    BOOST_TEST(body_of(get(*from)) == "ok");
    BOOST_TEST(requests == 3);
    BOOST_TEST(server.connections() == 2);
}

BOOST_AUTO_TEST_CASE(p1_a_request_that_must_not_be_repeated_is_not_and_may_have_been_sent)
{
    std::atomic<int> requests{0};
    http_server server([&](server_connection& to) {
        for (int count = 0; to.read_request(); ++count) {
            ++requests;
            if (count != 0) return to.reset();
            to.respond(200, "ok");
        }
    });
    const auto from = open(server.url());
    BOOST_TEST(body_of(get(*from)) == "ok");
    const auto [code, reached] = failure_of(*from, false);
    BOOST_TEST(code == "connection_lost");
    BOOST_CHECK(reached == sent::maybe);
    BOOST_TEST(requests == 2);
}

BOOST_AUTO_TEST_CASE(p1_before_a_connection_stands_nothing_was_sent)
{
    const auto from = open("http://127.0.0.1:" + std::to_string(test::unused_port()));
    const auto [code, reached] = failure_of(*from, false);
    BOOST_TEST(code == "connect_failed");
    BOOST_CHECK(reached == sent::no);
    BOOST_CHECK(last_kind == host::error_class::retryable);
    const auto nowhere = open("http://no-such-host.invalid");
    BOOST_CHECK(failure_of(*nowhere).second == sent::no);
}

BOOST_AUTO_TEST_CASE(p8_a_connection_reset_or_closed_before_or_in_an_answer_is_a_lost_one)
{
    http_server before([](server_connection& to) {
        to.read_request();
        to.reset();
    });
    BOOST_TEST(failure_of(*open(before.url())).first == "connection_lost");
    http_server closed([](server_connection& to) { to.read_request(); });
    BOOST_TEST(failure_of(*open(closed.url())).first == "connection_lost");
    http_server length([](server_connection& to) {
        to.read_request();
        to.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    });
    BOOST_TEST(failure_of(*open(length.url())).first == "cut_answer");
    http_server chunk([](server_connection& to) {
        to.read_request();
        to.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf");
    });
    BOOST_TEST(failure_of(*open(chunk.url())).first == "cut_answer");
    http_server middle([](server_connection& to) {
        to.read_request();
        to.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        to.reset();
    });
    const auto [code, reached] = failure_of(*open(middle.url()));
    BOOST_TEST((code == "cut_answer" || code == "connection_lost"));
    BOOST_CHECK(reached == sent::maybe);
    BOOST_CHECK(last_kind == host::error_class::retryable);
}

BOOST_AUTO_TEST_CASE(p8_slow_headers_slow_bodies_and_drops_of_bytes_end_by_a_time_limit)
{
    host::http_settings silence;
    silence.read_timeout = soon;
    http_server mute([](server_connection& to) { to.wait_for_end(); });
    BOOST_TEST(failure_of(*open(mute.url(), silence)).first == "timeout");
    http_server half_body([](server_connection& to) {
        to.read_request();
        to.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        to.wait_for_end();
    });
    BOOST_TEST(failure_of(*open(half_body.url(), silence)).first == "timeout");
    BOOST_CHECK(last_kind == host::error_class::retryable);

    host::http_settings whole;
    whole.total_timeout = soon;
    std::atomic<bool> over{false};
    http_server drops([&](server_connection& to) {
        to.read_request();
        to.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while (!over) {
            to.write("x");
            std::this_thread::sleep_for(milliseconds{10});
        }
    });
    BOOST_TEST(failure_of(*open(drops.url(), whole)).first == "timeout");
    over = true;
}

BOOST_AUTO_TEST_CASE(p8_limits_hold_on_header_and_body_and_bombs)
{
    host::http_settings small;
    small.max_body_bytes = 10'000;
    http_server header(always("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n"));
    BOOST_TEST(failure_of(*open(header.url(), small)).first == "header_too_large");
    http_server body(always("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n"));
    BOOST_TEST(failure_of(*open(body.url(), small)).first == "body_too_large");
    BOOST_CHECK(last_kind == host::error_class::config);
    const auto bomb = gzip(std::string(5'000'000, '0'));
    http_server bombs(always("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                             std::to_string(bomb.size()) + "\r\n\r\n" + bomb));
    BOOST_TEST(failure_of(*open(bombs.url(), small)).first == "body_too_large");
}

BOOST_AUTO_TEST_CASE(gzip_is_offered_always_and_undone_and_broken_gzip_is_noticed)
{
    std::string offered;
    const auto packed = gzip("the page");
    http_server good(http_server::each([&](server_connection& to, const received_request& what) {
        offered = what.header("accept-encoding");
        to.respond(200, packed, {{"Content-Encoding", "gzip"}});
    }));
    BOOST_TEST(body_of(get(*open(good.url()))) == "the page");
    BOOST_TEST(offered == "gzip");
    http_server broken(http_server::each([](server_connection& to, const received_request&) {
        to.respond(200, "no gzip at all", {{"Content-Encoding", "gzip"}});
    }));
    BOOST_TEST(failure_of(*open(broken.url())).first == "bad_encoding");
}

BOOST_AUTO_TEST_CASE(requests_over_1_kb_are_compressed_only_when_the_connection_says_so)
{
    http_server server(http_server::each([](server_connection& to, const received_request& what) {
        to.respond(200, what.header("content-encoding") + "/" + std::to_string(what.body.size()));
    }));
    const auto post = [&](bool compress, std::size_t size) {
        host::http_settings settings;
        settings.compress_requests = compress;
        const auto from = open(server.url(), settings);
        request message;
        message.method = "POST";
        message.body.assign(size, 'x');
        return body_of(test::run(context, from->send(std::move(message))));
    };
    BOOST_TEST(post(false, 5'000) == "/5000");
    BOOST_TEST(post(true, 1'000) == "/1000");
    BOOST_TEST(post(true, 5'000).starts_with("gzip/"));
}

BOOST_AUTO_TEST_CASE(plain_replies_are_asked_for_when_the_connection_says_so)
{
    http_server server(http_server::each([](server_connection& to, const received_request& what) {
        to.respond(200, what.header("accept-encoding"));
    }));
    host::http_settings settings;
    settings.compress_replies = false;
    BOOST_TEST(body_of(get(*open(server.url(), settings))) == "identity");
}

BOOST_AUTO_TEST_CASE(redirects_are_refused_with_their_host_alone)
{
    http_server server(http_server::each([](server_connection& to, const received_request&) {
        to.respond(302, "", {{"Location", "https://evil.example.com/steal?token=abc"}});
    }));
    BOOST_TEST(failure_of(*open(server.url())).first == "redirect_refused");
    BOOST_CHECK(last_kind == host::error_class::config);
    BOOST_TEST(last_message.find("https://evil.example.com:443") != std::string::npos);
    BOOST_TEST(last_message.find("token") == std::string::npos);
    http_server choices(http_server::each(
        [](server_connection& to, const received_request&) { to.respond(300, "[\"a\"]"); }));
    BOOST_TEST(body_of(get(*open(choices.url()))) == "[\"a\"]");
}

BOOST_AUTO_TEST_CASE(interim_answers_and_answers_without_a_body_are_understood)
{
    http_server server(http_server::each([](server_connection& to, const received_request& what) {
        to.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (what.method == "DELETE") return to.respond(204, "");
        if (what.method == "HEAD") return to.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        to.respond(200, "ok");
    }));
    const auto from = open(server.url());
    for (const auto* method : {"DELETE", "HEAD", "POST"}) {
        request message;
        message.method = method;
        const auto outcome = test::run(context, from->send(std::move(message)));
        BOOST_TEST(std::get_if<response>(&outcome) != nullptr);
    }
    BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(a_cancelled_request_ends_at_once_and_frees_its_connection)
{
    std::promise<void> received;
    http_server server([&](server_connection& to) {
        if (to.number() == 1) {
            to.read_request();
            received.set_value();
            return to.wait_for_end();
        }
        while (to.read_request())
            to.respond(200, "ok");
    });
    host::http_settings settings;
    settings.max_connections = 1;
    const auto from = open(server.url(), settings);
    asio::cancellation_signal cancel;
    std::optional<reply> first;
    auto strand = asio::make_strand(context);
    asio::co_spawn(strand, from->send({}),
                   asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, reply got) {
                       first.emplace(std::move(got));
                       context.stop();
                   }));
    std::thread canceller([&] {
        received.get_future().wait();
        asio::post(strand, [&] { cancel.emit(asio::cancellation_type::terminal); });
    });
    context.run();
    canceller.join();
    BOOST_REQUIRE(first && std::get_if<failure>(&*first));
    BOOST_TEST_INFO(std::get<failure>(*first).cause.message);
    BOOST_TEST(std::get<failure>(*first).cancelled);
    BOOST_CHECK(std::get<failure>(*first).reached == sent::maybe);
    BOOST_TEST(body_of(get(*from)) == "ok");
}

BOOST_AUTO_TEST_CASE(a_request_that_could_smuggle_another_is_never_sent)
{
    http_server server(always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    const auto from = open(server.url());
    request message;
    message.headers.push_back({"X", "1\r\n\r\nGET /evil HTTP/1.1"});
    const auto outcome = test::run(context, from->send(std::move(message)));
    BOOST_REQUIRE(std::get_if<failure>(&outcome));
    BOOST_CHECK(std::get<failure>(outcome).cause.kind == host::error_class::bug);
    BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
