// SPDX-License-Identifier: Apache-2.0
// A host that drives one exchange exactly as told.
#pragma once

#include "judge/conversation.hpp"
#include "judge/evidence.hpp"
#include "judge/scratch.hpp"

#include <dovetail/abi/connector.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::judge {

/// Answers the request that is `index`-th in its exchange, counted from 0.
using server = std::function<answer(const request& asked, std::size_t index)>;

struct drive_options
{
    layout how = layout::present;
    /// Overwrites every argument as soon as its call is over, as the contract allows a host to do.
    bool overwrite_arguments = false;
    /// Sends `interruption` in place of the event that would be the n-th, counted from 0.
    std::optional<std::size_t> interrupt_at{};
    std::uint32_t interruption = DOVETAIL_EVENT_CANCELLED;
    /// Releases nothing that was delivered: the caller does.
    std::vector<dovetail_batch>* keep_batches = nullptr;
    std::vector<dovetail_outcomes>* keep_outcomes = nullptr;
};

/// What came of an exchange.
struct ending
{
    std::uint32_t last_step = 0; ///< DOVETAIL_STEP_*; 0: it did not begin
    std::uint32_t error_class = DOVETAIL_ERROR_NONE;
    std::string code{};
    std::vector<std::pair<request, answer>> turns{};
    std::size_t events = 0;
    std::vector<std::string> cursors{};    ///< those delivered, in order
    std::vector<std::string> deliveries{}; ///< each record and outcome as a text, in order
    std::vector<bool> applied{};           ///< of each outcome
    std::string transcript{};              ///< everything it said, for comparing

    bool done() const noexcept { return last_step == DOVETAIL_STEP_DONE; }
};

/// Runs one operation to its end. Limits on steps, requests and waits are rules; an
/// exchange that goes beyond is cancelled.
ending drive(const dovetail_connector& connector, const operation& wanted, const server& respond,
             const drive_options& options, evidence& found);

/// Records and outcomes as texts that are equal when they are.
std::string to_text(const dovetail_record& from);
std::string to_text(const dovetail_field* from, std::uint64_t count);

/// The recorded answers in order; beyond them there is none.
server playback(const exchange& recorded);

} // namespace dovetail::judge
