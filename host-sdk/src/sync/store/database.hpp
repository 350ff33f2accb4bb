// SPDX-License-Identifier: Apache-2.0
// One SQLite connection with its prepared statements.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dovetail::sync::sqlite {

/// A result code of SQLite, extended ones included; SQLITE_OK is none. Inside this folder codes are
/// passed on as they are; failure.hpp turns them into errors for people at the edge.
using code = int;

/// What replacing a row that is not there returns.
inline constexpr code row_is_missing = SQLITE_CONSTRAINT_ROWID;

/// One connection. Statements are prepared once and kept until it closes.
///
/// Threads   one at a time.
class database
{
public:
    /// Opens `path` (a file name or a file: URI) with SQLITE_OPEN_* flags. A failure is told by
    /// `opened()`; the object is usable only where that is SQLITE_OK.
    database(const std::string& path, int flags, std::chrono::milliseconds busy_timeout);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    code opened() const noexcept { return opened_; }

    /// Runs statements that give no rows and are not worth keeping (pragmas, schema).
    code execute(const std::string& sql);

    /// The first column of the first row of a statement that is not worth keeping.
    code ask(const std::string& sql, std::int64_t& answer);
    code ask(const std::string& sql, std::string& answer);

    /// The statement of a text that lives as long as the program: kept by its address, so finding
    /// it again costs a few nanoseconds. Null on failure, with the reason in `failure`.
    sqlite3_stmt* prepared(const char* sql, code& failure);

    /// Rows that the last statement inserted, updated or removed.
    std::uint64_t changes() const noexcept;

    bool in_transaction() const noexcept;

    /// SQLite opens a file that cannot be written for reading, and says so only here.
    bool is_read_only() const noexcept;

    /// What SQLite and the system say about the last failure.
    const char* message() const noexcept;
    int system_error() const noexcept;

private:
    static int wait_for_lock(void* self, int calls);

    sqlite3* handle_ = nullptr;
    code opened_ = SQLITE_OK;
    std::chrono::milliseconds busy_timeout_;
    std::chrono::steady_clock::time_point busy_until_;
    std::uint32_t jitter_;
    std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

/// A kept statement in use: binds in order, steps, reads, and leaves it ready for the next user.
/// After a failure all further calls do nothing, and `run`, `status` tell the first one. Bound
/// texts must live until the row or the statement is done.
class query
{
public:
    query(database& in, const char* sql);
    ~query();
    query(const query&) = delete;
    query& operator=(const query&) = delete;

    query& number(std::int64_t value);
    query& text(std::string_view value); ///< empty is an empty text, not NULL
    query& blob(std::string_view value); ///< empty is an empty blob, not NULL
    query& null();

    /// Steps to the end, ignores rows, and starts over: bind anew for the next run.
    code run();

    /// Steps to the next row. false: at the end, or after a failure (`status`). At the end it
    /// starts over: bind anew for the next question.
    bool next();

    code status() const noexcept { return status_; }

    std::int64_t number_at(int column) const noexcept;
    std::string_view text_at(int column) const noexcept; ///< blobs too; NULL is empty
    bool null_at(int column) const noexcept;

private:
    void note(code outcome) noexcept;

    code status_ = SQLITE_OK; // before the statement: preparing it may fail
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

/// Begun by `begin` or `begin_to_write`, undone unless `commit` succeeded.
class transaction
{
public:
    explicit transaction(database& in) noexcept : database_(in) {}
    ~transaction();
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    /// All that is read until the end is of one moment.
    code begin();

    /// Takes the right to write at once, so that nothing fails half-way for want of it.
    code begin_to_write();

    code commit();

private:
    code run(const char* sql);

    database& database_;
    bool begun_ = false;
};

} // namespace dovetail::sync::sqlite
