// SPDX-License-Identifier: Apache-2.0
#include "side_fixture.hpp"

namespace dovetail::test {

namespace asio = boost::asio;

std::shared_ptr<host::connection> side_fixture::open(const std::string& url,
                                                     fake_connector& connector,
                                                     host::connection_settings settings)
{
    settings.name = "side";
    settings.http.base_url = url;
    auto made = make(connector, std::move(settings));
    BOOST_REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message));
    return std::move(*made);
}

host::result<std::shared_ptr<host::connection>> side_fixture::make(
    fake_connector& connector, host::connection_settings settings)
{
    return http::make_connection(context.get_executor(), std::move(settings), connector.open(),
                                 log.get(), real_time ? http::system_runtime() : world.runtime());
}

host::secret_source side_fixture::secret_file(const std::string& value)
{
    host::secret_source source;
    source.file = folder.write("secret-" + std::to_string(++secrets_), value);
    return source;
}

asio::awaitable<fetched> fetch_all(host::connection& side, host::fetch_request wanted)
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
        const auto records = host::records((*page)->batch);
        for (std::size_t index = 0; index < records.size(); ++index)
            all.keys.emplace_back(host::view(records[index].key));
        all.last_cursor.assign((*page)->cursor.begin(), (*page)->cursor.end());
    }
}

std::string text_of(dovetail_bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

std::vector<reaction> three_pages(const dovetail_operation& operation)
{
    const int start = operation.cursor.size == 0 ? 0 : std::stoi(text_of(operation.cursor));
    std::vector<reaction> reactions;
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

std::vector<reaction> one_request(const dovetail_operation&)
{
    return ask("GET", "/once",
               [](fake_exchange& self, const dovetail_event& event, dovetail_step& step) {
                   if (event.kind != DOVETAIL_EVENT_RESPONSE || event.status != 200)
                       return self.fail(step, DOVETAIL_ERROR_RETRYABLE, "request_failed");
                   self.deliver(step, {text_of(event.body)}, "1");
               });
}

} // namespace dovetail::test
