// SPDX-License-Identifier: Apache-2.0
// Who watches how a plugin's generation does, and tells a new fault from one that was there before.
#pragma once

#include <dovetail/host/error.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

namespace dovetail::swap {

/// What probation came to.
enum class verdict
{
    sound,     ///< every sync made a pass without failing, and the time is over
    failed,    ///< a fault that the generation before did not have
    undecided, ///< the longest time is over, and some sync made no pass that could tell
    stopped    ///< the host ends
};

/// Faults that speak against a plugin are of the class bug (it broke the contract, it threw) and
/// config (it does not know an operation or a value). Network, authorisation and refusals of the
/// server are nobody's fault here. A fault that the earlier generation had too, in the same
/// operation with the same code, does not count.
///
/// Threads   any.
class witness
{
public:
    /// An operation ended with an error.
    void failed(std::string_view operation, const host::error& why);

    /// A pass of a sync that uses the plugin ended, with what stopped it.
    void passed(const std::string& sync, const host::error* failure);

    /// From now on faults and passes are those of a new generation, which works for `syncs`.
    void begin_trial(std::set<std::string> syncs);

    /// Blocks: at least for `time`, until every sync made a good pass, at most for `longest`.
    verdict wait(std::chrono::milliseconds time, std::chrono::milliseconds longest,
                 std::stop_token stop);

    /// What failed in the trial.
    std::optional<host::error> fault() const;

    /// The trial is over. `kept`: its faults are the running generation's; else they are forgotten.
    void end_trial(bool kept);

private:
    void note(std::string about, const host::error& why);

    mutable std::mutex mutex_;
    std::condition_variable_any told_;
    std::set<std::string> known_; ///< "operation/code" of the running generation
    std::set<std::string> fresh_; ///< likewise, of a generation on trial
    std::set<std::string> waiting_for_;
    std::optional<host::error> fault_;
    bool on_trial_ = false;
};

} // namespace dovetail::swap
