// SPDX-License-Identifier: Apache-2.0
// The directory that holds this process's copies of plugin libraries.
#pragma once

#include "file.hpp"

#include <dovetail/host/plugin.hpp>

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// A new directory with mode 0700, made at the first use. It stays locked (flock) while it is in
/// use, which is how the next process tells an abandoned one, and removes it.
///
/// Threads   any.
class plugin_loader::private_directory
{
public:
    explicit private_directory(std::filesystem::path parent) : parent_(std::move(parent)) {}
    ~private_directory();
    private_directory(const private_directory&) = delete;
    private_directory& operator=(const private_directory&) = delete;

    /// Writes a library durably as `name`, which must be new, with mode 0500; gives its path.
    /// Error: code plugin_private_copy.
    result<std::filesystem::path> store(std::string_view bytes, const std::string& name);

    /// Removes the name of a copy; what is mapped stays mapped.
    void remove(const std::filesystem::path& copy) const noexcept;

private:
    result<void> make();
    void remove_abandoned() const;

    std::filesystem::path parent_;
    std::filesystem::path path_;
    descriptor lock_;
    std::mutex mutex_;
};

} // namespace dovetail::host
