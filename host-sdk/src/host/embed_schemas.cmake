# SPDX-License-Identifier: Apache-2.0
# cmake -DMANIFEST=file -DPLUGIN_MANIFEST=file -DOUT=file.cpp -P embed_schemas.cmake
# Writes both schemas into one source as raw string literals.
file(READ ${MANIFEST} manifest)
file(READ ${PLUGIN_MANIFEST} plugin_manifest)
file(WRITE ${OUT} "// Made by the build from docs/schema.
#include \"embedded_schemas.hpp\"

namespace dovetail::host {

const std::string_view embedded_manifest_schema = R\"schema(${manifest})schema\";

const std::string_view embedded_plugin_manifest_schema = R\"schema(${plugin_manifest})schema\";

} // namespace dovetail::host
")
