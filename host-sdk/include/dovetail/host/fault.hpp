// SPDX-License-Identifier: Apache-2.0
// What is wrong with a manifest: where, what, and what to do about it.
#pragma once

#include <dovetail/host/error.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// A position in a text file, counted from 1 as editors do; columns count bytes. 0: the whole file.
struct place
{
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

enum class fault_level
{
    warning, ///< it works as it is, but probably not as meant
    error
};

/// One fault of one file. A check reports all the faults it can find, not only the first.
struct fault
{
    fault_level level = fault_level::error;
    std::string file;
    place where{};
    std::string pointer{}; ///< JSON pointer (RFC 6901) to the value; empty: the whole document
    std::string what;      ///< one sentence without a full stop
    std::string remedy{};  ///< what to do, one sentence; may be empty
};

/// "manifest.json:12:9: error: /syncs/tasks/mapping: no mapping is called "task"; did you mean …".
std::string to_string(const fault& value);

bool has_errors(std::span<const fault> faults) noexcept;

/// All errors (not the warnings) as one error of the class config, a line for each.
error to_error(std::string_view code, std::span<const fault> faults);

} // namespace dovetail::host
