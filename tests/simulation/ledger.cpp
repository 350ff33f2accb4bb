// SPDX-License-Identifier: Apache-2.0
#include <simulation/ledger.hpp>

#include <simulation/virtual_time.hpp>

#include <sandbox/store.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace dovetail::simulation {

namespace {

std::string email_of(const sandbox::world& in, service where, std::string_view user)
{
    if (where == service::salesforce) {
        const auto* found = in.org.find_user(user);
        return found ? found->email : std::string();
    }
    const auto* found = in.account.find_user(user);
    return found ? found->email : std::string();
}

row read(const sandbox::world& in, const sandbox::salesforce::task_row& from)
{
    row out;
    out.where = service::salesforce;
    out.id = from.id.text();
    out.now = values_of(from);
    out.owner = email_of(in, out.where, from.owner.text());
    out.key = from.external_key;
    out.deleted = from.deleted || from.purged;
    out.eligible = from.subtype == "Task" && !from.recurrence && !from.archived;
    out.archived = from.archived;
    out.created_us = from.created_s * 1'000'000;
    out.modified_us = from.stamp_s * 1'000'000;
    out.rest = fmt::format("{}|{}|{}|{}", from.subtype, from.archived, from.recurrence,
                           from.created_by.text());
    // Set by the server itself when a task is closed.
    const int derived = in.org.task_schema()->find("CompletedDateTime")->slot;
    for (const auto& extra : from.extras)
        if (extra.slot != derived)
            out.rest += fmt::format("|{}={}", extra.slot,
                                    sandbox::salesforce::read_task(from, extra.slot).text);
    return out;
}

row read(const sandbox::world& in, const sandbox::sales_connect::task& from)
{
    row out;
    out.where = service::sales_connect;
    out.id = from.id;
    out.now = values_of(from);
    out.owner = email_of(in, out.where, from.assignee_id);
    out.key = from.client_key;
    out.deleted = from.deleted || from.purged;
    out.created_us = from.created_us;
    out.modified_us = from.updated_us;
    out.clock = from.due_at.size() > 10 ? from.due_at.substr(10) : "";
    out.rest = fmt::format("{}|{}|{}", from.type, from.call_outcome, from.call_reason);
    if (from.about) out.rest += "|" + from.about->name + "|" + from.about->email;
    if (from.part_of)
        out.rest += "|" + from.part_of->name + "|" + from.part_of->day + "|" + from.part_of->step;
    return out;
}

/// The key of the record that an origin key names: `sync/l/key/generation`.
std::string source_of(const std::string& origin)
{
    const auto last = origin.rfind('/');
    const auto first = last == std::string::npos || last == 0 ? last : origin.rfind('/', last - 1);
    if (first == std::string::npos) return {};
    return origin.substr(first + 1, last - first - 1);
}

} // namespace

std::size_t family::count_live(service where) const
{
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(),
                      [where](const row* one) { return one->where == where && !one->deleted; }));
}

const row* ledger::find(service where, const std::string& id) const
{
    const auto found = rows_.find({where, id});
    return found == rows_.end() ? nullptr : &found->second;
}

void ledger::shown(service where, const std::string& answer)
{
    const std::string_view begin = where == service::salesforce ? "\"00T" : "\"tsk_";
    for (auto at = answer.find(begin); at != std::string::npos; at = answer.find(begin, at + 1)) {
        const auto end = answer.find('"', at + 1);
        const auto found = rows_.find({where, answer.substr(at + 1, end - at - 1)});
        if (found != rows_.end()) found->second.last_read_us = virtual_time::now();
    }
}

bool ledger::agree(field which, const row& salesforce, const row& sales_connect) const
{
    const auto& left = at(salesforce.now, which);
    const auto& right = at(sales_connect.now, which);
    if (which == field::name) {
        if (templates_.empty()) return false;
        return left == to_salesforce(which, right, templates_.back());
    }
    return left == right || left == to_salesforce(which, right, templates_.back());
}

bool ledger::came_from_users(const row& of, field which, const std::string& value,
                             bool creation) const
{
    // F3: a value that does not sync gives way to the default on creation.
    if (creation && (value == "open" || value == "normal")) return true;
    const auto i = static_cast<std::size_t>(which);
    for (const auto& written : of.of->written)
        for (const auto& theirs : written[i])
            if (may_become(which, theirs, value)) return true;
    return false;
}

/// Whether a value becomes another one on its ways between the sides. A task that was deleted and
/// comes back has crossed several times: a name is rendered each time, and becomes a name (J3).
bool ledger::may_become(field which, const std::string& theirs, const std::string& value) const
{
    constexpr int crossings = 4;
    if (theirs == value || to_sales_connect(which, theirs) == value) return true;
    for (const auto& with : templates_) {
        std::string now = theirs;
        for (int i = 0; i < crossings; ++i) {
            now = to_salesforce(which, to_sales_connect(which, now), with);
            if (now == value || to_sales_connect(which, now) == value) return true;
            if (which != field::name) break;
        }
    }
    return false;
}

std::vector<ledger::change> ledger::take(sandbox::world& changed, bool by_user)
{
    std::vector<change> out;
    for (const auto* one : changed.org.unsaved)
        out.push_back(take_row(service::salesforce, std::string(one->id.text()), read(world_, *one),
                               by_user));
    for (const auto* one : changed.account.unsaved)
        out.push_back(take_row(service::sales_connect, one->id, read(world_, *one), by_user));
    sandbox::forget_changes(changed);
    return out;
}

ledger::change ledger::take_row(service where, const std::string& id, row&& now, bool by_user)
{
    change what;
    auto& known = rows_[{where, id}];
    what.created = known.of == nullptr;
    what.before = known.now;
    what.pending = known.pending;
    what.rest_before = known.rest;
    what.clock_before = known.clock;
    what.owner_before = known.owner;
    what.deleted = !what.created && now.deleted && !known.deleted;
    what.undeleted = !what.created && !now.deleted && known.deleted;
    for (const auto which : all_fields)
        what.fields[static_cast<std::size_t>(which)] =
            what.created || at(now.now, which) != at(known.now, which);
    now.of = known.of;
    now.pending = known.pending;
    now.twin = known.twin;
    now.last_read_us = known.last_read_us;
    now.synced = known.synced;
    now.user_change_us = by_user ? virtual_time::now() : known.user_change_us;
    now.synced_before = known.synced_before;
    known = std::move(now);
    what.what = &known;
    enter(what, by_user);
    if (by_user) note_user_change(what);
    family& all = *known.of;
    if (!by_user)
        for (std::size_t i = 0; i < field_count; ++i)
            if (what.fields[i]) {
                known.pending[i] = false;
                known.synced_before[i] = known.synced[i] = known.now[i];
                if (!what.created) ++all.api_changes[index_of(where)][i];
            }
    settle(known);
    return what;
}

/// A row that is new gets its family: that of the row it was created from, or one of its own.
void ledger::enter(change& what, bool by_user)
{
    row& known = *what.what;
    if (!what.created) return;
    if (!by_user) {
        const auto source = rows_.find({other(known.where), source_of(known.key)});
        if (source != rows_.end()) {
            known.of = source->second.of;
            known.twin = &source->second;
            source->second.twin = &known;
        }
        if (known.of) ++known.of->creations;
    }
    if (!known.of) {
        known.of = &families_.emplace_back();
        known.of->number = families_.size();
    }
    known.of->rows.push_back(&known);
}

void ledger::note_user_change(change& what)
{
    row& known = *what.what;
    family& all = *known.of;
    const auto side = index_of(known.where);
    for (const auto which : all_fields) {
        const auto i = static_cast<std::size_t>(which);
        if (!what.fields[i]) continue;
        all.written[side][i].insert(at(known.now, which));
        ++all.edits[side][i];
        const bool never =
            which == field::name && (known.where == service::salesforce || !name_crosses());
        const bool crosses = syncs(at(known.now, which)) && !never;
        // Back to what both sides had is no change: nobody needs to hear of it.
        const bool back = at(known.now, which) == at(known.synced, which) ||
                          at(known.now, which) == at(known.synced_before, which);
        known.pending[i] = crosses && !what.created && !back;
        all.edited[side][i] = true;
    }
    if (what.deleted) {
        all.deleted_by_user = true;
        all.last_delete_us = virtual_time::now();
    }
    if (what.undeleted) {
        all.undeleted_by_user = true;
        all.last_delete_us = virtual_time::now();
    }
    if (!what.created && what.owner_before != known.owner) {
        all.handed_on = true;
        all.last_hand_over_us = virtual_time::now();
    }
}

/// Where both sides agree, nothing is pending any more.
void ledger::settle(row& changed)
{
    if (!changed.live_twin()) return;
    row* left = &changed;
    row* right = changed.twin;
    if (left->where != service::salesforce) std::swap(left, right);
    family& of = *changed.of;
    of.crossed = true;
    for (const auto which : all_fields) {
        const auto i = static_cast<std::size_t>(which);
        if (!agree(which, *left, *right)) continue;
        left->pending[i] = right->pending[i] = false;
        for (row* const one : {left, right}) {
            if (one->synced[i] == one->now[i]) continue;
            one->synced_before[i] = std::exchange(one->synced[i], one->now[i]);
        }
        of.edited[0][i] = of.edited[1][i] = false;
        of.agreed[i] = true;
        at(of.agreed_on, which) = at(right->now, which);
    }
}

} // namespace dovetail::simulation
