// SPDX-License-Identifier: Apache-2.0
// System calls that end the child that makes them, with the names they are reported by. Files are
// not among them: opening one is refused with an error code, since libraries try it and go on.
#pragma once

#include <sys/syscall.h>

#include <array>
#include <string_view>

namespace dovetail::host::isolated {

struct forbidden_call
{
    long number;
    std::string_view name;
};

inline constexpr std::array forbidden_calls{
    // the network
    forbidden_call{SYS_socket, "socket"},
    forbidden_call{SYS_socketpair, "socketpair"},
    forbidden_call{SYS_connect, "connect"},
    forbidden_call{SYS_bind, "bind"},
    forbidden_call{SYS_listen, "listen"},
    forbidden_call{SYS_io_uring_setup, "io_uring_setup"},
    // other programs, and threads
    forbidden_call{SYS_execve, "execve"},
    forbidden_call{SYS_execveat, "execveat"},
    forbidden_call{SYS_clone, "clone"},
    forbidden_call{SYS_clone3, "clone3"},
#ifdef SYS_fork
    forbidden_call{SYS_fork, "fork"},
    forbidden_call{SYS_vfork, "vfork"},
#endif
    forbidden_call{SYS_kill, "kill"},
    forbidden_call{SYS_ptrace, "ptrace"},
    forbidden_call{SYS_process_vm_readv, "process_vm_readv"},
    forbidden_call{SYS_process_vm_writev, "process_vm_writev"},
    // the machine
    forbidden_call{SYS_bpf, "bpf"},
    forbidden_call{SYS_mount, "mount"},
    forbidden_call{SYS_unshare, "unshare"},
    forbidden_call{SYS_setns, "setns"},
    forbidden_call{SYS_perf_event_open, "perf_event_open"},
    forbidden_call{SYS_userfaultfd, "userfaultfd"},
};

} // namespace dovetail::host::isolated
