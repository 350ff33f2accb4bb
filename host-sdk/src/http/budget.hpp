// SPDX-License-Identifier: Apache-2.0
// How much of the org's quota of requests is gone, and what that forbids (P5).
#pragma once

#include <dovetail/host/transport_settings.hpp>

#include <array>
#include <chrono>
#include <cstdint>

namespace dovetail::http {

/// Pure bookkeeping: time comes in as an argument, never goes backwards.
///
/// Two measures, the worse one counts: what the server reported for the whole org plus what was
/// sent since, against the server's limit; and what this connection sent in the last 24 hours,
/// against daily_requests. Threads: one at a time.
class budget
{
public:
    using ticks = std::chrono::steady_clock::time_point;

    /// What a change of the share that is used means, each reported once.
    enum class transition
    {
        none,
        warned,  ///< warn_percent reached
        holding, ///< hold_percent reached: backfill waits
        resumed, ///< below resume_percent again
    };

    explicit budget(const host::budget_settings& settings) : settings_(settings) {}

    /// One request was sent.
    transition count(ticks now);

    /// What a server told; limit 0 is ignored.
    transition report(std::uint64_t used, std::uint64_t limit, ticks now);

    /// Time passed: the sliding window may have freed some.
    transition tick(ticks now);

    bool holding() const noexcept { return holding_; }
    bool known() const noexcept { return limit_ != 0 || settings_.daily_requests.has_value(); }
    std::uint64_t used() const noexcept;
    std::uint64_t limit() const noexcept;

    /// How long until daily_requests allows one more; zero: now.
    std::chrono::milliseconds exhausted_for(ticks now);

private:
    /// The 24 hours slide in steps of 15 minutes: 96 counters instead of one stamp a request.
    static constexpr std::chrono::minutes slot_length{15};
    static constexpr std::size_t slot_count = 96;

    void slide(ticks now);
    transition judge();
    double share() const noexcept;

    host::budget_settings settings_;
    std::uint64_t reported_ = 0;
    std::uint64_t since_report_ = 0;
    std::uint64_t limit_ = 0;
    std::array<std::uint64_t, slot_count> slots_{};
    std::uint64_t own_ = 0; ///< sum of slots_
    std::int64_t current_slot_ = -1;
    bool warned_ = false;
    bool holding_ = false;
};

} // namespace dovetail::http
