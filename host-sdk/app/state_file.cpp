// SPDX-License-Identifier: Apache-2.0
#include "app/state_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

namespace dovetail::app {
namespace {

namespace fs = std::filesystem;

constexpr mode_t owner_only_folder = 0700;
constexpr mode_t owner_only_file = 0600;

/// A tenth of a second in all: nobody asks for as long.
constexpr int lock_attempts = 10;
constexpr std::chrono::milliseconds lock_pause{10};

failure path_failure(std::string code, const fs::path& path, std::string_view what, int number)
{
    return failure::of_state(
        {host::error_class::config, std::move(code),
         fmt::format("{}: {}: {}; let the user who runs the host own the folder, or change "
                     "/state/path in the manifest",
                     path.string(), what, std::strerror(number))});
}

/// Makes the missing folders one by one, so that each has its mode from the beginning.
std::optional<failure> make_folders(const fs::path& folder)
{
    fs::path built;
    for (const auto& part : folder) {
        built /= part;
        if (mkdir(built.c_str(), owner_only_folder) != 0 && errno != EEXIST && errno != EISDIR) {
            const int number = errno;
            struct stat there
            {
            };
            if (stat(built.c_str(), &there) == 0) continue; // e.g. a parent that is read-only
            return path_failure("state_path", built, "cannot make the state's folder", number);
        }
    }
    return std::nullopt;
}

std::string holder_of(int descriptor)
{
    std::array<char, 32> text{};
    const auto size = pread(descriptor, text.data(), text.size(), 0);
    std::string digits;
    for (ssize_t i = 0; i < size; ++i) {
        const char digit = text[static_cast<std::size_t>(i)];
        if (digit < '0' || digit > '9') break;
        digits += digit;
    }
    return digits;
}

failure locked(const fs::path& state, const std::string& process)
{
    const auto who = process.empty() ? std::string("another process") : "process " + process;
    return failure::of_state(
        {host::error_class::config, "state_locked",
         fmt::format("{}: another dovetail ({}) is running with this state; stop it first, or "
                     "give this one a state of its own (/state/path in the manifest). Members, "
                     "held and history work beside it",
                     state.string(), who)});
}

} // namespace

state_lock::state_lock(state_lock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1))
{
}

state_lock& state_lock::operator=(state_lock&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

state_lock::~state_lock()
{
    if (descriptor_ >= 0) close(descriptor_);
}

outcome_of<state_lock> state_lock::take(const fs::path& state)
{
    const auto path = state.string() + ".lock";
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, owner_only_file);
    if (descriptor < 0)
        return path_failure("state_permission", path, "cannot open the lock file", errno);
    state_lock lock(descriptor);
    // Whoever only asks whether it is held has it for a moment; see is_held.
    for (int attempt = 0; flock(descriptor, LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (attempt == lock_attempts) return locked(state, holder_of(descriptor));
        std::this_thread::sleep_for(lock_pause);
    }
    // The number is for people only: what counts is the kernel's lock.
    const auto text = fmt::format("{}\n", getpid());
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text.data(), text.size(), 0) < 0) {
        // A full disk: the lock holds all the same, it only names nobody.
    }
    return lock;
}

bool state_lock::is_held(const fs::path& state)
{
    const int descriptor = open((state.string() + ".lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const state_lock asking(descriptor);
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0;
}

outcome_of<opened_state> open_state(const fs::path& path, state_access access)
{
    opened_state opened;
    sync::sqlite_options options;
    options.path = path.string();
    options.read_only = access == state_access::read;
    if (access != state_access::read)
        if (auto trouble = make_folders(path.parent_path())) return *trouble;
    if (access == state_access::exclusively) {
        auto lock = state_lock::take(path);
        if (!lock) return lock.error();
        opened.lock = std::move(*lock);
    }
    auto state = sync::open_sqlite(options);
    if (!state && options.read_only && state.error().code == "state_missing") {
        sync::sqlite_options empty;
        empty.path = ":memory:";
        state = sync::open_sqlite(empty);
        opened.is_new = true;
    }
    if (!state) return failure::of_state(state.error());
    opened.state = std::move(*state);
    if (access == state_access::exclusively) {
        // The lock proves that whoever left a lease under this name is gone.
        const auto ended = opened.state.work->abandon(worker_name());
        if (!ended) return failure::of_state(ended.error());
    }
    return opened;
}

std::string worker_name()
{
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "local";
    return name.data();
}

} // namespace dovetail::app
