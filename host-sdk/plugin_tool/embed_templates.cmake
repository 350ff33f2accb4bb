# SPDX-License-Identifier: Apache-2.0
# cmake -D OUT=<file.cpp> -D EXAMPLES=<folder> -D "TEMPLATES=<kind>|<language>|<folder>|<name>;…"
#       -P embed_templates.cmake
# Writes the examples into one source, file by file, as raw string literals: the program carries what
# `dovetail-plugin new` writes, wherever it is installed.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/template_files.cmake)

set(arrays)
set(entries)
foreach(template ${TEMPLATES})
    string(REPLACE "|" ";" parts "${template}")
    list(GET parts 0 kind)
    list(GET parts 1 language)
    list(GET parts 2 folder)
    list(GET parts 3 name)
    string(APPEND arrays "const template_file ${folder}[] = {\n")
    template_files(files ${EXAMPLES}/${folder})
    foreach(file ${files})
        file(READ ${EXAMPLES}/${folder}/${file} text)
        string(APPEND arrays "    {\"${file}\", R\"template(${text})template\"},\n")
    endforeach()
    string(APPEND arrays "};\n")
    string(APPEND entries
           "    {\"${kind}\", \"${language}\", \"${name}\", \"example.${name}\", ${folder}},\n")
endforeach()
file(WRITE ${OUT} "// Made by the build from examples/.
#include \"plugin_tool/project_template.hpp\"

namespace dovetail::plugin_tool {
namespace {

${arrays}
const project_template all[] = {
${entries}};

} // namespace

const std::span<const project_template> project_templates{all};

} // namespace dovetail::plugin_tool
")
