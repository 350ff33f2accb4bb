// SPDX-License-Identifier: Apache-2.0
// Runs an exchange's coroutine behind the contract's resume and release.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/kit/channel.hpp>
#include <dovetail/kit/error.hpp>
#include <dovetail/kit/operation.hpp>
#include <dovetail/kit/task.hpp>

#include <exception>
#include <utility>

namespace dovetail::kit {

/// One running operation: the operation's copy, the channel and the coroutine between them.
/// Authors of connectors do not use it; kit::connector does.
class exchange
{
public:
    explicit exchange(const dovetail_operation& asked) : operation_{asked} {}
    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;

    [[nodiscard]] const kit::operation& operation() const noexcept { return operation_; }
    [[nodiscard]] kit::channel& channel() noexcept { return channel_; }
    void run(exchange_task task) noexcept { task_ = std::move(task); }

    void resume(const dovetail_event& event, dovetail_step& out) noexcept
    {
        try {
            if (const auto next = take(event); next) {
                next.resume();
                if (!task_.done()) return channel_.write(out);
                task_.take();
                task_.reset();
                dovetail_step done{};
                done.kind = DOVETAIL_STEP_DONE;
                finish(done, out);
                return;
            }
        } catch (...) {
            set_failure(std::current_exception());
        }
        task_.reset();
        write_failure(out);
    }

private:
    /// Who goes on after `event`; nobody when it ends the exchange, then the failure is set.
    std::coroutine_handle<> take(const dovetail_event& event)
    {
        const bool first = event.kind == DOVETAIL_EVENT_START;
        const bool known =
            event.kind >= DOVETAIL_EVENT_START && event.kind < DOVETAIL_EVENT_CANCELLED;
        if (!known) {
            error_ = detail::constant_error(error_class::retryable, "cancelled",
                                            "the host cancelled the exchange");
            return nullptr;
        }
        if (task_.done() || first == started_ || (!first && !channel_.expects(event.kind))) {
            error_ = detail::constant_error(error_class::bug, "unexpected_event",
                                            "the host resumed the exchange with an event that "
                                            "does not answer its last step");
            return nullptr;
        }
        channel_.answer_ = answer{event};
        if (!first) return channel_.waiting_;
        started_ = true;
        return task_.frame();
    }

    void set_failure(const std::exception_ptr& thrown) noexcept
    {
        try {
            failure_ = failure_of(thrown);
            error_ = borrow(failure_);
        } catch (...) {
            error_ = detail::constant_error(error_class::retryable, "out_of_memory",
                                            "the plugin ran out of memory");
        }
    }

    void write_failure(dovetail_step& out) noexcept
    {
        dovetail_step failed{};
        failed.kind = DOVETAIL_STEP_FAILED;
        failed.error = &error_;
        finish(failed, out);
    }

    void finish(dovetail_step step, dovetail_step& out) noexcept
    {
        step.usage = channel_.usage_;
        detail::put(&out, step);
    }

    kit::operation operation_;
    kit::channel channel_;
    exchange_task task_;
    bool started_ = false;
    failure failure_;
    dovetail_error error_{};
};

} // namespace dovetail::kit
