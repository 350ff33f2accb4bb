// SPDX-License-Identifier: Apache-2.0
// What a plugin manifest says, for people and for scripts; the same in every program.
#pragma once

#include <dovetail/host/plugin_manifest.hpp>

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

namespace dovetail::app {

/// {"id","version","file","library","sha256","abi","provides","requires","swap","resident",
/// "signature","configuration"}; see docs/command-line.md.
boost::json::object json_plugin(const host::plugin_manifest& about);

boost::json::array json_texts(const std::vector<std::string>& all);

/// The same as aligned lines, without the configuration's schema: that is plugin_schema().
std::vector<std::string> plugin_lines(const host::plugin_manifest& about);

/// The JSON Schema of the configuration, indented, in lines.
std::vector<std::string> plugin_schema(const host::plugin_manifest& about);

/// "manifest   /opt/plugins/x.plugin.json": a fact among others; the text is made printable.
std::string fact_line(std::string_view name, std::string_view text);

/// "one, two", or "nothing".
std::string joined(const std::vector<std::string>& all);

/// A text of several lines as single printable ones.
std::vector<std::string> printable_lines(std::string_view text);

} // namespace dovetail::app
