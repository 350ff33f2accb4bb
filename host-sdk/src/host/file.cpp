// SPDX-License-Identifier: Apache-2.0
#include "file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace dovetail::host {
namespace {

// Manifests and secrets fit into it at once.
constexpr std::size_t first_read_bytes = 65'536;

bool read_all(int file, std::string& out, std::size_t max_bytes)
{
    // One byte more than the limit tells a file that grew from one that fits.
    std::size_t filled = 0;
    out.resize(std::min<std::size_t>(max_bytes + 1, first_read_bytes));
    for (;;) {
        if (filled == out.size()) out.resize(std::min(max_bytes + 1, out.size() * 2));
        if (filled == out.size()) return true;
        const ssize_t got = ::read(file, out.data() + filled, out.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    out.resize(filled);
    return true;
}

} // namespace

descriptor::descriptor(descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}

descriptor& descriptor::operator=(descriptor&& other) noexcept
{
    std::swap(value_, other.value_);
    return *this;
}

descriptor::~descriptor()
{
    if (value_ >= 0) ::close(value_);
}

std::string describe_errno(int number)
{
    return std::generic_category().message(number);
}

file_content read_file(const std::filesystem::path& file, std::size_t max_bytes)
{
    file_content out;
    const descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!opened) {
        out.missing = errno == ENOENT || errno == ENOTDIR;
        out.problem = describe_errno(errno);
        return out;
    }
    if (::fstat(opened.get(), &out.status) != 0) {
        out.problem = describe_errno(errno);
    } else if (S_ISDIR(out.status.st_mode)) {
        out.problem = "it is a folder";
    } else if (!S_ISREG(out.status.st_mode)) {
        out.problem = "it is not a regular file";
    } else if (!read_all(opened.get(), out.bytes, max_bytes)) {
        out.problem = describe_errno(errno);
    } else if (out.bytes.size() > max_bytes) {
        out.problem = "it is larger than the limit of " + std::to_string(max_bytes) + " bytes";
    }
    if (!out.problem.empty()) out.bytes.clear();
    return out;
}

} // namespace dovetail::host
