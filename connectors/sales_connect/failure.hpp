// SPDX-License-Identifier: Apache-2.0
// What went wrong, from what the server said.
#pragma once

#include "profile.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/message.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::sales_connect {

/// An application/problem+json object (RFC 9457), or what is left of it.
struct problem
{
    std::string code{};
    std::string text{}; ///< title, detail and the errors' pointers; else the beginning of the body
};

/// Reads a problem. Anything is taken: a body that is HTML, cut off or empty becomes `text`.
problem read_problem(std::string_view body);

/// The failure of a whole request that was not answered with 2xx, or not at all.
///
/// What      the profile's error_classes decide by the problem's code; else the HTTP status:
///           401, 403 auth · 404, 405, 3xx config · 409, 412 conflict · 410 gone · 429 throttled ·
///           408, 425, 5xx retryable · other 4xx bug (the request was ours).
///           `what` says in the message what was to be done: "read changes".
kit::failure failure_of(const profile& server, const kit::answer& answer, std::string_view what);

/// Returns when the request was answered with 2xx, else throws failure_of as kit::plugin_error.
void require_success(const profile& server, const kit::answer& answer, std::string_view what);

/// The failure of one item of a batch, by its own status and problem: as above, but what concerns
/// this record alone (400, 401, 403, 422 …) is `rejected`, and 404 is `gone`.
kit::failure item_failure(const profile& server, std::uint64_t status, problem said);

} // namespace dovetail::sales_connect
