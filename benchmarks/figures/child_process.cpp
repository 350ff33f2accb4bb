// SPDX-License-Identifier: Apache-2.0
#include "child_process.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace dovetail::benchmarks {

namespace {

constexpr std::size_t shown_on_failure = 2000; // bytes of output: enough for the last messages

std::chrono::duration<double> seconds(const timeval& value)
{
    return std::chrono::seconds{value.tv_sec} + std::chrono::microseconds{value.tv_usec};
}

[[noreturn]] void become(const std::vector<std::string>& command, int output)
{
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const auto& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

} // namespace

child_process::child_process(const std::vector<std::string>& command,
                             const std::filesystem::path& output)
    : started_(std::chrono::steady_clock::now())
{
    const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) throw std::system_error(errno, std::generic_category(), output.string());
    pid_ = ::fork();
    if (pid_ == 0) become(command, file);
    ::close(file);
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
}

child_process::~child_process()
{
    if (pid_ > 0) stop();
}

usage child_process::wait()
{
    usage result;
    int status = 0;
    rusage used{};
    while (::wait4(pid_, &status, 0, &used) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    result.wall = std::chrono::steady_clock::now() - started_;
    result.cpu = seconds(used.ru_utime) + seconds(used.ru_stime);
    result.peak_kib = used.ru_maxrss;
    if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
    return result;
}

usage child_process::stop()
{
    ::kill(pid_, SIGTERM);
    return wait();
}

bool child_process::running()
{
    return pid_ > 0 && ::kill(pid_, 0) == 0 && ::waitpid(pid_, nullptr, WNOHANG) == 0;
}

usage child_process::so_far() const
{
    // Fields 14 and 15 of /proc/<pid>/stat, counted behind the name's closing parenthesis: proc(5).
    const auto text = read_file("/proc/" + std::to_string(pid_) + "/stat");
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int i = 3; i < 14; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    usage result;
    result.wall = std::chrono::steady_clock::now() - started_;
    result.cpu = std::chrono::duration<double>((user + system) /
                                               static_cast<double>(::sysconf(_SC_CLK_TCK)));
    return result;
}

long child_process::resident_kib() const
{
    std::istringstream fields(read_file("/proc/" + std::to_string(pid_) + "/statm")); // proc(5)
    long total = 0;
    long resident = 0;
    fields >> total >> resident;
    return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

usage run_to_end(const std::vector<std::string>& command, const std::filesystem::path& output)
{
    child_process child(command, output);
    const auto used = child.wait();
    if (used.exit_code == 0) return used;
    auto text = read_file(output);
    if (text.size() > shown_on_failure) text.erase(0, text.size() - shown_on_failure);
    throw std::runtime_error(command.front() + " ended with " + std::to_string(used.exit_code) +
                             ":\n" + text);
}

std::string read_file(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace dovetail::benchmarks
