// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/stored_task.hpp>

#include <sandbox/instant.hpp>
#include <sandbox/json_text.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

// Not fields of Task. The external key has a fixed name here: the org may rename its field.
constexpr std::string_view key_member = "external key";
constexpr std::string_view purged_member = "purged";
constexpr std::string_view writes_member = "api writes";

owned_cell read_stored(const column& of, const boost::json::value& value)
{
    if (value.is_bool()) return {cell_kind::boolean, value.get_bool() ? 1 : 0, {}};
    if (value.is_int64()) return {cell_kind::integer, value.get_int64(), {}};
    if (!value.is_string()) return {};
    const std::string_view text{value.get_string().data(), value.get_string().size()};
    if (of.kind == cell_kind::day) {
        const auto day = parse_date(text);
        return day ? owned_cell{cell_kind::day, day->time_since_epoch().count(), {}} : owned_cell{};
    }
    if (of.kind == cell_kind::time) {
        const auto at = parse_instant(text);
        if (!at) return {};
        const auto second = std::chrono::floor<std::chrono::seconds>(*at);
        return {cell_kind::time, second.time_since_epoch().count(), {}};
    }
    return {of.kind, 0, std::string{text}};
}

} // namespace

void append_stored_task(std::string& out, const task_row& row, const schema& object)
{
    out += '{';
    for (const auto& column : object.columns()) {
        const auto value = read_task(row, column.slot);
        const bool no = value.kind == cell_kind::boolean && value.number == 0 &&
                        column.slot < static_cast<int>(task_field::first_extra);
        if (value.kind == cell_kind::null || no || column.external_id) continue;
        out += column.json_key;
        append_cell(out, value);
        out += ',';
    }
    append_json_text_member(out, key_member, row.external_key);
    if (row.purged) out += ",\"purged\":true";
    out += ",\"api writes\":" + std::to_string(row.api_writes) + '}';
}

task_row load_task(std::string_view text, const schema& object)
{
    task_row out;
    const auto document = boost::json::parse(text);
    for (const auto& member : document.as_object()) {
        const std::string_view name{member.key().data(), member.key().size()};
        if (const auto* column = object.find(name))
            write_task(out, column->slot, read_stored(*column, member.value()));
    }
    const auto& fields = document.as_object();
    out.external_key = text_member(fields, key_member).value_or("");
    out.purged = flag_member(fields, purged_member, false);
    out.api_writes = static_cast<std::uint32_t>(integer_member(fields, writes_member).value_or(0));
    return out;
}

} // namespace dovetail::sandbox::salesforce
