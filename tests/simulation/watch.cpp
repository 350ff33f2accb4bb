// SPDX-License-Identifier: Apache-2.0
#include <simulation/watch.hpp>

#include <simulation/virtual_time.hpp>

#include <sandbox/user_edits.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace dovetail::simulation {

namespace {

/// A pass that read something before a user took it back may still act on it: longer than all
/// retries of one pass take.
constexpr std::int64_t grace_us = std::int64_t{15} * 60 * 1'000'000;

} // namespace

std::string describe(const ledger::change& what)
{
    const row& now = *what.what;
    std::string out = fmt::format("{} {}", sandbox::side_name(now.where), now.id);
    if (what.created) out += " created";
    if (what.deleted) out += " deleted";
    if (what.undeleted) out += " undeleted";
    if (!what.created && what.owner_before != now.owner) out += " to " + now.owner;
    for (const auto which : all_fields)
        if (what.fields[static_cast<std::size_t>(which)])
            out +=
                fmt::format(" {}: \"{}\" -> \"{}\"", name_of(which),
                            at(what.before, which).substr(0, 60), at(now.now, which).substr(0, 60));
    return out;
}

watch::watch(sandbox::world& over, ledger& book, const scenario& plan, trace& seen)
    : world_(over), book_(book), plan_(plan), trace_(seen)
{
}

void watch::report(int law, std::string what, std::uint64_t family)
{
    if (!broken_) broken_ = violation{law, std::move(what), family};
}

void watch::turned(const std::string& email, bool on)
{
    auto& known = members_[email];
    if (known.on == on) return;
    known = {on, virtual_time::now()};
}

bool watch::is_on(const std::string& email) const
{
    const auto found = members_.find(email);
    return found != members_.end() && found->second.on;
}

std::int64_t watch::on_since(const std::string& email) const
{
    return is_on(email) ? members_.at(email).since_us : 0;
}

bool watch::touched_lately(std::int64_t at_us) const
{
    return at_us != 0 && virtual_time::now() - at_us <= grace_us;
}

void watch::users_acted()
{
    for (const auto& what : book_.take(world_, true)) {
        trace_.add("user", describe(what), what.what->of->number);
        classify_user(what);
    }
}

void watch::before(sandbox::side where, const sandbox::request&)
{
    // Edits that become visible with this request are users', not its own.
    const sandbox::instant now{
        std::chrono::microseconds{virtual_time::now() + plan_.skewed.of(where)}};
    sandbox::settle_pending(world_, now);
    users_acted();
}

void watch::after(sandbox::side where, const sandbox::request& asked,
                  const sandbox::response& answered)
{
    if (asked.method == "GET" || asked.target.find("lookup") != std::string::npos)
        book_.shown(where, answered.body);
    for (const auto& what : book_.take(world_, false)) {
        trace_.add("sync", describe(what), what.what->of->number);
        // An upsert by external id that is carried out once more, late or twice, writes its values
        // once more: Salesforce offers no create that would be refused instead.
        const bool repeated = !what.created && what.what->by_api() &&
                              asked.body.find(what.what->key) != std::string::npos;
        if (!repeated) judge(what);
    }
}

void watch::judge(const ledger::change& what)
{
    const row& now = *what.what;
    const bool read_only =
        now.where == service::salesforce ? plan_.rules.read_only.left : plan_.rules.read_only.right;
    ++checks_;
    last_written_ = now.of->number;
    if (read_only) report(10, "a read-only side was written: " + describe(what), now.of->number);
    judge_owner(now);
    classify(what);
    if (what.created) return judge_creation(what);
    if (what.deleted) judge_deletion(what);
    judge_update(what);
}

/// Law 8: nobody's task is touched who is not synced.
void watch::judge_owner(const row& of)
{
    for (const auto* each : of.of->rows) {
        const auto found = members_.find(each->owner);
        if (found == members_.end()) continue;
        if (found->second.on || touched_lately(found->second.since_us)) return;
    }
    if (touched_lately(of.of->last_hand_over_us)) return;
    report(8,
           fmt::format("{} {} was written, but nobody it belongs to is synced",
                       sandbox::side_name(of.where), of.id),
           of.of->number);
}

void watch::judge_creation(const ledger::change& what)
{
    const row& now = *what.what;
    if (now.of->rows.size() == 1)
        return report(1,
                      fmt::format("{} {} was created for no task of a user (key {})",
                                  sandbox::side_name(now.where), now.id, now.key),
                      now.of->number);
    for (const auto* twin : now.of->rows)
        // What a user deleted has no key any more: a create that arrives late makes it anew.
        if (twin != &now && twin->where == now.where && twin->key == now.key && !twin->deleted)
            report(
                4,
                fmt::format("created twice: {} and {} with the key {}", twin->id, now.id, now.key),
                now.of->number);
    if (now.of->count_live(now.where) > 1 && !touched_lately(now.of->last_delete_us))
        report(4, "a second live twin on one side: " + describe(what), now.of->number);
    for (const auto which : all_fields)
        if (!book_.came_from_users(now, which, at(now.now, which), true))
            report(1,
                   fmt::format("created with an invented {}: \"{}\"", name_of(which),
                               at(now.now, which)),
                   now.of->number);
}

void watch::judge_update(const ledger::change& what)
{
    const row& now = *what.what;
    if (now.rest != what.rest_before)
        report(11,
               fmt::format("fields outside of the table changed: {} -> {}", what.rest_before,
                           now.rest),
               now.of->number);
    if (what.owner_before != now.owner && now.where == service::salesforce)
        report(11, "the owner in Salesforce was changed: " + describe(what), now.of->number);
    const bool has_due = !at(now.now, field::due).empty();
    if (has_due && !at(what.before, field::due).empty() && now.clock != what.clock_before)
        report(
            18,
            fmt::format("the time of day was lost: \"{}\" -> \"{}\"", what.clock_before, now.clock),
            now.of->number);
    for (const auto which : all_fields)
        if (what.fields[static_cast<std::size_t>(which)]) judge_field(what, which);
}

void watch::judge_field(const ledger::change& what, field which)
{
    const row& now = *what.what;
    const family& all = *now.of;
    const auto i = static_cast<std::size_t>(which);
    if (!book_.came_from_users(now, which, at(now.now, which), false))
        report(1, fmt::format("invented {}: {}", name_of(which), describe(what)), all.number);
    if (which == field::name && now.where == service::sales_connect)
        report(17, "a Subject changed a name (J2): " + describe(what), all.number);
    // A change by the sync needs a change by a user: else values go back and forth.
    const auto provoked = all.edits[0][i] + all.edits[1][i];
    const auto changes = all.api_changes[0][i] + all.api_changes[1][i];
    if (changes > provoked)
        report(14,
               fmt::format("{} changed {} times after {} edits: {}", name_of(which), changes,
                           provoked, describe(what)),
               all.number);
    judge_loss(what, which);
    // A write without an answer may be repeated over what a user took back meanwhile (law 2 holds:
    // it is kept); so who wins is asked where every write has its answer.
    if (what.pending[i] && undisturbed_) judge_winner(what, which);
}

/// Salesforce deletes without conditions, and updates with them only where the operator pays for it
/// (docs/manifest.md, conditional_writes): what a user does between our last read and our write
/// cannot be seen. Its conditions are stamps of whole seconds, so neither can what happens within
/// the second of the read.
bool watch::cannot_be_seen(const ledger::change& what) const
{
    constexpr std::int64_t second_us = 1'000'000;
    const row& now = *what.what;
    if (now.where != service::salesforce) return false;
    const auto skew = plan_.skewed.of(now.where);
    const bool same_second =
        (now.user_change_us + skew) / second_us == (now.last_read_us + skew) / second_us;
    const bool unconditional = what.deleted || !plan_.conditional_always;
    return same_second || (unconditional && now.user_change_us >= now.last_read_us);
}

/// Law 2: what a user wrote and the other side has never had must be in the history by now.
void watch::judge_loss(const ledger::change& what, field which)
{
    const row& now = *what.what;
    if (!what.pending[static_cast<std::size_t>(which)]) return;
    if (cannot_be_seen(what)) return;
    if (in_history_ && in_history_(now, which, at(what.before, which))) return;
    report(2,
           fmt::format("lost without a trace: {} \"{}\" of {}", name_of(which),
                       at(what.before, which), describe(what)),
           now.of->number);
}

/// C4: a fixed policy names the winner; what it protects is not overwritten once it was seen.
void watch::judge_winner(const ledger::change& what, field which)
{
    const row& now = *what.what;
    const auto wins = plan_.rules.winner_of(name_of(which));
    const bool ours =
        now.where == service::salesforce ? wins == sync::winner::left : wins == sync::winner::right;
    if (!ours || !now.live_twin() || now.of->undeleted_by_user) return;
    if (now.user_change_us >= now.last_read_us) return;
    report(2,
           fmt::format("{} of {} was overwritten, though that side wins by the policy",
                       name_of(which), describe(what)),
           now.of->number);
}

/// Which row of the decision table an effect belongs to.
void watch::classify(const ledger::change& what)
{
    if (!told_) return;
    const row& now = *what.what;
    const auto any = [](const std::array<bool, field_count>& of) {
        return std::find(of.begin(), of.end(), true) != of.end();
    };
    bool contested = false;
    for (std::size_t i = 0; i < field_count; ++i)
        contested = contested || (what.fields[i] && what.pending[i]);
    auto kind = decision_row::changed_one_side;
    if (what.created)
        kind = now.of->creations > 1                 ? decision_row::comes_back
               : now.where == service::sales_connect ? decision_row::new_left
                                                     : decision_row::new_right;
    else if (what.deleted)
        kind =
            any(what.pending) ? decision_row::deleted_and_edited : decision_row::deleted_one_side;
    else if (contested)
        kind = decision_row::conflict;
    else if (any(now.pending))
        kind = decision_row::different_fields;
    else if (!any(what.fields))
        return;
    told_(kind, now);
}

/// The rows of the table whose answer is to write nothing.
void watch::classify_user(const ledger::change& what)
{
    const row& now = *what.what;
    if (!told_ || !now.twin) return;
    if (what.deleted && now.twin->deleted) told_(decision_row::deleted_both, now);
    const auto* twin = now.live_twin();
    if (!twin || what.created) return;
    for (std::size_t i = 0; i < field_count; ++i)
        if (what.fields[i] && now.now[i] == twin->now[i])
            return told_(decision_row::same_change, now);
}

/// Law 5: only because of a tombstone on the other side, or because the owner is not synced (C6).
void watch::judge_deletion(const ledger::change& what)
{
    const row& now = *what.what;
    family& all = *now.of;
    bool excused = touched_lately(all.last_delete_us) || touched_lately(all.last_hand_over_us);
    for (const auto* twin : all.rows)
        if (twin->where != now.where && (twin->deleted || !is_on(twin->owner))) excused = true;
    if (!excused)
        report(5, "deleted without a tombstone on the other side: " + describe(what), all.number);
    for (const auto which : all_fields)
        judge_loss(what, which);
}

} // namespace dovetail::simulation
