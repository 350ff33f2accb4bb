// SPDX-License-Identifier: Apache-2.0
#include "private_directory.hpp"

#include "place_safety.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace dovetail::host {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "dovetail-plugins-";
// Two processes that start at once may each take the other's new directory for an abandoned one
// before it is locked; more than once in a row is not chance.
constexpr int attempts = 5;

error refuse(const fs::path& where, const std::string& what)
{
    return {error_class::config, "plugin_private_copy",
            "the private copy of the library cannot be made in " + where.string() + ": " + what +
                "; set TMPDIR, or give a directory you may write to and map code from"};
}

descriptor lock_directory(const fs::path& path)
{
    descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (opened && ::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) return descriptor();
    return opened;
}

bool write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

plugin_loader::private_directory::~private_directory()
{
    std::error_code ignored;
    // The copies stay mapped; only their names go.
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

void plugin_loader::private_directory::remove(const fs::path& copy) const noexcept
{
    std::error_code ignored;
    fs::remove(copy, ignored);
}

void plugin_loader::private_directory::remove_abandoned() const
{
    std::error_code failed;
    for (fs::directory_iterator at(parent_, failed), end; !failed && at != end;
         at.increment(failed)) {
        const fs::path& path = at->path();
        if (!path.filename().string().starts_with(prefix)) continue;
        struct stat status = {};
        if (::lstat(path.c_str(), &status) != 0 || status.st_uid != ::geteuid()) continue;
        if (!S_ISDIR(status.st_mode)) continue;
        std::error_code ignored;
        if (const descriptor lock = lock_directory(path)) fs::remove_all(path, ignored);
    }
}

result<void> plugin_loader::private_directory::make()
{
    if (!path_.empty()) return {};
    std::error_code failed;
    if (parent_.empty()) parent_ = fs::temp_directory_path(failed);
    if (!failed) fs::create_directories(parent_, failed);
    if (failed) return refuse(parent_, failed.message());
    // Whoever may rename things there could put another library in place of the copy.
    if (const std::string danger = unsafe_place(parent_, {}); !danger.empty())
        return refuse(parent_, danger);
    remove_abandoned();
    for (int attempt = 0; attempt < attempts; ++attempt) {
        std::string name = (fs::absolute(parent_) / (std::string(prefix) + "XXXXXX")).string();
        if (!::mkdtemp(name.data())) return refuse(parent_, describe_errno(errno));
        lock_ = lock_directory(name);
        struct stat status = {};
        if (lock_ && ::fstat(lock_.get(), &status) == 0 && status.st_nlink > 0) {
            path_ = name;
            return {};
        }
    }
    return refuse(parent_, "another process keeps removing it");
}

result<fs::path> plugin_loader::private_directory::store(std::string_view bytes,
                                                         const std::string& name)
{
    const std::lock_guard guard(mutex_);
    if (auto made = make(); !made) return made.error();
    const fs::path path = path_ / name;
    const descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRWXU));
    if (!file) return refuse(path_, describe_errno(errno));
    const bool written = write_all(file.get(), bytes) && ::fsync(file.get()) == 0 &&
                         ::fchmod(file.get(), S_IRUSR | S_IXUSR) == 0;
    if (written) return path;
    const int why = errno;
    ::unlink(path.c_str());
    return refuse(path_, describe_errno(why));
}

} // namespace dovetail::host
