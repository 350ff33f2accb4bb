// SPDX-License-Identifier: Apache-2.0
// Tells two what the engine does: whoever shows it to people, and whoever swaps plugins.
#pragma once

#include <dovetail/swap/driver.hpp>
#include <dovetail/sync/report.hpp>

namespace dovetail::app {

/// Threads   as sync::observer.
/// Lifetime  both outlive it; `shown` may be null.
class pass_listener final : public sync::observer
{
public:
    pass_listener(swap::driver& swaps, sync::observer* shown) : swaps_(swaps), shown_(shown) {}

    sync::detail wanted(const std::string& sync) const override
    {
        return shown_ ? shown_->wanted(sync) : sync::detail::none;
    }

    void crossed(const std::string& sync, const sync::crossing& what) override
    {
        if (shown_) shown_->crossed(sync, what);
    }

    void progressed(const sync::progress& now) override
    {
        if (shown_) shown_->progressed(now);
    }

    void passed(const sync::pass_report& report) override
    {
        if (shown_) shown_->passed(report);
        swaps_.passed(report.sync, report.failure ? &*report.failure : nullptr);
    }

    void paused(const std::string& sync, const host::error& why,
                std::chrono::milliseconds retry_in) override
    {
        if (shown_) shown_->paused(sync, why, retry_in);
    }

private:
    swap::driver& swaps_;
    sync::observer* shown_;
};

} // namespace dovetail::app
