# SPDX-License-Identifier: Apache-2.0
# dovetail_add_plugin(
#     TARGET <target>                  the library is <target>.so, its manifest <target>.plugin.json
#     ID <id>                          e.g. example.connector
#     VERSION <semantic version>
#     PROVIDES connector|mapper|<extension id>...
#     SOURCES <file>...
#     [CONFIG_SCHEMA <file>]           JSON Schema of the configuration; none: anything goes
#     [REQUIRES <extension id>...]     what the host must offer, e.g. dovetail.log/1
#     [LIBRARIES <target>...]          static or interface libraries
#     [BOOST_JSON])                    link Boost.JSON, compiled in
#
# Builds a plugin that can be swapped while its host runs: one exported symbol, nothing unique or
# interposable, every symbol resolved at link time. Library and manifest lie in
# ${DOVETAIL_PLUGIN_DIR}, or in the current binary directory if that is not set.
# C and C++ sources see DOVETAIL_PLUGIN_ID and DOVETAIL_PLUGIN_VERSION as string literals.
#
# dovetail_add_conformance(<its target> [CONVERSATION <file>] [CONFIGURATION <file>])
#
# A ctest, conform_<target>: does the plugin keep the contract? Runs `dovetail-plugin conform`.
#
# The file is also the script that writes the manifest after linking (cmake -P), so that one file is
# all an outside project needs.

# ── the script ───────────────────────────────────────────────────────────────────────────────────
if(DOVETAIL_WRITE_MANIFEST)
    cmake_minimum_required(VERSION 3.25)
    # Appends each of a ;-list as texts to the array `member` of the JSON object in `json`.
    macro(append_texts member items)
        string(JSON json SET "${json}" ${member} "[]")
        set(index 0)
        foreach(item ${items})
            string(JSON json SET "${json}" ${member} ${index} "\"${item}\"")
            math(EXPR index "${index} + 1")
        endforeach()
    endmacro()

    set(schema "{\"type\": \"object\"}")
    if(CONFIG_SCHEMA)
        file(READ "${CONFIG_SCHEMA}" schema)
        string(JSON type ERROR_VARIABLE problem TYPE "${schema}")
        if(problem)
            message(FATAL_ERROR "${CONFIG_SCHEMA} is no JSON: ${problem}")
        endif()
    endif()
    file(SHA256 "${LIBRARY}" digest)
    get_filename_component(library_name "${LIBRARY}" NAME)

    set(json "{}")
    string(JSON json SET "${json}" "$schema" "\"${MANIFEST_SCHEMA}\"")
    string(JSON json SET "${json}" manifest_version 1)
    string(JSON json SET "${json}" id "\"${ID}\"")
    string(JSON json SET "${json}" version "\"${VERSION}\"")
    string(JSON json SET "${json}" abi "{\"oldest\": ${ABI_OLDEST}, \"newest\": ${ABI_NEWEST}}")
    string(JSON json SET "${json}" library "\"${library_name}\"")
    string(JSON json SET "${json}" sha256 "\"${digest}\"")
    append_texts(provides "${PROVIDES}")
    append_texts(requires "${REQUIRES}")
    string(JSON json SET "${json}" configuration "${schema}")
    string(JSON json SET "${json}" swap "{\"mode\": \"overlap\", \"resident\": false}")
    # A host may look while we write: it sees the old manifest or the whole new one.
    file(WRITE "${OUTPUT}.part" "${json}\n")
    file(RENAME "${OUTPUT}.part" "${OUTPUT}")
    return()
endif()

# ── the function ─────────────────────────────────────────────────────────────────────────────────
set(DOVETAIL_PLUGIN_SCRIPT "${CMAKE_CURRENT_LIST_FILE}" CACHE INTERNAL "")
set(DOVETAIL_PLUGIN_MANIFEST_SCHEMA "https://dovetail.dev/schema/plugin-1.json"
    CACHE STRING "What \"$schema\" in the manifests of plugins says")
mark_as_advanced(DOVETAIL_PLUGIN_MANIFEST_SCHEMA)

# dovetail_plugin_flags(<target>): flags of a static library that is linked into a plugin.
function(dovetail_plugin_flags target)
    set_target_properties(${target} PROPERTIES
        POSITION_INDEPENDENT_CODE ON
        C_VISIBILITY_PRESET hidden
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON)
    # Unique symbols would keep the library mapped for ever and share its statics with its successor.
    target_compile_options(${target} PRIVATE
        $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
endfunction()

# dovetail_plugin_json(): makes the target dovetail_plugin_json, for such a library to link.
# Boost.JSON as a static library, compiled once for all plugins of a build. A plugin must not import
# the shared one: two plugins of one process may have been built with two versions of it.
function(dovetail_plugin_json)
    if(TARGET dovetail_plugin_json)
        return()
    endif()
    find_package(Boost REQUIRED)
    set(source "${CMAKE_BINARY_DIR}/dovetail_plugin_json.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "#include <boost/json/src.hpp>\n" @ONLY)
    add_library(dovetail_plugin_json STATIC EXCLUDE_FROM_ALL "${source}")
    target_link_libraries(dovetail_plugin_json PUBLIC Boost::headers)
    target_compile_features(dovetail_plugin_json PUBLIC cxx_std_20)
    dovetail_plugin_flags(dovetail_plugin_json)
endfunction()

function(dovetail_add_plugin)
    cmake_parse_arguments(PARSE_ARGV 0 ARG "BOOST_JSON" "TARGET;ID;VERSION;CONFIG_SCHEMA"
                          "PROVIDES;SOURCES;REQUIRES;LIBRARIES")
    foreach(needed TARGET ID VERSION PROVIDES SOURCES)
        if(NOT ARG_${needed})
            message(FATAL_ERROR "dovetail_add_plugin: ${needed} is missing")
        endif()
    endforeach()
    if(ARG_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "dovetail_add_plugin: unknown arguments: ${ARG_UNPARSED_ARGUMENTS}")
    endif()
    list(TRANSFORM ARG_PROVIDES REPLACE "^(connector|mapper)$" "dovetail.\\1/1")
    set(folder "${CMAKE_CURRENT_BINARY_DIR}")
    if(DOVETAIL_PLUGIN_DIR)
        set(folder "${DOVETAIL_PLUGIN_DIR}")
    endif()

    add_library(${ARG_TARGET} MODULE ${ARG_SOURCES})
    set_target_properties(${ARG_TARGET} PROPERTIES
        PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY "${folder}")
    target_compile_definitions(${ARG_TARGET} PRIVATE
        DOVETAIL_PLUGIN_ID="${ARG_ID}" DOVETAIL_PLUGIN_VERSION="${ARG_VERSION}")
    _dovetail_link_interface(${ARG_TARGET})
    target_link_libraries(${ARG_TARGET} PRIVATE ${ARG_LIBRARIES})
    if(ARG_BOOST_JSON)
        dovetail_plugin_json()
        target_link_libraries(${ARG_TARGET} PRIVATE dovetail_plugin_json)
    endif()
    dovetail_plugin_flags(${ARG_TARGET})
    _dovetail_link_plugin(${ARG_TARGET})
    _dovetail_write_manifest()
endfunction()

# The kit's headers, for C++ only: a project in C alone knows no C++ standard that they could ask for.
function(_dovetail_link_interface target)
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    if(CXX IN_LIST languages)
        target_link_libraries(${target} PRIVATE dovetail::kit)
    else()
        target_link_libraries(${target} PRIVATE dovetail::abi)
    endif()
    # This repository's own warnings are errors; which an outside project wants is its own business.
    if(TARGET dovetail_warnings)
        target_link_libraries(${target} PRIVATE dovetail_warnings)
    endif()
endfunction()

function(_dovetail_link_plugin target)
    set(exports "${CMAKE_CURRENT_BINARY_DIR}/${target}.version")
    file(CONFIGURE OUTPUT "${exports}"
         CONTENT "{ global: dovetail_plugin_entry; local: *; };\n" @ONLY)
    target_link_options(${target} PRIVATE
        "LINKER:--version-script=${exports}" "LINKER:--exclude-libs,ALL")
    # Clang leaves the symbols of its sanitizers to the program.
    if(NOT (CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_FLAGS MATCHES "-fsanitize"))
        target_link_options(${target} PRIVATE "LINKER:-z,defs")
    endif()
endfunction()

# Called by dovetail_add_plugin, with its variables.
function(_dovetail_write_manifest)
    set(manifest "${folder}/${ARG_TARGET}.plugin.json")
    set(schema "")
    if(ARG_CONFIG_SCHEMA)
        get_filename_component(schema "${ARG_CONFIG_SCHEMA}" ABSOLUTE)
        set_property(TARGET ${ARG_TARGET} APPEND PROPERTY LINK_DEPENDS "${schema}")
    endif()
    set_property(TARGET ${ARG_TARGET} APPEND PROPERTY LINK_DEPENDS "${DOVETAIL_PLUGIN_SCRIPT}")
    set_property(TARGET ${ARG_TARGET} PROPERTY DOVETAIL_PLUGIN_MANIFEST "${manifest}")
    add_custom_command(TARGET ${ARG_TARGET} POST_BUILD
        COMMAND ${CMAKE_COMMAND}
            -D DOVETAIL_WRITE_MANIFEST=1
            -D "LIBRARY=$<TARGET_FILE:${ARG_TARGET}>"
            -D "OUTPUT=${manifest}"
            -D "MANIFEST_SCHEMA=${DOVETAIL_PLUGIN_MANIFEST_SCHEMA}"
            -D "ID=${ARG_ID}" -D "VERSION=${ARG_VERSION}" -D ABI_OLDEST=1 -D ABI_NEWEST=1
            -D "PROVIDES=${ARG_PROVIDES}" -D "REQUIRES=${ARG_REQUIRES}"
            -D "CONFIG_SCHEMA=${schema}"
            -P "${DOVETAIL_PLUGIN_SCRIPT}"
        BYPRODUCTS "${manifest}"
        VERBATIM)
endfunction()

function(dovetail_add_conformance target)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "CONVERSATION;CONFIGURATION" "")
    get_target_property(manifest ${target} DOVETAIL_PLUGIN_MANIFEST)
    if(ARG_UNPARSED_ARGUMENTS OR NOT manifest)
        message(FATAL_ERROR "dovetail_add_conformance: ${target} is no target of "
                            "dovetail_add_plugin, or unknown arguments: ${ARG_UNPARSED_ARGUMENTS}")
    endif()
    set(files)
    foreach(kind CONVERSATION CONFIGURATION)
        if(ARG_${kind})
            string(TOLOWER ${kind} option)
            get_filename_component(file "${ARG_${kind}}" ABSOLUTE)
            list(APPEND files --${option} "${file}")
        endif()
    endforeach()
    # One seed, so that a test that failed fails again; the limits leave room for sanitizers.
    add_test(NAME conform_${target}
        COMMAND $<TARGET_FILE:dovetail::dovetail-plugin> conform "${manifest}" --seed 1
                --time-limit 600 ${files})
    set_tests_properties(conform_${target} PROPERTIES TIMEOUT 3600)
endfunction()
