// SPDX-License-Identifier: Apache-2.0
#include "failure.hpp"

#include <cerrno>
#include <system_error>

namespace dovetail::sync::sqlite {

using host::error;
using host::error_class;

namespace {

constexpr code primary(code outcome) noexcept
{
    return outcome & 0xff;
}

bool disk_is_full(code outcome, int system_error) noexcept
{
    return primary(outcome) == SQLITE_FULL ||
           (primary(outcome) == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT));
}

/// " (Permission denied)", or nothing.
std::string because(int system_error)
{
    return system_error == 0 ? std::string{}
                             : " (" + std::generic_category().message(system_error) + ")";
}

error later(std::string name, std::string message)
{
    return {error_class::retryable, std::move(name), std::move(message)};
}

error corrupt(const std::string& path)
{
    return refusal("state_corrupt",
                   "the state file " + path +
                       " is damaged: put back a backup, or move it away and start anew (tasks that "
                       "are already on both sides are recognised, nothing is deleted or doubled)");
}

error read_only(code outcome, const std::string& path)
{
    if (outcome == SQLITE_READONLY_DBMOVED)
        return refusal("state_read_only", "the state file " + path +
                                              " was moved or removed while it was in use: restart "
                                              "after putting it back");
    return refusal("state_read_only",
                   "the state file " + path +
                       " cannot be written: give the user this runs as write permission on it and "
                       "on its folder, and check that the disk is not mounted read-only");
}

error cannot_open(const std::string& path, int system_error)
{
    return refusal("state_path", "the state file " + path + " cannot be opened" +
                                     because(system_error) +
                                     ": check that its folder is there and may be written");
}

error in_out(const std::string& path, int system_error)
{
    return later("state_io", "reading or writing the state file " + path + " failed" +
                                 because(system_error) + ": check the disk");
}

} // namespace

error refusal(std::string name, std::string message)
{
    return {error_class::config, std::move(name), std::move(message)};
}

bool is_conflict(code outcome) noexcept
{
    return outcome == SQLITE_CONSTRAINT_UNIQUE || outcome == SQLITE_CONSTRAINT_PRIMARYKEY ||
           outcome == row_is_missing;
}

error failure(code outcome, const database& in, const std::string& path)
{
    const int system_error = in.system_error();
    if (disk_is_full(outcome, system_error))
        return later("state_full", "the state file " + path +
                                       " cannot grow, nothing was changed: free some disk space, "
                                       "or raise the limit set for it");
    switch (primary(outcome)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return later("state_busy", "another program is writing to the state file " + path +
                                       " for too long: if this persists, find and stop it");
    case SQLITE_READONLY:
        return read_only(outcome, path);
    case SQLITE_NOTADB:
        return refusal("state_not_a_database",
                       path + " is not a database: name another state file, or move it away");
    case SQLITE_CORRUPT:
        return corrupt(path);
    case SQLITE_CANTOPEN:
        return cannot_open(path, system_error);
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return refusal("state_permission", "the state file " + path +
                                               " may not be opened by the user this runs as" +
                                               because(system_error));
    case SQLITE_IOERR:
        return in_out(path, system_error);
    case SQLITE_NOMEM:
        return later("state_memory", "not enough memory to work on the state file " + path);
    default:
        return {error_class::bug, "state_bug",
                "the state file " + path + " refused a statement: " + in.message()};
    }
}

} // namespace dovetail::sync::sqlite
