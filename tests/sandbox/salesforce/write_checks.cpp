// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/write_checks.hpp>

#include <algorithm>
#include <boost/json.hpp>
#include <sandbox/instant.hpp>
#include <sandbox/json_text.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

namespace json = boost::json;

/// How much of a value that is too long is shown in the error.
constexpr std::size_t shown_value = 80;

api_error read_only_field(const column& of)
{
    return {400,
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: " + of.name +
                ". Please check the security settings of this field and verify that it is "
                "read/write for your profile or permission set.",
            {of.name}};
}

api_error wrong_type(const column& of, const json::value& value)
{
    const std::string_view kind = value.is_string()   ? "VALUE_STRING"
                                  : value.is_number() ? "VALUE_NUMBER"
                                  : value.is_bool()   ? "VALUE_BOOLEAN"
                                                      : "START_OBJECT";
    return {400,
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of " + of.type + " from " + std::string{kind} + " value " +
                json::serialize(value).substr(0, shown_value) +
                " or request may be missing a required field",
            {}};
}

bool is_task_reference(const column& of, const record_id& id)
{
    if (of.name == "OwnerId") return id.prefix() == "005" || id.prefix() == "00G";
    if (of.name == "WhoId") return id.prefix() == "003" || id.prefix() == "00Q";
    return true;
}

outcome<owned_cell> read_id(const column& of, const json::value& value)
{
    if (!value.is_string()) return wrong_type(of, value);
    const std::string_view text{value.get_string().data(), value.get_string().size()};
    if (text.empty()) return owned_cell{};
    const auto id = parse_id(text);
    if (!id || !is_task_reference(of, *id))
        return api_error{400,
                         "MALFORMED_ID",
                         of.label + ": id value of incorrect type: " + std::string{text},
                         {of.name}};
    return owned_cell{cell_kind::id, 0, std::string{id->text()}};
}

outcome<owned_cell> read_time(const column& of, const json::value& value)
{
    const std::string_view text{value.get_string().data(), value.get_string().size()};
    if (text.empty()) return owned_cell{};
    if (of.kind == cell_kind::day) {
        if (const auto day = parse_date(text))
            return owned_cell{cell_kind::day, day->time_since_epoch().count(), {}};
    } else if (const auto at = parse_instant(text)) {
        const auto second = std::chrono::floor<std::chrono::seconds>(*at);
        return owned_cell{cell_kind::time, second.time_since_epoch().count(), {}};
    }
    return wrong_type(of, value);
}

outcome<owned_cell> read_text(const column& of, const json::value& value)
{
    if (!value.is_string()) return wrong_type(of, value);
    const std::string_view text{value.get_string().data(), value.get_string().size()};
    if (of.length > 0 && text.size() > of.length && count_characters(text) > of.length)
        return api_error{400,
                         "STRING_TOO_LONG",
                         of.label +
                             ": data value too large: " + std::string{text.substr(0, shown_value)} +
                             "... (max length=" + std::to_string(of.length) + ')',
                         {of.name}};
    if (of.restricted && !text.empty() &&
        std::find(of.picklist.begin(), of.picklist.end(), text) == of.picklist.end())
        return api_error{400,
                         "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                         of.label +
                             ": bad value for restricted picklist field: " + std::string{text},
                         {of.name}};
    return text.empty() ? owned_cell{} : owned_cell{cell_kind::text, 0, std::string{text}};
}

outcome<owned_cell> read_value(const column& of, const json::value& value)
{
    if (value.is_null()) return owned_cell{};
    switch (of.kind) {
    case cell_kind::boolean:
        if (!value.is_bool()) return wrong_type(of, value);
        return owned_cell{cell_kind::boolean, value.get_bool() ? 1 : 0, {}};
    case cell_kind::integer:
        if (!value.is_int64()) return wrong_type(of, value);
        return owned_cell{cell_kind::integer, value.get_int64(), {}};
    case cell_kind::day:
    case cell_kind::time:
        return value.is_string() ? read_time(of, value)
                                 : outcome<owned_cell>{wrong_type(of, value)};
    case cell_kind::id:
        return read_id(of, value);
    default:
        return read_text(of, value);
    }
}

/// `attributes` must name a Task, if it is there.
std::optional<api_error> check_attributes(const json::value& attributes)
{
    if (!attributes.is_object())
        return api_error{400, "JSON_PARSER_ERROR", "attributes must be an object", {}};
    const auto type = text_member(attributes.get_object(), "type");
    if (type && !equal_ignoring_case(*type, "Task"))
        return api_error{
            400, "INVALID_TYPE", "sObject type '" + std::string{*type} + "' is not supported.", {}};
    return std::nullopt;
}

bool is_read_only_user(const writer& by, const record_id& user)
{
    const auto* found = by.data.find_user(user.text());
    const auto& list = by.options.read_only_users;
    return found && std::any_of(list.begin(), list.end(), [found](const std::string& email) {
               return equal_ignoring_case(email, found->email);
           });
}

std::optional<api_error> check_owner(const writer& by, const owned_cell& owner)
{
    if (owner.kind == cell_kind::null)
        return api_error{
            400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [OwnerId]", {"OwnerId"}};
    const auto* user = by.data.find_user(owner.text);
    if (!user)
        return api_error{
            400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {"OwnerId"}};
    if (!user->active)
        return api_error{400,
                         "INACTIVE_OWNER_OR_USER",
                         "operation performed with inactive user [" + std::string{user->id.text()} +
                             "] as owner of task",
                         {"OwnerId"}};
    return std::nullopt;
}

} // namespace

outcome<patch> read_patch(const writer& by, write_kind kind, const json::object& record)
{
    patch out;
    const auto& object = *by.data.task_schema();
    out.reserve(record.size());
    for (const auto& member : record) {
        const std::string_view name{member.key().data(), member.key().size()};
        if (equal_ignoring_case(name, "Id")) continue;
        if (name == "attributes") {
            if (auto wrong = check_attributes(member.value())) return *wrong;
            continue;
        }
        const auto* column = object.find(name);
        if (!column)
            return api_error{400,
                             "INVALID_FIELD",
                             "No such column '" + std::string{name} + "' on sobject of type Task",
                             {}};
        if (kind == write_kind::create ? !column->createable : !column->updateable)
            return read_only_field(*column);
        auto value = read_value(*column, member.value());
        if (value.has_error()) return value.error();
        out.emplace_back(column, std::move(*value));
    }
    return out;
}

std::optional<api_error> check_patch(const writer& by, const patch& changes, const task_row* row)
{
    if (by.by_api && (is_read_only_user(by, by.user) || (row && is_read_only_user(by, row->owner))))
        return api_error{
            403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", {}};
    for (const auto& [column, value] : changes) {
        if (column->name == "OwnerId") {
            if (auto wrong = check_owner(by, value)) return wrong;
        } else if (value.kind == cell_kind::null && !column->nillable) {
            return api_error{400,
                             "REQUIRED_FIELD_MISSING",
                             "Required fields are missing: [" + column->name + ']',
                             {column->name}};
        }
        if (row && row->recurrence && (column->name == "ActivityDate" || column->name == "Status"))
            return read_only_field(*column);
    }
    return std::nullopt;
}

std::optional<api_error> check_rules(const writer& by, const task_row& row)
{
    for (const auto& rule : by.options.rules) {
        const auto* column = by.data.task_schema()->find(rule.field);
        if (rule.where != side::salesforce || !column) continue;
        const auto value = read_task(row, column->slot);
        const bool broken = rule.condition == "required"
                                ? value.kind == cell_kind::null
                                : value.kind != cell_kind::null && value.text == rule.value;
        if (broken)
            return api_error{
                400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, {column->name}};
    }
    return std::nullopt;
}

std::optional<api_error> check_lock(const writer& by, std::string_view id)
{
    if (!by.by_api) return std::nullopt;
    for (auto& lock : by.options.locks) {
        const auto locked = parse_id(lock.id);
        if (!locked || locked->text() != id || lock.times == 0) continue;
        if (lock.times > 0) --lock.times;
        return api_error{static_cast<int>(by.options.lock_status),
                         "UNABLE_TO_LOCK_ROW",
                         "unable to obtain exclusive access to this record or 1 records: " +
                             std::string{id},
                         {}};
    }
    return std::nullopt;
}

std::optional<api_error> check_unique(const writer& by, const task_row& row)
{
    if (!by.options.external_id_field || !by.options.external_id_unique || row.external_key.empty())
        return std::nullopt;
    for (const auto* other : by.data.find_by_key(row.external_key))
        if (other->id != row.id)
            return api_error{
                400,
                "DUPLICATE_VALUE",
                "duplicate value found: " + *by.options.external_id_field +
                    " duplicates value on record with id: " + std::string{other->id.short_text()},
                {}};
    return std::nullopt;
}

} // namespace dovetail::sandbox::salesforce
