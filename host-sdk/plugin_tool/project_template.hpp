// SPDX-License-Identifier: Apache-2.0
// The examples that `dovetail-plugin new` makes projects of. They are real plugins of this
// repository (examples/), built and judged there, and embedded when this program is built.
#pragma once

#include <span>
#include <string_view>

namespace dovetail::plugin_tool {

struct template_file
{
    std::string_view path; ///< a name without folders, e.g. "CMakeLists.txt"
    std::string_view text;
};

struct project_template
{
    std::string_view kind;     ///< "connector" or "mapper"
    std::string_view language; ///< "c++" or "c"
    std::string_view name;     ///< what the example is called, in its texts and files' names
    std::string_view id;       ///< its plugin's id
    std::span<const template_file> files;
};

/// One for each kind and language.
extern const std::span<const project_template> project_templates;

} // namespace dovetail::plugin_tool
