// SPDX-License-Identifier: Apache-2.0
#include <simulation/network.hpp>

#include <simulation/virtual_time.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace dovetail::simulation {

namespace {

namespace asio = boost::asio;
using host::error_class;
using std::chrono::microseconds;

/// How long a client waits for an answer that does not come. Shorter than http_settings would
/// have it: less virtual time for each lost answer, and the same to everybody above.
constexpr std::int64_t time_limit_us = 20'000'000;

http::failure lost(http::sent reached, const char* code, const flight& of)
{
    return {reached,
            {error_class::retryable, code,
             fmt::format("no answer to {} {}", of.asked.method,
                         of.asked.target.substr(0, of.asked.target.find('?')))},
            false};
}

http::response to_response(sandbox::response&& from)
{
    http::response out;
    out.status = static_cast<std::uint32_t>(from.status);
    out.headers.push_back({"content-type", std::move(from.content_type)});
    for (auto& [name, value] : from.headers) {
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        out.headers.push_back({std::move(lower), std::move(value)});
    }
    out.body = std::move(from.body);
    return out;
}

asio::awaitable<bool> wait(std::int64_t time_us)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, microseconds{time_us});
    const auto [failed] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !failed;
}

/// The sandbox's own words for a fault; no value: the message itself goes wrong.
std::optional<sandbox::strike> strike_of(fault_class which)
{
    using sandbox::fault_kind;
    switch (which) {
    case fault_class::unauthorized:
        return sandbox::strike{{}, fault_kind::status_401, {}};
    case fault_class::limit_exceeded:
        return sandbox::strike{{}, fault_kind::status_403, {}};
    case fault_class::throttled:
        return sandbox::strike{{}, fault_kind::status_429, {}};
    case fault_class::throttled_wait:
        return sandbox::strike{{}, fault_kind::status_429, 7};
    case fault_class::error_before:
        return sandbox::strike{{}, fault_kind::status_500_before, {}};
    case fault_class::error_after:
        return sandbox::strike{{}, fault_kind::status_500_after, {}};
    case fault_class::maintenance_page:
        return sandbox::strike{{}, fault_kind::status_503_html, {}};
    case fault_class::senseless_answer:
        return sandbox::strike{{}, fault_kind::wrong_json, {}};
    default:
        return std::nullopt;
    }
}

class simulated_client final : public http::client
{
public:
    simulated_client(network& way, sandbox::side where, const asio::any_io_executor& executor)
        : network_(way), where_(where), strand_(asio::make_strand(executor))
    {
    }

    asio::any_io_executor executor() const override { return strand_; }

    asio::awaitable<http::reply> send(http::request message, std::string_view url) override
    {
        co_await asio::this_coro::throw_if_cancelled(false);
        const auto out = network_.depart(where_, message, std::string(url));
        const auto plan = network_.draw();
        if (plan.fault == fault_class::never_sent) {
            const bool waited = co_await wait(plan.out_us);
            out->arrived = true; // as far as it ever will
            co_return waited ? lost(http::sent::no, "connect", *out) : cancelled(http::sent::no);
        }
        if (!co_await wait(plan.out_us)) co_return cancelled(http::sent::maybe);
        if (network_.is_cut_off()) co_return cancelled(http::sent::maybe);
        co_return co_await carry(out, plan);
    }

private:
    static http::failure cancelled(http::sent reached)
    {
        return {reached, {error_class::retryable, "cancelled", "the request was cancelled"}, true};
    }

    asio::awaitable<http::reply> carry(std::shared_ptr<flight> out, network::plan plan)
    {
        const auto fault = plan.fault;
        if (fault == fault_class::lost_request || fault == fault_class::late_commit) {
            const bool late = fault == fault_class::late_commit;
            const bool waited = co_await wait(time_limit_us);
            if (late) network_.stray(out, plan.back_us * 100);
            out->arrived = true;
            co_return waited ? lost(http::sent::maybe, "timeout", *out)
                             : cancelled(http::sent::maybe);
        }
        const auto spoilt = fault ? strike_of(*fault) : std::nullopt;
        auto answer = spoilt ? sandbox::answer_before(where_, *spoilt) : std::nullopt;
        out->arrived = true;
        if (!answer) {
            answer = network_.arrive(*out);
            if (fault == fault_class::duplicated) *answer = network_.arrive(*out);
            if (spoilt) sandbox::spoil_after(where_, *spoilt, *answer);
        }
        if (!co_await wait(plan.back_us)) co_return cancelled(http::sent::maybe);
        if (fault == fault_class::lost_answer || fault == fault_class::cut_answer)
            co_return lost(http::sent::maybe, "connection_lost", *out);
        network_.note(fmt::format("answer {}", answer->status), *out);
        co_return to_response(*std::move(answer));
    }

    network& network_;
    sandbox::side where_;
    asio::any_io_executor strand_;
};

} // namespace

network::network(sandbox::world& to, faults& faulty, trace& seen, effects& told, skews wrong,
                 std::uint64_t seed)
    : world_(to), faults_(faulty), trace_(seen), effects_(told), skews_(wrong),
      dice_(seed, "network")
{
}

std::function<host::result<std::shared_ptr<http::client>>(boost::asio::any_io_executor,
                                                          const host::http_settings&, std::string)>
network::opener(sandbox::side where)
{
    return [this, where](const asio::any_io_executor& executor, const host::http_settings&,
                         const std::string&) -> host::result<std::shared_ptr<http::client>> {
        return std::shared_ptr<http::client>(
            std::make_shared<simulated_client>(*this, where, executor));
    };
}

std::shared_ptr<flight> network::depart(sandbox::side where, const http::request& message,
                                        const std::string& url)
{
    auto out = std::make_shared<flight>();
    out->where = where;
    out->asked.method = message.method;
    // A URL has three slashes before its path, and the path of the base comes before the target.
    const auto scheme = url.find("://");
    const auto path = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
    out->asked.target = (path == std::string::npos ? "" : url.substr(path)) + message.target;
    for (const auto& each : message.headers)
        out->asked.headers.emplace_back(each.name, each.value);
    out->asked.body = message.body;
    std::erase_if(under_way_, [](const auto& one) { return one->arrived; });
    under_way_.push_back(out);
    note("send", *out);
    return out;
}

network::plan network::draw()
{
    ++requests_;
    plan made;
    made.out_us = dice_.between(1, 40) * 1000;
    made.back_us = dice_.between(1, 40) * 1000;
    constexpr std::array exclusive{
        fault_class::never_sent,     fault_class::lost_request,    fault_class::lost_answer,
        fault_class::late_commit,    fault_class::duplicated,      fault_class::unauthorized,
        fault_class::limit_exceeded, fault_class::throttled,       fault_class::throttled_wait,
        fault_class::error_before,   fault_class::error_after,     fault_class::maintenance_page,
        fault_class::cut_answer,     fault_class::senseless_answer};
    for (const auto which : exclusive)
        if (!made.fault && faults_.strikes(which)) made.fault = which;
    if (faults_.strikes(fault_class::slow)) {
        made.out_us += dice_.between(0, 8) * 1'000'000;
        made.back_us += dice_.between(0, 8) * 1'000'000;
    }
    if (made.fault) trace_.add("fault", name_of(*made.fault));
    return made;
}

sandbox::response network::arrive(flight& now)
{
    now.arrived = true;
    effects_.before(now.where, now.asked);
    const sandbox::instant at{microseconds{virtual_time::now() + skews_.of(now.where)}};
    auto answer = sandbox::handle(world_, now.where, now.asked, at);
    effects_.after(now.where, now.asked, answer);
    return answer;
}

void network::stray(std::shared_ptr<flight> lost, std::int64_t after_us)
{
    strays_.push_back({virtual_time::now() + after_us, std::move(lost)});
    std::stable_sort(strays_.begin(), strays_.end(),
                     [](const auto& a, const auto& b) { return a.at_us < b.at_us; });
}

void network::cut_off()
{
    cut_off_ = true;
    for (auto& each : under_way_)
        if (!each->arrived && dice_.one_in(2)) stray(each, dice_.between(0, 3000) * 1000);
    under_way_.clear();
}

std::optional<std::int64_t> network::next_stray() const
{
    if (strays_.empty()) return std::nullopt;
    return strays_.front().at_us;
}

void network::deliver_strays()
{
    while (!strays_.empty() && strays_.front().at_us <= virtual_time::now()) {
        const auto one = std::move(strays_.front().what);
        strays_.erase(strays_.begin());
        note("late", *one);
        arrive(*one);
    }
}

void network::note(std::string_view what, const flight& of)
{
    // Forms hold the application's secret.
    const bool secret = of.asked.target.find("/oauth") != std::string::npos;
    trace_.add(what, fmt::format("{} {} {} {}", sandbox::side_name(of.where), of.asked.method,
                                 of.asked.target.substr(0, 200),
                                 secret ? "" : of.asked.body.substr(0, 300)));
}

} // namespace dovetail::simulation
