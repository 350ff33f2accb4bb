// SPDX-License-Identifier: Apache-2.0
#include "wishes.hpp"

#include "facts.hpp"
#include "keys.hpp"
#include "outbox.hpp"

#include <dovetail/sync/control.hpp>

#include <charconv>
#include <span>
#include <utility>

namespace dovetail::sync {

namespace {

std::int64_t entry_of(const problem& wish)
{
    const auto text = std::string_view(wish.source_key).substr(restore_prefix.size());
    std::int64_t id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

} // namespace

void fulfilled(change_set& out, const restoration& wish)
{
    out.problems_solved.emplace_back(wish.where, wish.problem_key);
}

void wishes::fulfil(const problem& wish)
{
    solved_.problems_solved.emplace_back(wish.source, wish.source_key);
}

awaitable<result<std::vector<history_entry>>> wishes::history(const history_query& which)
{
    const auto call = [this, &which] {
        return pass_.have.stored.store->history(pass_.name(), which);
    };
    co_return co_await on_state(pass_, call);
}

step wishes::add(const problem& wish, const std::optional<link>& known)
{
    if (wish.source_key.starts_with(edit_prefix)) co_return co_await add_edit(wish, known);
    co_return co_await add_restore(wish, known);
}

step wishes::add_restore(const problem& wish, const std::optional<link>& known)
{
    history_query which;
    which.id = entry_of(wish);
    const auto found = co_await history(which);
    if (!found) co_return found.error();
    const bool lives = known && known->state == link_state::live;
    const bool deletion = !found->empty() && is_lost_deletion(found->front());
    const bool possible = !found->empty() && (deletion ? lives : !found->front().lost.empty());
    if (!possible) {
        fulfil(wish); // nothing is kept of it, or nothing is left to be deleted
        co_return result<void>{};
    }
    restoration wanted{deletion ? sync::wish::deletion : sync::wish::values, wish.source,
                       wish.source_key, which.id.value_or(0), found->front().lost};
    if (lives) {
        const work_ref on = work_on(pass_, *known);
        on->look = true;
        on->confirmed = on->confirmed || deletion; // one person, one task: no brake (C8)
        on->restore = std::move(wanted);
        ++pass_.buffered.left;
        ++pass_.buffered.right;
    } else {
        creates_.push_back(creation(wish, found->front(), std::move(wanted)));
    }
    co_return result<void>{};
}

operation wishes::creation(const problem& wish, const history_entry& entry, restoration wanted)
{
    const schema& fields = pass_.fields();
    const field_row lost = fields.read(wanted.values);
    field_list asked;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (lost[i] && fields.field(i).from(host::other(wish.source)) != host::flow::never)
            asked.push_back(fields.make(i, *lost[i]));
    operation op;
    op.on = std::make_shared<work>();
    op.on->known.owner = entry.owner;
    op.on->restore = std::move(wanted);
    op.target = wish.source;
    op.action = write_action::create;
    op.restoring = true;
    op.owner = entry.owner;
    op.asked = fields.encode(std::span(asked.data(), asked.size()));
    op.idempotency_key = restore_key(pass_.name(), entry.id);
    op.reason = "restored from entry " + std::to_string(entry.id);
    return op;
}

step wishes::create_again()
{
    if (auto done = co_await carry_out(pass_, std::move(creates_)); !done) co_return done.error();
    co_return co_await pass_.writes->drain();
}

step wishes::add_edit(const problem& wish, const std::optional<link>& known)
{
    history_query which;
    which.key = wish.source_key.substr(edit_prefix.size());
    which.result = outcome::held;
    const auto found = co_await history(which);
    if (!found) co_return found.error();
    for (const auto& entry : *found) {
        if (entry.after.empty() || entry.target != wish.source) continue;
        auto on = std::make_shared<work>();
        if (known) on->known = *known;
        on->known.owner = entry.owner;
        on->known.key.of(wish.source) = *which.key;
        on->restore =
            restoration{sync::wish::edit, wish.source, wish.source_key, entry.id, entry.after};
        edits_.push_back(std::move(on));
        co_return result<void>{};
    }
    fulfil(wish); // its entry is too old to be kept
    co_return result<void>{};
}

void wishes::plan_edit(const work_ref& on, std::vector<operation>& operations, change_set& refused)
{
    const side where = on->restore->where;
    const auto refuse = [&](host::error_class kind, const char* code, const char* why) {
        hold(pass_, refused, *on, where, outcome::failed, failure(kind, code, why), std::nullopt);
    };
    if (pass_.rules().read_only.of(where))
        return refuse(host::error_class::config, "read_only", "that side is set to read-only");
    if (!on->present(where))
        return refuse(host::error_class::gone, "source_unknown",
                      "the task that was to be edited is not there any more");
    operation op;
    op.on = on;
    op.target = where;
    op.restoring = true;
    op.owner = on->known.owner;
    op.asked = on->restore->values;
    op.reason = "edited by a person because it waited";
    operations.push_back(std::move(op));
}

step wishes::carry_out_edits(both<std::vector<problem>>& unlinked)
{
    both<std::vector<work_ref>> by_side;
    for (const auto& on : edits_)
        by_side.of(on->restore->where).push_back(on);
    // What only one side has, a time of day, is written back as it is (F5).
    for (const side where : {side::left, side::right})
        if (auto done = co_await look_up(pass_, where, std::move(by_side.of(where))); !done)
            co_return done.error();
    std::vector<operation> operations;
    for (const auto& on : edits_)
        plan_edit(on, operations, solved_);
    if (auto done = co_await store(pass_, std::move(solved_)); !done) co_return done.error();
    if (auto done = co_await carry_out(pass_, std::move(operations)); !done) co_return done.error();
    if (auto done = co_await pass_.writes->drain(); !done) co_return done.error();
    for (const auto& on : edits_) {
        if (on->restore) continue; // it is not done
        if (on->known.id != 0) {
            work_on(pass_, on->known)->look = true;
            ++pass_.buffered.left;
            ++pass_.buffered.right;
            continue;
        }
        for (const side where : {side::left, side::right}) {
            if (on->known.key.of(where).empty()) continue;
            problem again;
            again.source = where;
            again.source_key = on->known.key.of(where);
            again.owner = on->known.owner;
            unlinked.of(where).push_back(std::move(again));
        }
    }
    co_return result<void>{};
}

} // namespace dovetail::sync
