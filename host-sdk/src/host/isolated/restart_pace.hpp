// SPDX-License-Identifier: Apache-2.0
// When a child that died is replaced.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace dovetail::host::isolated {

/// The first deaths cost nothing but a restart; who dies again and again is started less and less
/// often. A long life makes the earlier deaths forgotten.
class restart_pace
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// A record on which a mapper dies costs four: twice in its batch, twice alone.
    static constexpr std::uint32_t free_restarts = 4;
    static constexpr std::chrono::milliseconds first_wait{250};
    static constexpr std::chrono::milliseconds longest_wait{60'000};
    static constexpr std::chrono::milliseconds long_life{30'000};

    void died(time_point born, time_point now) noexcept
    {
        if (now - born >= long_life) deaths_ = 0;
        ++deaths_;
        if (deaths_ <= free_restarts) {
            earliest_ = now;
            return;
        }
        const std::uint32_t doubled = std::min<std::uint32_t>(deaths_ - free_restarts - 1, 16);
        earliest_ = now + std::min(longest_wait, first_wait * (1u << doubled));
    }

    /// How long a start has to wait; 0: it need not.
    std::chrono::milliseconds wait(time_point now) const noexcept
    {
        if (now >= earliest_) return std::chrono::milliseconds{0};
        return std::chrono::ceil<std::chrono::milliseconds>(earliest_ - now);
    }

    std::uint32_t deaths() const noexcept { return deaths_; }

private:
    std::uint32_t deaths_ = 0;
    time_point earliest_{};
};

} // namespace dovetail::host::isolated
