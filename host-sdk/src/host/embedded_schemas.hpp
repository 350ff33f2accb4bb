// SPDX-License-Identifier: Apache-2.0
// The files of docs/schema as texts; the build makes the source (embed_schemas.cmake).
#pragma once

#include <string_view>

namespace dovetail::host {

extern const std::string_view embedded_manifest_schema;
extern const std::string_view embedded_plugin_manifest_schema;

} // namespace dovetail::host
