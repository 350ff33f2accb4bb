// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/process.hpp"

#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace dovetail::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

std::vector<std::string> environment_with(const variables& extra)
{
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text(*entry);
        if (extra.count(text.substr(0, text.find('='))) == 0) all.push_back(text);
    }
    for (const auto& [name, value] : extra)
        all.push_back(name + "=" + value);
    return all;
}

} // namespace

void pause()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

process::process(const std::filesystem::path& program, const arguments& with,
                 const variables& extra, const std::filesystem::path& outputs)
{
    static std::atomic<int> count = 0;
    const auto number = std::to_string(++count);
    out_ = outputs / ("process-" + number + ".out");
    err_ = outputs / ("process-" + number + ".err");
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), with.begin(), with.end());
    auto environment = environment_with(extra);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    constexpr int fresh = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_.c_str(), fresh, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_.c_str(), fresh, 0600);
    const int failed = posix_spawn(&id_, program.c_str(), &actions, nullptr, pointers(words).data(),
                                   pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        throw std::runtime_error("cannot start " + program.string() + ": " + std::strerror(failed));
}

process::~process()
{
    if (!running()) return;
    signal(SIGKILL);
    int status = 0;
    waitpid(id_, &status, 0);
}

void process::signal(int number) const
{
    if (!status_) kill(id_, number);
}

bool process::running()
{
    if (status_) return false;
    int status = 0;
    if (waitpid(id_, &status, WNOHANG) != id_) return true;
    status_ = status;
    return false;
}

ended process::wait()
{
    if (!eventually([this] { return !running(); }))
        throw std::runtime_error("the program does not end; it said: " + out() + err());
    ended result;
    result.code = WIFEXITED(*status_) ? WEXITSTATUS(*status_) : 128 + WTERMSIG(*status_);
    result.out = out();
    result.err = err();
    return result;
}

std::string process::out() const
{
    return read_file(out_);
}
std::string process::err() const
{
    return read_file(err_);
}

void process::wait_for_output(const std::string& text)
{
    const bool seen =
        eventually([&] { return out().find(text) != std::string::npos || !running(); });
    if (!seen || out().find(text) == std::string::npos)
        throw std::runtime_error("it never said '" + text + "'; it said: " + out() + err());
}

} // namespace dovetail::test
