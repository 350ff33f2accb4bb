// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"

#include "checked/readable.hpp"

#include <dovetail/host/connector.hpp>

#include <array>

namespace dovetail::host {
namespace {

/// A step costs nothing, so an endless loop of them would hang the thread: no operation needs as
/// many (500,000 records in pages of 200 need 5,000).
constexpr std::uint64_t max_steps = 1'000'000;
/// Requests without any delivery in between. The largest need is a write whose records each take
/// two requests (200 records), and a long poll that renews itself.
constexpr std::uint64_t max_requests = 1'000;
/// A plugin that wants to wait longer than this is to fail with a retry-after instead.
constexpr std::uint64_t max_wait_ms = 10 * 60 * 1000;

std::string_view word_for(std::uint32_t operation) noexcept
{
    constexpr std::array<std::string_view, 6> words{"operation", "check",  "fetch",
                                                    "write",     "lookup", "listen"};
    return words[operation < words.size() ? operation : 0];
}

exchange_step failed(error why)
{
    exchange_step out;
    out.failure = std::move(why);
    return out;
}

/// Reads one step; `out` is complete when no fault comes back.
class step_reader
{
public:
    step_reader(const dovetail_step& step, const std::shared_ptr<const plugin>& generation,
                exchange_step& out)
        : step_(step), generation_(generation), out_(out)
    {
    }

    checked::finding read()
    {
        // Whatever was handed out is taken over first, so that it is released in any case.
        if (auto wrong = take_deliveries()) return wrong;
        out_.kind = step_.kind;
        out_.total = step_.total;
        out_.usage = step_.usage;
        out_.wait_ms = step_.wait_ms;
        switch (step_.kind) {
        case DOVETAIL_STEP_REQUEST:
            out_.request = step_.request;
            return checked::unreadable(out_.request);
        case DOVETAIL_STEP_DELIVER:
            return read_delivery();
        case DOVETAIL_STEP_FAILED:
            return read_failure();
        case DOVETAIL_STEP_WAIT:
        case DOVETAIL_STEP_DONE:
            return {};
        default:
            return {"A-50", "a step of the unknown kind " + std::to_string(step_.kind)};
        }
    }

private:
    checked::finding take_deliveries()
    {
        checked::finding wrong;
        if (step_.batch) {
            out_.batch = record_batch(copy_struct(*step_.batch), generation_);
            wrong = accept(out_.batch);
        }
        if (step_.outcomes) {
            out_.outcomes = outcome_batch(copy_struct(*step_.outcomes), generation_);
            if (!wrong) wrong = accept(out_.outcomes);
        }
        return wrong;
    }

    checked::finding read_delivery()
    {
        if (!step_.batch && !step_.outcomes)
            return {"A-53", "a step DELIVER that delivers nothing"};
        if (auto wrong = checked::unreadable(step_.cursor, "cursor")) return wrong;
        out_.cursor = {step_.cursor.data, step_.cursor.size};
        return {};
    }

    checked::finding read_failure()
    {
        if (!step_.error) return {"A-58", "a step FAILED without an error"};
        auto reported = copy_struct(*step_.error);
        reported.release = nullptr; // it belongs to the exchange
        out_.failure = failure_of(*generation_, reported);
        return {};
    }

    const dovetail_step& step_;
    const std::shared_ptr<const plugin>& generation_;
    exchange_step& out_;
};

} // namespace

exchange::exchange(const dovetail_exchange& handle, const dovetail_operation& operation,
                   std::shared_ptr<const plugin> generation) noexcept
    : handle_(handle), generation_(std::move(generation)), operation_(operation.kind),
      change_count_(operation.change_count)
{
}

exchange::exchange(exchange&& other) noexcept
    : handle_(std::exchange(other.handle_, {})), generation_(std::move(other.generation_)),
      operation_(other.operation_), change_count_(other.change_count_), steps_(other.steps_),
      requests_since_delivery_(other.requests_since_delivery_), delivered_(other.delivered_),
      over_(std::exchange(other.over_, true))
{
}

exchange& exchange::operator=(exchange&& other) noexcept
{
    if (this != &other) {
        end();
        handle_ = std::exchange(other.handle_, {});
        generation_ = std::move(other.generation_);
        operation_ = other.operation_;
        change_count_ = other.change_count_;
        steps_ = other.steps_;
        requests_since_delivery_ = other.requests_since_delivery_;
        delivered_ = other.delivered_;
        over_ = std::exchange(other.over_, true);
    }
    return *this;
}

exchange::~exchange()
{
    end();
}

void exchange::end() noexcept
{
    if (handle_.release) handle_.release(handle_.self);
    handle_ = {};
}

error exchange::break_off(std::string_view rule, std::string_view what)
{
    over_ = true;
    return broken_contract(
        *generation_, "resume",
        {rule, "in a " + std::string(word_for(operation_)) + ", " + std::string(what)});
}

checked::finding exchange::why_unfit(const exchange_step& delivery)
{
    const bool writes = operation_ == DOVETAIL_OP_WRITE;
    const bool batch = delivery.batch.get().release != nullptr;
    const bool outcomes = delivery.outcomes.get().release != nullptr;
    if (writes != outcomes || writes == batch)
        return {"A-53", writes ? "a delivery of something else than outcomes"
                               : "a delivery of something else than a batch"};
    if (!writes) return {};
    if (delivered_) return {"A-55", "outcomes were delivered twice"};
    const std::uint64_t count = delivery.outcomes.get().outcome_count;
    if (count == change_count_) return {};
    return {"A-55", std::to_string(count) + " outcomes were delivered for " +
                        std::to_string(change_count_) + " changes"};
}

checked::finding exchange::why_out_of_place(const exchange_step& step)
{
    if (steps_ > max_steps)
        return {"A-67", "there is no end after " + std::to_string(max_steps) + " steps"};
    switch (step.kind) {
    case DOVETAIL_STEP_REQUEST:
        if (++requests_since_delivery_ <= max_requests) return {};
        return {"A-67",
                "more than " + std::to_string(max_requests) + " requests, and nothing delivered"};
    case DOVETAIL_STEP_DELIVER: {
        checked::finding wrong = why_unfit(step);
        requests_since_delivery_ = 0;
        delivered_ = true;
        return wrong;
    }
    case DOVETAIL_STEP_WAIT:
        if (step.wait_ms <= max_wait_ms) return {};
        return {"A-57", "a wait of " + std::to_string(step.wait_ms) + " ms; more than " +
                            std::to_string(max_wait_ms) +
                            " ms is to be an error with a retry-after"};
    case DOVETAIL_STEP_DONE:
        if (operation_ != DOVETAIL_OP_WRITE || delivered_) return {};
        return {"A-55", "it is done without outcomes"};
    default:
        return {};
    }
}

exchange_step exchange::resume(const dovetail_event& event)
{
    if (over_)
        return failed({error_class::bug, "exchange_over", "an exchange was resumed after its end"});
    auto step = empty_struct<dovetail_step>();
    ++steps_;
    handle_.resume(handle_.self, &event, &step);
    exchange_step out;
    checked::finding wrong = step_reader(step, generation_, out).read();
    const bool cancelled = event.kind == DOVETAIL_EVENT_CANCELLED;
    const bool ends = out.kind == DOVETAIL_STEP_DONE || out.kind == DOVETAIL_STEP_FAILED;
    if (!wrong && cancelled && !ends) wrong = {"A-59", "it went on after it was cancelled"};
    if (!wrong && !cancelled) wrong = why_out_of_place(out);
    if (wrong) return failed(break_off(wrong.rule, wrong.what));
    over_ = ends;
    return out;
}

} // namespace dovetail::host
