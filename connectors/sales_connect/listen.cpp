// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"
#include "exchanges.hpp"
#include "failure.hpp"
#include "target.hpp"

#include <boost/json/parse.hpp>

namespace dovetail::sales_connect {

namespace json = boost::json;

namespace {

/// A server that does not hold the request back is asked again after a pause, not at once.
constexpr std::chrono::milliseconds pause{1000};

/// After this many polls without news the exchange ends as if there were some: a fetch too many is
/// cheap, and the host bounds the requests of one exchange.
constexpr int most_polls = 100;

struct poll_answer
{
    bool changed = false;
    std::string cursor;
};

poll_answer read_poll(const profile& server, std::string_view body)
{
    json::error_code error;
    const auto value = json::parse({body.data(), body.size()}, error);
    const auto* const changed = error || !value.is_object()
                                    ? nullptr
                                    : value.get_object().if_contains(server.events.changed);
    if (changed == nullptr || !changed->is_bool())
        throw kit::plugin_error(kit::error_class::retryable, "malformed_answer",
                                "Sales Connect's answer to a long poll cannot be read");
    poll_answer out;
    out.changed = changed->get_bool();
    const auto* const cursor = value.get_object().if_contains(server.events.cursor);
    if (cursor != nullptr && cursor->is_string())
        out.cursor.assign(cursor->get_string().data(), cursor->get_string().size());
    return out;
}

std::string first_cursor(const kit::operation& wanted)
{
    const auto positions = read_cursor(wanted.cursor());
    return positions ? positions->front().server_cursor : std::string{};
}

} // namespace

kit::exchange_task listen(const profile& server, kit::channel& channel,
                          const kit::operation& wanted)
{
    auto cursor = first_cursor(wanted);
    auto asked_us = wanted.now_us();
    for (int poll = 0; poll < most_polls; ++poll) {
        target where(server.paths.events);
        if (!cursor.empty()) where.add(server.parameters.cursor, cursor);
        where.add(server.parameters.wait_s, std::to_string(server.limits.wait.count()));
        kit::request get("GET", std::move(where).take());
        const auto answer = co_await channel.request(std::move(get));
        require_success(server, answer, "wait for changes");
        auto news = read_poll(server, answer.body());
        const auto took = std::chrono::microseconds(answer.now_us() - asked_us);
        if (news.changed) co_return;
        if (!news.cursor.empty()) cursor = std::move(news.cursor);
        asked_us = answer.now_us();
        if (took < pause) {
            co_await channel.wait(pause);
            asked_us += std::chrono::microseconds(pause).count();
        }
    }
}

} // namespace dovetail::sales_connect
