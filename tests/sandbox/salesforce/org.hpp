// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The data of the Salesforce org: Tasks with their indexes, users, open query cursors.

#include <sandbox/instant.hpp>
#include <sandbox/salesforce/schema.hpp>
#include <sandbox/salesforce/task.hpp>
#include <sandbox/settings.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace dovetail::sandbox::salesforce {

struct user_row
{
    record_id id;
    std::string name;
    std::string email; ///< also the user name
    std::string time_zone;
    bool active = true;
    bool queue = false; ///< a Group of type Queue: may own tasks, cannot log in
};

/// Rows in the order of (SystemModstamp, Id).
struct stamp_order
{
    bool operator()(const task_row* a, const task_row* b) const
    {
        if (a->stamp_s != b->stamp_s) return a->stamp_s < b->stamp_s;
        return a->id.characters < b->id.characters;
    }
};

using stamp_index = std::set<task_row*, stamp_order>;

/// An open query: what `nextRecordsUrl` leads to.
struct query_cursor
{
    std::shared_ptr<const schema> object;
    std::vector<std::size_t> columns;
    std::vector<const void*> rows;
    std::shared_ptr<const void> owner; ///< of rows that live nowhere else
    std::size_t batch_size = 0;
    bool tasks = false; ///< rows are tasks, which may be purged meanwhile
    instant opened;
};

class org
{
public:
    explicit org(const settings& options);

    /// To be called when settings changed: the Task schema follows the external id field.
    void rebuild_schema(const settings& options);
    const std::shared_ptr<const schema>& task_schema() const { return task_schema_; }

    /// The row of that id, deleted or not; null if it never existed or was purged.
    task_row* find(const record_id& id);
    /// Rows that are not deleted and carry that external key.
    std::vector<task_row*> find_by_key(std::string_view key) const;
    const stamp_index& by_stamp() const { return by_stamp_; }
    std::deque<task_row>& rows() { return rows_; }
    const std::deque<task_row>& rows() const { return rows_; }

    /// Appends a row and gives it an id; `fill` sets the rest.
    template<class F>
    task_row& create(F fill)
    {
        auto& row = rows_.emplace_back();
        row.id = make_id("00T", rows_.size());
        fill(row);
        enter(row);
        return row;
    }

    /// Takes the row out of the indexes, lets `change` alter it, puts it back.
    template<class F>
    void alter(task_row& row, F change)
    {
        leave(row);
        change(row);
        enter(row);
    }

    /// Puts a row that was read from disk at its place; ids come in ascending order.
    void restore(task_row row);

    std::vector<user_row> users;
    const user_row* find_user(std::string_view id) const;
    const user_row* find_user_by_email(std::string_view email) const;
    user_row& add_user(std::string name, std::string email, std::string time_zone, bool queue);

    /// Rows changed since they were last written to disk, each once.
    std::vector<task_row*> unsaved;

    std::string keep_cursor(query_cursor cursor);
    /// Null for an unknown or expired locator.
    query_cursor* find_cursor(std::string_view locator, instant now);

private:
    void enter(task_row& row);
    void leave(task_row& row);

    std::shared_ptr<const schema> task_schema_;
    std::deque<task_row> rows_;
    stamp_index by_stamp_;
    std::unordered_multimap<std::string, task_row*> by_key_;
    std::unordered_map<std::string, query_cursor> cursors_;
    std::uint64_t last_cursor_ = 0;
};

} // namespace dovetail::sandbox::salesforce
