// SPDX-License-Identifier: Apache-2.0
// Finding the record that an uncertain create would have made, in an org without a unique external
// id field.
#pragma once

#include "column.hpp"

#include <dovetail/abi/exchange.h>
#include <dovetail/kit/batch_builder.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// The search begins this long before the intent was stored, for the sake of clocks that differ.
inline constexpr std::chrono::seconds create_search_slack{60};

/// Records with the same owner and subject, created since the intent was stored. (Description
/// cannot be asked for: it is no filterable field.)
[[nodiscard]] std::string candidates_soql(const dovetail_change& create, const columns& of,
                                          std::string_view object);

/// Leaves the one record whose description, due date, status and priority are those of `create`; if
/// none or several are, leaves nothing: a wrong guess would link two tasks that are not the same.
void keep_only_match(kit::batch_builder& candidates, const dovetail_change& create);

} // namespace dovetail::salesforce
