// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/small_objects.hpp>

#include <sandbox/salesforce/soql_run.hpp>

#include <deque>

namespace dovetail::sandbox::salesforce {

namespace {

using small_rows = std::deque<small_row>;

owned_cell text(std::string value)
{
    const auto kind = value.empty() ? cell_kind::null : cell_kind::text;
    return {kind, 0, std::move(value)};
}
owned_cell id(const record_id& value)
{
    return {cell_kind::id, 0, std::string{value.text()}};
}
owned_cell flag(bool value)
{
    return {cell_kind::boolean, value ? 1 : 0, {}};
}
owned_cell number(std::size_t value)
{
    return {cell_kind::integer, static_cast<std::int64_t>(value), {}};
}

std::shared_ptr<const schema> make_schema(
    std::string name, const std::vector<std::pair<const char*, cell_kind>>& fields)
{
    std::vector<column> columns;
    for (const auto& [field, kind] : fields)
        columns.push_back(plain_column(field, kind, static_cast<int>(columns.size())));
    return std::make_shared<const schema>(std::move(name), std::move(columns));
}

const std::vector<std::shared_ptr<const schema>>& schemas()
{
    using enum cell_kind;
    static const std::vector<std::shared_ptr<const schema>> all{
        make_schema("User", {{"Id", cell_kind::id},
                             {"Name", cell_kind::text},
                             {"Username", cell_kind::text},
                             {"Email", cell_kind::text},
                             {"IsActive", boolean},
                             {"TimeZoneSidKey", cell_kind::text},
                             {"UserType", cell_kind::text}}),
        make_schema("Group",
                    {{"Id", cell_kind::id}, {"Name", cell_kind::text}, {"Type", cell_kind::text}}),
        make_schema("TaskStatus", {{"Id", cell_kind::id},
                                   {"MasterLabel", cell_kind::text},
                                   {"ApiName", cell_kind::text},
                                   {"IsClosed", boolean},
                                   {"IsDefault", boolean},
                                   {"SortOrder", integer}}),
        make_schema("TaskPriority", {{"Id", cell_kind::id},
                                     {"MasterLabel", cell_kind::text},
                                     {"ApiName", cell_kind::text},
                                     {"IsHighPriority", boolean},
                                     {"IsDefault", boolean},
                                     {"SortOrder", integer}}),
        make_schema("Organization", {{"Id", cell_kind::id},
                                     {"Name", cell_kind::text},
                                     {"OrganizationType", cell_kind::text},
                                     {"IsSandbox", boolean},
                                     {"InstanceName", cell_kind::text},
                                     {"TimeZoneSidKey", cell_kind::text}}),
    };
    return all;
}

small_rows picklist_rows(const std::vector<picklist_entry>& entries, std::string_view prefix)
{
    small_rows out;
    for (const auto& entry : entries)
        out.push_back({{id(make_id(prefix, out.size() + 1)), text(entry.value), text(entry.value),
                        flag(entry.marked), flag(entry.is_default), number(out.size() + 1)}});
    return out;
}

small_rows user_rows(const org& data, bool queues)
{
    small_rows out;
    for (const auto& user : data.users) {
        if (user.queue != queues) continue;
        if (queues)
            out.push_back({{id(user.id), text(user.name), text("Queue")}});
        else
            out.push_back({{id(user.id), text(user.name), text(user.email), text(user.email),
                            flag(user.active), text(user.time_zone), text("Standard")}});
    }
    return out;
}

small_rows all_rows(const org& data, const settings& options, std::string_view object)
{
    if (object == "User") return user_rows(data, false);
    if (object == "Group") return user_rows(data, true);
    if (object == "TaskStatus") return picklist_rows(options.statuses, "01T");
    if (object == "TaskPriority") return picklist_rows(options.priorities, "01U");
    return {{{{id(make_id("00D", 1)), text("Dovetail Sandbox"), text("Developer Edition"),
               flag(true), text("SBX1"), text("America/Los_Angeles")}}}};
}

cell read_small(const void* row, int slot)
{
    return static_cast<const small_row*>(row)->cells[static_cast<std::size_t>(slot)].view();
}

} // namespace

std::shared_ptr<const schema> find_small_schema(std::string_view name)
{
    for (const auto& known : schemas())
        if (equal_ignoring_case(known->name(), name)) return known;
    return nullptr;
}

small_selection select_small_rows(const org& data, const settings& options, const soql_query& query)
{
    auto rows = std::make_shared<const small_rows>(all_rows(data, options, query.object->name()));
    std::vector<const void*> pointers;
    for (const auto& row : *rows)
        pointers.push_back(&row);
    return {select_rows(std::move(pointers), query, read_small), std::move(rows)};
}

void append_small_row(std::string& out, const small_row& row, const schema& object,
                      const std::vector<std::size_t>& positions, std::string_view base)
{
    out += R"({"attributes":{"type":")" + object.name() + R"(","url":")";
    out += base;
    out += "/sobjects/" + object.name() + '/' + row.cells.front().text + "\"}";
    for (const auto position : positions) {
        const auto& column = object.columns()[position];
        out += ',';
        out += column.json_key;
        append_cell(out, row.cells[static_cast<std::size_t>(column.slot)].view());
    }
    out += '}';
}

} // namespace dovetail::sandbox::salesforce
