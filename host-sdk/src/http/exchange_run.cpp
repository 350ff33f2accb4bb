// SPDX-License-Identifier: Apache-2.0
#include "exchange_run.hpp"

#include "header_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using host::error;
using host::error_class;
using host::result;
using std::chrono::milliseconds;

/// A step costs nothing, so an endless loop of them would hang the thread: no operation needs as
/// many (500,000 records in pages of 200 need 5,000).
constexpr std::uint64_t max_steps = 1'000'000;
/// Requests without any delivery in between. The largest need is a write whose records each take
/// two requests (200 records), and a long poll that renews itself.
constexpr std::uint64_t max_requests = 1'000;
/// A plugin that wants to wait longer than this is to fail with a retry-after instead.
constexpr milliseconds max_wait{10 * 60 * 1000};
/// Headers and outcomes of one step beyond this are a broken count.
constexpr std::uint64_t max_headers = 256;
constexpr std::uint64_t max_delivered = 1'000'000;

template<class Struct>
bool covers(const Struct& object, std::size_t end)
{
    return object.struct_size >= end;
}

bool is_sound(dovetail_text text)
{
    return text.size == 0 || text.data != nullptr;
}

bool is_sound(dovetail_bytes bytes)
{
    return bytes.size == 0 || bytes.data != nullptr;
}

std::vector<std::uint8_t> copy(dovetail_bytes bytes)
{
    return bytes.size == 0 ? std::vector<std::uint8_t>{}
                           : std::vector<std::uint8_t>(bytes.data, bytes.data + bytes.size);
}

std::string_view word_for(std::uint32_t operation)
{
    constexpr std::array<std::string_view, 6> words{"?",     "check",  "fetch",
                                                    "write", "lookup", "listen"};
    return operation < words.size() ? words[operation] : words[0];
}

/// Releases what cannot be used.
template<class Handle>
void drop(Handle* handle)
{
    if (handle && covers(*handle, sizeof(Handle)) && handle->release)
        handle->release(handle->owner);
}

/// What is wrong with an array of structs of the contract; empty: nothing.
template<class Element>
std::string_view why_unsound(const Element* first, std::uint64_t count)
{
    if (count > max_delivered) return "holds more elements than any batch may";
    if (count == 0) return {};
    if (!first) return "has a count, but no elements";
    if (first->struct_size < sizeof(Element) || first->struct_size % alignof(Element) != 0)
        return "has elements of an unusable struct_size";
    return {};
}

std::string_view why_unsound(const dovetail_batch& batch)
{
    if (auto why = why_unsound(batch.records, batch.record_count); !why.empty()) return why;
    const host::array_view all(batch.records, batch.record_count);
    for (std::size_t index = 0; index < all.size(); ++index) {
        const auto& each = all[index];
        if (!is_sound(each.key) || !is_sound(each.revision)) return "holds a text without data";
        if (each.key.size == 0) return "holds a record without a key";
        if (each.field_count != 0 && !each.fields) return "holds a record without its fields";
    }
    return {};
}

std::string_view why_unsound(const dovetail_outcomes& outcomes)
{
    if (auto why = why_unsound(outcomes.outcomes, outcomes.outcome_count); !why.empty()) return why;
    const host::array_view all(outcomes.outcomes, outcomes.outcome_count);
    for (std::size_t index = 0; index < all.size(); ++index) {
        const auto& each = all[index];
        for (const auto text : {each.key, each.revision, each.code, each.message, each.server_text})
            if (!is_sound(text)) return "holds a text without data";
    }
    return {};
}

} // namespace

std::int64_t connection_core::now_us() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(world.now().time_since_epoch())
        .count();
}

error connection_core::bug(std::string_view what) const
{
    return {error_class::bug, "plugin_contract",
            fmt::format("connection '{}': the plugin {} broke the contract: {}; report it to its "
                        "author",
                        settings.name, plugin.plugin, what)};
}

result<std::unique_ptr<exchange_run>> exchange_run::begin(
    std::shared_ptr<const connection_core> core, const dovetail_operation& operation,
    host::urgency priority)
{
    const auto& connector = core->plugin.connector;
    dovetail_exchange exchange{};
    exchange.struct_size = sizeof exchange;
    dovetail_error reported{};
    reported.struct_size = sizeof reported;
    if (connector.begin(connector.self, &operation, &exchange, &reported) != DOVETAIL_OK)
        return error::from_abi(reported);
    if (!exchange.resume || !exchange.release)
        return core->bug(fmt::format("begin of {} gave an exchange without its functions",
                                     word_for(operation.kind)));
    return std::unique_ptr<exchange_run>(
        new exchange_run(std::move(core), exchange, operation.kind, priority));
}

exchange_run::exchange_run(std::shared_ptr<const connection_core> core,
                           const dovetail_exchange& exchange, std::uint32_t operation,
                           host::urgency priority)
    : core_(std::move(core)), exchange_(exchange), operation_(operation), priority_(priority)
{
}

exchange_run::~exchange_run()
{
    cancel();
    exchange_.release(exchange_.self);
}

void exchange_run::resume(dovetail_event event)
{
    event.struct_size = sizeof event;
    event.now_us = core_->now_us();
    step_ = dovetail_step{};
    step_.struct_size = sizeof step_;
    ++steps_;
    exchange_.resume(exchange_.self, &event, &step_);
}

void exchange_run::cancel() noexcept
{
    if (over_) return;
    over_ = true;
    dovetail_event event{};
    event.kind = DOVETAIL_EVENT_CANCELLED;
    resume(event);
    if (step_.kind == DOVETAIL_STEP_DELIVER) { // against the contract, but it must not leak
        drop(step_.batch);
        drop(step_.outcomes);
    }
}

std::optional<error> exchange_run::over_limit() const
{
    if (steps_ >= max_steps)
        return core_->bug(
            fmt::format("{} does not end after {} steps", word_for(operation_), steps_));
    if (requests_since_delivery_ > max_requests)
        return core_->bug(fmt::format("{} sent {} requests without delivering anything",
                                      word_for(operation_), max_requests));
    return std::nullopt;
}

asio::awaitable<result<std::optional<delivery>>> exchange_run::next()
{
    dovetail_event event{};
    event.kind = steps_ == 0 ? DOVETAIL_EVENT_START : DOVETAIL_EVENT_RESUMED;
    resume(event);
    for (;;) {
        if (auto fault = over_limit()) co_return std::move(*fault);
        if (co_await is_cancelled())
            co_return error{error_class::retryable, "cancelled", "the operation was cancelled"};
        std::optional<error> fault;
        switch (step_.kind) {
        case DOVETAIL_STEP_REQUEST:
            fault = co_await send(step_);
            break;
        case DOVETAIL_STEP_WAIT:
            fault = co_await wait(step_.wait_ms);
            break;
        case DOVETAIL_STEP_DELIVER:
            co_return deliver(step_);
        case DOVETAIL_STEP_DONE:
            over_ = true;
            note_usage(step_);
            co_return std::optional<delivery>{};
        case DOVETAIL_STEP_FAILED:
            over_ = true;
            co_return failed(step_);
        default:
            over_ = true; // as if it had failed: it is not resumed again
            co_return core_->bug(
                fmt::format("{} asked for the unknown step {}", word_for(operation_), step_.kind));
        }
        if (fault) co_return std::move(*fault);
    }
}

result<request> exchange_run::to_request(const dovetail_step& step) const
{
    const auto wrong = [&](std::string_view what) {
        return core_->bug(fmt::format("a request of {}: {}", word_for(operation_), what));
    };
    const auto* wanted = step.request;
    if (!wanted) return wrong("the step has none");
    if (!covers(*wanted, sizeof *wanted)) return wrong("its struct_size is too small");
    if (wanted->header_count > max_headers || (wanted->header_count != 0 && !wanted->headers))
        return wrong("its headers are unusable");
    if (!is_sound(wanted->method) || !is_sound(wanted->target) || !is_sound(wanted->body))
        return wrong("a text has a size, but no data");

    request message;
    message.method = std::string(host::view(wanted->method));
    message.target = std::string(host::view(wanted->target));
    message.repeatable = wanted->repeat == DOVETAIL_SEND_AGAIN;
    message.headers.reserve(wanted->header_count + 1);
    for (std::uint64_t index = 0; index < wanted->header_count; ++index) {
        const auto& each = wanted->headers[index];
        if (!is_sound(each.name) || !is_sound(each.value))
            return wrong("a header has a size, but no data");
        message.headers.push_back(
            {std::string(host::view(each.name)), std::string(host::view(each.value))});
    }
    if (const auto why = why_refused(message); !why.empty()) return wrong(why);
    if (wanted->body.size != 0)
        message.body.assign(reinterpret_cast<const char*>(wanted->body.data),
                            static_cast<std::size_t>(wanted->body.size));
    return message;
}

asio::awaitable<std::optional<error>> exchange_run::send(const dovetail_step& step)
{
    auto message = to_request(step);
    if (!message) co_return message.error();
    ++requests_since_delivery_;
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

asio::awaitable<std::optional<error>> exchange_run::wait(std::uint64_t wait_ms)
{
    const auto limit = static_cast<std::uint64_t>(max_wait.count());
    if (wait_ms > limit)
        co_return core_->bug(
            fmt::format("{} wants to wait {} ms; more than {} ms is to be an error "
                        "with a retry-after",
                        word_for(operation_), wait_ms, limit));
    if (!co_await core_->world.sleep(milliseconds{static_cast<std::int64_t>(wait_ms)}))
        co_return error{error_class::retryable, "cancelled", "the operation was cancelled"};
    dovetail_event event{};
    event.kind = DOVETAIL_EVENT_RESUMED;
    resume(event);
    co_return std::nullopt;
}

result<delivery> exchange_run::take_batch(const dovetail_step& step)
{
    if (!covers(*step.batch, sizeof(dovetail_batch)) || !step.batch->release)
        return core_->bug("a delivered batch cannot be released");
    delivery taken;
    taken.batch.emplace(*step.batch, core_->plugin.generation);
    if (const auto why = why_unsound(*step.batch); !why.empty())
        return core_->bug(fmt::format("a batch of {} {}", word_for(operation_), why));
    if (!is_sound(step.cursor)) return core_->bug("a cursor has a size, but no data");
    taken.cursor = copy(step.cursor);
    taken.total = step.total;
    return taken;
}

result<delivery> exchange_run::take_outcomes(const dovetail_step& step)
{
    if (!covers(*step.outcomes, sizeof(dovetail_outcomes)) || !step.outcomes->release)
        return core_->bug("delivered outcomes cannot be released");
    delivery taken;
    taken.outcomes.emplace(*step.outcomes, core_->plugin.generation);
    if (const auto why = why_unsound(*step.outcomes); !why.empty())
        return core_->bug(fmt::format("the outcomes of {} {}", word_for(operation_), why));
    return taken;
}

exchange_run::step_result exchange_run::deliver(const dovetail_step& step)
{
    note_usage(step);
    requests_since_delivery_ = 0;
    const bool writes = operation_ == DOVETAIL_OP_WRITE;
    const bool fits = writes ? step.outcomes && !step.batch : step.batch && !step.outcomes;
    if (!fits) {
        drop(step.batch);
        drop(step.outcomes);
        return core_->bug(
            fmt::format("{} must deliver {}", word_for(operation_),
                        writes ? "outcomes, and nothing else" : "a batch, and nothing else"));
    }
    auto taken = writes ? take_outcomes(step) : take_batch(step);
    if (!taken) return taken.error();
    return std::optional<delivery>(std::move(*taken));
}

error exchange_run::failed(const dovetail_step& step)
{
    note_usage(step);
    if (!step.error)
        return core_->bug(fmt::format("{} failed without an error", word_for(operation_)));
    dovetail_error reported{};
    // Never more than the plugin wrote, never more than this host knows.
    std::copy_n(reinterpret_cast<const std::byte*>(step.error),
                std::min<std::size_t>(step.error->struct_size, sizeof reported),
                reinterpret_cast<std::byte*>(&reported));
    reported.struct_size = std::min<std::uint32_t>(step.error->struct_size, sizeof reported);
    auto fault = error::from_abi(reported);
    if (fault.kind == error_class::throttled) core_->transport->throttled(fault.retry_after);
    return fault;
}

void exchange_run::note_usage(const dovetail_step& step)
{
    if (step.usage.known) core_->transport->used(step.usage.used, step.usage.limit);
}

} // namespace dovetail::http
