// SPDX-License-Identifier: Apache-2.0
#include "token_file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace dovetail::http {
namespace {

/// Tokens are a few hundred bytes; a longer file is something else.
constexpr std::size_t max_token_bytes = 16 * 1024;
constexpr ::mode_t owner_only = 0600;

class descriptor
{
public:
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    explicit operator bool() const noexcept { return number_ >= 0; }
    int get() const noexcept { return number_; }

private:
    int number_;
};

host::error fault(const std::string& path, std::string_view what)
{
    return {host::error_class::config, "token_file",
            fmt::format("the refresh token in '{}' {}", path, what)};
}

host::error system_fault(const std::string& path, std::string_view doing, int number)
{
    return fault(path,
                 fmt::format("cannot be {}: {}", doing, std::generic_category().message(number)));
}

bool write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool sync_folder_of(const std::string& path)
{
    auto folder = std::filesystem::path(path).parent_path();
    if (folder.empty()) folder = ".";
    const descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened && ::fsync(opened.get()) == 0;
}

/// A file of this user alone, with one word on one line.
host::result<host::secret> read_word(const host::secret_source& from, const std::string& needed_by)
{
    auto token = host::read_secret(from, needed_by);
    if (!token) return token;
    const auto text = token->reveal();
    const bool one_word = text.find_first_of(" \t\r\n\f\v") == std::string_view::npos &&
                          text.find('\0') == std::string_view::npos;
    if (text.size() > max_token_bytes || !one_word)
        return fault(from.file.string(), "is not one line with one word");
    return token;
}

} // namespace

token_file::token_file(host::secret_source where, std::string needed_by)
    : where_(std::move(where)), needed_by_(std::move(needed_by)), path_(where_.file.string()),
      previous_(path_ + ".previous"), temporary_(path_ + ".new")
{
}

host::result<host::secret> token_file::read() const
{
    return read_word(where_, needed_by_);
}

std::optional<host::secret> token_file::read_previous() const
{
    auto beside = where_;
    beside.file = previous_;
    auto token = read_word(beside, needed_by_);
    if (!token) return std::nullopt;
    return std::move(*token);
}

host::result<void> token_file::prepare() const
{
    ::unlink(temporary_.c_str()); // what a killed process left; may be somebody's link
    const descriptor file(
        ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_only));
    if (!file) return system_fault(temporary_, "stored", errno);
    // Reserves the block: a full disk shows now.
    if (const int failed = ::posix_fallocate(file.get(), 0, 4096);
        failed != 0 && failed != EOPNOTSUPP)
        return system_fault(temporary_, "stored", failed);
    return {};
}

host::result<void> token_file::store(const host::secret& token) const
{
    {
        const descriptor file(
            ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, owner_only));
        const auto bytes = token.reveal();
        if (!file || !write_all(file.get(), bytes) || !write_all(file.get(), "\n") ||
            ::ftruncate(file.get(), static_cast<::off_t>(bytes.size() + 1)) != 0 ||
            ::fchmod(file.get(), owner_only) != 0 || ::fsync(file.get()) != 0)
            return system_fault(temporary_, "stored", errno);
    }
    // A second name for the old token, so that `path` itself is never missing.
    ::unlink(previous_.c_str());
    if (::link(path_.c_str(), previous_.c_str()) != 0 && errno != ENOENT)
        return system_fault(previous_, "kept", errno);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0)
        return system_fault(path_, "replaced", errno);
    if (!sync_folder_of(path_)) return system_fault(path_, "made durable", errno);
    return {};
}

void token_file::forget_previous() const
{
    ::unlink(previous_.c_str());
    ::unlink(temporary_.c_str()); // prepared for a rotation that did not come
}

} // namespace dovetail::http
