// SPDX-License-Identifier: Apache-2.0
#include <sandbox/user_edits.hpp>

#include <sandbox/json_text.hpp>
#include <sandbox/sales_connect/write.hpp>
#include <sandbox/salesforce/write.hpp>
#include <sandbox/world.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

constexpr std::int64_t most_at_once = 1'000'000;

edit_result fail(std::string error)
{
    return {{}, std::move(error)};
}

/// Copies the plain names of an edit to the names the service uses; `fields` goes as it is.
json::object native_fields(const json::object& edit, side where)
{
    const bool salesforce = where == side::salesforce;
    const std::pair<std::string_view, std::string_view> names[] = {
        {"name", salesforce ? "Subject" : "name"},
        {"subject", salesforce ? "Subject" : "name"},
        {"due", salesforce ? "ActivityDate" : "due_at"},
        {"priority", salesforce ? "Priority" : "priority"},
        {"status", salesforce ? "Status" : "status"},
        {"details", salesforce ? "Description" : "details"},
    };
    json::object out;
    for (const auto& [plain, native] : names)
        if (const auto* value = edit.if_contains(plain)) out[native] = *value;
    if (const auto* fields = edit.if_contains("fields"); fields && fields->is_object())
        for (const auto& member : fields->get_object())
            out[member.key()] = member.value();
    return out;
}

/// One service's way to make an edit; the two below differ in nothing else.
class salesforce_editor
{
public:
    salesforce_editor(world& in, instant at) : world_(in), at_(at) {}

    edit_result add(const json::object& edit)
    {
        auto fields = native_fields(edit, side::salesforce);
        const auto* owner = owner_of(edit);
        if (!owner) return fail("owner must be the e-mail address of a user of the org");
        fields["OwnerId"] = std::string{owner->id.text()};
        return finish(salesforce::create_task(writer_for(owner->id), fields));
    }

    edit_result edit(const json::object& edit, json::object fields)
    {
        const auto id = salesforce::task_id(text_member(edit, "id").value_or(""));
        if (id.has_error()) return fail(id.error().message);
        const auto* row = world_.org.find(*id);
        if (!row) return fail("there is no such task");
        if (const auto* owner = owner_of(edit)) fields["OwnerId"] = std::string{owner->id.text()};
        return finish(salesforce::update_task(writer_for(row->owner), *id, fields));
    }

    edit_result complete(const json::object& edit_document, bool closed)
    {
        json::object fields;
        for (const auto& entry : world_.options.statuses)
            if (entry.marked == closed && (closed || entry.is_default) &&
                !fields.contains("Status"))
                fields["Status"] = entry.value;
        return edit(edit_document, fields);
    }

    edit_result remove(const json::object& edit) { return by_id(edit, salesforce::delete_task); }
    edit_result undelete(const json::object& edit)
    {
        return by_id(edit, salesforce::undelete_task);
    }

    /// An automation: SystemModstamp moves, LastModifiedDate does not.
    edit_result touch(const json::object& edit)
    {
        const auto id = salesforce::task_id(text_member(edit, "id").value_or(""));
        auto* row = id.has_error() ? nullptr : world_.org.find(*id);
        if (!row) return fail("there is no such task");
        const auto stamp = writer_for(row->owner).now_s;
        world_.org.alter(*row, [stamp](salesforce::task_row& target) { target.stamp_s = stamp; });
        return finish(*id);
    }

    std::size_t size() const { return world_.org.rows().size(); }
    std::string id_at(std::size_t position) const
    {
        const auto& row = world_.org.rows()[position];
        return row.deleted || row.purged ? std::string{} : std::string{row.id.text()};
    }

private:
    const salesforce::user_row* owner_of(const json::object& edit) const
    {
        return world_.org.find_user_by_email(text_member(edit, "owner").value_or(""));
    }

    salesforce::writer writer_for(const salesforce::record_id& user)
    {
        const auto now = std::chrono::floor<std::chrono::seconds>(at_).time_since_epoch().count();
        return {world_.org, world_.options, user, now, false};
    }

    template<class F>
    edit_result by_id(const json::object& edit, F act)
    {
        const auto id = salesforce::task_id(text_member(edit, "id").value_or(""));
        if (id.has_error()) return fail(id.error().message);
        const auto* row = world_.org.find(*id);
        if (!row) return fail("there is no such task");
        return finish(act(writer_for(row->owner), *id));
    }

    edit_result finish(const salesforce::outcome<salesforce::record_id>& done)
    {
        if (done.has_error()) return fail(done.error().code + ": " + done.error().message);
        edit_result out;
        append_plain_task(out.json, world_, side::salesforce, done->number() - 1);
        return out;
    }

    world& world_;
    instant at_;
};

class sales_connect_editor
{
public:
    sales_connect_editor(world& in, instant at) : world_(in), at_(at) {}

    edit_result add(const json::object& edit)
    {
        auto fields = native_fields(edit, side::sales_connect);
        const auto* owner =
            world_.account.find_user_by_email(text_member(edit, "owner").value_or(""));
        if (!owner) return fail("owner must be the e-mail address of a user of the account");
        fields["assignee_id"] = owner->id;
        sales_connect::task draft;
        if (auto wrong = sales_connect::apply_fields(world_.account, draft, fields))
            return fail(wrong->detail);
        if (draft.name.empty()) return fail("a task needs a name");
        return finish(world_.account.create(std::move(draft), at_));
    }

    edit_result edit(const json::object& edit, json::object fields)
    {
        auto* target = live(edit);
        if (!target) return fail("there is no such task, or it was deleted");
        const auto email = text_member(edit, "owner");
        if (email) {
            const auto* owner = world_.account.find_user_by_email(*email);
            if (!owner) return fail("owner must be the e-mail address of a user of the account");
            fields["assignee_id"] = owner->id;
        }
        auto draft = *target;
        if (auto wrong = sales_connect::apply_fields(world_.account, draft, fields))
            return fail(wrong->detail);
        world_.account.replace(*target, std::move(draft), at_);
        return finish(*target);
    }

    edit_result complete(const json::object& edit_document, bool closed)
    {
        return edit(edit_document, {{"status", closed ? "complete" : "open"}});
    }

    edit_result remove(const json::object& edit)
    {
        auto* target = live(edit);
        if (!target) return fail("there is no such task, or it was deleted");
        world_.account.remove(*target, at_);
        return finish(*target);
    }

    edit_result undelete(const json::object& /*edit*/)
    {
        return fail("Sales Connect has no recycle bin");
    }

    edit_result touch(const json::object& edit_document) { return edit(edit_document, {}); }

    std::size_t size() const { return world_.account.tasks().size(); }
    std::string id_at(std::size_t position) const
    {
        const auto& task = world_.account.tasks()[position];
        return task.deleted || task.purged ? std::string{} : task.id;
    }

private:
    sales_connect::task* live(const json::object& edit)
    {
        auto* found = world_.account.find(text_member(edit, "id").value_or(""));
        return found && !found->deleted ? found : nullptr;
    }

    edit_result finish(const sales_connect::task& done)
    {
        edit_result out;
        append_plain_task(out.json, world_, side::sales_connect, done.number - 1);
        return out;
    }

    world& world_;
    instant at_;
};

/// `add_many` and `edit_many`: `count` tasks, told apart by a number at the end of their names.
template<class E>
edit_result many(E& editor, const json::object& edit, bool adding)
{
    const auto count = integer_member(edit, "count").value_or(0);
    if (count < 1 || count > most_at_once) return fail("count must be from 1 to 1000000");
    const std::string stem{text_member(edit, "name").value_or("Task")};
    std::int64_t done = 0;
    for (std::size_t position = 0; done < count; ++position) {
        json::object one = edit;
        one["name"] = stem + ' ' + std::to_string(done + 1);
        edit_result result;
        if (adding) {
            result = editor.add(one);
        } else {
            if (position >= editor.size()) break;
            const auto id = editor.id_at(position);
            if (id.empty()) continue;
            one["id"] = id;
            result = editor.edit(
                one, {{std::is_same_v<E, salesforce_editor> ? "Subject" : "name", one.at("name")}});
        }
        if (!result.error.empty()) return result;
        ++done;
    }
    return {"{\"count\":" + std::to_string(done) + '}', {}};
}

template<class E>
edit_result run_edit(E editor, const json::object& edit, side where)
{
    const auto action = text_member(edit, "action").value_or("");
    if (action == "add") return editor.add(edit);
    if (action == "edit") return editor.edit(edit, native_fields(edit, where));
    if (action == "complete") return editor.complete(edit, true);
    if (action == "reopen") return editor.complete(edit, false);
    if (action == "delete") return editor.remove(edit);
    if (action == "undelete") return editor.undelete(edit);
    if (action == "touch") return editor.touch(edit);
    if (action == "add_many") return many(editor, edit, true);
    if (action == "edit_many") return many(editor, edit, false);
    return fail("action must be add, edit, complete, reopen, delete, undelete, touch, add_many or "
                "edit_many");
}

void append_text(std::string& out, std::string_view key, std::string_view value)
{
    out += ',';
    append_json_text_member(out, key, value);
}

void append_salesforce(std::string& out, const world& in, const salesforce::task_row& row)
{
    const auto* owner = in.org.find_user(row.owner.text());
    append_text(out, "id", row.id.text());
    append_text(out, "owner", owner ? owner->email : "");
    append_text(out, "name", row.subject);
    append_text(out, "status", row.status);
    append_text(out, "priority", row.priority);
    std::string due;
    if (row.day != salesforce::no_day)
        append_date(due, std::chrono::sys_days{std::chrono::days{row.day}});
    append_text(out, "due", due);
    append_text(out, "details", row.description);
    append_text(out, "key", row.external_key);
    out += row.deleted ? ",\"deleted\":true" : ",\"deleted\":false";
    std::string at;
    append_rfc3339(at, instant{std::chrono::seconds{row.stamp_s}});
    append_text(out, "updated_at", at);
}

void append_sales_connect(std::string& out, const world& in, const sales_connect::task& task)
{
    const auto* owner = in.account.find_user(task.assignee_id);
    append_text(out, "id", task.id);
    append_text(out, "owner", owner ? owner->email : "");
    append_text(out, "name", task.name);
    append_text(out, "status", task.complete ? "complete" : "open");
    append_text(out, "priority", task.high ? "high" : "normal");
    append_text(out, "due", task.due_at);
    append_text(out, "details", task.details.value_or(""));
    append_text(out, "key", task.client_key);
    out += task.deleted ? ",\"deleted\":true" : ",\"deleted\":false";
    std::string at;
    append_rfc3339(at, instant{std::chrono::microseconds{task.updated_us}});
    append_text(out, "updated_at", at);
}

} // namespace

edit_result apply_user_edit(world& in, side where, const json::object& edit, instant at)
{
    return where == side::salesforce ? run_edit(salesforce_editor{in, at}, edit, where)
                                     : run_edit(sales_connect_editor{in, at}, edit, where);
}

void settle_pending(world& in, instant now)
{
    while (!in.pending.empty() && in.pending.front().visible <= now) {
        const auto due = std::move(in.pending.front());
        in.pending.pop_front();
        // Whoever asked for it has long been answered; an edit that no longer fits is dropped.
        apply_user_edit(in, due.where, due.edit, due.stamp);
        ++in.version;
    }
}

void append_plain_task(std::string& out, const world& in, side where, std::size_t position)
{
    out += "{\"side\":\"";
    out += side_name(where);
    out += '"';
    if (where == side::salesforce)
        append_salesforce(out, in, in.org.rows()[position]);
    else
        append_sales_connect(out, in, in.account.tasks()[position]);
    out += '}';
}

} // namespace dovetail::sandbox
