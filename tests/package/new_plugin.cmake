# SPDX-License-Identifier: Apache-2.0
# cmake -D KIND=… -D LANGUAGE=… -D … -P new_plugin.cmake: what the author of a plugin does first, with
# the installed package: begin a project, configure, build, judge, and have a host load it.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/step.cmake)

set(name my-${KIND})
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
step("Beginning a project" ${PREFIX}/bin/dovetail-plugin new ${KIND} ${name} --language ${LANGUAGE}
     --id org.example.${name} --directory ${WORK}/${name})
if(NOT step_output MATCHES "-D CMAKE_PREFIX_PATH=${PREFIX}\n")
    message(FATAL_ERROR "It does not tell where its package is:\n${step_output}")
endif()

# Nothing of the example's own name or licence is left.
execute_process(COMMAND grep -rniE "todo_(list|feed)|(title|task)_mapper|SPDX" ${WORK}/${name}
                OUTPUT_VARIABLE left)
if(left)
    message(FATAL_ERROR "The project still says:\n${left}")
endif()
step("Beginning it in git" git init -q ${WORK}/${name})

# The author's own warnings, as errors: the templates have none.
configure("the project" ${WORK}/${name} ${WORK}/${name}/build
          -D CMAKE_C_FLAGS=-Werror -D CMAKE_CXX_FLAGS=-Werror)
step("Building the project" ${CMAKE_COMMAND} --build ${WORK}/${name}/build)
step("Asking git what is new" git -C ${WORK}/${name} status --porcelain --untracked-files=all)
if(step_output MATCHES "build/")
    message(FATAL_ERROR "What is built is not ignored by git:\n${step_output}")
endif()
step("Judging the plugin" ${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/${name}/build --verbose
     --no-tests=error)
string(REGEX MATCH "[0-9]+ cases: [^\n]*" said "${step_output}")
# Each project has a conversation, so that nothing is skipped but what it does not do: a connector of
# a first version converts no cursors.
string(REGEX REPLACE "skipped +[a-z_]+ +it converts no cursors" "" rest "${step_output}")
if(NOT said MATCHES "passed, 0 failed" OR rest MATCHES "skipped  ")
    message(FATAL_ERROR "The judge said: ${said}\n${step_output}")
endif()

# A host finds it, and takes what it makes: a connector is checked with its configuration.
file(WRITE ${WORK}/manifest.json "{\"manifest_version\": 1,
    \"plugins\": {\"search\": [\"${name}/build\"]}}\n")
step("Listing the plugins of a host" ${HOST} plugins list --manifest ${WORK}/manifest.json)
if(NOT step_output MATCHES "org\\.example\\.${name}")
    message(FATAL_ERROR "The host does not list it:\n${step_output}")
endif()
set(configuration "{}")
if(KIND STREQUAL connector)
    set(configuration "{\"path\": \"/todos\"}")
endif()
file(WRITE ${WORK}/configuration.json "${configuration}\n")
step("Loading the plugin" ${PREFIX}/bin/dovetail-plugin inspect
     ${WORK}/${name}/build/${name}.plugin.json --load
     --configuration ${WORK}/configuration.json)
if(NOT step_output MATCHES "speaks +version 1\n" OR NOT step_output MATCHES
   "makes +dovetail\\.${KIND}/1: ")
    message(FATAL_ERROR "The plugin was not loaded, or makes no ${KIND}:\n${step_output}")
endif()
