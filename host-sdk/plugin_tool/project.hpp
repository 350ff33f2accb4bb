// SPDX-License-Identifier: Apache-2.0
// A new plugin's project: an example under another name.
#pragma once

#include "plugin_tool/program.hpp"
#include "plugin_tool/project_template.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::plugin_tool {

/// What is wrong with the name of a project, and what would do; empty: it is good. A name becomes a
/// target of CMake and the names of files: lower-case letters, digits, '_' and '-', beginning with
/// a letter, at most 64, and none that CMake keeps for itself.
std::string wrong_with_name(std::string_view name);

/// The same for a plugin's id, which the manifest's schema describes.
std::string wrong_with_id(std::string_view id);

struct project_file
{
    std::string path; ///< relative to the project's folder
    std::string text;
};

/// The files of `from` for a plugin `name` with this id. The example's own name and id are replaced
/// wherever they stand, and its licence line is left out: the new project is its author's.
/// Precondition: both are good names.
std::vector<project_file> files_of(const project_template& from, std::string_view name,
                                   std::string_view id);

/// Makes `folder`, which must not exist, with those files; parents are made as needed. On a failure
/// nothing is left of it.
std::optional<failure> write_project(const std::filesystem::path& folder,
                                     const std::vector<project_file>& files);

} // namespace dovetail::plugin_tool
