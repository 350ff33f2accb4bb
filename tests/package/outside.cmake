# SPDX-License-Identifier: Apache-2.0
# cmake -D … -P outside.cmake: the steps of the test, each with its own message when it fails.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/step.cmake)

set(options -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_BUILD_TYPE=${BUILD_TYPE}
    -D CMAKE_CXX_FLAGS=${FLAGS} -D CMAKE_C_FLAGS=${FLAGS})
file(REMOVE_RECURSE ${WORK}/build ${WORK}/example)
configure("the outside project" ${OUTSIDE} ${WORK}/build ${options})
step("Building the outside project" ${CMAKE_COMMAND} --build ${WORK}/build)
step("Running its host" ${WORK}/build/outside_host ${WORK}/build)
if(NOT step_output STREQUAL "hello from outside\n")
    message(FATAL_ERROR "The plugin delivered \"${step_output}\".")
endif()

# A connector of some size with nothing but the package.
configure("the CalDAV connector" ${EXAMPLE} ${WORK}/example ${options})
step("Building the CalDAV connector" ${CMAKE_COMMAND} --build ${WORK}/example)
foreach(file caldav_connector.so caldav_connector.plugin.json)
    if(NOT EXISTS ${WORK}/example/${file})
        message(FATAL_ERROR "Building the CalDAV connector made no ${file}.")
    endif()
endforeach()
