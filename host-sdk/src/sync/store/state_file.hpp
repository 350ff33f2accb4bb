// SPDX-License-Identifier: Apache-2.0
// What is checked and set right about the file before SQLite touches it, and about its contents
// before we do.
#pragma once

#include "database.hpp"

#include <dovetail/host/error.hpp>

#include <cstdint>
#include <string>

namespace dovetail::sync::sqlite {

/// The path that keeps the state in memory.
inline constexpr const char* in_memory = ":memory:";

/// Creates the file where it is missing (mode 0600, folders 0700), and takes the rights of others
/// on it and its companions away: it holds what people wrote.
host::result<void> prepare_file(const std::string& path);

/// Refuses where there is no file, or no regular one.
host::result<void> check_file(const std::string& path);

/// Tells the version of the schema (0: an empty file), or refuses what is not ours or newer.
host::result<std::int64_t> identify(database& in, const std::string& path);

} // namespace dovetail::sync::sqlite
