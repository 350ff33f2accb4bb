// SPDX-License-Identifier: Apache-2.0
#include "budget.hpp"

#include <algorithm>

namespace dovetail::http {
namespace {

double ratio(std::uint64_t used, std::uint64_t limit) noexcept
{
    return limit == 0 ? 1.0 : static_cast<double>(used) / static_cast<double>(limit);
}

} // namespace

void budget::slide(ticks now)
{
    const auto slot = now.time_since_epoch() / slot_length;
    if (current_slot_ < 0) current_slot_ = slot;
    const auto steps = std::min<std::int64_t>(slot - current_slot_, slot_count);
    for (std::int64_t step = 0; step < steps; ++step) {
        // The counter after the current one is the oldest of the ring.
        auto& oldest = slots_[static_cast<std::size_t>(current_slot_ + 1 + step) % slot_count];
        own_ -= oldest;
        oldest = 0;
    }
    if (slot > current_slot_) current_slot_ = slot;
}

budget::transition budget::count(ticks now)
{
    slide(now);
    ++slots_[static_cast<std::size_t>(current_slot_) % slot_count];
    ++own_;
    ++since_report_;
    return judge();
}

budget::transition budget::report(std::uint64_t used, std::uint64_t limit, ticks now)
{
    slide(now);
    if (limit != 0) {
        reported_ = used;
        since_report_ = 0;
        limit_ = limit;
    }
    return judge();
}

budget::transition budget::tick(ticks now)
{
    slide(now);
    return judge();
}

std::uint64_t budget::used() const noexcept
{
    if (limit_ == 0) return own_;
    if (settings_.daily_requests &&
        ratio(own_, *settings_.daily_requests) > ratio(reported_ + since_report_, limit_))
        return own_;
    return reported_ + since_report_;
}

std::uint64_t budget::limit() const noexcept
{
    if (limit_ == 0) return settings_.daily_requests.value_or(0);
    if (settings_.daily_requests &&
        ratio(own_, *settings_.daily_requests) > ratio(reported_ + since_report_, limit_))
        return *settings_.daily_requests;
    return limit_;
}

double budget::share() const noexcept
{
    return known() ? 100.0 * ratio(used(), limit()) : 0.0;
}

budget::transition budget::judge()
{
    const double percent = share();
    if (holding_) {
        if (percent >= settings_.resume_percent) return transition::none;
        holding_ = warned_ = false;
        return transition::resumed;
    }
    if (percent >= settings_.hold_percent) {
        holding_ = warned_ = true;
        return transition::holding;
    }
    if (percent >= settings_.warn_percent && !warned_) {
        warned_ = true;
        return transition::warned;
    }
    // Armed again only well below, so that a share that hovers at the edge warns once.
    if (warned_ && percent < settings_.resume_percent) warned_ = false;
    return transition::none;
}

std::chrono::milliseconds budget::exhausted_for(ticks now)
{
    slide(now);
    if (!settings_.daily_requests || own_ < *settings_.daily_requests)
        return std::chrono::milliseconds{0};
    // The first counter that falls out of the window and holds anything frees a request.
    for (std::size_t age = slot_count; age-- > 0;) {
        const auto index = static_cast<std::size_t>(current_slot_) + slot_count - age;
        if (slots_[index % slot_count] == 0) continue;
        const auto leaves =
            (current_slot_ + static_cast<std::int64_t>(slot_count - age)) * slot_length;
        return std::chrono::ceil<std::chrono::milliseconds>(leaves - now.time_since_epoch());
    }
    return std::chrono::hours{24};
}

} // namespace dovetail::http
