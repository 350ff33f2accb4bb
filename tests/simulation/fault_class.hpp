// SPDX-License-Identifier: Apache-2.0
// The faults of the sync model that a run may draw, and how likely each is in this run.
#pragma once

#include <simulation/dice.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dovetail::simulation {

enum class fault_class : std::uint8_t
{
    // One request, drawn for each.
    never_sent,       ///< the connection is refused: surely no effect
    lost_request,     ///< no effect, no answer
    lost_answer,      ///< the effect, no answer
    late_commit,      ///< no answer within the time limit, the effect afterwards
    duplicated,       ///< something on the way sends it twice
    slow,             ///< seconds under way
    unauthorized,     ///< 401 for one request
    limit_exceeded,   ///< 403 of a used-up limit
    throttled,        ///< 429 without Retry-After
    throttled_wait,   ///< 429 with Retry-After
    error_before,     ///< 500, no effect
    error_after,      ///< 500, the effect all the same
    maintenance_page, ///< 503 with HTML
    cut_answer,       ///< the effect; the body ends early
    senseless_answer, ///< the effect; a body that is not JSON
                      // The state.
    crash,            ///< the host dies at any instant
    crash_in_commit,  ///< the host dies before or after a commit
    disk_full,        ///< a commit is refused
    commit_in_doubt,  ///< a commit is done, and said to have failed
                      // The servers.
    tokens_expired,   ///< all access tokens at once
    row_locked,       ///< a Salesforce record that somebody else holds for a while
    validation_rule,  ///< Salesforce refuses a value for a while
    visible_late,     ///< an edit is seen only seconds after its stamp
    clock_skew,       ///< a server's clock goes wrong by minutes, the whole run
    small_pages,      ///< Salesforce cuts answers into pages of a few rows, the whole run
};

inline constexpr std::size_t fault_classes = static_cast<std::size_t>(fault_class::small_pages) + 1;

std::string_view name_of(fault_class which) noexcept;

/// The class of that name; fault_classes: there is none.
std::size_t find_fault_class(std::string_view name) noexcept;

using fault_counts = std::array<std::uint64_t, fault_classes>;
using fault_switches = std::array<bool, fault_classes>;

/// The faults of one run: each class is off in about half of the runs, and every fifth run has
/// none at all; of the rest each has a probability of its own. All stop with `stop`.
class faults
{
public:
    /// `off`: classes that are left out whatever the seed says.
    faults(std::uint64_t seed, const fault_switches& off);

    /// Whether it happens now; counted when it does.
    bool strikes(fault_class which);

    /// Whether this run has it at all.
    bool on(fault_class which) const noexcept { return share_[at(which)] > 0; }

    /// Whether this run has none at all.
    bool none() const noexcept;

    /// Liveness begins: nothing strikes any more.
    void stop() noexcept { stopped_ = true; }
    bool stopped() const noexcept { return stopped_; }

    /// The class that struck last, within this virtual time; fault_classes: none did.
    std::size_t lately(std::int64_t within_us) const noexcept;

    dice& chance() noexcept { return dice_; }
    const fault_counts& counts() const noexcept { return counts_; }

private:
    static std::size_t at(fault_class which) noexcept { return static_cast<std::size_t>(which); }

    dice dice_;
    std::array<double, fault_classes> share_{};
    fault_counts counts_{};
    bool stopped_ = false;
    std::size_t last_ = fault_classes;
    std::int64_t last_us_ = 0;
};

} // namespace dovetail::simulation
