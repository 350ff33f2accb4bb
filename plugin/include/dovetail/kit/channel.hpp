// SPDX-License-Identifier: Apache-2.0
// What an exchange's coroutine talks through: each co_await becomes one step of the contract.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/kit/batch_builder.hpp>
#include <dovetail/kit/message.hpp>
#include <dovetail/kit/outcomes_builder.hpp>

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dovetail::kit {

/// The exchange's side of the conversation with the host.
///
/// Threads   the exchange's strand. Lifetime: as long as the exchange, so a coroutine keeps a
/// reference to it.
class channel
{
public:
    channel() = default;
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;
    ~channel() { drop_held(); }

    /// Sends a request and gives what came of it; a failure of the transport is an answer too.
    [[nodiscard]] auto request(kit::request wanted)
    {
        drop_held();
        request_ = std::move(wanted);
        step_ = {};
        step_.kind = DOVETAIL_STEP_REQUEST;
        return awaiter<answer>{*this};
    }

    /// Hands a page over. `cursor` is right once this page and all before it are stored; `total` is
    /// how many records the whole fetch expects (0: unknown).
    [[nodiscard]] auto deliver(batch_builder batch, std::string cursor = {},
                               std::uint64_t total = 0)
    {
        drop_held();
        step_ = {};
        step_.kind = DOVETAIL_STEP_DELIVER;
        batch_ = std::move(batch).finish();
        held_ = true;
        step_.batch = &batch_;
        cursor_ = std::move(cursor);
        step_.total = total;
        return awaiter<void>{*this};
    }

    /// Hands the outcomes of a write over.
    [[nodiscard]] auto deliver(outcomes_builder outcomes)
    {
        drop_held();
        step_ = {};
        step_.kind = DOVETAIL_STEP_DELIVER;
        outcomes_ = std::move(outcomes).finish();
        held_ = true;
        step_.outcomes = &outcomes_;
        cursor_.clear();
        return awaiter<void>{*this};
    }

    /// Comes back after at least `time`.
    [[nodiscard]] auto wait(std::chrono::milliseconds time)
    {
        drop_held();
        step_ = {};
        step_.kind = DOVETAIL_STEP_WAIT;
        step_.wait_ms = time.count() < 0 ? 0 : static_cast<std::uint64_t>(time.count());
        return awaiter<void>{*this};
    }

    /// What the last answer told about the org's quota; goes with every later step.
    void report_usage(std::uint64_t used, std::uint64_t limit) noexcept
    {
        usage_ = {sizeof usage_, 1, used, limit};
    }

private:
    friend class exchange;

    template<class result>
    struct awaiter
    {
        channel& owner;
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiting) const noexcept
        {
            owner.waiting_ = waiting;
        }
        result await_resume() const noexcept
        {
            if constexpr (std::is_same_v<result, answer>) return owner.answer_;
        }
    };

    /// The pending step, pointing into this channel. What it hands over is handed over once.
    void write(dovetail_step& out)
    {
        dovetail_step step = step_;
        if (step.kind == DOVETAIL_STEP_REQUEST) {
            write_request();
            step.request = &wire_request_;
        }
        step.cursor = borrow_bytes(cursor_);
        step.usage = usage_;
        detail::put(&out, step);
        held_ = false; // the host's now
    }

    /// What was to be handed over but never was, because the exchange ended before.
    void drop_held() noexcept
    {
        if (!std::exchange(held_, false)) return;
        if (step_.batch != nullptr) batch_.release(batch_.owner);
        if (step_.outcomes != nullptr) outcomes_.release(outcomes_.owner);
    }

    void write_request()
    {
        wire_headers_.clear();
        for (const auto& [name, value] : request_.headers_)
            wire_headers_.push_back({borrow(name), borrow(value)});
        wire_request_ = {};
        wire_request_.struct_size = sizeof wire_request_;
        wire_request_.repeat = request_.repeat_;
        wire_request_.method = borrow(request_.method_);
        wire_request_.target = borrow(request_.target_);
        wire_request_.headers = wire_headers_.data();
        wire_request_.header_count = wire_headers_.size();
        wire_request_.body = borrow_bytes(request_.body_);
    }

    /// Whether `event` is an answer to the pending step.
    [[nodiscard]] bool expects(std::uint32_t event) const noexcept
    {
        if (step_.kind == DOVETAIL_STEP_REQUEST)
            return event == DOVETAIL_EVENT_RESPONSE || event == DOVETAIL_EVENT_TRANSPORT_FAILED;
        return event == DOVETAIL_EVENT_RESUMED;
    }

    std::coroutine_handle<> waiting_;
    dovetail_step step_{};
    kit::request request_{"GET", ""};
    dovetail_request wire_request_{};
    std::vector<dovetail_header> wire_headers_;
    dovetail_batch batch_{};
    dovetail_outcomes outcomes_{};
    bool held_ = false;
    std::string cursor_;
    answer answer_;
    dovetail_usage usage_{sizeof(dovetail_usage), 0, 0, 0};
};

} // namespace dovetail::kit
