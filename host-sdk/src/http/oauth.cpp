// SPDX-License-Identifier: Apache-2.0
#include "oauth.hpp"

#include "backoff.hpp"
#include "origin.hpp"

#include <dovetail/host/run_on.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using host::error_class;
using host::result;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Renewed this long before it expires, so that no request is under way with an expired token.
constexpr seconds renew_before{60};
/// After a refused grant: somebody must act, and hammering may lock the account.
constexpr milliseconds rest_after_refusal{30'000};
/// After a passing failure: doubled from the first, with jitter.
constexpr milliseconds first_rest{500};
constexpr milliseconds longest_rest{60'000};

/// One thread for the little that touches the disk: sockets must not wait for fsync.
const asio::any_io_executor& disk()
{
    static asio::thread_pool thread(1);
    static const asio::any_io_executor executor = thread.get_executor();
    return executor;
}

void replace_all(std::string& text, std::string_view secret)
{
    if (secret.empty()) return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
        text.replace(at, secret.size(), "***");
}

host::error cancelled_error()
{
    return {error_class::retryable, "cancelled", "cancelled while waiting for an access token"};
}

} // namespace

oauth::oauth(authorizer_parts parts) : parts_(std::move(parts))
{
    parts_.sink->redact(parts_.secrets.client_secret.reveal());
    if (parts_.settings.type == host::auth_type::oauth2_refresh_token)
        file_ = std::make_shared<token_file>(*parts_.settings.refresh_token,
                                             fmt::format("connection \"{}\"", parts_.connection));
}

bool oauth::usable() const
{
    return !authorization_.empty() && (!renew_at_ || parts_.world.now() < *renew_at_);
}

std::optional<host::error> oauth::refused_now() const
{
    if (!refusal_ || parts_.world.ticks() >= refusal_->until) return std::nullopt;
    auto why = refusal_->why;
    why.retry_after = std::chrono::ceil<milliseconds>(refusal_->until - parts_.world.ticks());
    return why;
}

result<credential> oauth::present() const
{
    return credential{authorization_.clone(), instance_url_, generation_};
}

asio::awaitable<result<credential>> oauth::current()
{
    if (auto why = refused_now()) co_return std::move(*why);
    if (usable()) co_return present();
    co_return co_await wait_for_token();
}

asio::awaitable<result<credential>> oauth::renew(std::uint64_t refused)
{
    if (auto why = refused_now()) co_return std::move(*why);
    if (generation_ == refused) authorization_ = host::secret();
    if (usable()) co_return present();
    co_return co_await wait_for_token();
}

asio::awaitable<result<credential>> oauth::wait_for_token()
{
    const auto self = shared_from_this();
    if (!flight_) {
        flight_ = std::make_shared<flight>(parts_.sender->executor());
        parts_.tasks->spawn([self, mine = flight_] { return self->fly(mine); });
    }
    const auto mine = flight_;
    if (!co_await mine->landed.wait()) co_return cancelled_error();
    if (auto why = refused_now()) co_return std::move(*why);
    if (authorization_.empty()) co_return cancelled_error();
    co_return present();
}

asio::awaitable<void> oauth::fly(std::shared_ptr<flight> mine)
{
    const auto self = shared_from_this();
    // Not even the end of the connection may interrupt a rotation: the new token would be lost.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    const auto outcome = co_await obtain();
    land(outcome);
    flight_.reset();
    mine->landed.happen();
}

void oauth::land(const token_result& outcome)
{
    report(outcome);
    if (outcome) {
        adopt(*outcome);
        failures_ = 0;
        refusal_.reset();
        return;
    }
    authorization_ = host::secret();
    const auto& why = outcome.error();
    const bool passing = why.kind == error_class::retryable || why.kind == error_class::throttled;
    auto rest = passing ? backoff(failures_++, first_rest, longest_rest, parts_.world.random())
                        : rest_after_refusal;
    rest = std::max({rest, why.retry_after, milliseconds{1}});
    refusal_ = refusal{why, parts_.world.ticks() + rest};
}

void oauth::adopt(const access_token& token)
{
    std::string header = "Bearer ";
    header.append(token.value.reveal());
    authorization_ = host::secret::taken_from(header);
    if (parts_.settings.use_instance_url) instance_url_ = token.instance_url;
    while (instance_url_.ends_with('/'))
        instance_url_.pop_back();
    ++generation_;
    proved_ = false;
    renew_at_.reset();
    if (token.expires_in) {
        // A life shorter than two minutes is used for half of it.
        const auto margin = std::min(renew_before, *token.expires_in / 2);
        renew_at_ = parts_.world.now() + (*token.expires_in - margin);
    }
}

void oauth::proved(std::uint64_t generation)
{
    if (proved_ || generation != generation_) return;
    proved_ = true;
    if (!file_) return;
    auto forget = [file = file_]() -> asio::awaitable<void> {
        file->forget_previous();
        co_return;
    };
    asio::co_spawn(disk(), std::move(forget), [](const std::exception_ptr&) {});
}

void oauth::distrust(std::uint64_t generation, const host::error& why)
{
    if (generation != generation_) return;
    authorization_ = host::secret();
    refusal_ = refusal{why, parts_.world.ticks() + rest_after_refusal};
}

std::optional<host::error> oauth::check_instance(const std::string& url) const
{
    if (!parts_.settings.use_instance_url || url.empty()) return std::nullopt;
    const auto where = parse_origin(url, "instance_url of the token reply");
    if (!where) return where.error();
    if (where->tls || !parts_.over_tls) return std::nullopt;
    return host::error{error_class::config, "unencrypted",
                       "the instance_url of the token reply is not https, but http.base_url is"};
}

asio::awaitable<oauth::token_result> oauth::ask(host::secret refresh_token)
{
    auto message =
        make_token_request(parts_.settings, parts_.secrets, refresh_token, parts_.world.now());
    if (!message) co_return message.error();
    const auto url = parts_.settings.token_url;
    // The target of a request begins with '/'; the URL of the endpoint may end in its path alone.
    const auto slash = url.find('/', url.find("://") + 3);
    message->target = slash == std::string::npos ? "/" : url.substr(slash);
    const auto endpoint = url.substr(0, slash);
    auto answer = co_await parts_.sender->send(std::move(*message), endpoint);
    if (const auto* lost = std::get_if<failure>(&answer)) co_return lost->cause;
    auto token = read_token_reply(std::get<response>(answer), parts_.world.now());
    if (!token) co_return scrubbed(token.error(), refresh_token);
    if (auto why = check_instance(token->instance_url)) co_return std::move(*why);
    parts_.sink->redact(token->value.reveal());
    parts_.sink->redact(token->refresh_token.reveal());
    co_return std::move(token);
}

asio::awaitable<oauth::token_result> oauth::obtain()
{
    if (file_) co_return co_await obtain_by_refresh_token();
    host::secret none;
    co_return co_await ask(std::move(none));
}

asio::awaitable<result<void>> oauth::store(host::secret refresh_token)
{
    auto work = [file = file_,
                 token = std::move(refresh_token)]() -> asio::awaitable<result<void>> {
        co_return file->store(token);
    };
    co_return co_await host::run_on(disk(), std::move(work));
}

asio::awaitable<oauth::token_result> oauth::ask_with_stored()
{
    auto read = [file = file_]() -> asio::awaitable<result<host::secret>> {
        if (auto ready = file->prepare(); !ready) co_return ready.error();
        co_return file->read();
    };
    auto used = co_await host::run_on(disk(), std::move(read));
    if (!used) co_return used.error();
    parts_.sink->redact(used->reveal());
    auto token = co_await ask(used->clone());
    if (!token && token.error().kind == error_class::auth && !proved_) {
        // The present token never proved itself: the one before may be the good one.
        auto before = [file = file_]() -> asio::awaitable<std::optional<host::secret>> {
            co_return file->read_previous();
        };
        auto previous = co_await host::run_on(disk(), std::move(before));
        if (previous) {
            token = co_await ask(previous->clone());
            if (token) unstored_ = std::move(*previous); // unless a newer one came
        }
    }
    if (!token) co_return with_remedy(token.error());
    const auto fresh = token->refresh_token.reveal();
    if (!fresh.empty() && fresh != used->reveal()) unstored_ = token->refresh_token.clone();
    co_return token;
}

asio::awaitable<oauth::token_result> oauth::obtain_by_refresh_token()
{
    // A token that could not be stored last time: nothing else may happen before it is.
    if (unstored_.empty()) {
        auto token = co_await ask_with_stored();
        if (!token || unstored_.empty()) co_return token;
        held_back_ = std::move(*token);
    }
    const auto stored = co_await store(unstored_.clone());
    if (!stored) co_return stored.error();
    unstored_ = host::secret();
    auto token = std::move(*held_back_);
    held_back_.reset();
    co_return token;
}

/// The grant is over: it was revoked, or rotated by a server whose answer never came to be stored
/// here (RFC 9700, 4.14.2: a token used twice ends the grant). Nothing but a new consent helps.
host::error oauth::with_remedy(host::error fault) const
{
    if (fault.kind == error_class::auth && fault.code == "invalid_grant")
        fault.message =
            fmt::format("the server does not accept the refresh token in '{}' any more: connect "
                        "again, and put the new refresh token into that file; nothing is lost "
                        "meanwhile",
                        parts_.settings.refresh_token->file.string());
    return fault;
}

host::error oauth::scrubbed(host::error fault, const host::secret& secret) const
{
    replace_all(fault.server_text, secret.reveal());
    replace_all(fault.server_text, parts_.secrets.client_secret.reveal());
    return fault;
}

void oauth::report(const token_result& outcome) const
{
    auto& sink = *parts_.sink;
    const std::string_view name = parts_.connection;
    if (outcome) {
        sink.write(
            host::log_level::debug, "a new access token",
            {{"connection", name},
             {"rotated", !outcome->refresh_token.empty()},
             {"expires_in_s",
              outcome->expires_in ? std::int64_t{outcome->expires_in->count()} : std::int64_t{0}}});
        return;
    }
    const auto& why = outcome.error();
    sink.write(host::log_level::warning, "no access token",
               {{"connection", name},
                {"class", to_string(why.kind)},
                {"code", why.code},
                {"reason", why.message}});
}

} // namespace dovetail::http
