// SPDX-License-Identifier: Apache-2.0
// Files read whole, with the system's errors as sentences.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <string>

namespace dovetail::host {

/// An open file descriptor, or -1.
class descriptor
{
public:
    explicit descriptor(int value = -1) noexcept : value_(value) {}
    descriptor(descriptor&& other) noexcept;
    descriptor& operator=(descriptor&& other) noexcept;
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor();

    explicit operator bool() const noexcept { return value_ >= 0; }
    int get() const noexcept { return value_; }

private:
    int value_;
};

/// "No such file or directory": the text of an errno, without its number.
std::string describe_errno(int number);

/// A file's bytes, or why they could not be had (`problem` is then not empty).
struct file_content
{
    std::string bytes{};
    struct stat status
    {
    };
    std::string problem{};
    bool missing = false; ///< it does not exist, as opposed to: it could not be read
};

/// Reads a regular file whole. Larger than `max_bytes`, a folder, a pipe or a device: a problem.
/// Never blocks on a pipe that nobody writes to.
file_content read_file(const std::filesystem::path& file, std::size_t max_bytes);

} // namespace dovetail::host
