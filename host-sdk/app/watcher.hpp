// SPDX-License-Identifier: Apache-2.0
// Shows what the engine does while `run` and `once` go on.
#pragma once

#include "app/console.hpp"
#include "app/sync_names.hpp"
#include "app/tally.hpp"

#include <dovetail/sync/report.hpp>

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace dovetail::app {

/// Prints a bar, or a line every few seconds, for a first sync, and one line for each change that
/// crosses; or the same as JSON lines. What crosses within a first sync is counted, not printed:
/// that is the bar's.
///
/// Threads   any, as sync::observer says.
class watcher : public sync::observer
{
public:
    enum class style
    {
        lines,  ///< run
        counts, ///< once: the summary says it, only what is unusual is printed
        json    ///< JSON lines
    };

    watcher(console& out, style how, std::vector<sync_names> syncs);

    sync::detail wanted(const std::string& sync) const override;
    void crossed(const std::string& sync, const sync::crossing& what) override;
    void progressed(const sync::progress& now) override;
    void passed(const sync::pass_report& report) override;
    void paused(const std::string& sync, const host::error& why,
                std::chrono::milliseconds retry_in) override;

    /// What happened to a sync so far.
    tally counted(const std::string& sync) const;
    std::uint64_t written() const;

private:
    struct watched
    {
        sync_names names;
        tally all;
        tally first_sync;
        bool in_first_sync = false;
        std::chrono::steady_clock::time_point last_line{};
        std::string last_pause;                   ///< code, so that it is said once
        std::map<std::string, std::string> waits; ///< by key: the code it was last shown with
    };

    bool is_news(watched& sync, const sync::crossing& what);
    void end_first_sync(watched& sync);

    console& out_;
    const style how_;
    mutable std::mutex mutex_;
    std::map<std::string, watched> syncs_;
};

} // namespace dovetail::app
