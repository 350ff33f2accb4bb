// SPDX-License-Identifier: Apache-2.0
// A folder of a test's own, removed with all that is in it.
#pragma once

#include <filesystem>
#include <string_view>

namespace dovetail::test {

class temporary_folder
{
public:
    temporary_folder();
    ~temporary_folder();
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

    /// Writes a file (and the folders above it) with a mode such as 0600; gives its path.
    std::filesystem::path write(std::string_view name, std::string_view content,
                                unsigned mode = 0600) const;

private:
    std::filesystem::path path_;
};

} // namespace dovetail::test
