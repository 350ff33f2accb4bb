// SPDX-License-Identifier: Apache-2.0
#include "state_file.hpp"

#include "failure.hpp"
#include "schema.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace dovetail::sync::sqlite {

using host::error;
using host::error_class;
using host::result;

namespace {

constexpr mode_t rights_of_others = S_IRWXG | S_IRWXO;

std::string words(int system_error)
{
    return std::generic_category().message(system_error);
}

error creation_failure(const std::string& path, int system_error)
{
    const auto what = "the state file " + path + " cannot be created (" + words(system_error) + ")";
    switch (system_error) {
    case ENOENT:
    case ENOTDIR:
        return refusal("state_path", what + ": one of its folders is missing or a file, name "
                                            "another place");
    case EACCES:
    case EPERM:
    case EROFS:
        return refusal("state_read_only",
                       what + ": give the user this runs as write permission on its folder");
    case ENOSPC:
    case EDQUOT:
        return {error_class::retryable, "state_full", what + ": free some disk space"};
    default:
        return refusal("state_path", what);
    }
}

/// Makes the folders above the file that are missing, for their owner alone. What goes wrong shows
/// when the file is created.
void make_folders(const std::string& path)
{
    for (auto end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1))
        ::mkdir(path.substr(0, end).c_str(), S_IRWXU);
}

/// Makes an empty file of mode 0600 where there is none. Returns errno, or 0.
///
/// It is made under another name and closed before anybody can open it by its own: closing a file
/// drops all locks of this process on it, also those of another thread's SQLite.
int make_file(const std::string& path)
{
    auto draft = path + ".XXXXXX";
    const int made = ::mkstemp(draft.data()); // mode 0600
    if (made < 0) return errno;
    ::close(made);
    int outcome = ::link(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
    if (outcome == EEXIST) outcome = 0;              // another process was quicker
    if (outcome == EPERM || outcome == EOPNOTSUPP) { // a file system without hard links
        outcome = ::rename(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
    }
    ::unlink(draft.c_str());
    return outcome;
}

result<void> refuse_unless_regular(const std::string& path, const struct stat& known)
{
    if (S_ISREG(known.st_mode)) return {};
    return refusal("state_path", "the state file " + path +
                                     " is no regular file: name a file, not a folder or device");
}

/// Takes the rights of group and others away.
result<void> make_private(const std::string& path, const struct stat& known)
{
    if ((known.st_mode & rights_of_others) == 0) return {};
    if (::chmod(path.c_str(), known.st_mode & ~rights_of_others & ~mode_t{S_IFMT}) == 0) return {};
    const int reason = errno;
    return refusal("state_permission",
                   "the state file " + path +
                       " may be read by other users, and that cannot be changed (" + words(reason) +
                       "): make the user this runs as its owner, or run chmod 600 on it");
}

} // namespace

result<void> check_file(const std::string& path)
{
    struct stat known
    {
    };
    if (::stat(path.c_str(), &known) == 0) return refuse_unless_regular(path, known);
    if (errno == ENOENT || errno == ENOTDIR)
        return refusal("state_missing",
                       "there is no state file " + path +
                           " yet: it is made by the first command that changes something");
    return refusal("state_path",
                   "the state file " + path + " cannot be read (" + words(errno) + ")");
}

result<void> prepare_file(const std::string& path)
{
    if (path.empty()) return refusal("state_path", "the path of the state file is empty");
    struct stat known
    {
    };
    if (::stat(path.c_str(), &known) != 0) {
        make_folders(path);
        const int failed = make_file(path);
        if (failed != 0) return creation_failure(path, failed);
        return {};
    }
    if (auto regular = refuse_unless_regular(path, known); !regular) return regular;
    // The companions first: they exist only while, or since, somebody used the file.
    for (const char* companion : {"-wal", "-shm", ""}) {
        const auto name = path + companion;
        if (::stat(name.c_str(), &known) != 0) continue;
        if (auto done = make_private(name, known); !done) return done;
    }
    return {};
}

result<std::int64_t> identify(database& in, const std::string& path)
{
    std::int64_t id = 0;
    std::int64_t version = 0;
    std::int64_t tables = 0;
    // Of one moment: another process may be making the tables.
    transaction moment(in);
    const bool within = in.in_transaction();
    code outcome = within ? SQLITE_OK : moment.begin();
    if (outcome == SQLITE_OK) outcome = in.ask("PRAGMA application_id", id);
    if (outcome == SQLITE_OK) outcome = in.ask("PRAGMA user_version", version);
    if (outcome == SQLITE_OK) outcome = in.ask("SELECT count(*) FROM sqlite_schema", tables);
    if (outcome != SQLITE_OK) return failure(outcome, in, path);
    if (id == 0 && version == 0 && tables == 0) return std::int64_t{0};
    if (id != application_id)
        return refusal("state_not_ours",
                       path + " is a database of another program: name another state file");
    if (version > schema_version())
        return refusal("state_newer",
                       "the state file " + path +
                           " was written by a newer version (its tables are "
                           "version " +
                           std::to_string(version) + ", this program knows up to " +
                           std::to_string(schema_version()) +
                           "): run that version, or put back the backup made before it");
    return version;
}

} // namespace dovetail::sync::sqlite
