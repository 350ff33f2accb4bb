// SPDX-License-Identifier: Apache-2.0
// What went wrong, from what the server said.
#pragma once

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/message.hpp>

#include <string_view>

namespace caldav {

namespace kit = dovetail::kit;

/// The failure of a request that concerns a whole calendar and was not answered as it should be, or
/// not at all. `what` says in the message what was to be done: "tell the changes of /ada/tasks/".
///   401, 403 auth · 3xx, 404, 405 config · 409, 412 conflict · 410 gone · 429 throttled ·
///   408, 423, 425, 5xx retryable · all else bug (the request was ours)
/// A precondition that the server names is the code, e.g. "valid-sync-token".
kit::failure failure_of(const kit::answer& answer, std::string_view what);

/// As failure_of, for a request that concerns one task: 404 is gone, 409 and what would be config
/// or bug is rejected, 403 is rejected, too.
kit::failure failure_of_task(const kit::answer& answer, std::string_view what);

/// Returns when the answer is a 207, else throws failure_of as kit::plugin_error.
void require_multistatus(const kit::answer& answer, std::string_view what);

} // namespace caldav
