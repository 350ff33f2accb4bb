// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/write.hpp>

#include <sandbox/json_text.hpp>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace dovetail::sandbox::sales_connect {

namespace {

namespace json = boost::json;

/// Limits of the contract, in characters.
constexpr std::size_t longest_name = 1000;
constexpr std::size_t longest_details = 65'536;
constexpr std::size_t longest_other = 255;

constexpr std::array<std::string_view, 4> task_types{"email", "call", "in_mail", "custom"};
constexpr std::array<std::string_view, 6> read_only_members{
    "id", "revision", "client_key", "created_at", "updated_at", "deleted"};

/// Reads members of one patch into a task, collecting what is wrong.
class patch_reader
{
public:
    patch_reader(const account& in, task& to) : account_(in), task_(to) {}

    void read(const json::object& fields)
    {
        for (const auto& member : fields)
            read_member(member.key(), member.value());
    }

    std::vector<field_problem> errors;

private:
    void fail(std::string_view name, std::string detail)
    {
        errors.push_back({'/' + std::string{name}, std::move(detail)});
    }

    void read_member(std::string_view name, const json::value& value)
    {
        if (name == "name")
            read_name(value);
        else if (name == "status")
            read_choice(name, value, "open", "complete", task_.complete);
        else if (name == "priority")
            read_choice(name, value, "normal", "high", task_.high);
        else if (name == "due_at")
            read_due(value);
        else if (name == "details")
            read_details(value);
        else if (name == "assignee_id")
            read_assignee(value);
        else if (name == "type")
            read_type(value);
        else if (name == "person")
            read_person(value);
        else if (name == "campaign")
            read_campaign(value);
        else if (name == "call_outcome")
            read_text(name, value, task_.call_outcome);
        else if (name == "call_reason")
            read_text(name, value, task_.call_reason);
        else if (std::find(read_only_members.begin(), read_only_members.end(), name) !=
                 read_only_members.end())
            fail(name, "is read-only");
        else
            fail(name, "is not a member of a task");
    }

    static std::string_view text(const json::value& value)
    {
        return {value.get_string().data(), value.get_string().size()};
    }

    void read_name(const json::value& value)
    {
        const auto size = value.is_string() ? count_characters(text(value)) : 0;
        if (size < 1 || size > longest_name)
            fail("name", "must be a text of 1 to 1000 characters");
        else
            task_.name = text(value);
    }

    void read_choice(std::string_view name, const json::value& value, std::string_view off,
                     std::string_view on, bool& to)
    {
        if (!value.is_string() || (text(value) != off && text(value) != on))
            fail(name, "must be \"" + std::string{off} + "\" or \"" + std::string{on} + '"');
        else
            to = text(value) == on;
    }

    void read_due(const json::value& value)
    {
        if (value.is_null())
            task_.due_at.clear();
        else if (value.is_string() && (parse_date(text(value)) || is_floating_time(text(value))))
            task_.due_at = text(value);
        else
            fail("due_at", "must be YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS (no zone) or null");
    }

    void read_details(const json::value& value)
    {
        if (value.is_null())
            task_.details.reset();
        else if (value.is_string() && count_characters(text(value)) <= longest_details)
            task_.details = std::string{text(value)};
        else
            fail("details", "must be a text of at most 65536 characters, or null");
    }

    void read_assignee(const json::value& value)
    {
        const auto* user = value.is_string() ? account_.find_user(text(value)) : nullptr;
        if (!user || !user->active)
            fail("assignee_id", "must be the id of an active user; see GET /v1/users");
        else
            task_.assignee_id = user->id;
    }

    void read_type(const json::value& value)
    {
        if (!value.is_string() ||
            std::find(task_types.begin(), task_types.end(), text(value)) == task_types.end())
            fail("type", "must be \"email\", \"call\", \"in_mail\" or \"custom\"");
        else
            task_.type = text(value);
    }

    void read_text(std::string_view name, const json::value& value, std::string& to)
    {
        if (value.is_null())
            to.clear();
        else if (value.is_string() && count_characters(text(value)) <= longest_other)
            to = text(value);
        else
            fail(name, "must be a text of at most 255 characters, or null");
    }

    /// Merge-patches an object of texts: members that are absent stay.
    void read_texts(std::string_view name, const json::object& from,
                    const std::vector<std::pair<std::string_view, std::string*>>& members)
    {
        for (const auto& member : from) {
            const std::string_view key{member.key().data(), member.key().size()};
            const auto found =
                std::find_if(members.begin(), members.end(),
                             [key](const auto& known) { return known.first == key; });
            const auto path = std::string{name} + '/' + std::string{key};
            if (found == members.end())
                fail(path, "is not a member of a task");
            else
                read_text(path, member.value(), *found->second);
        }
    }

    void read_person(const json::value& value)
    {
        if (value.is_null()) return task_.about.reset();
        if (!value.is_object()) return fail("person", "must be an object or null");
        if (!task_.about) task_.about.emplace();
        read_texts("person", value.get_object(),
                   {{"name", &task_.about->name}, {"email", &task_.about->email}});
    }

    void read_campaign(const json::value& value)
    {
        if (value.is_null()) return task_.part_of.reset();
        if (!value.is_object()) return fail("campaign", "must be an object or null");
        if (!task_.part_of) task_.part_of.emplace();
        read_texts("campaign", value.get_object(),
                   {{"name", &task_.part_of->name},
                    {"day", &task_.part_of->day},
                    {"step", &task_.part_of->step}});
    }

    const account& account_;
    task& task_;
};

std::optional<problem> check_rules(const call& in, const task& after)
{
    for (const auto& rule : in.options.rules) {
        if (rule.where != side::sales_connect) continue;
        const std::string value = rule.field == "name"      ? after.name
                                  : rule.field == "details" ? after.details.value_or("")
                                  : rule.field == "due_at"  ? after.due_at
                                                            : std::string{};
        const bool broken = rule.condition == "required" ? value.empty() : value == rule.value;
        if (broken)
            return problem{
                422, "validation_failed", rule.message, {{'/' + rule.field, rule.message}}};
    }
    return std::nullopt;
}

std::optional<problem> check_access(const call& in, const task& of)
{
    for (auto& lock : in.options.locks) {
        if (lock.id != of.id || lock.times == 0) continue;
        if (lock.times > 0) --lock.times;
        return problem{409, "locked", "the task is being changed by somebody else; try again", {}};
    }
    const auto* user = in.data.find_user(of.assignee_id);
    const auto& list = in.options.read_only_users;
    if (user && std::find(list.begin(), list.end(), user->email) != list.end())
        return problem{403, "forbidden", "tasks of this user may only be read", {}};
    return std::nullopt;
}

outcome<task*> writable_task(const call& in, std::string_view id, std::string_view if_match)
{
    auto* const found = in.data.find(id);
    if (!found) return problem{404, "not_found", "there is no task " + std::string{id}, {}};
    if (found->deleted) return problem{410, "gone", "the task was deleted", {}};
    if (auto wrong = check_access(in, *found)) return *wrong;
    if (if_match.size() >= 2 && if_match.starts_with('"') && if_match.ends_with('"'))
        if_match = if_match.substr(1, if_match.size() - 2);
    if (!if_match.empty() && if_match != "*" && if_match != revision_of(*found))
        return problem{412,
                       "precondition_failed",
                       "the task has changed since revision " + std::string{if_match},
                       {}};
    return found;
}

bool is_same(const task& a, const task& b)
{
    std::string x;
    std::string y;
    append_task(x, a);
    append_task(y, b);
    return x == y;
}

} // namespace

std::optional<problem> apply_fields(const account& in, task& to, const json::object& fields)
{
    patch_reader reader{in, to};
    reader.read(fields);
    if (reader.errors.empty()) return std::nullopt;
    std::string detail = "the task is not valid: " + reader.errors.front().pointer + ' ' +
                         reader.errors.front().detail;
    return problem{422, "validation_failed", std::move(detail), std::move(reader.errors)};
}

outcome<written> create_task(const call& in, std::string_view client_key,
                             const json::object& fields)
{
    if (client_key.size() > longest_other)
        return problem{422,
                       "validation_failed",
                       "the client key is longer than 255 bytes",
                       {{"/client_key", "must be at most 255 bytes"}}};
    if (!client_key.empty()) {
        const auto* existing = in.data.find_by_key(client_key);
        if (existing && existing->deleted)
            return problem{410, "gone", "the task with this client key was deleted", {}};
        if (existing) return written{200, existing};
    }
    task draft;
    if (auto wrong = apply_fields(in.data, draft, fields)) return *wrong;
    if (draft.name.empty() || draft.assignee_id.empty()) {
        const auto* missing = draft.name.empty() ? "/name" : "/assignee_id";
        return problem{422,
                       "validation_failed",
                       std::string{missing} + " is required",
                       {{missing, "is required"}}};
    }
    if (auto wrong = check_access(in, draft)) return *wrong;
    if (auto wrong = check_rules(in, draft)) return *wrong;
    draft.client_key = client_key;
    draft.api_writes = 1;
    return written{201, &in.data.create(std::move(draft), in.now)};
}

outcome<written> update_task(const call& in, std::string_view id, std::string_view if_match,
                             const json::object& fields)
{
    const auto found = writable_task(in, id, if_match);
    if (found.has_error()) return found.error();
    task draft = **found;
    if (auto wrong = apply_fields(in.data, draft, fields)) return *wrong;
    if (auto wrong = check_access(in, draft)) return *wrong;
    if (auto wrong = check_rules(in, draft)) return *wrong;
    ++draft.api_writes;
    if (is_same(draft, **found))
        (*found)->api_writes = draft.api_writes;
    else
        in.data.replace(**found, std::move(draft), in.now);
    return written{200, *found};
}

outcome<written> delete_task(const call& in, std::string_view id, std::string_view if_match)
{
    const auto found = writable_task(in, id, if_match);
    if (found.has_error()) return found.error();
    ++(*found)->api_writes;
    in.data.remove(**found, in.now);
    return written{204, *found};
}

} // namespace dovetail::sandbox::sales_connect
