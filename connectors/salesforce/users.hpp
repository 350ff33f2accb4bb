// SPDX-License-Identifier: Apache-2.0
// The collection "users": the people of the org.
#pragma once

#include "api.hpp"

#include <dovetail/kit/operation.hpp>

namespace dovetail::salesforce {

/// All users: fields id, email, username, name, time_zone (an IANA name) and active. There is no
/// cursor: people are few and change rarely.
[[nodiscard]] kit::exchange_task fetch_users(const api& server);

/// Users by id, or, where a key has an '@', by e-mail address; two users with one address are both
/// delivered.
[[nodiscard]] kit::exchange_task look_up_users(const api& server, const kit::operation& wanted);

} // namespace dovetail::salesforce
