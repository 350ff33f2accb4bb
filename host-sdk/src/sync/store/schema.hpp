// SPDX-License-Identifier: Apache-2.0
// The tables, and how an older file becomes a newer one.
#pragma once

#include "database.hpp"

#include <cstdint>

namespace dovetail::sync::sqlite {

/// "DvTl": marks a file as ours (PRAGMA application_id).
inline constexpr std::int64_t application_id = 0x4476546c;

/// The version of the tables this program knows (PRAGMA user_version).
std::int64_t schema_version() noexcept;

/// Takes the tables from version `from` (0: an empty file) to `schema_version()`. The caller holds
/// a write transaction, so a file is of one version or the other, never between.
code migrate(database& in, std::int64_t from);

} // namespace dovetail::sync::sqlite
