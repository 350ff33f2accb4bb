// SPDX-License-Identifier: Apache-2.0
#include "place_safety.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string_view>
#include <system_error>

namespace dovetail::host {
namespace {

namespace fs = std::filesystem;

// As the system itself: more links than this are a circle (path_resolution(7)).
constexpr int max_links = 40;
// Enough for any entry of a user database; a larger group is not one user's alone.
constexpr std::size_t max_entry_bytes = 16 * 1024;

std::string user_name(uid_t user)
{
    std::array<char, max_entry_bytes> room;
    struct passwd entry = {};
    struct passwd* found = nullptr;
    if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) != 0 || !found) return {};
    return found->pw_name;
}

/// "ada (uid 1000)", or "uid 1000".
std::string describe_user(uid_t user)
{
    const std::string name = user_name(user);
    const std::string number = "uid " + std::to_string(user);
    return name.empty() ? number : name + " (" + number + ')';
}

/// Whether a group has no member but the one user it is named after.
bool is_private_group(gid_t group)
{
    std::array<char, max_entry_bytes> room;
    struct group entry = {};
    struct group* found = nullptr;
    if (::getgrgid_r(group, &entry, room.data(), room.size(), &found) != 0 || !found) return false;
    const std::string_view name = found->gr_name;
    for (char** member = found->gr_mem; member && *member; ++member) {
        if (name != *member) return false;
    }
    return name == user_name(::geteuid());
}

class walk
{
public:
    explicit walk(std::span<const uid_t> owners) : owners_(owners) {}

    std::string judge(const fs::path& path)
    {
        std::error_code failed;
        const fs::path absolute = fs::absolute(path, failed);
        if (failed) return {}; // the current folder is gone; who opens the file will say so
        push(absolute);
        fs::path at = "/";
        if (auto why = judge_one(at); why) return *why;
        while (!rest_.empty()) {
            const fs::path name = rest_.front();
            rest_.pop_front();
            if (name.empty() || name == "." || name == "/") continue;
            if (name == "..") {
                at = at.parent_path(); // `at` has no links in it any more
                continue;
            }
            const fs::path next = at / name;
            const auto target = link_target(next);
            if (auto why = judge_one(next); why) return *why;
            if (!target) {
                at = next;
                continue;
            }
            if (++links_ > max_links) return {}; // opening it fails, too
            if (target->is_absolute()) at = "/";
            push(*target);
        }
        return {};
    }

private:
    void push(const fs::path& path) { rest_.insert(rest_.begin(), path.begin(), path.end()); }

    static std::optional<fs::path> link_target(const fs::path& path)
    {
        std::error_code failed;
        const fs::path target = fs::read_symlink(path, failed);
        return failed ? std::nullopt : std::optional(target);
    }

    bool is_trusted(uid_t owner) const
    {
        return owner == 0 || owner == ::geteuid() ||
               std::ranges::find(owners_, owner) != owners_.end();
    }

    /// No value: nothing against it, or it does not exist.
    std::optional<std::string> judge_one(const fs::path& path) const
    {
        struct stat status = {};
        if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
        const std::string name = path.string();
        if (!is_trusted(status.st_uid))
            return name + " belongs to another user, " + describe_user(status.st_uid) +
                   "; run: chown " + std::to_string(::geteuid()) + ' ' + name + ", or add " +
                   std::to_string(status.st_uid) + " to /trust/owners";
        if (S_ISLNK(status.st_mode)) return std::nullopt; // its mode means nothing
        if (S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0) return std::nullopt;
        if ((status.st_mode & S_IWOTH) != 0)
            return "every user may write to " + name + "; run: chmod o-w " + name;
        if ((status.st_mode & S_IWGRP) != 0 && !is_private_group(status.st_gid))
            return "the group " + std::to_string(status.st_gid) + " may write to " + name +
                   "; run: chmod g-w " + name;
        return std::nullopt;
    }

    std::span<const uid_t> owners_;
    std::deque<fs::path> rest_; ///< the parts of the path still to go
    int links_ = 0;
};

} // namespace

std::string unsafe_place(const fs::path& path, std::span<const uid_t> owners)
{
    return walk(owners).judge(path);
}

} // namespace dovetail::host
