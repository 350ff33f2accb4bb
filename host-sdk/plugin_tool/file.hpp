// SPDX-License-Identifier: Apache-2.0
// Files written so that nobody sees half of one.
#pragma once

#include "plugin_tool/program.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::plugin_tool {

enum class file_mode : unsigned
{
    secret = 0600, ///< whatever the umask
    open = 0644
};

/// Writes a new file durably, with a line end. Failure: it exists, or cannot be written; then it
/// does not exist.
std::optional<failure> create_file(const std::filesystem::path& file, std::string_view text,
                                   file_mode mode);

/// A text file, whole. Failure: it cannot be read, or is larger than a manifest may be.
app::outcome_of<std::string> read_text(const std::filesystem::path& file);

/// Puts a text in a file's place in one step, with the mode the file had. `check` sees the new file
/// under a name of its own before; when it fails, the old file stays.
std::optional<failure> replace_text(
    const std::filesystem::path& file, std::string_view text,
    const std::function<std::optional<failure>(const std::filesystem::path& part)>& check);

} // namespace dovetail::plugin_tool
