// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/task.hpp>

#include <sandbox/instant.hpp>
#include <sandbox/json_text.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox::sales_connect {

namespace {

namespace json = boost::json;

void append_time(std::string& out, std::string_view key, std::int64_t at_us)
{
    out += ",\"";
    out += key;
    out += "\":\"";
    append_rfc3339(out, instant{std::chrono::microseconds{at_us}});
    out += '"';
}

void append_member(std::string& out, std::string_view key, std::string_view value)
{
    out += ',';
    append_json_text_member(out, key, value);
}

void append_person(std::string& out, const std::optional<person>& about)
{
    if (!about) {
        out += ",\"person\":null";
        return;
    }
    out += ",\"person\":{";
    append_json_text_member(out, "name", about->name);
    append_member(out, "email", about->email);
    out += '}';
}

void append_campaign(std::string& out, const std::optional<campaign>& part_of)
{
    if (!part_of) {
        out += ",\"campaign\":null";
        return;
    }
    out += ",\"campaign\":{";
    append_json_text_member(out, "name", part_of->name);
    append_member(out, "day", part_of->day);
    append_member(out, "step", part_of->step);
    out += '}';
}

void append_head(std::string& out, const task& of)
{
    out += "{\"id\":";
    append_json_string(out, of.id);
    append_member(out, "revision", revision_of(of));
}

std::string text_or_empty(const json::object& from, std::string_view key)
{
    return std::string{text_member(from, key).value_or("")};
}

} // namespace

std::string revision_of(const task& of)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "r";
    for (int shift = 60; shift >= 0; shift -= 4)
        out += digits[(static_cast<std::uint64_t>(of.updated_us) >> static_cast<unsigned>(shift)) &
                      15U];
    return out;
}

void append_task(std::string& out, const task& of)
{
    append_head(out, of);
    if (of.deleted) {
        out += ",\"deleted\":true";
        append_time(out, "deleted_at", of.updated_us);
        append_time(out, "updated_at", of.updated_us);
        append_member(out, "client_key", of.client_key);
        append_member(out, "assignee_id", of.assignee_id);
        out += '}';
        return;
    }
    out += ",\"name\":";
    append_json_string(out, of.name);
    out += of.complete ? R"(,"status":"complete")" : R"(,"status":"open")";
    out += of.high ? R"(,"priority":"high")" : R"(,"priority":"normal")";
    append_member(out, "due_at", of.due_at);
    out += ",\"details\":";
    if (of.details)
        append_json_string(out, *of.details);
    else
        out += "null";
    append_member(out, "assignee_id", of.assignee_id);
    append_member(out, "type", of.type);
    append_person(out, of.about);
    append_campaign(out, of.part_of);
    append_member(out, "call_outcome", of.call_outcome);
    append_member(out, "call_reason", of.call_reason);
    append_member(out, "client_key", of.client_key);
    append_time(out, "created_at", of.created_us);
    append_time(out, "updated_at", of.updated_us);
    out += '}';
}

void append_task_reference(std::string& out, const task& of)
{
    append_head(out, of);
    append_time(out, "updated_at", of.updated_us);
    append_member(out, "client_key", of.client_key);
    out += '}';
}

json::object save_task(const task& of)
{
    json::object out{{"id", of.id},
                     {"number", of.number},
                     {"name", of.name},
                     {"complete", of.complete},
                     {"high", of.high},
                     {"due_at", of.due_at},
                     {"assignee_id", of.assignee_id},
                     {"type", of.type},
                     {"call_outcome", of.call_outcome},
                     {"call_reason", of.call_reason},
                     {"client_key", of.client_key},
                     {"created_us", of.created_us},
                     {"updated_us", of.updated_us},
                     {"deleted", of.deleted},
                     {"purged", of.purged},
                     {"api_writes", of.api_writes}};
    if (of.details) out["details"] = *of.details;
    if (of.about)
        out["person"] = json::object{{"name", of.about->name}, {"email", of.about->email}};
    if (of.part_of)
        out["campaign"] = json::object{
            {"name", of.part_of->name}, {"day", of.part_of->day}, {"step", of.part_of->step}};
    return out;
}

task load_task(const json::object& from)
{
    task out;
    out.id = text_or_empty(from, "id");
    out.number = static_cast<std::uint64_t>(integer_member(from, "number").value_or(0));
    out.name = text_or_empty(from, "name");
    out.complete = flag_member(from, "complete", false);
    out.high = flag_member(from, "high", false);
    out.due_at = text_or_empty(from, "due_at");
    if (const auto details = text_member(from, "details")) out.details = std::string{*details};
    out.assignee_id = text_or_empty(from, "assignee_id");
    out.type = text_or_empty(from, "type");
    if (const auto* about = from.if_contains("person"))
        out.about = person{text_or_empty(about->as_object(), "name"),
                           text_or_empty(about->as_object(), "email")};
    if (const auto* part_of = from.if_contains("campaign"))
        out.part_of = campaign{text_or_empty(part_of->as_object(), "name"),
                               text_or_empty(part_of->as_object(), "day"),
                               text_or_empty(part_of->as_object(), "step")};
    out.call_outcome = text_or_empty(from, "call_outcome");
    out.call_reason = text_or_empty(from, "call_reason");
    out.client_key = text_or_empty(from, "client_key");
    out.created_us = integer_member(from, "created_us").value_or(0);
    out.updated_us = integer_member(from, "updated_us").value_or(0);
    out.deleted = flag_member(from, "deleted", false);
    out.purged = flag_member(from, "purged", false);
    out.api_writes = static_cast<std::uint32_t>(integer_member(from, "api_writes").value_or(0));
    return out;
}

} // namespace dovetail::sandbox::sales_connect
