# SPDX-License-Identifier: Apache-2.0
# What may be chosen when configuring, and the warnings everything is compiled with.
option(DOVETAIL_BUILD_TESTS "Build the sandbox, the examples and the tests" ON)
option(DOVETAIL_BUILD_BENCHMARKS "Build the benchmarks" OFF)
option(DOVETAIL_BUILD_FUZZERS "Build the fuzzers (Clang)" OFF)
set(DOVETAIL_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(check_plugins OFF)
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    set(check_plugins ON)
endif()
option(DOVETAIL_CHECK_PLUGINS
       "Check every call between host and plugins, unless the manifest says otherwise (docs/abi.md)"
       ${check_plugins})

add_library(dovetail_warnings INTERFACE)
add_library(dovetail::warnings ALIAS dovetail_warnings)
target_compile_options(dovetail_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees overlaps in "text" + std::string that are not there (GCC bug 105651), and takes
    # Asio's operator delete of coroutine frames for one that does not match its operator new.
    target_compile_options(dovetail_warnings INTERFACE
        -Wno-restrict $<$<COMPILE_LANGUAGE:CXX>:-Wno-mismatched-new-delete>)
endif()

if(DOVETAIL_SANITIZE)
    add_compile_options(-fsanitize=${DOVETAIL_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${DOVETAIL_SANITIZE})
    # The instrumented code makes GCC 12 lose track of what is initialised; the plain builds warn.
    target_compile_options(dovetail_warnings INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    if(DOVETAIL_SANITIZE MATCHES "thread")
        # ThreadSanitizer does not see Asio's fences, nor need them: a mutex is beside each.
        target_compile_options(dovetail_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    endif()
endif()
