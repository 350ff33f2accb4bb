// SPDX-License-Identifier: Apache-2.0
#include "transport.hpp"

#include "backoff.hpp"
#include "origin.hpp"

#include <dovetail/host/run_on.hpp>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using host::error_class;
using std::chrono::milliseconds;

/// Before a request is sent anew by itself; jittered. Longer waits are the exchange's.
constexpr milliseconds first_replay_delay{250};
/// A Retry-After up to this is waited for within a request; a longer one is the plugin's to see.
constexpr milliseconds longest_replay_wait{5'000};
/// While backfill is held, one request of it goes out this often, to learn how things stand.
constexpr milliseconds probe_interval{5 * 60'000};
/// Of a server's refusal, kept in an error.
constexpr std::size_t max_server_text = 500;

/// A 401 whose body contains one of these cannot be cured by a new token. These are the two that
/// public clients of such servers exclude for that reason.
constexpr std::array<std::string_view, 2> final_refusals{
    "Connected app is not attached to Agent",
    "This session is not valid for use with the REST API"};

bool is_passing(std::uint32_t status)
{
    return status == 502 || status == 503 || status == 504;
}

failure failed(error_class kind, std::string code, std::string message,
               milliseconds retry_after = {}, bool cancelled = false)
{
    return {sent::no, {kind, std::move(code), std::move(message), {}, retry_after}, cancelled};
}

/// No answer, or none that means anything: whether the same request may be sent once more.
bool worth_repeating(const reply& outcome, bool repeatable)
{
    if (const auto* answer = std::get_if<response>(&outcome))
        return repeatable && is_passing(answer->status);
    const auto& lost = std::get<failure>(outcome);
    return !lost.cancelled && lost.cause.kind == error_class::retryable &&
           (repeatable || lost.reached == sent::no);
}

} // namespace

struct transport::parts
{
    host::connection_settings settings;
    host::log* sink;
    runtime world;
    std::shared_ptr<client> sender;
    std::shared_ptr<background> tasks;
    std::shared_ptr<http::authorizer> proof;
    std::string base_path;
};

transport::transport(parts from)
    : settings_(std::move(from.settings)), sink_(*from.sink), world_(std::move(from.world)),
      client_(std::move(from.sender)), tasks_(std::move(from.tasks)),
      gate_(std::make_shared<gate>(client_->executor(), settings_.http.max_connections,
                                   settings_.retry, world_, tasks_)),
      authorizer_(std::move(from.proof)), base_path_(std::move(from.base_path)),
      budget_(settings_.budget)
{
    publish_budget();
}

host::result<std::shared_ptr<transport>> transport::make(asio::any_io_executor executor,
                                                         const host::connection_settings& settings,
                                                         std::string user_agent, host::log& sink,
                                                         const runtime& world)
{
    const auto base = parse_origin(settings.http.base_url, "http.base_url");
    if (!base) return base.error();
    if (settings.auth.type != host::auth_type::none &&
        host::travels_in_the_open(settings.http.base_url))
        return host::error{error_class::config, "unencrypted",
                           fmt::format("connection '{}': http.base_url would send credentials "
                                       "unencrypted; use https",
                                       settings.name)};
    auto secrets =
        read_auth_secrets(settings.auth, fmt::format("connection \"{}\"", settings.name));
    if (!secrets) return secrets.error();
    sink.redact(secrets->token.reveal());
    sink.redact(secrets->password.reveal());
    auto http = settings.http;
    ++http.max_connections; // for a long poll, beside the requests the gate lets through
    auto sender = world.open(std::move(executor), http, std::move(user_agent));
    if (!sender) return sender.error();
    auto tasks = std::make_shared<background>((*sender)->executor());
    auto proof = make_authorizer({settings.name, settings.auth, std::move(*secrets), base->tls,
                                  *sender, &sink, world, tasks});
    if (!proof) return proof.error();
    return std::make_shared<transport>(parts{settings, &sink, world, std::move(*sender),
                                             std::move(tasks), std::move(*proof), base->path});
}

asio::awaitable<reply> transport::send(request message, send_options options)
{
    auto work = [self = shared_from_this(), wanted = std::move(message), options]() mutable {
        return self->run(std::move(wanted), options);
    };
    const auto strand = client_->executor();
    co_return co_await host::run_on(strand, std::move(work));
}

asio::awaitable<std::optional<failure>> transport::wait_for_turn(send_options options,
                                                                 std::optional<gate::pass>& turn)
{
    if (auto over = over_budget()) co_return over;
    auto entry = co_await gate_->enter(options.priority, !options.listening);
    if (auto* pass = std::get_if<gate::pass>(&entry)) {
        turn.emplace(std::move(*pass));
        co_return std::nullopt;
    }
    if (const auto* pause = std::get_if<gate::too_long>(&entry))
        co_return failed(error_class::throttled, "throttled",
                         fmt::format("connection '{}': the server asked for a pause of {} s",
                                     settings_.name, pause->pause.count() / 1000),
                         pause->pause);
    co_return failed(error_class::retryable, "cancelled", "cancelled while waiting to be sent", {},
                     true);
}

asio::awaitable<reply> transport::run(request message, send_options options)
{
    co_await is_cancelled(); // from here on, cancellation is a result and not an exception
    if (options.listening) {
        message.read_timeout = settings_.http.listen_timeout;
        message.total_timeout = settings_.http.listen_timeout;
    }
    for (bool repeated = false;; repeated = true) {
        std::optional<gate::pass> turn;
        if (auto fault = co_await wait_for_turn(options, turn)) co_return std::move(*fault);
        auto outcome = co_await send_authorised(message);
        react_to(outcome);
        if (repeated || !worth_repeating(outcome, message.repeatable)) co_return outcome;

        auto wait = backoff(0, first_replay_delay, first_replay_delay, world_.random());
        if (const auto* answer = std::get_if<response>(&outcome)) {
            const auto asked = parse_retry_after(answer->find("retry-after"), world_.now());
            if (asked && *asked > longest_replay_wait) co_return outcome;
            if (asked) wait = std::max(wait, *asked);
        }
        turn.reset();
        if (!co_await world_.sleep(wait)) co_return outcome;
    }
}

asio::awaitable<reply> transport::send_once(request message, const credential& with)
{
    if (!with.authorization.empty())
        message.headers.push_back({"Authorization", std::string(with.authorization.reveal())});
    ++sent_;
    note(budget_.count(world_.ticks()));
    const auto url = with.base_url.empty() ? std::string() : with.base_url + base_path_;
    co_return co_await client_->send(std::move(message), url);
}

asio::awaitable<reply> transport::send_authorised(request message)
{
    auto proof = co_await authorizer_->current();
    for (bool renewed = false;; renewed = true) {
        if (!proof) {
            const bool cancelled = co_await is_cancelled();
            co_return failure{sent::no, proof.error(), cancelled};
        }
        auto outcome = co_await send_once(message, *proof);
        const auto* answer = std::get_if<response>(&outcome);
        if (!answer) co_return outcome;
        if (answer->status != 401) {
            authorizer_->proved(proof->generation);
            co_return outcome;
        }
        if (!authorizer_->renewable())
            co_return refused(*answer, *proof,
                              proof->authorization.reveal().starts_with("Basic ")
                                  ? "its password; check the user and password"
                                  : "its token; put in a good one");
        if (is_final_refusal(*answer))
            co_return refused(*answer, *proof, "this user or client for its API");
        if (renewed) {
            auto fault = refused(*answer, *proof, "a new token, too; connect again");
            authorizer_->distrust(proof->generation, fault.cause);
            co_return fault;
        }
        proof = co_await authorizer_->renew(proof->generation);
    }
}

bool transport::is_final_refusal(const response& answer)
{
    return std::any_of(final_refusals.begin(), final_refusals.end(), [&](std::string_view text) {
        return answer.body.find(text) != std::string::npos;
    });
}

failure transport::refused(const response& answer, const credential& with,
                           std::string_view why) const
{
    auto text = answer.body.substr(0, max_server_text);
    // "Bearer x": a server that repeats the token must not get it into an error.
    const auto header = with.authorization.reveal();
    const auto secret = header.substr(std::min(header.size(), header.find(' ') + 1));
    if (!secret.empty() && text.find(secret) != std::string::npos) text.clear();
    failure fault{
        sent::maybe,
        {error_class::auth, "unauthorized",
         fmt::format("connection '{}': the server refused {} (HTTP 401)", settings_.name, why),
         std::move(text)},
        false};
    return fault;
}

std::optional<failure> transport::over_budget()
{
    const auto wait = budget_.exhausted_for(world_.ticks());
    if (wait.count() == 0) return std::nullopt;
    return failed(error_class::throttled, "budget_exhausted",
                  fmt::format("connection '{}': the {} requests a day of budget.daily_requests are "
                              "used up",
                              settings_.name, settings_.budget.daily_requests.value_or(0)),
                  wait);
}

void transport::react_to(const reply& outcome)
{
    const auto* answer = std::get_if<response>(&outcome);
    if (!answer) return;
    const auto asked = parse_retry_after(answer->find("retry-after"), world_.now());
    if (answer->status == 429 || (answer->status == 503 && asked))
        slow_down(asked.value_or(milliseconds{0}), "HTTP status");
    else if (answer->status < 500)
        gate_->succeeded();
}

void transport::slow_down(milliseconds retry_after, std::string_view because)
{
    // Requests that were under way together are all told: one line for people is enough.
    const auto level = gate_->paused() ? host::log_level::debug : host::log_level::warning;
    const auto pause = gate_->throttle(retry_after);
    sink_.write(level, "the server throttles: slowing down",
                {{"connection", std::string_view(settings_.name)},
                 {"because", because},
                 {"pause_ms", std::int64_t{pause.count()}},
                 {"parallel", static_cast<std::int64_t>(gate_->allowed())}});
}

void transport::used(std::uint64_t count, std::uint64_t limit)
{
    asio::dispatch(client_->executor(), [self = shared_from_this(), count, limit] {
        self->note(self->budget_.report(count, limit, self->world_.ticks()));
    });
}

void transport::throttled(milliseconds retry_after)
{
    asio::dispatch(client_->executor(), [self = shared_from_this(), retry_after] {
        self->slow_down(retry_after, "the plugin");
    });
}

void transport::note(budget::transition change)
{
    publish_budget();
    if (change == budget::transition::none) return;
    const auto tell = [&](host::log_level level, std::string_view what) {
        sink_.write(level, what,
                    {{"connection", std::string_view(settings_.name)},
                     {"used", static_cast<std::int64_t>(budget_.used())},
                     {"limit", static_cast<std::int64_t>(budget_.limit())}});
    };
    switch (change) {
    case budget::transition::warned:
        tell(host::log_level::warning, "the request budget gets short");
        break;
    case budget::transition::holding:
        tell(host::log_level::warning, "the request budget is nearly used up: backfill waits");
        gate_->hold_backfill(true);
        tasks_->spawn([self = shared_from_this()] { return self->probe_budget(); });
        break;
    case budget::transition::resumed:
        tell(host::log_level::info, "the request budget has recovered: backfill goes on");
        gate_->hold_backfill(false);
        break;
    case budget::transition::none:
        break;
    }
}

asio::awaitable<void> transport::probe_budget()
{
    const auto self = shared_from_this();
    while (budget_.holding()) {
        if (!co_await world_.sleep(probe_interval)) co_return;
        note(budget_.tick(world_.ticks()));
        if (budget_.holding()) gate_->admit_one_backfill();
    }
}

void transport::publish_budget()
{
    const std::lock_guard lock(published_mutex_);
    published_ = {budget_.known(), budget_.used(), budget_.limit(), budget_.holding(), sent_};
}

host::budget_state transport::budget() const
{
    const std::lock_guard lock(published_mutex_);
    return published_;
}

void transport::stop()
{
    asio::post(client_->executor(), [self = shared_from_this()] { self->tasks_->stop(); });
}

} // namespace dovetail::http
