// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/org.hpp>

#include <algorithm>

namespace dovetail::sandbox::salesforce {

namespace {

/// "Query locators live two days" (app limits cheat sheet).
constexpr std::chrono::hours cursor_lifetime{48};
/// A bound on memory only: Salesforce itself knows no limit on open cursors.
constexpr std::size_t most_cursors = 256;
constexpr std::size_t external_key_length = 255;

column external_id_column(const std::string& name, bool unique)
{
    column made;
    made.name = name;
    made.label = name.ends_with("__c") ? name.substr(0, name.size() - 3) : name;
    made.type = "string";
    made.kind = cell_kind::text;
    made.slot = static_cast<int>(task_field::external_key);
    made.length = external_key_length;
    made.createable = true;
    made.updateable = true;
    made.external_id = true;
    made.unique = unique;
    return made;
}

} // namespace

org::org(const settings& options)
{
    rebuild_schema(options);
}

void org::rebuild_schema(const settings& options)
{
    static const auto standard = standard_task_columns();
    auto columns = standard;
    if (options.external_id_field)
        columns.push_back(
            external_id_column(*options.external_id_field, options.external_id_unique));
    for (auto& column : columns) {
        const bool status = column.name == "Status";
        if (!status && column.name != "Priority") continue;
        column.restricted = options.restrict_picklists;
        column.picklist.clear();
        for (const auto& entry : status ? options.statuses : options.priorities) {
            column.picklist.push_back(entry.value);
            if (entry.is_default) column.default_value = entry.value;
        }
    }
    task_schema_ = std::make_shared<const schema>("Task", std::move(columns));
}

task_row* org::find(const record_id& id)
{
    if (id.prefix() != "00T") return nullptr;
    const auto number = id.number();
    if (number == 0 || number > rows_.size()) return nullptr;
    auto& row = rows_[number - 1];
    return row.purged ? nullptr : &row;
}

std::vector<task_row*> org::find_by_key(std::string_view key) const
{
    std::vector<task_row*> out;
    const auto range = by_key_.equal_range(std::string{key});
    for (auto it = range.first; it != range.second; ++it)
        out.push_back(it->second);
    return out;
}

void org::enter(task_row& row)
{
    if (!row.unsaved) {
        row.unsaved = true;
        unsaved.push_back(&row);
    }
    if (row.purged) return;
    by_stamp_.insert(&row);
    if (!row.deleted && !row.external_key.empty()) by_key_.emplace(row.external_key, &row);
}

void org::leave(task_row& row)
{
    by_stamp_.erase(&row);
    const auto range = by_key_.equal_range(row.external_key);
    for (auto it = range.first; it != range.second; ++it) {
        if (it->second != &row) continue;
        by_key_.erase(it);
        return;
    }
}

void org::restore(task_row row)
{
    const auto number = row.id.number();
    while (rows_.size() < number) {
        auto& gap = rows_.emplace_back();
        gap.id = make_id("00T", rows_.size());
        gap.purged = true;
    }
    auto& place = rows_[number - 1];
    place = std::move(row);
    place.unsaved = true; // so that entering does not queue it: it came from disk
    enter(place);
    place.unsaved = false;
}

const user_row* org::find_user(std::string_view id) const
{
    const auto parsed = parse_id(id);
    if (!parsed) return nullptr;
    const auto found = std::find_if(users.begin(), users.end(),
                                    [&](const user_row& user) { return user.id == *parsed; });
    return found == users.end() ? nullptr : &*found;
}

const user_row* org::find_user_by_email(std::string_view email) const
{
    const auto found = std::find_if(users.begin(), users.end(), [email](const user_row& user) {
        return equal_ignoring_case(user.email, email);
    });
    return found == users.end() ? nullptr : &*found;
}

user_row& org::add_user(std::string name, std::string email, std::string time_zone, bool queue)
{
    auto& made = users.emplace_back();
    made.id = make_id(queue ? "00G" : "005", users.size());
    made.name = std::move(name);
    made.email = std::move(email);
    made.time_zone = std::move(time_zone);
    made.queue = queue;
    return made;
}

std::string org::keep_cursor(query_cursor cursor)
{
    const auto opened = cursor.opened;
    std::erase_if(cursors_, [opened](const auto& entry) {
        return entry.second.opened + cursor_lifetime <= opened;
    });
    if (cursors_.size() >= most_cursors)
        cursors_.erase(
            std::min_element(cursors_.begin(), cursors_.end(), [](const auto& a, const auto& b) {
                return a.second.opened < b.second.opened;
            }));
    const std::string locator{make_id("0r8", ++last_cursor_).text()};
    cursors_.emplace(locator, std::move(cursor));
    return locator;
}

query_cursor* org::find_cursor(std::string_view locator, instant now)
{
    const auto found = cursors_.find(std::string{locator});
    if (found == cursors_.end() || found->second.opened + cursor_lifetime <= now) return nullptr;
    return &found->second;
}

} // namespace dovetail::sandbox::salesforce
