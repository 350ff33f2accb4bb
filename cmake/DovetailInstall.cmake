# SPDX-License-Identifier: Apache-2.0
# `cmake --install`: what an outside project needs to write plugins, or to be a host of its own.
#   find_package(dovetail REQUIRED)   gives dovetail::abi, ::kit, ::host, ::http, ::sync, the program
#                                     dovetail::dovetail-plugin, dovetail_add_conformance() and
#                                     dovetail_add_plugin()
# Included last, when all targets exist.
include(CMakePackageConfigHelpers)

set(dovetail_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/dovetail)

# `warnings` is how the libraries were built, nothing that reaches users of them; it is in the export
# because CMake wants every target that is linked to be.
set(dovetail_exported_targets)
foreach(name abi kit asio host swap http store sync warnings)
    if(TARGET dovetail_${name})
        list(APPEND dovetail_exported_targets dovetail_${name})
    endif()
endforeach()

install(TARGETS ${dovetail_exported_targets} EXPORT dovetail
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(EXPORT dovetail NAMESPACE dovetail:: DESTINATION ${dovetail_package_dir} COMPONENT sdk)
foreach(headers plugin/include/dovetail host-sdk/include/dovetail)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
            COMPONENT sdk FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/dovetail
        COMPONENT sdk)

configure_package_config_file(
    ${PROJECT_SOURCE_DIR}/cmake/dovetailConfig.cmake.in
    ${CMAKE_CURRENT_BINARY_DIR}/dovetailConfig.cmake
    INSTALL_DESTINATION ${dovetail_package_dir})
# Until 1.0 a minor version may change the library's interface.
write_basic_package_version_file(
    ${CMAKE_CURRENT_BINARY_DIR}/dovetailConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
        ${CMAKE_CURRENT_BINARY_DIR}/dovetailConfig.cmake
        ${CMAKE_CURRENT_BINARY_DIR}/dovetailConfigVersion.cmake
        ${PROJECT_SOURCE_DIR}/cmake/DovetailPlugin.cmake
        DESTINATION ${dovetail_package_dir} COMPONENT sdk)
