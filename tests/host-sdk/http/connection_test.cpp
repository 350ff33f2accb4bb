// SPDX-License-Identifier: Apache-2.0
#include "fake_connector.hpp"
#include "support/http_server.hpp"
#include "test_world.hpp"

#include <boost/test/unit_test.hpp>

namespace dovetail {
namespace {

namespace asio = boost::asio;
using test::ask;
using test::fake_connector;
using test::fake_exchange;
using test::http_server;
using test::received_request;
using test::server_connection;

/// A connection to `server` through `connector`, with a scripted clock.
struct fixture
{
    std::shared_ptr<host::connection> open(const std::string& url, fake_connector& connector,
                                           http::connection_settings settings = {})
    {
        settings.name = "side";
        settings.http.base_url = url;
        auto made = http::make_connection(context.get_executor(), std::move(settings),
                                          connector.handle(), log.get(), world.runtime());
        BOOST_REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message));
        return std::move(*made);
    }

    asio::io_context context;
    test::scripted_world world;
    test::kept_log log;
};

std::vector<std::string> keys_of(const host::record_batch& batch)
{
    std::vector<std::string> keys;
    const auto all = host::records(batch);
    for (std::size_t index = 0; index < all.size(); ++index)
        keys.emplace_back(host::view(all[index].key));
    return keys;
}

/// All keys of a fetch, and the error it ended with.
struct fetched
{
    std::vector<std::string> keys;
    std::string last_cursor;
    std::optional<host::error> fault;
};

asio::awaitable<fetched> fetch_all(host::connection& side, host::fetch_request wanted = {})
{
    auto pages = side.fetch(std::move(wanted));
    fetched all;
    for (;;) {
        auto page = co_await pages->next();
        if (!page) {
            all.fault = page.error();
            co_return all;
        }
        if (!*page) co_return all;
        for (auto& key : keys_of((*page)->batch))
            all.keys.push_back(std::move(key));
        all.last_cursor.assign((*page)->cursor.begin(), (*page)->cursor.end());
    }
}

std::string text_of(dovetail_bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

/// A fetch in pages: GET /page/<n>, whose body is the key of the only record; 3 pages.
std::vector<test::reaction> three_pages(const dovetail_operation& operation)
{
    const int start = operation.cursor.size == 0 ? 0 : std::stoi(text_of(operation.cursor));
    std::vector<test::reaction> reactions;
    for (int page = start; page < 3; ++page) {
        reactions.push_back(
            [page](fake_exchange& self, const dovetail_event&, dovetail_step& step) {
                self.request(step, "GET", "/page/" + std::to_string(page));
            });
        reactions.push_back(
            [page](fake_exchange& self, const dovetail_event& event, dovetail_step& step) {
                if (event.kind != DOVETAIL_EVENT_RESPONSE || event.status != 200)
                    return self.fail(step, DOVETAIL_ERROR_RETRYABLE, "page_failed");
                self.deliver(step, {text_of(event.body)}, std::to_string(page + 1));
            });
    }
    return reactions;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection, fixture)

BOOST_AUTO_TEST_CASE(a_fetch_delivers_its_pages_in_order_with_bearer_authorisation)
{
    std::vector<std::string> authorisations;
    http_server server(http_server::each([&](server_connection& to, const received_request& what) {
        authorisations.push_back(what.header("authorization"));
        to.respond(200, what.target);
    }));
    fake_connector connector(three_pages);
    http::connection_settings settings;
    settings.auth.type = http::auth_type::bearer;
    settings.auth.bearer_token = http::secret_text("a-constant-token");
    const auto side = open(server.url(), connector, settings);

    const auto all = test::run(context, fetch_all(*side));

    BOOST_TEST(!all.fault);
    BOOST_TEST(all.keys == (std::vector<std::string>{"/page/0", "/page/1", "/page/2"}),
               boost::test_tools::per_element());
    BOOST_TEST(all.last_cursor == "3");
    BOOST_TEST(authorisations == std::vector<std::string>(3, "Bearer a-constant-token"),
               boost::test_tools::per_element());
    BOOST_TEST(server.connections() == 1);
    BOOST_TEST(connector.counts->released == 1);
    BOOST_TEST(connector.counts->cancelled == 0);
    BOOST_TEST(connector.counts->batches_alive == 0);
}

BOOST_AUTO_TEST_CASE(a_write_with_client_credentials_gives_one_outcome_for_each_change)
{
    http_server server(http_server::each([&](server_connection& to, const received_request& what) {
        if (what.target == "/token")
            return to.respond(200, R"({"access_token":"token-0001","expires_in":3600})");
        to.respond(what.header("authorization") == "Bearer token-0001" ? 200 : 403, "ok");
    }));
    fake_connector connector([](const dovetail_operation& operation) {
        return ask(
            "POST", "/batch",
            [count = operation.change_count](fake_exchange& self, const dovetail_event& event,
                                             dovetail_step& step) {
                if (event.status != 200)
                    return self.fail(step, DOVETAIL_ERROR_BUG, "unexpected_status");
                self.deliver_outcomes(step, count);
            },
            false);
    });
    http::connection_settings settings;
    settings.auth.type = http::auth_type::client_credentials;
    settings.auth.token_url = server.url() + "/token";
    settings.auth.client_id = "client";
    settings.auth.client_secret = http::secret_text("client-secret-value");
    const auto side = open(server.url(), connector, settings);
    std::vector<dovetail_change> changes(3);
    for (auto& each : changes)
        each.struct_size = sizeof each;

    const auto outcomes = test::run(context, side->write(changes, host::urgency::edit));

    BOOST_REQUIRE_MESSAGE(outcomes.has_value(), (outcomes ? "" : outcomes.error().message));
    BOOST_TEST(outcomes->get().outcome_count == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail
