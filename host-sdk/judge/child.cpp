// SPDX-License-Identifier: Apache-2.0
// A case in a process of its own.
#include "judge/judge.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

extern char** environ;

namespace dovetail::judge {
namespace {

using clock = std::chrono::steady_clock;

/// Of what a plugin or a sanitizer says while it dies; the end tells most.
constexpr std::size_t most_said = 1 << 20;
constexpr std::chrono::milliseconds between_looks{20};

/// One end of a pipe.
class descriptor
{
public:
    explicit descriptor(int number = -1) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    descriptor& operator=(descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor() { close(); }

    void close() noexcept
    {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }
    int get() const noexcept { return number_; }

private:
    int number_;
};

struct pipe_ends
{
    pipe_ends()
    {
        std::array<int, 2> made{-1, -1};
        if (::pipe2(made.data(), O_CLOEXEC) == 0) {
            // Above the numbers that the child gets, so that none overwrites another.
            read_end = descriptor(::fcntl(made[0], F_DUPFD_CLOEXEC, result_descriptor + 1));
            write_end = descriptor(::fcntl(made[1], F_DUPFD_CLOEXEC, result_descriptor + 1));
            ::close(made[0]);
            ::close(made[1]);
        }
    }
    descriptor read_end{};
    descriptor write_end{};
};

/// What a process said and how it ended.
struct end_of_process
{
    int status = 0;
    bool in_time = true;
    std::string result{};
    std::string said{}; ///< on standard error
};

void read_some(int from, std::string& into)
{
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t got = ::read(from, buffer.data(), buffer.size());
        if (got <= 0) return;
        into.append(buffer.data(), static_cast<std::size_t>(got));
        if (into.size() > most_said) into.erase(0, into.size() - most_said / 2);
    }
}

/// Waits for the end of `child`; its descendants may hold the pipes open, so those do not count.
void follow(pid_t child, const pipe_ends& result, const pipe_ends& said, clock::time_point until,
            end_of_process& out)
{
    for (const int each : {result.read_end.get(), said.read_end.get()})
        ::fcntl(each, F_SETFL, O_NONBLOCK);
    for (;;) {
        const pid_t ended = ::waitpid(child, &out.status, WNOHANG);
        read_some(result.read_end.get(), out.result);
        read_some(said.read_end.get(), out.said);
        if (ended == child || (ended < 0 && errno != EINTR)) return;
        if (clock::now() > until && out.in_time) {
            out.in_time = false;
            ::kill(child, SIGKILL);
        }
        std::array<pollfd, 2> both{pollfd{result.read_end.get(), POLLIN, 0},
                                   pollfd{said.read_end.get(), POLLIN, 0}};
        ::poll(both.data(), both.size(), static_cast<int>(between_looks.count()));
    }
}

/// Whether memory is given back, one case looks at: without this, a build of the judge with
/// a leak checker would say it in every case.
constexpr const char* no_leak_check = "LSAN_OPTIONS=detect_leaks=0";

std::vector<char*> environment_for(const judge_case& one)
{
    std::vector<char*> out;
    for (char** at = environ; *at; ++at)
        out.push_back(*at);
    if (one.run != &cases::memory) out.push_back(const_cast<char*>(no_leak_check));
    out.push_back(nullptr);
    return out;
}

/// Nothing: no process could be made.
std::optional<end_of_process> run_process(const std::vector<std::string>& command,
                                          std::vector<char*> environment, clock::time_point until)
{
    pipe_ends result;
    pipe_ends said;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, said.write_end.get(), STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, result.write_end.get(), result_descriptor);
    std::vector<char*> arguments;
    for (const std::string& one : command)
        arguments.push_back(const_cast<char*>(one.c_str()));
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(),
                                     environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return std::nullopt;
    result.write_end.close();
    said.write_end.close();
    end_of_process out;
    follow(child, result, said, until, out);
    return out;
}

/// The line of a sanitizer's report that says what it is, or the last line of all.
std::string words_of(const std::string& said)
{
    for (const char* mark : {"ERROR: ", "runtime error: ", "SUMMARY: "}) {
        const auto at = said.find(mark);
        if (at != said.npos) return said.substr(at, said.find('\n', at) - at);
    }
    const auto end = said.find_last_not_of('\n');
    if (end == said.npos) return "it said nothing";
    const auto begin = said.rfind('\n', end);
    return said.substr(begin == said.npos ? 0 : begin + 1,
                       end - (begin == said.npos ? 0 : begin + 1) + 1);
}

void judge_end(const trial& of, const end_of_process& ended, verdict& out)
{
    const auto fail = [&](const char* rule, const std::string& what) {
        if (out.how == outcome::failed) return; // it said so itself, before
        out.how = outcome::failed;
        out.rule = rule;
        out.what = what;
    };
    if (!ended.in_time)
        return fail("A-43",
                    "it did not end within " + std::to_string(of.time_limit.count()) + " s");
    if (WIFSIGNALED(ended.status)) {
        const int signal = WTERMSIG(ended.status);
        const char* const name = ::sigabbrev_np(signal);
        return fail("A-43", "the process was ended by SIG" + std::string(name ? name : "?") + " (" +
                                ::sigdescr_np(signal) + "): " + words_of(ended.said));
    }
    const int code = WEXITSTATUS(ended.status);
    if (ended.said.find("LeakSanitizer: detected") != ended.said.npos)
        return fail("A-66", words_of(ended.said));
    if (code != 0 || out.name.empty())
        fail("A-43", "the process ended with exit code " + std::to_string(code) + ": " +
                         words_of(ended.said));
}

} // namespace

verdict run_in_process(const trial& of, const judge_case& one)
{
    std::vector<std::string> command = of.command;
    command.emplace_back(one.name);
    const auto begun = clock::now();
    const auto ended = run_process(command, environment_for(one), begun + of.time_limit);
    verdict out;
    if (ended) {
        if (const auto told = from_line(ended->result)) out = *told;
        judge_end(of, *ended, out);
    } else {
        out.how = outcome::failed;
        out.what = "the judge cannot start a process: " + command.front();
    }
    out.name = one.name;
    out.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    return out;
}

} // namespace dovetail::judge
