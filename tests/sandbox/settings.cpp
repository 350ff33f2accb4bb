// SPDX-License-Identifier: Apache-2.0
#include <sandbox/settings.hpp>

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <sandbox/json_text.hpp>
#include <stdexcept>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

/// Carries a message from deep inside one value up to `apply_settings`, nowhere else.
struct bad_setting : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

std::string as_text(const json::value& from)
{
    if (!from.is_string()) throw bad_setting("must be a text");
    return from.as_string().c_str();
}

bool as_flag(const json::value& from)
{
    if (!from.is_bool()) throw bad_setting("must be true or false");
    return from.as_bool();
}

std::int64_t as_number(const json::value& from, std::int64_t lowest, std::int64_t highest)
{
    if (!from.is_int64() || from.as_int64() < lowest || from.as_int64() > highest)
        throw bad_setting("must be a whole number from " + std::to_string(lowest) + " to " +
                          std::to_string(highest));
    return from.as_int64();
}

const json::object& as_object(const json::value& from)
{
    if (!from.is_object()) throw bad_setting("must be a list of objects");
    return from.as_object();
}

std::string text_of(const json::object& from, std::string_view key)
{
    const auto found = text_member(from, key);
    if (!found) throw bad_setting("needs a text \"" + std::string{key} + "\" in each entry");
    return std::string{*found};
}

template<class T, class F>
std::vector<T> as_list(const json::value& from, F read)
{
    if (!from.is_array()) throw bad_setting("must be a list");
    std::vector<T> out;
    for (const auto& item : from.as_array())
        out.push_back(read(item));
    return out;
}

std::vector<picklist_entry> as_picklist(const json::value& from, std::string_view mark)
{
    return as_list<picklist_entry>(from, [mark](const json::value& item) {
        const auto& entry = as_object(item);
        return picklist_entry{text_of(entry, "value"), flag_member(entry, "default", false),
                              flag_member(entry, mark, false)};
    });
}

validation_rule as_rule(const json::value& from)
{
    const auto& entry = as_object(from);
    const auto where = parse_side(text_member(entry, "side").value_or("salesforce"));
    if (!where) throw bad_setting("\"side\" must be salesforce or sales-connect");
    validation_rule rule{*where, text_of(entry, "field"), text_of(entry, "condition"),
                         std::string{text_member(entry, "value").value_or("")},
                         std::string{text_member(entry, "message").value_or("not allowed here")}};
    if (rule.condition != "required" && rule.condition != "not_equals")
        throw bad_setting("\"condition\" must be required or not_equals");
    return rule;
}

row_lock as_lock(const json::value& from)
{
    if (from.is_string()) return {as_text(from), -1};
    const auto& entry = as_object(from);
    return {text_of(entry, "id"), integer_member(entry, "times").value_or(-1)};
}

using setter = std::function<void(settings&, const json::value&)>;

constexpr std::int64_t a_lot = 1'000'000'000'000;

const std::map<std::string, setter, std::less<>>& setters()
{
    static const std::map<std::string, setter, std::less<>> table{
        {"statuses",
         [](settings& s, const json::value& v) { s.statuses = as_picklist(v, "closed"); }},
        {"priorities",
         [](settings& s, const json::value& v) { s.priorities = as_picklist(v, "high"); }},
        {"restrict_picklists",
         [](settings& s, const json::value& v) { s.restrict_picklists = as_flag(v); }},
        {"external_id_field",
         [](settings& s, const json::value& v) {
             s.external_id_field = v.is_null() ? std::nullopt : std::optional{as_text(v)};
         }},
        {"external_id_unique",
         [](settings& s, const json::value& v) { s.external_id_unique = as_flag(v); }},
        {"rules",
         [](settings& s, const json::value& v) { s.rules = as_list<validation_rule>(v, as_rule); }},
        {"locks",
         [](settings& s, const json::value& v) { s.locks = as_list<row_lock>(v, as_lock); }},
        {"lock_status",
         [](settings& s, const json::value& v) { s.lock_status = as_number(v, 400, 599); }},
        {"read_only_users",
         [](settings& s, const json::value& v) {
             s.read_only_users = as_list<std::string>(v, as_text);
         }},
        {"page_size",
         [](settings& s, const json::value& v) {
             s.page_size = as_number(v, 1, largest_query_page);
         }},
        {"late_visible_s",
         [](settings& s, const json::value& v) {
             s.late_visible = std::chrono::seconds{as_number(v, 0, 86'400)};
         }},
        {"daily_api_limit",
         [](settings& s, const json::value& v) { s.daily_api_limit = as_number(v, 1, a_lot); }},
        {"access_token_lifetime_s",
         [](settings& s, const json::value& v) {
             s.access_token_lifetime = std::chrono::seconds{as_number(v, 1, 31'536'000)};
         }},
        {"rotate_refresh_tokens",
         [](settings& s, const json::value& v) { s.rotate_refresh_tokens = as_flag(v); }},
        {"requests_per_minute",
         [](settings& s, const json::value& v) { s.requests_per_minute = as_number(v, 0, a_lot); }},
        {"activity_detail_template",
         [](settings& s, const json::value& v) { s.activity_detail_template = as_text(v); }},
    };
    return table;
}

json::array picklist_json(const std::vector<picklist_entry>& from, std::string_view mark)
{
    json::array out;
    for (const auto& entry : from)
        out.push_back(json::object{
            {"value", entry.value}, {"default", entry.is_default}, {mark, entry.marked}});
    return out;
}

} // namespace

settings default_settings()
{
    settings made;
    made.statuses = {{"Not Started", true, false},
                     {"In Progress", false, false},
                     {"Completed", false, true},
                     {"Waiting on someone else", false, false},
                     {"Deferred", false, false}};
    made.priorities = {{"High", false, true}, {"Normal", true, false}, {"Low", false, false}};
    return made;
}

json::object to_json(const settings& from)
{
    json::array rules;
    for (const auto& rule : from.rules)
        rules.push_back(json::object{{"side", side_name(rule.where)},
                                     {"field", rule.field},
                                     {"condition", rule.condition},
                                     {"value", rule.value},
                                     {"message", rule.message}});
    json::array locks;
    for (const auto& lock : from.locks)
        locks.push_back(json::object{{"id", lock.id}, {"times", lock.times}});
    json::object out{
        {"statuses", picklist_json(from.statuses, "closed")},
        {"priorities", picklist_json(from.priorities, "high")},
        {"restrict_picklists", from.restrict_picklists},
        {"external_id_field", nullptr},
        {"external_id_unique", from.external_id_unique},
        {"rules", std::move(rules)},
        {"locks", std::move(locks)},
        {"lock_status", from.lock_status},
        {"read_only_users", json::value_from(from.read_only_users)},
        {"page_size", from.page_size},
        {"late_visible_s", from.late_visible.count()},
        {"daily_api_limit", from.daily_api_limit},
        {"access_token_lifetime_s", from.access_token_lifetime.count()},
        {"rotate_refresh_tokens", from.rotate_refresh_tokens},
        {"requests_per_minute", from.requests_per_minute},
        {"activity_detail_template", from.activity_detail_template},
    };
    if (from.external_id_field) out["external_id_field"] = *from.external_id_field;
    return out;
}

std::optional<std::string> apply_settings(settings& to, const json::object& document)
{
    settings changed = to;
    for (const auto& member : document) {
        const std::string_view key{member.key().data(), member.key().size()};
        const auto found = setters().find(key);
        if (found == setters().end())
            return "unknown setting \"" + std::string{key} + "\"; GET /sandbox/settings lists all";
        try {
            found->second(changed, member.value());
        } catch (const bad_setting& error) {
            return "setting \"" + std::string{key} + "\": " + error.what();
        }
    }
    to = std::move(changed);
    return std::nullopt;
}

} // namespace dovetail::sandbox
