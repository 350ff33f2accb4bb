// SPDX-License-Identifier: Apache-2.0
#include <sandbox/control.hpp>

#include <sandbox/json_text.hpp>

#include <boost/json.hpp>
#include <charconv>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

constexpr std::size_t default_list = 1000;

response reply(int status, const json::value& body)
{
    response out;
    out.status = status;
    out.content_type = "application/json";
    out.body = json::serialize(body);
    return out;
}

response refuse(int status, std::string_view error)
{
    return reply(status, json::object{{"error", error}});
}

/// What follows `/sandbox/<what>/`; empty if nothing does.
std::string_view third_segment(const target_parts& target)
{
    if (target.segments.size() < 3) return {};
    return target.segments[2];
}

/// Reads the body as an object; an empty one counts as `{}`.
std::optional<json::object> read_object(const request& from)
{
    if (from.body.empty()) return json::object{};
    boost::system::error_code failed;
    auto document = json::parse(from.body, failed);
    if (failed || !document.is_object()) return std::nullopt;
    return std::move(document.get_object());
}

response control_faults(world& in, const request& from, const target_parts& target)
{
    if (from.method == "GET") return reply(200, json::object{{"faults", in.faults.list()}});
    if (from.method == "DELETE") {
        std::uint64_t id = 0;
        const auto text = third_segment(target);
        if (text.empty())
            in.faults.clear();
        else if (std::from_chars(text.data(), text.data() + text.size(), id).ec != std::errc{} ||
                 !in.faults.remove(id))
            return refuse(404, "there is no such fault");
        return reply(200, json::object{{"faults", in.faults.list()}});
    }
    const auto document = read_object(from);
    if (!document) return refuse(400, "the body must be a JSON object");
    const auto added = in.faults.add(*document);
    if (!added.error.empty()) return refuse(422, added.error);
    return reply(201, json::object{{"id", added.id}});
}

response show_clock(const world& in, instant real_now)
{
    std::string now;
    append_rfc3339(now, in.clock(real_now));
    return reply(200,
                 json::object{{"now", now},
                              {"offset_s",
                               std::chrono::floor<std::chrono::seconds>(in.clock_offset).count()}});
}

response control_clock(world& in, const request& from, instant real_now)
{
    if (from.method == "GET") return show_clock(in, real_now);
    const auto document = read_object(from);
    if (!document) return refuse(400, "the body must be a JSON object");
    const auto advance = integer_member(*document, "advance_s");
    const auto text = text_member(*document, "now");
    if (advance) {
        in.clock_offset += std::chrono::seconds{*advance};
    } else if (text) {
        const auto at = parse_instant(*text);
        if (!at) return refuse(422, "now must be a date and time with a zone");
        in.clock_offset = *at - real_now;
    } else {
        return refuse(422, "give \"advance_s\" or \"now\"");
    }
    in.state_changed = true;
    settle_pending(in, in.clock(real_now));
    return show_clock(in, real_now);
}

json::object rows_json(const world& in)
{
    std::size_t live = 0;
    std::size_t deleted = 0;
    std::uint64_t writes = 0;
    for (const auto& row : in.org.rows()) {
        writes += row.api_writes;
        if (row.purged) continue;
        ++(row.deleted ? deleted : live);
    }
    json::object out;
    out["salesforce"] = json::object{{"live", live}, {"deleted", deleted}, {"api_writes", writes}};
    live = deleted = writes = 0;
    for (const auto& task : in.account.tasks()) {
        writes += task.api_writes;
        if (task.purged) continue;
        ++(task.deleted ? deleted : live);
    }
    out["sales-connect"] =
        json::object{{"live", live}, {"deleted", deleted}, {"api_writes", writes}};
    return out;
}

/// Which records the API wrote, and how often: a test's proof that nothing was written twice.
json::object writes_json(const world& in)
{
    json::object salesforce;
    for (const auto& row : in.org.rows())
        if (row.api_writes > 0) salesforce[row.id.text()] = row.api_writes;
    json::object sales_connect;
    for (const auto& task : in.account.tasks())
        if (task.api_writes > 0) sales_connect[task.id] = task.api_writes;
    return {{"salesforce", std::move(salesforce)}, {"sales-connect", std::move(sales_connect)}};
}

response control_stats(world& in, const request& from, const target_parts& target)
{
    if (from.method == "DELETE") {
        in.stats.clear();
        for (auto& row : in.org.rows())
            row.api_writes = 0;
        for (auto& task : in.account.tasks())
            task.api_writes = 0;
    }
    json::object out{{"requests", in.stats.list()},
                     {"rows", rows_json(in)},
                     {"api_used", in.usage.used},
                     {"version", in.version}};
    if (target.parameter("writes")) out["writes"] = writes_json(in);
    return reply(200, out);
}

response list_tasks(const world& in, side where, const target_parts& target)
{
    const auto owner = target.parameter("owner");
    const auto id = target.parameter("id");
    const bool deleted = target.parameter("deleted").has_value();
    std::size_t limit = default_list;
    if (const auto text = target.parameter("limit"))
        std::from_chars(text->data(), text->data() + text->size(), limit);
    response out;
    out.content_type = "application/json";
    out.body = "{\"tasks\":[";
    const bool salesforce = where == side::salesforce;
    const auto size = salesforce ? in.org.rows().size() : in.account.tasks().size();
    std::size_t count = 0;
    for (std::size_t i = 0; i < size && count < limit; ++i) {
        const auto& row = in.org.rows();
        const auto& tasks = in.account.tasks();
        if (salesforce ? row[i].purged : tasks[i].purged) continue;
        if (!deleted && !id && (salesforce ? row[i].deleted : tasks[i].deleted)) continue;
        if (id && *id != (salesforce ? row[i].id.text() : std::string_view{tasks[i].id})) continue;
        if (owner) {
            const auto* user = in.org.find_user_by_email(*owner);
            const auto* assignee = in.account.find_user_by_email(*owner);
            if (salesforce ? !user || row[i].owner != user->id
                           : !assignee || tasks[i].assignee_id != assignee->id)
                continue;
        }
        if (count++ > 0) out.body += ',';
        append_plain_task(out.body, in, where, i);
    }
    out.body += "]}";
    return out;
}

response control_tasks(world& in, side where, const request& from, const target_parts& target,
                       instant now)
{
    if (from.method == "GET") return list_tasks(in, where, target);
    auto document = read_object(from);
    if (!document) return refuse(400, "the body must be a JSON object");
    if (in.options.late_visible.count() > 0) {
        in.pending.push_back({where, now, now + in.options.late_visible, std::move(*document)});
        return reply(202, json::object{{"pending", true}});
    }
    const auto result = apply_user_edit(in, where, *document, now);
    if (!result.error.empty()) return refuse(422, result.error);
    ++in.version;
    response out;
    out.content_type = "application/json";
    out.body = result.json;
    return out;
}

/// "Closed tasks whose due date, or creation where there is none, lies 365 days back."
std::size_t run_archive(world& in, instant now)
{
    constexpr std::int64_t year_s = 365LL * 24 * 3600;
    constexpr std::int64_t day_s = 24LL * 3600;
    const auto now_s = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::size_t count = 0;
    for (auto& row : in.org.rows()) {
        if (row.deleted || row.purged || row.archived || !row.closed) continue;
        const auto age_from = row.day == salesforce::no_day ? row.created_s : row.day * day_s;
        if (age_from > now_s - year_s) continue;
        in.org.alter(row, [now_s](salesforce::task_row& target) {
            target.archived = true;
            target.stamp_s = now_s;
        });
        ++count;
    }
    return count;
}

std::size_t purge_recycle_bin(world& in)
{
    std::size_t count = 0;
    for (auto& row : in.org.rows()) {
        if (!row.deleted || row.purged) continue;
        in.org.alter(row, [](salesforce::task_row& target) { target.purged = true; });
        ++count;
    }
    return count;
}

/// `{"email":…,"active":…}`: somebody joins or leaves.
bool set_user(world& in, const json::object& document)
{
    const auto email = text_member(document, "email").value_or("");
    const bool active = flag_member(document, "active", true);
    bool found = false;
    for (auto& user : in.org.users)
        if (equal_ignoring_case(user.email, email)) {
            user.active = active;
            found = true;
        }
    for (auto& user : in.account.users)
        if (equal_ignoring_case(user.email, email)) {
            user.active = active;
            found = true;
        }
    in.state_changed = true;
    return found;
}

/// POST /sandbox/actions/<name>: things that happen once.
response control_actions(world& in, side where, const request& from, const target_parts& target,
                         instant now)
{
    const auto name = third_segment(target);
    ++in.version;
    if (name == "archive") return reply(200, json::object{{"archived", run_archive(in, now)}});
    if (name == "purge-recycle-bin")
        return reply(200, json::object{{"purged", purge_recycle_bin(in)}});
    if (name == "expire-access-tokens") {
        in.oauth(where).expire_access_tokens();
        return reply(200, json::object{});
    }
    if (name == "revoke-grants") {
        in.oauth(where).revoke_all();
        return reply(200, json::object{});
    }
    if (name == "set-user") {
        const auto document = read_object(from);
        if (!document || !set_user(in, *document)) return refuse(404, "there is no such user");
        return reply(200, json::object{});
    }
    return refuse(404, "actions are: archive, purge-recycle-bin, expire-access-tokens, "
                       "revoke-grants, set-user");
}

response control_settings(world& in, const request& from)
{
    if (from.method == "GET") return reply(200, to_json(in.options));
    const auto document = read_object(from);
    if (!document) return refuse(400, "the body must be a JSON object");
    if (const auto wrong = apply_settings(in.options, *document)) return refuse(422, *wrong);
    in.org.rebuild_schema(in.options);
    in.state_changed = true;
    return reply(200, to_json(in.options));
}

} // namespace

response control(world& in, side where, const request& from, const target_parts& target,
                 instant real_now)
{
    const auto now = in.clock(real_now);
    if (target.has(1, "faults")) return control_faults(in, from, target);
    if (target.has(1, "clock")) return control_clock(in, from, real_now);
    if (target.has(1, "stats")) return control_stats(in, from, target);
    if (target.has(1, "tasks")) return control_tasks(in, where, from, target, now);
    if (target.has(1, "settings")) return control_settings(in, from);
    if (target.has(1, "actions") && from.method == "POST")
        return control_actions(in, where, from, target, now);
    if (target.has(1, "ready")) return reply(200, json::object{{"ready", true}});
    return refuse(404, "the control paths are /sandbox/faults, clock, stats, tasks, settings, "
                       "actions and ready");
}

} // namespace dovetail::sandbox
