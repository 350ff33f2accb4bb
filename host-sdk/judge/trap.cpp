// SPDX-License-Identifier: Apache-2.0
#include "judge/trap.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <vector>

namespace dovetail::judge {
namespace {

struct named_call
{
    int number;
    const char* name;
};

constexpr std::array calls{named_call{SYS_openat, "openat"},
                           named_call{SYS_socket, "socket"},
                           named_call{SYS_socketpair, "socketpair"},
                           named_call{SYS_clone, "clone"},
                           named_call{SYS_clone3, "clone3"},
                           named_call{SYS_execve, "execve"},
                           named_call{SYS_pipe2, "pipe2"},
                           named_call{SYS_eventfd2, "eventfd2"},
                           named_call{SYS_timer_create, "timer_create"},
                           named_call{SYS_timerfd_create, "timerfd_create"},
                           named_call{SYS_setitimer, "setitimer"},
                           named_call{SYS_nanosleep, "nanosleep"},
                           named_call{SYS_clock_nanosleep, "clock_nanosleep"},
                           named_call{SYS_getrandom, "getrandom"},
                           named_call{SYS_kill, "kill"},
                           named_call{SYS_connect, "connect"},
                           named_call{SYS_unlinkat, "unlinkat"},
                           named_call{SYS_mkdirat, "mkdirat"},
#ifdef SYS_open
                           named_call{SYS_open, "open"},
                           named_call{SYS_creat, "creat"},
                           named_call{SYS_pipe, "pipe"},
                           named_call{SYS_fork, "fork"},
                           named_call{SYS_vfork, "vfork"},
                           named_call{SYS_unlink, "unlink"},
                           named_call{SYS_mkdir, "mkdir"},
#endif
                           named_call{SYS_renameat2, "renameat2"}};

volatile std::sig_atomic_t first_call = -1;
bool trapped = false;

/// The filter sends SIGSYS in place of the call; its result is made here.
void on_trap(int, siginfo_t* about, void* context)
{
    if (first_call < 0) first_call = about->si_syscall;
    auto& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    machine.gregs[REG_RAX] = -EPERM;
#elif defined(__aarch64__)
    machine.regs[0] = static_cast<unsigned long long>(-EPERM);
#else
    (void)machine;
#endif
}

} // namespace

std::string set_trap()
{
    struct sigaction action = {};
    action.sa_sigaction = &on_trap;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    if (::sigaction(SIGSYS, &action, nullptr) != 0) return std::strerror(errno);

    std::vector<sock_filter> program;
    program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
    for (const named_call& one : calls) {
        program.push_back(
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(one.number), 0, 1));
        program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
    }
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
        return "the system allows no filter of system calls: " + std::string(std::strerror(errno));
    trapped = true;
    return {};
}

bool is_trapped() noexcept
{
    return trapped;
}

std::optional<std::string> trapped_call()
{
    if (first_call < 0) return std::nullopt;
    for (const named_call& one : calls)
        if (one.number == first_call) return one.name;
    return "number " + std::to_string(first_call);
}

} // namespace dovetail::judge
