// SPDX-License-Identifier: Apache-2.0
// The composition root: manifest → log → secrets → plugins → connections → mappings → state →
// engine. The one place where the parts are put together; no other file knows more than two.
#pragma once

#include "app/failure.hpp"
#include "app/setup.hpp"

#include <dovetail/host/connection.hpp>
#include <dovetail/host/plugin.hpp>
#include <dovetail/sync/report.hpp>
#include <dovetail/sync/store.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sync {
struct once_report;
}

namespace dovetail::swap {
class driver;
}

namespace dovetail::app {

/// A connection of the running host, for `status` and the summary.
struct open_connection
{
    std::string name;
    std::string plugin; ///< id and version
    host::budget_state budget;
};

/// Syncs with their servers within reach.
///
/// Threads   calls block; they are made on one thread, but `stop`, which any may call.
/// Lifetime  `base` and the observer outlive it.
class composition
{
public:
    /// Builds what the chosen syncs need, and nothing else: a manifest may name servers that are
    /// not reached today. Every failure says where. Nothing is sent yet.
    static outcome_of<std::unique_ptr<composition>> build(
        const setup& base, std::span<const host::sync_settings* const> syncs, sync::state stored,
        sync::observer* watching);

    ~composition();
    composition(const composition&) = delete;
    composition& operator=(const composition&) = delete;

    /// Connects to both servers, and checks the mapping against what they say (F7).
    host::result<void> check(const std::string& sync);

    /// The same for a start: only what a person must change keeps the host from starting; a server
    /// that does not answer now is the passes' business, and is waited for a few seconds only.
    host::result<void> check_at_start(const std::string& sync);

    /// Until `stop`.
    host::result<void> run();
    /// Passes until one writes nothing.
    host::result<sync::once_report> once(const std::string& sync);
    host::result<sync::plan_report> plan(const std::string& sync);

    /// Ends `run` and `once` after the batch under way. [any thread]
    void stop() noexcept;

    /// The users of a side; an empty address: all of them.
    host::result<std::vector<sync::person>> people(const std::string& sync, host::side where,
                                                   const std::string& email);

    std::vector<open_connection> connections() const;

    /// Rules of the contract that were broken so far.
    const host::contract_findings& findings() const noexcept;

    /// What swaps the plugins of these syncs.
    swap::driver& swaps() noexcept;

private:
    class parts;
    explicit composition(std::unique_ptr<parts> built) noexcept;
    std::unique_ptr<parts> parts_;
};

} // namespace dovetail::app
