// SPDX-License-Identifier: Apache-2.0
// The answer to a write.
#pragma once

#include "profile.hpp"

#include <dovetail/kit/outcomes_builder.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace dovetail::sales_connect {

/// One change of a request, and its place among all changes of the operation.
struct sent_change
{
    const dovetail_change* change = nullptr;
    std::size_t index = 0;
};

/// Reads the per-item results of a request that was answered with 2xx into the outcomes.
///
/// What      201, 200, 204 applied; of a delete also 404 and 410; else item_failure decides. A
///           result that is missing, has no status, or a create's result without an id: UNKNOWN.
///           An answer that is no list of results (HTML, cut off): all UNKNOWN.
void read_results(const profile& server, std::string_view body, std::span<const sent_change> sent,
                  kit::outcomes_builder& out);

} // namespace dovetail::sales_connect
