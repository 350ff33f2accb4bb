# SPDX-License-Identifier: Apache-2.0
# step(<what> <command>...): runs one step of a test; when it fails the test ends with all it said.
# What it printed is in step_output.
function(step what)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "${what} failed (${code}):\n${out}\n${err}")
    endif()
    set(step_output "${out}" PARENT_SCOPE)
endfunction()

# configure(<what> <source> <build> <option>...): with the package in PREFIX, and nothing else of it.
function(configure what source build)
    step("Configuring ${what}" ${CMAKE_COMMAND} -G ${GENERATOR} -S ${source} -B ${build}
         -D CMAKE_PREFIX_PATH=${PREFIX}
         -D CMAKE_C_COMPILER_LAUNCHER=${LAUNCHER} -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}
         # The package must do with what it installed: no look into other packages' registries.
         -D CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF ${ARGN})
endfunction()
