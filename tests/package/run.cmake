# SPDX-License-Identifier: Apache-2.0
# cmake -D … -P run.cmake: the steps of the test, each with its own message when it fails.
cmake_minimum_required(VERSION 3.25)

function(step what)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "${what} failed (${code}):\n${out}\n${err}")
    endif()
    set(step_output "${out}" PARENT_SCOPE)
endfunction()

# A file that an earlier version installed must not help this one.
file(REMOVE_RECURSE ${WORK}/prefix ${WORK}/build ${WORK}/example)
step("Building the libraries" ${CMAKE_COMMAND} --build ${BUILD}
     --target dovetail_host dovetail_http dovetail_sync dovetail-plugin dovetail-plugin-host)
step("Installing" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix --component sdk)
step("Configuring the outside project" ${CMAKE_COMMAND} -G ${GENERATOR} -S ${OUTSIDE}
     -B ${WORK}/build -D CMAKE_PREFIX_PATH=${WORK}/prefix -D CMAKE_CXX_COMPILER=${COMPILER}
     -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -D CMAKE_BUILD_TYPE=${BUILD_TYPE}
     -D CMAKE_CXX_FLAGS=${FLAGS}
     # The package must do with what it installed: no look into other packages' registries.
     -D CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF)
step("Building the outside project" ${CMAKE_COMMAND} --build ${WORK}/build)
step("Running its host" ${WORK}/build/outside_host ${WORK}/build)
if(NOT step_output STREQUAL "hello from outside\n")
    message(FATAL_ERROR "The plugin delivered \"${step_output}\".")
endif()

# A connector of some size with nothing but the package.
step("Configuring the CalDAV connector" ${CMAKE_COMMAND} -G ${GENERATOR} -S ${EXAMPLE}
     -B ${WORK}/example -D CMAKE_PREFIX_PATH=${WORK}/prefix -D CMAKE_CXX_COMPILER=${COMPILER}
     -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -D CMAKE_BUILD_TYPE=${BUILD_TYPE}
     -D CMAKE_CXX_FLAGS=${FLAGS} -D CMAKE_C_FLAGS=${FLAGS}
     -D CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF)
step("Building the CalDAV connector" ${CMAKE_COMMAND} --build ${WORK}/example)
foreach(file caldav_connector.so caldav_connector.plugin.json)
    if(NOT EXISTS ${WORK}/example/${file})
        message(FATAL_ERROR "Building the CalDAV connector made no ${file}.")
    endif()
endforeach()
