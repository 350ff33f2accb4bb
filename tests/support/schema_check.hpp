// SPDX-License-Identifier: Apache-2.0
// A plugin's published schema, as a validator of the outside world reads it.
#pragma once

#include <string>
#include <string_view>

namespace dovetail::test {

/// Whether a JSON text is valid by the JSON Schema (draft 7) in a file. Throws on what is no JSON.
bool matches_schema(const std::string& schema_file, std::string_view configuration);

} // namespace dovetail::test
