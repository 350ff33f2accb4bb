# SPDX-License-Identifier: Apache-2.0
# cmake -D BUILD=… -D PREFIX=… -P install.cmake: puts the package there, for the tests beside this.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/step.cmake)

# A file that an earlier version installed must not help this one.
file(REMOVE_RECURSE ${PREFIX})
step("Building the libraries" ${CMAKE_COMMAND} --build ${BUILD}
     --target dovetail_host dovetail_http dovetail_sync dovetail-plugin dovetail-plugin-host)
step("Installing" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} --component sdk)
