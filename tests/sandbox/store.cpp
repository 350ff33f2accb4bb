// SPDX-License-Identifier: Apache-2.0
#include <sandbox/store.hpp>

#include <sandbox/json_text.hpp>
#include <sandbox/salesforce/stored_task.hpp>

#include <boost/json.hpp>
#include <sqlite3.h>
#include <stdexcept>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

/// "DvSb" as SQLite's application id: tells a sandbox's file from any other.
constexpr std::int64_t application_id = 0x44765362;
constexpr std::int64_t schema_version = 1;

struct finalize
{
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct close
{
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using statement = std::unique_ptr<sqlite3_stmt, finalize>;

} // namespace

struct store::database
{
    std::string path;
    std::unique_ptr<sqlite3, close> handle;
    statement put_salesforce;
    statement put_sales_connect;
    statement put_document;
    bool is_new = false;

    [[noreturn]] void fail(std::string_view doing) const
    {
        throw std::runtime_error(path + ": cannot " + std::string{doing} + ": " +
                                 sqlite3_errmsg(handle.get()));
    }

    void run(const char* sql) const
    {
        if (sqlite3_exec(handle.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
    }

    statement prepare(const char* sql) const
    {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v2(handle.get(), sql, -1, &made, nullptr) != SQLITE_OK) fail(sql);
        return statement{made};
    }

    std::int64_t number(const char* sql) const
    {
        const auto query = prepare(sql);
        if (sqlite3_step(query.get()) != SQLITE_ROW) fail(sql);
        return sqlite3_column_int64(query.get(), 0);
    }

    void put(const statement& into, std::int64_t key, std::string_view text) const
    {
        sqlite3_bind_int64(into.get(), 1, key);
        finish_put(into, text);
    }

    void put(const statement& into, std::string_view key, std::string_view text) const
    {
        sqlite3_bind_text(into.get(), 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
        finish_put(into, text);
    }

    void finish_put(const statement& into, std::string_view text) const
    {
        sqlite3_bind_text(into.get(), 2, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
        if (sqlite3_step(into.get()) != SQLITE_DONE) fail("write");
        sqlite3_reset(into.get());
    }

    /// Calls `visit` with the text of each row.
    template<class F>
    void for_each(const char* sql, F visit) const
    {
        const auto query = prepare(sql);
        while (sqlite3_step(query.get()) == SQLITE_ROW) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 1));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(query.get(), 1));
            const auto* name = reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0));
            visit(std::string_view{name}, std::string_view{text, size});
        }
    }

    void check_ownership()
    {
        const auto owner = number("PRAGMA application_id");
        const auto tables = number("SELECT count(*) FROM sqlite_master");
        is_new = owner == 0 && tables == 0;
        if (!is_new && owner != application_id)
            throw std::runtime_error(path + ": is not a sandbox's file; choose another --data");
        if (!is_new && number("PRAGMA user_version") > schema_version)
            throw std::runtime_error(path + ": was written by a newer sandbox; use that one, or "
                                            "choose another --data");
    }

    void create_tables() const
    {
        run("BEGIN IMMEDIATE;"
            "CREATE TABLE salesforce_task(number INTEGER PRIMARY KEY, json TEXT NOT NULL);"
            "CREATE TABLE sales_connect_task(number INTEGER PRIMARY KEY, json TEXT NOT NULL);"
            "CREATE TABLE document(name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;");
        run(("PRAGMA application_id=" + std::to_string(application_id)).c_str());
        run(("PRAGMA user_version=" + std::to_string(schema_version)).c_str());
        run("COMMIT");
    }
};

store::store(const std::string& path) : database_(std::make_unique<database>())
{
    auto& db = *database_;
    db.path = path;
    sqlite3* opened = nullptr;
    const int failed =
        sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    db.handle.reset(opened);
    if (failed != SQLITE_OK) db.fail("open the file");
    // Exclusive: a second sandbox on the same data is told so at once. No fsync: the page cache
    // outlives the process, which is all that is promised.
    if (sqlite3_exec(opened,
                     "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL;"
                     "PRAGMA synchronous=OFF; BEGIN IMMEDIATE; COMMIT",
                     nullptr, nullptr, nullptr) != SQLITE_OK) {
        if (sqlite3_errcode(opened) == SQLITE_BUSY)
            throw std::runtime_error(path + ": is in use by another sandbox; stop that one, or "
                                            "choose another --data");
        db.fail("use the file");
    }
    db.check_ownership();
    if (db.is_new) db.create_tables();
    db.put_salesforce = db.prepare("INSERT OR REPLACE INTO salesforce_task VALUES(?,?)");
    db.put_sales_connect = db.prepare("INSERT OR REPLACE INTO sales_connect_task VALUES(?,?)");
    db.put_document = db.prepare("INSERT OR REPLACE INTO document VALUES(?,?)");
}

store::~store() = default;

bool store::is_new() const
{
    return database_->is_new;
}

namespace {

json::object save_state(const world& from)
{
    json::array org_users;
    for (const auto& user : from.org.users)
        org_users.push_back(json::object{{"name", user.name},
                                         {"email", user.email},
                                         {"time_zone", user.time_zone},
                                         {"active", user.active},
                                         {"queue", user.queue}});
    json::array account_users;
    for (const auto& user : from.account.users)
        account_users.push_back(json::object{{"name", user.name},
                                             {"email", user.email},
                                             {"time_zone", user.time_zone},
                                             {"active", user.active}});
    return {{"settings", to_json(from.options)},
            {"clock_offset_us", from.clock_offset.count()},
            {"salesforce_users", std::move(org_users)},
            {"sales_connect_users", std::move(account_users)}};
}

std::string text_of(const json::object& from, std::string_view key)
{
    return std::string{text_member(from, key).value_or("")};
}

void load_state(world& into, const json::object& from)
{
    apply_settings(into.options, from.at("settings").as_object());
    into.org.rebuild_schema(into.options);
    into.clock_offset =
        std::chrono::microseconds{integer_member(from, "clock_offset_us").value_or(0)};
    into.org.users.clear();
    into.account.users.clear();
    for (const auto& item : from.at("salesforce_users").as_array()) {
        const auto& entry = item.as_object();
        into.org
            .add_user(text_of(entry, "name"), text_of(entry, "email"), text_of(entry, "time_zone"),
                      flag_member(entry, "queue", false))
            .active = flag_member(entry, "active", true);
    }
    for (const auto& item : from.at("sales_connect_users").as_array()) {
        const auto& entry = item.as_object();
        into.account
            .add_user(text_of(entry, "email"), text_of(entry, "name"), text_of(entry, "time_zone"))
            .active = flag_member(entry, "active", true);
    }
}

} // namespace

void store::load(world& into)
{
    const auto& db = *database_;
    db.for_each("SELECT name,json FROM document ORDER BY name DESC",
                [&](std::string_view name, std::string_view text) {
                    const auto document = json::parse(text);
                    if (name == "state") load_state(into, document.as_object());
                    if (name == "salesforce_oauth")
                        into.salesforce_oauth.load(document.as_object());
                    if (name == "sales_connect_oauth")
                        into.sales_connect_oauth.load(document.as_object());
                });
    db.for_each("SELECT number,json FROM salesforce_task ORDER BY number",
                [&](std::string_view, std::string_view text) {
                    into.org.restore(salesforce::load_task(text, *into.org.task_schema()));
                });
    db.for_each("SELECT number,json FROM sales_connect_task ORDER BY number",
                [&](std::string_view, std::string_view text) {
                    into.account.restore(sales_connect::load_task(json::parse(text).as_object()));
                });
    forget_changes(into);
}

void store::save(world& from)
{
    const bool rows = !from.org.unsaved.empty() || !from.account.unsaved.empty();
    if (!rows && !from.state_changed && !from.salesforce_oauth.changed &&
        !from.sales_connect_oauth.changed)
        return;
    const auto& db = *database_;
    db.run("BEGIN");
    std::string text;
    for (const auto* row : from.org.unsaved) {
        text.clear();
        salesforce::append_stored_task(text, *row, *from.org.task_schema());
        db.put(db.put_salesforce, static_cast<std::int64_t>(row->id.number()), text);
    }
    for (const auto* task : from.account.unsaved)
        db.put(db.put_sales_connect, static_cast<std::int64_t>(task->number),
               json::serialize(sales_connect::save_task(*task)));
    if (from.state_changed) db.put(db.put_document, "state", json::serialize(save_state(from)));
    if (from.salesforce_oauth.changed)
        db.put(db.put_document, "salesforce_oauth", json::serialize(from.salesforce_oauth.save()));
    if (from.sales_connect_oauth.changed)
        db.put(db.put_document, "sales_connect_oauth",
               json::serialize(from.sales_connect_oauth.save()));
    db.run("COMMIT");
    forget_changes(from);
}

void forget_changes(world& in)
{
    for (auto* row : in.org.unsaved)
        row->unsaved = false;
    for (auto* task : in.account.unsaved)
        task->unsaved = false;
    in.org.unsaved.clear();
    in.account.unsaved.clear();
    in.state_changed = false;
    in.salesforce_oauth.changed = false;
    in.sales_connect_oauth.changed = false;
}

} // namespace dovetail::sandbox
