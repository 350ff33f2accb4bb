# SPDX-License-Identifier: Apache-2.0
# Installs exactly what package-lock.json names into TO, unless that was done already.
# usage: cmake -DNPM=… -DFROM=… -DTO=… -P install.cmake
file(SHA256 ${FROM}/package-lock.json wanted)
set(mark ${TO}/node_modules/.installed)
if(EXISTS ${mark})
    file(READ ${mark} present)
    if(present STREQUAL wanted)
        return()
    endif()
endif()
file(COPY ${FROM}/package.json ${FROM}/package-lock.json DESTINATION ${TO})
execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
    WORKING_DIRECTORY ${TO} RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "npm ci failed in ${TO}: is this machine online, or npm's cache filled?")
endif()
file(WRITE ${mark} ${wanted})
