// SPDX-License-Identifier: Apache-2.0
// The request of a write.
#pragma once

#include "profile.hpp"

#include <dovetail/abi/exchange.h>

#include <optional>
#include <span>
#include <string>

namespace dovetail::sales_connect {

/// Why a change cannot be put into a request at all, or nothing.
std::optional<kit::failure> why_not_writable(const profile& server, const dovetail_change& change);

/// The JSON text for some changes, all of them writable. A native field is written under its own
/// path of the profile, or under its name if the profile does not know it.
std::string batch_body(const profile& server, std::span<const dovetail_change* const> changes);

/// Whether sending the request twice has no further effect: creates are found by their client key,
/// and an update or delete without a revision has the same result again. An update that depends on
/// a revision would be refused the second time, as if somebody else had changed the task.
bool is_repeatable(std::span<const dovetail_change* const> changes) noexcept;

} // namespace dovetail::sales_connect
