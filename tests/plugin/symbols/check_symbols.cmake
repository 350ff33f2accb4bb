# SPDX-License-Identifier: Apache-2.0
# A plugin exports one symbol, none of it is unique, and it imports nothing that opens sockets or
# files, starts threads, reads clocks or makes random numbers; nor does it need other libraries.
cmake_minimum_required(VERSION 3.25)

# C functions, without their version. One alternative a line of thought.
set(forbidden_c
    "open|open64|openat|openat64|creat|creat64|fopen|fopen64|freopen|fdopen|opendir|popen|shm_open|mkstemp|tmpfile|unlink|rename|mkdir"
    "read|write|pread|pwrite|readv|writev|ioctl|mmap|mmap64|dlopen|dlmopen"
    "socket|socketpair|connect|bind|listen|accept|accept4|send|sendto|sendmsg|recv|recvfrom|recvmsg|getaddrinfo|gethostbyname|poll|ppoll|select|pselect|epoll_.*|eventfd|pipe|pipe2"
    "pthread_create|thrd_create|clone|fork|vfork|execv.*|execl.*|posix_spawn.*|system"
    "time|clock|clock_gettime|clock_gettime64|gettimeofday|timespec_get|ftime|localtime.*|gmtime.*|sleep|usleep|nanosleep|clock_nanosleep|timer_.*|alarm|setitimer"
    "getrandom|getentropy|arc4random.*|rand|rand_r|srand|random|random_r|srandom|[dlejmn]rand48(_r)?"
    "getenv|secure_getenv|setenv|exit|_exit|quick_exit|abort_handler|signal|sigaction"
    "SSL_.*|sqlite3_.*")
# The same in C++, mangled: std::chrono clocks, random_device, thread, filesystem, fstream.
set(forbidden_cxx
    "_ZNSt6chrono.*3nowEv" "_ZNSt13random_device.*" "_ZNSt6thread.*" "_ZNSt10filesystem.*"
    "_ZNKSt10filesystem.*" "_ZNSt12__basic_fileI.*" "_ZN?K?St1[34]basic_[a-z]*fstream.*"
    "_ZNSt13basic_filebuf.*" "_ZSt4cout" "_ZSt4cerr" "_ZSt3cin")
set(allowed_libraries "^(libstdc\\+\\+|libgcc_s|libc|libm|ld-linux.*|lib(a|t|l|ub)san)\\.so")

function(complain plugin text)
    message(SEND_ERROR "${plugin}: ${text}")
endfunction()

function(check_import plugin name)
    string(REGEX REPLACE "@.*" "" plain "${name}")
    foreach(pattern ${forbidden_c} ${forbidden_cxx})
        if(plain MATCHES "^(${pattern})$")
            complain(${plugin} "imports ${name}: a plugin owns no socket, file, thread, clock or \
random number; ask the host by a step instead")
        endif()
    endforeach()
endfunction()

function(check_symbols plugin file)
    execute_process(COMMAND ${READELF} -W --dyn-syms ${file}
                    OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
    string(REPLACE "\n" ";" lines "${table}")
    set(exports "")
    foreach(line ${lines})
        #  Num: Value Size Type Bind Vis Ndx Name
        if(NOT line MATCHES "^ *[0-9]+: +[0-9a-f]+ +[0-9a-fx]+ +([A-Z_]+) +([A-Z_]+) +[A-Z]+ +([A-Z0-9]+) +([^ ]+)")
            continue()
        endif()
        set(bind ${CMAKE_MATCH_2})
        set(section ${CMAKE_MATCH_3})
        set(name ${CMAKE_MATCH_4})
        if(line MATCHES " UNIQUE ")
            complain(${plugin} "has the unique symbol ${name}: it would stay mapped for ever")
        endif()
        if(section STREQUAL "UND")
            check_import(${plugin} ${name})
        elseif(NOT bind STREQUAL "LOCAL")
            list(APPEND exports ${name})
        endif()
    endforeach()
    if(NOT exports STREQUAL "dovetail_plugin_entry")
        complain(${plugin} "exports \"${exports}\"; it must export dovetail_plugin_entry alone")
    endif()
endfunction()

function(check_libraries plugin file)
    execute_process(COMMAND ${READELF} -W -d ${file}
                    OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL "NEEDED[^\n]*" needed "${table}")
    foreach(line ${needed})
        string(REGEX REPLACE ".*\\[(.*)\\].*" "\\1" library "${line}")
        if(NOT library MATCHES "${allowed_libraries}")
            complain(${plugin} "needs ${library}: link it statically, or do without")
        endif()
    endforeach()
endfunction()

list(TRANSFORM PLUGIN_DIRS APPEND /*.so)
file(GLOB plugins ${PLUGIN_DIRS})
if(NOT plugins)
    message(FATAL_ERROR "no plugin in ${PLUGIN_DIRS}: build all targets first")
endif()
foreach(file ${plugins})
    get_filename_component(plugin ${file} NAME)
    check_symbols(${plugin} ${file})
    check_libraries(${plugin} ${file})
    message(STATUS "${plugin} read")
endforeach()
