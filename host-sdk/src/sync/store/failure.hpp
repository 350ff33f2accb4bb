// SPDX-License-Identifier: Apache-2.0
// What a result code of SQLite means to people: what, where, what to do.
#pragma once

#include "database.hpp"

#include <dovetail/host/error.hpp>

#include <string>

namespace dovetail::sync::sqlite {

/// The error for a code that the connection just returned.
host::error failure(code outcome, const database& in, const std::string& path);

/// An error of the class `config`.
host::error refusal(std::string name, std::string message);

/// Whether a unique key was taken, or a row that was to be replaced is not there.
bool is_conflict(code outcome) noexcept;

} // namespace dovetail::sync::sqlite
