// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/changes.hpp>

#include <sandbox/json_text.hpp>
#include <sandbox/sales_connect/cursor.hpp>

#include <boost/json.hpp>
#include <charconv>

namespace dovetail::sandbox::sales_connect {

namespace {

namespace json = boost::json;

constexpr std::int64_t default_page = 500;
constexpr std::int64_t largest_page = 2000;
constexpr std::size_t largest_lookup = 1000;
constexpr std::int64_t longest_wait_s = 60;
constexpr std::int64_t default_wait_s = 30;
constexpr std::size_t guessed_task_size = 600;

/// A number of its own type: `result` cannot tell a plain integer from an error's status.
struct number
{
    std::int64_t value = 0;
};

outcome<number> number_parameter(const call& in, std::string_view name, std::int64_t otherwise,
                                 std::int64_t most)
{
    const auto text = in.target.parameter(name);
    if (!text) return number{otherwise};
    std::int64_t value = 0;
    const auto* const end = text->data() + text->size();
    if (std::from_chars(text->data(), end, value).ptr != end || value < 0 || value > most)
        return problem{400,
                       "parameter_invalid",
                       std::string{name} + " must be a whole number up to " + std::to_string(most),
                       {}};
    return number{value};
}

std::vector<std::string> split_commas(std::string_view text)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        if (!part.empty()) out.emplace_back(part);
    }
    return out;
}

/// Where to go on from: the cursor, or `updated_since`, or the beginning.
outcome<cursor> starting_point(const call& in)
{
    const auto now_us = in.now.time_since_epoch().count();
    const auto text = in.target.parameter("cursor");
    if (text && !text->empty()) return read_cursor(in.data, *text, in.now);
    const auto since = in.target.parameter("updated_since");
    if (!since || since->empty()) return cursor{0, now_us};
    const auto at = parse_instant(*since);
    if (!at)
        return problem{400,
                       "parameter_invalid",
                       "updated_since must be a date and time with a zone (RFC 3339)",
                       {}};
    return cursor{at->time_since_epoch().count() - 1, now_us};
}

outcome<change_filter> read_filter(const call& in)
{
    change_filter out;
    out.assignees = split_commas(in.target.parameter("assignee_ids").value_or(""));
    const auto only = in.target.parameter("only").value_or("");
    if (!only.empty() && only != "deleted")
        return problem{400, "parameter_invalid", "only may be \"deleted\"", {}};
    out.only_deleted = only == "deleted";
    return out;
}

response write_page(const call& in, const cursor& from, const change_filter& filter,
                    std::size_t limit)
{
    const auto total = in.data.changes().count_after(from.position_us, filter);
    response out;
    out.content_type = "application/json";
    out.body.reserve(std::min(limit, total) * guessed_task_size);
    out.body = "{\"tasks\":[";
    std::size_t count = 0;
    auto next = from;
    const auto& order = in.data.changes().in_order();
    for (auto it = order.upper_bound(from.position_us); it != order.end() && count < limit; ++it) {
        if (!change_index::is_wanted(*it->second, filter)) continue;
        if (count++ > 0) out.body += ',';
        append_task(out.body, *it->second);
        next.position_us = it->first;
    }
    const bool more = total > count;
    if (count > 0 && !more) next.complete_us = in.now.time_since_epoch().count();
    out.body += "],\"next_cursor\":";
    append_json_string(out.body, write_cursor(in.data, next));
    out.body += more ? ",\"has_more\":true" : ",\"has_more\":false";
    out.body += ",\"total\":" + std::to_string(total) + '}';
    return out;
}

/// The texts of a list member; an error if it is no list of texts.
outcome<std::vector<std::string>> text_list(const json::object& from, std::string_view key)
{
    std::vector<std::string> out;
    const auto* list = from.if_contains(key);
    if (!list || list->is_null()) return out;
    const problem wrong{422,
                        "validation_failed",
                        "a list of texts is needed",
                        {{'/' + std::string{key}, "must be a list of texts"}}};
    if (!list->is_array()) return wrong;
    for (const auto& item : list->get_array()) {
        if (!item.is_string()) return wrong;
        out.emplace_back(item.get_string().c_str());
    }
    return out;
}

void append_texts(std::string& out, std::string_view key, const std::vector<std::string>& texts)
{
    out += ",\"";
    out += key;
    out += "\":[";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) out += ',';
        append_json_string(out, texts[i]);
    }
    out += ']';
}

} // namespace

response list_changes(const call& in)
{
    const auto from = starting_point(in);
    if (from.has_error()) return problem_response(from.error());
    const auto filter = read_filter(in);
    if (filter.has_error()) return problem_response(filter.error());
    const auto limit = number_parameter(in, "limit", default_page, largest_page);
    if (limit.has_error()) return problem_response(limit.error());
    return write_page(in, *from, *filter,
                      static_cast<std::size_t>(std::max<std::int64_t>(limit->value, 1)));
}

response wait_for_changes(const call& in)
{
    const auto text = in.target.parameter("cursor").value_or("");
    const auto wait = number_parameter(in, "wait_s", default_wait_s, longest_wait_s);
    if (wait.has_error()) return problem_response(wait.error());
    const auto last = in.data.changes().last();
    const cursor here{last, in.now.time_since_epoch().count()};
    outcome<cursor> from = here;
    if (!text.empty()) from = read_cursor(in.data, text, in.now);
    if (from.has_error()) return problem_response(from.error());
    const bool changed = last > from->position_us;
    response out;
    out.content_type = "application/json";
    if (!changed && wait->value > 0 && in.asked != attempt::last && !text.empty())
        out.park = std::chrono::seconds{wait->value};
    out.body = changed ? "{\"changed\":true,\"cursor\":" : "{\"changed\":false,\"cursor\":";
    append_json_string(out.body,
                       changed || text.empty() ? write_cursor(in.data, here) : std::string{text});
    out.body += '}';
    return out;
}

response look_up(const call& in)
{
    boost::system::error_code failed;
    const auto document = json::parse(in.from.body, failed);
    if (failed || !document.is_object())
        return problem_response({400, "json_malformed", "the body must be a JSON object", {}});
    const auto ids = text_list(document.get_object(), "ids");
    if (ids.has_error()) return problem_response(ids.error());
    const auto keys = text_list(document.get_object(), "client_keys");
    if (keys.has_error()) return problem_response(keys.error());
    if (ids->size() + keys->size() > largest_lookup)
        return problem_response(
            {422, "too_many", "at most 1000 ids and client keys together may be looked up", {}});
    response out;
    out.content_type = "application/json";
    out.body = "{\"tasks\":[";
    std::vector<std::string> missing_ids;
    std::vector<std::string> missing_keys;
    bool first = true;
    const auto add = [&](const task* found, const std::string& name,
                         std::vector<std::string>& missing) {
        if (!found) return missing.push_back(name);
        if (!first) out.body += ',';
        first = false;
        append_task(out.body, *found);
    };
    for (const auto& id : *ids)
        add(in.data.find(id), id, missing_ids);
    for (const auto& key : *keys)
        add(in.data.find_by_key(key), key, missing_keys);
    out.body += ']';
    append_texts(out.body, "missing_ids", missing_ids);
    append_texts(out.body, "missing_client_keys", missing_keys);
    out.body += '}';
    return out;
}

} // namespace dovetail::sandbox::sales_connect
