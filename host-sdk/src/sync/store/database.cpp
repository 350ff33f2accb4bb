// SPDX-License-Identifier: Apache-2.0
#include "database.hpp"

#include <thread>

namespace dovetail::sync::sqlite {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Longest and shortest sleep between two tries for a lock. SQLite's own handler sleeps longer and
/// longer up to 100 ms, which starves the one of two writers that came second; short sleeps of
/// random length give both their turn.
constexpr std::uint32_t longest_sleep_us = 4000;
constexpr std::uint32_t shortest_sleep_us = 200;

} // namespace

database::database(const std::string& path, int flags, milliseconds busy_timeout)
    : busy_timeout_(busy_timeout),
      jitter_(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(this) >> 4) | 1)
{
    // Users of one connection take turns by the mutexes of place.hpp: SQLite needs none of its own.
    opened_ = sqlite3_open_v2(path.c_str(), &handle_,
                              flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    if (opened_ != SQLITE_OK) return;
    sqlite3_busy_handler(handle_, &database::wait_for_lock, this);
    // A damaged or hostile file shall not make SQLite do more than read and write tables.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

database::~database()
{
    for (const auto& [sql, statement] : statements_)
        sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

code database::execute(const std::string& sql)
{
    return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
}

code database::ask(const std::string& sql, std::string& answer)
{
    sqlite3_stmt* statement = nullptr;
    code outcome = sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr);
    if (outcome != SQLITE_OK) return outcome;
    outcome = sqlite3_step(statement);
    if (outcome == SQLITE_ROW) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
        answer = text ? text : "";
    }
    sqlite3_finalize(statement);
    return outcome == SQLITE_ROW || outcome == SQLITE_DONE ? SQLITE_OK : outcome;
}

code database::ask(const std::string& sql, std::int64_t& answer)
{
    std::string text;
    const code outcome = ask(sql, text);
    if (outcome == SQLITE_OK) answer = text.empty() ? 0 : std::stoll(text);
    return outcome;
}

sqlite3_stmt* database::prepared(const char* sql, code& failure)
{
    const auto known = statements_.find(sql);
    if (known != statements_.end()) return known->second;
    sqlite3_stmt* statement = nullptr;
    failure = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (failure != SQLITE_OK) return nullptr;
    statements_.emplace(sql, statement);
    return statement;
}

std::uint64_t database::changes() const noexcept
{
    return static_cast<std::uint64_t>(sqlite3_changes64(handle_));
}

bool database::in_transaction() const noexcept
{
    return sqlite3_get_autocommit(handle_) == 0;
}

bool database::is_read_only() const noexcept
{
    return sqlite3_db_readonly(handle_, "main") == 1;
}

const char* database::message() const noexcept
{
    return sqlite3_errmsg(handle_);
}

int database::system_error() const noexcept
{
    return sqlite3_system_errno(handle_);
}

int database::wait_for_lock(void* self, int calls)
{
    auto& waiting = *static_cast<database*>(self);
    const auto now = steady_clock::now();
    if (calls == 0) waiting.busy_until_ = now + waiting.busy_timeout_;
    if (now >= waiting.busy_until_) return 0;
    waiting.jitter_ = waiting.jitter_ * 1664525u + 1013904223u; // Numerical Recipes' generator
    const auto spread = longest_sleep_us - shortest_sleep_us;
    const auto sleep_us = shortest_sleep_us + (waiting.jitter_ >> 8) % spread;
    std::this_thread::sleep_for(std::chrono::microseconds(sleep_us));
    return 1;
}

query::query(database& in, const char* sql) : statement_(in.prepared(sql, status_)) {}

query::~query()
{
    // What a failed step returned comes back from reset; it was noted when it happened.
    if (statement_) sqlite3_reset(statement_);
}

void query::note(code outcome) noexcept
{
    if (status_ == SQLITE_OK) status_ = outcome;
}

query& query::number(std::int64_t value)
{
    if (statement_) note(sqlite3_bind_int64(statement_, ++bound_, value));
    return *this;
}

query& query::text(std::string_view value)
{
    const char* data = value.empty() ? "" : value.data();
    if (statement_)
        note(sqlite3_bind_text64(statement_, ++bound_, data, value.size(), SQLITE_STATIC,
                                 SQLITE_UTF8));
    return *this;
}

query& query::blob(std::string_view value)
{
    const char* data = value.empty() ? "" : value.data();
    if (statement_)
        note(sqlite3_bind_blob64(statement_, ++bound_, data, value.size(), SQLITE_STATIC));
    return *this;
}

query& query::null()
{
    if (statement_) note(sqlite3_bind_null(statement_, ++bound_));
    return *this;
}

code query::run()
{
    while (next()) {
    }
    return status_;
}

bool query::next()
{
    if (status_ != SQLITE_OK) return false;
    const code outcome = sqlite3_step(statement_);
    if (outcome == SQLITE_ROW) return true;
    if (outcome != SQLITE_DONE) note(outcome);
    sqlite3_reset(statement_);
    bound_ = 0;
    return false;
}

std::int64_t query::number_at(int column) const noexcept
{
    return sqlite3_column_int64(statement_, column);
}

std::string_view query::text_at(int column) const noexcept
{
    const void* data = sqlite3_column_blob(statement_, column);
    const auto size = sqlite3_column_bytes(statement_, column);
    return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size))
                : std::string_view{};
}

bool query::null_at(int column) const noexcept
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

transaction::~transaction()
{
    static constexpr char sql[] = "ROLLBACK";
    // Some failures (disk full, I/O) end the transaction themselves.
    if (begun_ && database_.in_transaction()) run(sql);
}

code transaction::run(const char* sql)
{
    return query(database_, sql).run();
}

code transaction::begin()
{
    static constexpr char sql[] = "BEGIN";
    const code outcome = run(sql);
    begun_ = outcome == SQLITE_OK;
    return outcome;
}

code transaction::begin_to_write()
{
    static constexpr char sql[] = "BEGIN IMMEDIATE";
    const code outcome = run(sql);
    begun_ = outcome == SQLITE_OK;
    return outcome;
}

code transaction::commit()
{
    static constexpr char sql[] = "COMMIT";
    return run(sql);
}

} // namespace dovetail::sync::sqlite
