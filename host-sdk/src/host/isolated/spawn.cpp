// SPDX-License-Identifier: Apache-2.0
#include "spawn.hpp"

#include "file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <cerrno>
#include <cstdlib>

namespace dovetail::host::isolated {
namespace {

/// Descriptors above all that the program is to find, so that none is overwritten before it is
/// duplicated to its place.
class parked
{
public:
    parked(const std::vector<int>& from, int above)
    {
        for (const int one : from)
            copies_.emplace_back(::fcntl(one, F_DUPFD_CLOEXEC, above));
    }

    bool ok() const
    {
        for (const auto& one : copies_)
            if (!one) return false;
        return true;
    }

    const std::vector<descriptor>& get() const noexcept { return copies_; }

private:
    std::vector<descriptor> copies_;
};

class file_actions
{
public:
    file_actions() { ::posix_spawn_file_actions_init(&actions_); }
    ~file_actions() { ::posix_spawn_file_actions_destroy(&actions_); }
    file_actions(const file_actions&) = delete;
    file_actions& operator=(const file_actions&) = delete;

    void open_null(int at, int mode)
    {
        ::posix_spawn_file_actions_addopen(&actions_, at, "/dev/null", mode, 0);
    }
    void place(int from, int at) { ::posix_spawn_file_actions_adddup2(&actions_, from, at); }
    const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

class attributes
{
public:
    attributes()
    {
        ::posix_spawnattr_init(&attributes_);
        sigset_t all;
        sigset_t none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                                     POSIX_SPAWN_SETPGROUP);
    }
    ~attributes() { ::posix_spawnattr_destroy(&attributes_); }
    attributes(const attributes&) = delete;
    attributes& operator=(const attributes&) = delete;

    const posix_spawnattr_t* get() const noexcept { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

/// Nothing but what a sanitizer needs to behave as in this process; in an ordinary build nothing.
std::vector<std::string> environment()
{
    std::vector<std::string> out;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) out.push_back(std::string(name) + '=' + value);
#endif
    return out;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts)
{
    std::vector<char*> out;
    for (std::string& text : texts)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

} // namespace

int spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
          int error_output, const std::vector<int>& descriptors, pid_t& id)
{
    std::vector<int> wanted{error_output};
    wanted.insert(wanted.end(), descriptors.begin(), descriptors.end());
    const int count = static_cast<int>(wanted.size());
    const parked sources(wanted, 2 + count);
    if (!sources.ok()) return errno;

    file_actions actions;
    actions.open_null(0, O_RDONLY);
    actions.open_null(1, O_WRONLY);
    for (int at = 0; at < count; ++at)
        actions.place(sources.get()[static_cast<std::size_t>(at)].get(), 2 + at);

    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = environment();
    const attributes how;
    return ::posix_spawn(&id, program.c_str(), actions.get(), how.get(), pointers_to(words).data(),
                         pointers_to(variables).data());
}

} // namespace dovetail::host::isolated
