// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/client.hpp>

#include "background.hpp"
#include "byte_stream.hpp"
#include "header_rules.hpp"
#include "inflate.hpp"
#include "origin.hpp"
#include "pool.hpp"
#include "response_reader.hpp"

#include <dovetail/host/run_on.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Smaller bodies do not get smaller by the 20 bytes and the processor time gzip costs.
constexpr std::size_t compress_from = 1024;

/// A request that must not be sent twice only gets a kept connection that was in use just now: the
/// longer one is idle, the likelier the server closes it at this very moment.
constexpr milliseconds once_only_idle{4'000};

/// Status line and headers of an answer: servers themselves take no more than 8 to 16 KiB.
constexpr std::uint32_t max_header_bytes = 64 * 1024;

/// One request on its way: what stays the same when it is sent anew.
struct transmission
{
    request message;
    origin to;
    std::string head; ///< request line and headers; may hold credentials
    deadline until{}; ///< of the whole
    milliseconds read_timeout{0};

    transmission() = default;
    transmission(const transmission&) = delete;
    transmission& operator=(const transmission&) = delete;
    ~transmission() { host::wipe(head); }

    deadline step_deadline() const { return std::min(until, steady_clock::now() + read_timeout); }

    std::string described() const
    {
        return fmt::format("{} {}{}", message.method, to.text(), path_of(message.target));
    }
};

/// What one try gave, and whether the server showed any sign of life.
struct attempt
{
    reply result;
    bool started = false;
    bool timed_out = false;
    bool keeps_connection = false;
};

failure no_answer(const transmission& what, sent reached, const io_end& end)
{
    failure fault{reached, {host::error_class::retryable, {}, {}}, end.cancelled()};
    if (end.timed_out()) {
        fault.cause.code = "timeout";
        fault.cause.message = fmt::format("no answer to {} in time", what.described());
    } else if (end.cancelled()) {
        fault.cause.code = "cancelled";
        fault.cause.message = fmt::format("{} was cancelled", what.described());
    } else {
        fault.cause.code = "connection_lost";
        fault.cause.message =
            fmt::format("the connection was lost during {}: {}", what.described(),
                        end.orderly_end() ? "closed by the server" : end.code.message());
    }
    return fault;
}

failure unreadable(const transmission& what, host::error fault)
{
    fault.message = fmt::format("{}: {}", what.described(), fault.message);
    return {sent::maybe, std::move(fault), false};
}

bool is_redirect(std::uint32_t status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

failure refused_redirect(const transmission& what, const response& answer)
{
    // Only the host: the rest of the address may hold a token.
    const auto location = answer.find("location");
    const auto target = parse_origin(location.substr(0, location.find_first_of("?#")), "location");
    const auto where = target ? fmt::format(" to {}", target->text()) : std::string();
    return {sent::maybe,
            {host::error_class::config, "redirect_refused",
             fmt::format("{} is redirected{} (HTTP {}); redirects are not followed: set "
                         "http.base_url to the right address",
                         what.described(), where, answer.status)},
            false};
}

void add_header(std::string& head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

std::string make_head(const transmission& what, std::string_view user_agent, bool compressed,
                      bool compressed_reply)
{
    const auto& message = what.message;
    std::string head;
    head.reserve(1024 + message.target.size());
    head.append(message.method).append(" ").append(what.to.path).append(message.target);
    head.append(" HTTP/1.1\r\n");
    add_header(head, "Host", what.to.authority());
    add_header(head, "User-Agent", user_agent);
    add_header(head, "Accept-Encoding", compressed_reply ? "gzip" : "identity");
    if (compressed) add_header(head, "Content-Encoding", "gzip");
    for (const auto& each : message.headers)
        add_header(head, each.name, each.value);
    const bool has_body = message.method != "GET" && message.method != "HEAD" &&
                          message.method != "DELETE"; // RFC 9110 section 8.6
    if (has_body || !message.body.empty())
        add_header(head, "Content-Length", std::to_string(message.body.size()));
    return head.append("\r\n");
}

class client_on_strand final : public client, public std::enable_shared_from_this<client_on_strand>
{
public:
    client_on_strand(asio::any_io_executor executor, host::http_settings settings,
                     std::string user_agent, origin base, std::shared_ptr<asio::ssl::context> trust)
        : settings_(std::move(settings)), user_agent_(std::move(user_agent)),
          base_(std::move(base)), trust_(std::move(trust)),
          strand_(asio::make_strand(std::move(executor))),
          pool_(std::make_shared<pool>(strand_, settings_.max_connections, settings_.idle_timeout))
    {
    }

    ~client_on_strand() override
    {
        // Kept connections have timers, which only the strand may touch.
        asio::post(strand_, [pool = std::move(pool_)] {});
    }

    asio::any_io_executor executor() const override { return strand_; }

    asio::awaitable<reply> send(request message, std::string_view url) override
    {
        auto work = [self = shared_from_this(), wanted = std::move(message),
                     where = std::string(url)]() mutable {
            return self->run(std::move(wanted), std::move(where));
        };
        co_return co_await host::run_on(strand_, std::move(work));
    }

private:
    asio::awaitable<reply> run(request message, std::string url);
    std::optional<failure> prepare(transmission& what, request message, const std::string& url);
    asio::awaitable<attempt> try_once(const transmission& what, byte_stream& stream);
    asio::awaitable<attempt> read_answer(const transmission& what, byte_stream& stream);

    host::http_settings settings_;
    std::string user_agent_;
    origin base_;
    std::shared_ptr<asio::ssl::context> trust_; ///< null until the first request over TLS
    asio::any_io_executor strand_;
    std::shared_ptr<pool> pool_;
};

std::optional<failure> client_on_strand::prepare(transmission& what, request message,
                                                 const std::string& url)
{
    what.to = base_;
    if (!url.empty()) {
        auto to = parse_origin(url, "the address of a request");
        if (!to) return failure{sent::no, to.error(), false};
        what.to = std::move(*to);
    }
    if (what.to.tls && !trust_) {
        auto trust = make_trust(settings_.ca_file.string());
        if (!trust) return failure{sent::no, trust.error(), false};
        trust_ = std::move(*trust);
    }
    if (auto why = why_malformed(message); !why.empty())
        return failure{
            sent::no,
            {host::error_class::bug, "bad_request", "a request was refused: " + std::move(why)},
            false};

    bool compressed = false;
    if (settings_.compress_requests && message.body.size() >= compress_from) {
        if (auto smaller = gzip(message.body); !smaller.empty()) {
            message.body = std::move(smaller);
            compressed = true;
        }
    }
    what.message = std::move(message);
    const auto choose = [](milliseconds own, milliseconds common) {
        return own.count() > 0 ? own : common;
    };
    what.read_timeout = choose(what.message.read_timeout, settings_.read_timeout);
    what.until = steady_clock::now() + choose(what.message.total_timeout, settings_.total_timeout);
    what.head = make_head(what, user_agent_, compressed, settings_.compress_replies);
    return std::nullopt;
}

asio::awaitable<attempt> client_on_strand::read_answer(const transmission& what,
                                                       byte_stream& stream)
{
    response_reader reader({max_header_bytes, settings_.max_body_bytes},
                           what.message.method == "HEAD");
    attempt outcome;
    auto state = response_reader::state::more;
    while (state == response_reader::state::more) {
        const auto space = reader.prepare();
        const auto end = co_await stream.read_some(space, what.step_deadline());
        if (end.code && (end.timed_out() || end.cancelled() || !reader.started())) {
            outcome.result = no_answer(what, sent::maybe, end);
            outcome.started = reader.started();
            outcome.timed_out = end.timed_out();
            co_return outcome;
        }
        state = end.code ? reader.end(end.orderly_end()) : reader.commit(end.transferred);
    }
    outcome.started = true;
    if (state == response_reader::state::failed) {
        outcome.result = unreadable(what, reader.fault());
        co_return outcome;
    }
    outcome.keeps_connection = reader.keeps_connection();
    auto answer = reader.take();
    if (is_redirect(answer.status))
        outcome.result = refused_redirect(what, answer);
    else
        outcome.result = std::move(answer);
    co_return outcome;
}

asio::awaitable<attempt> client_on_strand::try_once(const transmission& what, byte_stream& stream)
{
    const std::array<asio::const_buffer, 2> parts{asio::buffer(what.head),
                                                  asio::buffer(what.message.body)};
    const auto end = co_await stream.write(parts, what.step_deadline());
    if (end.code) {
        // Not one byte taken by the system, and none hidden in a TLS record: surely not sent.
        const bool none = end.transferred == 0 && !what.to.tls && !end.timed_out();
        attempt outcome;
        outcome.result = no_answer(what, none ? sent::no : sent::maybe, end);
        outcome.timed_out = end.timed_out();
        co_return outcome;
    }
    co_return co_await read_answer(what, stream);
}

asio::awaitable<reply> client_on_strand::run(request message, std::string url)
{
    co_await asio::this_coro::throw_if_cancelled(false);
    transmission what;
    if (auto fault = prepare(what, std::move(message), url)) co_return std::move(*fault);

    auto idle = what.message.repeatable ? settings_.idle_timeout : once_only_idle;
    for (;;) {
        auto lease = co_await pool_->acquire(what.to.text(), idle, what.until);
        if (!lease) {
            const bool cancelled = co_await is_cancelled();
            co_return failure{sent::no,
                              {host::error_class::retryable, cancelled ? "cancelled" : "timeout",
                               fmt::format("no connection became free for {}", what.described())},
                              cancelled};
        }
        const bool reused = lease.stream != nullptr;
        if (!reused) {
            const auto limit = steady_clock::now() + settings_.connect_timeout;
            auto fresh =
                co_await connect(strand_, what.to, trust_.get(), std::min(limit, what.until));
            if (fresh.fault) co_return std::move(*fresh.fault);
            lease.stream = std::move(fresh.stream);
        }
        auto outcome = co_await try_once(what, *lease.stream);
        if (outcome.keeps_connection) lease.keep();
        const auto* fault = std::get_if<failure>(&outcome.result);
        const bool dead_on_arrival =
            fault && reused && !outcome.started && !outcome.timed_out && !fault->cancelled;
        if (!dead_on_arrival || !(what.message.repeatable || fault->reached == sent::no))
            co_return std::move(outcome.result);
        idle = milliseconds{0}; // once anew, on a fresh connection
    }
}

} // namespace

host::result<std::shared_ptr<client>> client::open(asio::any_io_executor executor,
                                                   const host::http_settings& settings,
                                                   std::string user_agent)
{
    auto base = parse_origin(settings.base_url, "http.base_url");
    if (!base) return base.error();
    // Reading the system's certificates takes longer than a small sync: only where TLS is spoken.
    std::shared_ptr<asio::ssl::context> trust;
    if (base->tls || !settings.ca_file.empty()) {
        auto made = make_trust(settings.ca_file.string());
        if (!made) return made.error();
        trust = std::move(*made);
    }
    return std::shared_ptr<client>(std::make_shared<client_on_strand>(
        std::move(executor), settings, std::move(user_agent), std::move(*base), std::move(trust)));
}

} // namespace dovetail::http
