// SPDX-License-Identifier: Apache-2.0
// A folder of a test's own, removed with all that is in it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dovetail::test {

/// Its path has no symbolic link in it. Tests may take rights away from folders below it.
class temporary_folder
{
public:
    temporary_folder();
    ~temporary_folder();
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

    /// As write_file, below this folder; gives the file's path.
    std::filesystem::path write(std::string_view name, std::string_view content,
                                unsigned mode = 0600) const;

private:
    std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);

/// Writes a file, and the folders above it, with a mode such as 0600. Throws when it cannot.
void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0600);

} // namespace dovetail::test
