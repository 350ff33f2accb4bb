// SPDX-License-Identifier: Apache-2.0
// One exchange behind the proxy.
#pragma once

#include "checked/ledger.hpp"

#include <dovetail/abi/exchange.h>

#include <cstdint>
#include <memory>
#include <string>

namespace dovetail::host::checked {

/// The phases of abi/exchange.h: which event may come next, and what the steps so far allow.
class exchange_proxy
{
public:
    /// `open` is counted up while it lives: the connector may not be destroyed meanwhile.
    exchange_proxy(const dovetail_exchange& real, const dovetail_operation& wanted,
                   const shared_ledger& of, std::shared_ptr<std::atomic<std::uint64_t>> open);
    ~exchange_proxy();
    exchange_proxy(const exchange_proxy&) = delete;
    exchange_proxy& operator=(const exchange_proxy&) = delete;

    /// The table for the host.
    static dovetail_exchange table(std::shared_ptr<exchange_proxy> of);

private:
    static void resume(void* self, const dovetail_event* event, dovetail_step* step) noexcept;
    static void release(void* self) noexcept;

    void go_on(const dovetail_event& event, dovetail_step& step);
    finding judge_event(const dovetail_event& event) const;
    finding judge_step(const dovetail_step& step, bool cancelled);
    finding judge_delivery(const dovetail_step& step);
    finding judge_outcomes(const dovetail_outcomes& outcomes);
    finding judge_end() const;
    void hand_on_deliveries(dovetail_step& step);
    void refuse(dovetail_step& step, std::string message);

    dovetail_exchange real_;
    counted count_;
    std::shared_ptr<std::atomic<std::uint64_t>> open_;
    const std::uint32_t operation_;
    const std::uint64_t change_count_;
    const std::uint64_t lookup_count_;

    std::atomic<int> running_ = 0;
    std::uint32_t last_ = 0; ///< DOVETAIL_STEP_*; 0: not started
    std::uint64_t outcomes_ = 0;
    std::uint64_t records_ = 0;
    dovetail_batch batch_{};
    dovetail_outcomes delivered_{};
    dovetail_error error_{};
    std::string message_{};
};

} // namespace dovetail::host::checked
