// SPDX-License-Identifier: Apache-2.0
#include "exchange_run.hpp"

#include "header_rules.hpp"

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using host::error;
using host::error_class;
using host::result;

error cancelled()
{
    return {error_class::retryable, "cancelled", "the operation was cancelled"};
}

} // namespace

std::int64_t connection_core::now_us() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(world.now().time_since_epoch())
        .count();
}

result<std::unique_ptr<exchange_run>> exchange_run::begin(
    std::shared_ptr<const connection_core> core, const dovetail_operation& operation,
    host::urgency priority)
{
    auto begun = core->connector->begin(operation);
    if (!begun) return begun.error();
    return std::unique_ptr<exchange_run>(
        new exchange_run(std::move(core), std::move(*begun), operation.kind, priority));
}

exchange_run::exchange_run(std::shared_ptr<const connection_core> core, host::exchange exchange,
                           std::uint32_t operation, host::urgency priority)
    : core_(std::move(core)), exchange_(std::move(exchange)), operation_(operation),
      priority_(priority)
{
}

exchange_run::~exchange_run()
{
    if (exchange_.over()) return;
    dovetail_event event{};
    event.kind = DOVETAIL_EVENT_CANCELLED;
    resume(event);
}

void exchange_run::resume(dovetail_event event)
{
    event.struct_size = sizeof event;
    event.now_us = core_->now_us();
    step_ = {}; // what it points to ends here
    step_ = exchange_.resume(event);
}

asio::awaitable<result<std::optional<delivery>>> exchange_run::next()
{
    dovetail_event event{};
    event.kind = std::exchange(started_, true) ? DOVETAIL_EVENT_RESUMED : DOVETAIL_EVENT_START;
    resume(event);
    for (;;) {
        if (step_.kind == DOVETAIL_STEP_FAILED) co_return failed();
        const bool stopped = co_await is_cancelled();
        if (stopped) co_return cancelled();
        std::optional<error> fault;
        switch (step_.kind) {
        case DOVETAIL_STEP_REQUEST:
            fault = co_await send();
            break;
        case DOVETAIL_STEP_WAIT:
            fault = co_await wait();
            break;
        case DOVETAIL_STEP_DELIVER:
            co_return std::optional<delivery>(deliver());
        default: // DONE: host::exchange lets no other through
            note_usage();
            co_return std::optional<delivery>{};
        }
        if (fault) co_return std::move(*fault);
    }
}

result<request> exchange_run::to_request()
{
    const auto& wanted = *step_.request;
    request message;
    message.method = std::string(host::view(wanted.method));
    message.target = std::string(host::view(wanted.target));
    message.repeatable = wanted.repeat == DOVETAIL_SEND_AGAIN;
    message.headers.reserve(wanted.header_count + 1);
    for (std::uint64_t index = 0; index < wanted.header_count; ++index) {
        const auto& each = wanted.headers[index];
        message.headers.push_back(
            {std::string(host::view(each.name)), std::string(host::view(each.value))});
    }
    if (const auto why = why_refused(message); !why.empty())
        return exchange_.break_off("A-51", "a request is wrong: " + std::string(why));
    if (wanted.body.size != 0)
        message.body.assign(reinterpret_cast<const char*>(wanted.body.data),
                            static_cast<std::size_t>(wanted.body.size));
    return message;
}

asio::awaitable<std::optional<error>> exchange_run::send()
{
    auto message = to_request();
    if (!message) co_return message.error();
    const send_options options{priority_, operation_ == DOVETAIL_OP_LISTEN};
    const auto outcome = co_await core_->transport->send(std::move(*message), options);
    if (const auto* lost = std::get_if<failure>(&outcome))
        if (lost->cancelled || lost->cause.kind != error_class::retryable) co_return lost->cause;
    answer(outcome);
    co_return std::nullopt;
}

void exchange_run::answer(const reply& outcome)
{
    dovetail_event event{};
    if (const auto* lost = std::get_if<failure>(&outcome)) {
        event.kind = DOVETAIL_EVENT_TRANSPORT_FAILED;
        event.sent = lost->reached == sent::no ? DOVETAIL_SENT_NO : DOVETAIL_SENT_MAYBE;
        event.reason = host::to_abi(lost->cause.message);
        resume(event);
        return;
    }
    const auto& got = std::get<response>(outcome);
    std::vector<dovetail_header> headers;
    headers.reserve(got.headers.size());
    for (const auto& each : got.headers)
        headers.push_back({host::to_abi(each.name), host::to_abi(each.value)});
    event.kind = DOVETAIL_EVENT_RESPONSE;
    event.status = got.status;
    event.headers = headers.data();
    event.header_count = headers.size();
    event.body = {reinterpret_cast<const std::uint8_t*>(got.body.data()), got.body.size()};
    resume(event);
}

asio::awaitable<std::optional<error>> exchange_run::wait()
{
    const std::chrono::milliseconds time{static_cast<std::int64_t>(step_.wait_ms)};
    if (!co_await core_->world.sleep(time)) co_return cancelled();
    dovetail_event event{};
    event.kind = DOVETAIL_EVENT_RESUMED;
    resume(event);
    co_return std::nullopt;
}

delivery exchange_run::deliver()
{
    note_usage();
    return {std::move(step_.batch),
            std::move(step_.outcomes),
            {step_.cursor.begin(), step_.cursor.end()},
            step_.total};
}

error exchange_run::failed()
{
    note_usage();
    if (step_.failure.kind == error_class::throttled)
        core_->transport->throttled(step_.failure.retry_after);
    return std::move(step_.failure);
}

void exchange_run::note_usage()
{
    if (step_.usage.known) core_->transport->used(step_.usage.used, step_.usage.limit);
}

} // namespace dovetail::http
