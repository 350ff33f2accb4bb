// SPDX-License-Identifier: Apache-2.0
// The UID of a task that this connector creates names the create's idempotency key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caldav {

/// The UID for a create, which is also its resource's name: "dovetail." and the key, '/' written as
/// '.', other characters but letters, digits and '-' as '_' and two hexadecimal digits. Different
/// keys have different UIDs. Nothing for an empty key, and for one that would make a name longer
/// than file systems take.
///
/// The key stands in the UID and in no property of its own, because programs copy unknown
/// properties when a person duplicates a task, but give the copy a UID of its own.
[[nodiscard]] std::optional<std::string> uid_of_key(std::string_view idempotency_key);

/// The key that a UID was made of; nothing for a UID that somebody else made.
[[nodiscard]] std::optional<std::string> key_of_uid(std::string_view uid);

} // namespace caldav
