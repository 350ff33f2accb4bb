// SPDX-License-Identifier: Apache-2.0
// Idempotency keys: "<sync>/<l|r>/<source key>/<generation>". They name one creation for ever: the
// same intent has the same key after any crash, and a record that carries one tells its source.
#pragma once

#include <dovetail/sync/state.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sync {

struct origin
{
    side source = side::left;
    std::string_view source_key; ///< points into the parsed text
    std::uint32_t generation = 1;
};

std::string origin_key(std::string_view sync, side source, std::string_view source_key,
                       std::uint32_t generation);

/// No value: not a key of this sync; such records are treated as a user's own.
std::optional<origin> parse_origin(std::string_view sync, std::string_view key);

/// The key of a record that `restore` creates anew; it is nobody's twin, so parse_origin refuses
/// it and the record crosses as a user's own.
std::string restore_key(std::string_view sync, std::int64_t history_id);

} // namespace dovetail::sync
