// SPDX-License-Identifier: Apache-2.0
#include "confinement.hpp"

#include "isolated/forbidden.hpp"
#include "isolated/lane.hpp"

#include <seccomp.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>

namespace dovetail::plugin_host {
namespace {

namespace wire = host::isolated;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// The last word: which system call it was. Runs in the thread that made it.
void report_forbidden(int, siginfo_t* what, void*)
{
    const wire::packet note{wire::packet_kind::forbidden, wire::call::hello,
                            static_cast<std::uint64_t>(what->si_syscall), 0};
    wire::send_packet(wire::alive_descriptor, note, {}, false);
    ::_exit(1);
}

/// Private writable memory of this process in bytes, as RLIMIT_DATA counts it; 0: unknown.
std::uint64_t data_bytes()
{
    std::FILE* status = std::fopen("/proc/self/status", "re");
    if (!status) return 0;
    unsigned long kib = 0;
    char line[256];
    while (std::fgets(line, sizeof line, status))
        if (std::sscanf(line, "VmData: %lu", &kib) == 1) break;
    std::fclose(status);
    return std::uint64_t{kib} * 1024;
}

bool limit(__rlimit_resource_t what, rlim_t value)
{
    const rlimit both{value, value};
    return ::setrlimit(what, &both) == 0;
}

/// The rules, in the making. After the first failure nothing more is added.
class filter
{
public:
    filter() : rules_(::seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}
    ~filter()
    {
        if (rules_) ::seccomp_release(rules_);
    }
    filter(const filter&) = delete;
    filter& operator=(const filter&) = delete;

    template<class... Conditions>
    void rule(std::uint32_t action, long call, Conditions... conditions)
    {
        if (!rules_ || failed_ != 0) return;
        const int result = ::seccomp_rule_add(rules_, action, static_cast<int>(call),
                                              sizeof...(conditions), conditions...);
        if (result < 0) failed_ = -result;
    }

    template<class... Conditions>
    void allow(long call, Conditions... conditions)
    {
        rule(SCMP_ACT_ALLOW, call, conditions...);
    }

    /// For all threads; 0 or an errno.
    int load()
    {
        if (!rules_) return ENOMEM;
        if (failed_ != 0) return failed_;
        int result = ::seccomp_attr_set(rules_, SCMP_FLTATR_CTL_TSYNC, 1);
        if (result == 0) result = ::seccomp_load(rules_);
        return result < 0 ? -result : 0;
    }

private:
    scmp_filter_ctx rules_;
    int failed_ = 0;
};

constexpr scmp_arg_cmp equals(unsigned argument, std::uint64_t value)
{
    return {argument, SCMP_CMP_EQ, value, 0};
}

constexpr scmp_arg_cmp without(unsigned argument, std::uint64_t bits)
{
    return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}

void allow_memory(filter& rules)
{
    // Nothing executable, and nothing shared, which no limit would count.
    rules.allow(SYS_mmap, without(2, PROT_EXEC), without(3, MAP_SHARED));
    rules.allow(SYS_mprotect, without(2, PROT_EXEC));
    for (const long call : {SYS_munmap, SYS_mremap, SYS_brk, SYS_madvise})
        rules.allow(call);
}

void allow_talking(filter& rules, int last_descriptor)
{
    for (int at = wire::alive_descriptor; at <= last_descriptor; ++at) {
        const auto number = static_cast<std::uint64_t>(at);
        rules.allow(SYS_sendmsg, equals(0, number));
        rules.allow(SYS_recvmsg, equals(0, number));
    }
    // What the C library says before it aborts.
    if (!sanitized) rules.allow(SYS_write, equals(0, 2));
    rules.allow(SYS_writev, equals(0, 2));
}

void allow_running(filter& rules)
{
    for (const long call :
         {SYS_futex, SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_sigaltstack, SYS_restart_syscall,
          SYS_exit, SYS_exit_group, SYS_getpid, SYS_gettid, SYS_sched_yield, SYS_clock_gettime,
          SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getrandom, SYS_getrlimit})
        rules.allow(call);
    // abort() signals its own process and no other.
    rules.allow(SYS_tgkill, equals(0, static_cast<std::uint64_t>(::getpid())));
}

/// The sanitizers ask through a pipe whether memory is readable, and name the program in reports.
void allow_sanitizers(filter& rules)
{
    for (const long call : {SYS_pipe2, SYS_read, SYS_write, SYS_close, SYS_readlinkat
#ifdef SYS_pipe
                            ,
                            SYS_pipe, SYS_readlink
#endif
         })
        rules.allow(call);
}

int forbid_calls(int last_descriptor)
{
    filter rules;
    allow_memory(rules);
    allow_talking(rules, last_descriptor);
    allow_running(rules);
    if (sanitized) allow_sanitizers(rules);
    for (const long call : {SYS_openat, SYS_openat2
#ifdef SYS_open
                            ,
                            SYS_open, SYS_creat
#endif
         })
        rules.rule(SCMP_ACT_ERRNO(EACCES), call);
    for (const wire::forbidden_call& one : wire::forbidden_calls)
        rules.rule(SCMP_ACT_TRAP, one.number);
    return rules.load();
}

} // namespace

std::uint32_t drop_surroundings(int last_descriptor)
{
    std::uint32_t dropped = 0;
    const bool closed = ::close_range(static_cast<unsigned>(last_descriptor) + 1,
                                      std::numeric_limits<unsigned>::max(), 0) == 0;
    if (closed && ::chdir("/") == 0) dropped |= wire::dropped_files;
    // What the host holds in memory may be in ours: no core file, no debugger.
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0))
        dropped |= wire::dropped_privileges;
    return dropped;
}

confined drop_rest(std::uint64_t memory_bytes, int last_descriptor)
{
    confined out;
    const std::uint64_t now = data_bytes();
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (!sanitized) {
        if (now == 0 || !limit(RLIMIT_DATA, now + memory_bytes)) {
            out.problem = std::string("its memory cannot be limited: ") + std::strerror(errno);
            return out;
        }
        out.dropped |= wire::dropped_memory;
    }
    struct sigaction on_forbidden = {};
    on_forbidden.sa_sigaction = &report_forbidden;
    on_forbidden.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSYS, &on_forbidden, nullptr);
    if (const int failed = forbid_calls(last_descriptor); failed != 0) {
        out.problem = std::string("its system calls cannot be limited: ") + std::strerror(failed);
        return out;
    }
    out.dropped |= wire::dropped_calls;
    return out;
}

} // namespace dovetail::plugin_host
