// SPDX-License-Identifier: Apache-2.0
// What the engine says about its passes, held against law 12; and when it has come to rest.
#pragma once

#include <simulation/trace.hpp>
#include <simulation/watch.hpp>

#include <dovetail/sync/report.hpp>

#include <cstdint>
#include <string>

namespace dovetail::simulation {

class passes final : public sync::observer
{
public:
    passes(watch& laws, trace& seen) : laws_(laws), trace_(seen) {}

    sync::detail wanted(const std::string&) const override { return sync::detail::summary; }
    void crossed(const std::string& sync, const sync::crossing& what) override;
    void passed(const sync::pass_report& report) override;
    void paused(const std::string& sync, const host::error& why,
                std::chrono::milliseconds retry_in) override;

    std::uint64_t count() const noexcept { return count_; }
    /// Passes in a row that failed in nothing and wrote nothing.
    std::uint64_t quiet() const noexcept { return quiet_; }
    void stir() noexcept { quiet_ = 0; }
    std::uint64_t writes() const noexcept { return writes_; }

private:
    watch& laws_;
    trace& trace_;
    std::uint64_t count_ = 0;
    std::uint64_t quiet_ = 0;
    std::uint64_t writes_ = 0;
};

} // namespace dovetail::simulation
