// SPDX-License-Identifier: Apache-2.0
#include "batch_body.hpp"
#include "batch_results.hpp"
#include "exchanges.hpp"
#include "failure.hpp"
#include "quota.hpp"

#include <dovetail/kit/view.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace dovetail::sales_connect {

namespace {

using changes_span = std::span<const sent_change>;

kit::request batch_request(const profile& server, changes_span some)
{
    std::vector<const dovetail_change*> changes;
    for (const auto& one : some)
        changes.push_back(one.change);
    kit::request out("POST", server.paths.batch);
    out.json(batch_body(server, changes)).repeatable(is_repeatable(changes));
    return out;
}

void set_all(changes_span some, bool maybe, const kit::failure& why, kit::outcomes_builder& out)
{
    for (const auto& one : some) {
        const auto key = kit::view(one.change->key);
        if (maybe)
            out.unknown(one.index, why, key);
        else
            out.not_applied(one.index, why, key);
    }
}

/// Whether the server refused the request because of what is in it.
bool is_refusal(const kit::answer& answer) noexcept
{
    return answer.arrived() &&
           (answer.status() == 400 || answer.status() == 413 || answer.status() == 422);
}

/// Takes an answer that is no list of results. Authorisation and configuration concern the whole
/// connection: they end the exchange. Whether a server error came before or after the commit
/// nobody knows.
void take_failure(const profile& server, const kit::answer& answer, changes_span some,
                  kit::outcomes_builder& out)
{
    auto why = failure_of(server, answer, "write tasks");
    if (answer.arrived() &&
        (why.kind == kit::error_class::auth || why.kind == kit::error_class::config))
        throw kit::plugin_error(std::move(why));
    if (is_refusal(answer)) why.kind = kit::error_class::rejected;
    const bool maybe = answer.arrived() ? answer.status() / 100 == 5 : answer.maybe_sent();
    set_all(some, maybe, why, out);
}

/// Sends some changes. A request that is refused as a whole is sent again in halves, so that the
/// one change that the server cannot digest is refused alone.
kit::task<void> write_some(const profile& server, kit::channel& channel, changes_span some,
                           kit::outcomes_builder& out)
{
    auto request = batch_request(server, some);
    const auto answer = co_await channel.request(std::move(request));
    report_quota(server, answer, channel);
    if (answer.arrived() && answer.status() / 100 == 2) {
        read_results(server, answer.body(), some, out);
        co_return;
    }
    if (!is_refusal(answer) || some.size() == 1) {
        take_failure(server, answer, some, out);
        co_return;
    }
    const auto half = some.size() / 2;
    co_await write_some(server, channel, some.first(half), out);
    co_await write_some(server, channel, some.subspan(half), out);
}

/// The changes that can be sent; the outcomes of the others are set.
std::vector<sent_change> writable(const profile& server, const kit::operation& wanted,
                                  kit::outcomes_builder& out)
{
    std::vector<sent_change> some;
    for (std::size_t i = 0; i < wanted.changes().size(); ++i) {
        const auto& change = wanted.changes()[i];
        if (const auto why = why_not_writable(server, change))
            out.not_applied(i, *why);
        else
            some.push_back({&change, i});
    }
    return some;
}

} // namespace

kit::exchange_task write_tasks(const profile& server, kit::channel& channel,
                               const kit::operation& wanted)
{
    kit::outcomes_builder outcomes(wanted.changes().size());
    const auto all = writable(server, wanted, outcomes);
    changes_span left = all;
    while (!left.empty()) {
        const auto some = left.first(std::min<std::size_t>(left.size(), server.limits.batch));
        left = left.subspan(some.size());
        co_await write_some(server, channel, some, outcomes);
    }
    co_await channel.deliver(std::move(outcomes));
}

} // namespace dovetail::sales_connect
