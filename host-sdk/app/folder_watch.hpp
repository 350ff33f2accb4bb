// SPDX-License-Identifier: Apache-2.0
// Folders in which something may change, by inotify.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <vector>

namespace dovetail::app {

/// Tells that files of some folders changed, not which: whoever is told looks for itself, since a
/// file that is being written is no file yet.
///
/// Threads   one. Limits: a folder that is not there yet, or lies on a network file system, is not
///           watched; `renew` tries again, and the caller looks from time to time anyway.
class folder_watch
{
public:
    explicit folder_watch(std::vector<std::filesystem::path> folders);
    ~folder_watch();
    folder_watch(const folder_watch&) = delete;
    folder_watch& operator=(const folder_watch&) = delete;

    /// Blocks for at most `time`; true: something was written, moved or made there meanwhile.
    bool wait(std::chrono::milliseconds time);

    /// Watches folders that have appeared since.
    void renew();

private:
    std::vector<std::filesystem::path> folders_;
    std::map<int, std::filesystem::path> watched_; ///< by inotify's number
    int descriptor_ = -1;
};

} // namespace dovetail::app
