// SPDX-License-Identifier: Apache-2.0
#include "app/folder_watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

namespace dovetail::app {
namespace {

/// What may complete a plugin: its end is written, or it is moved into place.
constexpr std::uint32_t news = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB;

} // namespace

folder_watch::folder_watch(std::vector<std::filesystem::path> folders)
    : folders_(std::move(folders)), descriptor_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
{
    renew();
}

folder_watch::~folder_watch()
{
    if (descriptor_ >= 0) close(descriptor_);
}

void folder_watch::renew()
{
    if (descriptor_ < 0) return;
    for (const auto& folder : folders_) {
        const int number = inotify_add_watch(descriptor_, folder.c_str(), news | IN_ONLYDIR);
        if (number >= 0) watched_[number] = folder;
    }
}

bool folder_watch::wait(std::chrono::milliseconds time)
{
    if (descriptor_ < 0) {
        std::this_thread::sleep_for(time);
        return false;
    }
    pollfd one{descriptor_, POLLIN, 0};
    if (poll(&one, 1, static_cast<int>(time.count())) <= 0) return false;
    alignas(inotify_event) std::array<char, 16 * 1024> events{};
    while (read(descriptor_, events.data(), events.size()) > 0) {
        // Which files they are does not matter.
    }
    return true;
}

} // namespace dovetail::app
