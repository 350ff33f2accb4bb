# SPDX-License-Identifier: Apache-2.0
# dovetail_add_test(NAME <name> SOURCES <file>... [LIBRARIES <target>...] [ENVIRONMENT <VAR=value>...]
#                   [LABELS <label>...] [TIMEOUT <seconds>])
#
# Those with the label `threads` are run under ThreadSanitizer too; the target `threads` builds them.
#
# One Boost.Test program and one ctest of the same name; sources include <boost/test/unit_test.hpp>
# and define no main. Run one case alone with: build/<preset>/tests/<name> --run_test=<suite>/<case>
if(DOVETAIL_BUILD_TESTS)
    add_custom_target(threads)
    add_library(dovetail_test_main STATIC
        ${CMAKE_CURRENT_LIST_DIR}/../tests/support/test_main.cpp
        ${CMAKE_CURRENT_LIST_DIR}/../tests/support/temporary_folder.cpp)
    target_include_directories(dovetail_test_main PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../tests)
    target_link_libraries(dovetail_test_main PUBLIC Boost::unit_test_framework)
    target_compile_definitions(dovetail_test_main PUBLIC BOOST_TEST_DYN_LINK)
endif()

function(dovetail_add_test)
    cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "SOURCES;LIBRARIES;ENVIRONMENT;LABELS" ${ARGN})
    add_executable(${ARG_NAME} ${ARG_SOURCES})
    set_target_properties(${ARG_NAME} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_include_directories(${ARG_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    # Tests are compiled more often than their own code is run: half the time to compile.
    target_compile_options(${ARG_NAME} PRIVATE $<$<CONFIG:Debug>:-O0>)
    if("threads" IN_LIST ARG_LABELS)
        add_dependencies(threads ${ARG_NAME})
    endif()
    target_link_libraries(${ARG_NAME} PRIVATE
        ${ARG_LIBRARIES} dovetail_test_main dovetail::warnings)
    add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME} --log_level=test_suite --report_level=short)
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 900)
    endif()
    set_tests_properties(${ARG_NAME} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
    if(ARG_ENVIRONMENT)
        set_tests_properties(${ARG_NAME} PROPERTIES ENVIRONMENT "${ARG_ENVIRONMENT}")
    endif()
endfunction()
