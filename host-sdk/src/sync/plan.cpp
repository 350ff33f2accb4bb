// SPDX-License-Identifier: Apache-2.0
// plan: decisions become operations with native fields; brakes.
#include "facts.hpp"
#include "keys.hpp"
#include "wishes.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <span>

namespace dovetail::sync {

namespace {

/// The revision a write is bound to; empty: it is sent without a condition.
std::string condition(context& pass, const work& on, side target, std::uint32_t ability,
                      bool contested)
{
    const auto can = pass.on(target).abilities().can;
    if ((can & ability) == 0) return {};
    const bool costs = (can & DOVETAIL_CONDITION_COSTS_REQUEST) != 0;
    switch (pass.rules().conditional) {
    case conditional_writes::never:
        return {};
    case conditional_writes::cheap:
        if (costs && !contested && !on.contested) return {};
        break;
    case conditional_writes::always:
        break;
    }
    return on.present(target) ? on.seen.of(target)->revision : on.known.revision.of(target);
}

/// The canonical values of the target as they are known to be now.
const field_bytes& current(const work& on, side target)
{
    return on.present(target) ? on.seen.of(target)->fields : on.known.base.of(target);
}

/// The arguments of one to_native call; the fields live in `lists`.
struct call
{
    std::vector<dovetail_canonical_change> changes;
    std::vector<operation*> operations;
    std::deque<field_list> lists;
};

void add_list(call& to, const dovetail_field*& first, std::uint64_t& count, field_list list)
{
    if (list.empty()) return;
    to.lists.push_back(std::move(list));
    first = to.lists.back().data();
    count = to.lists.back().size();
}

field_list whole_source(context& pass, const operation& op)
{
    const side source = host::other(op.target);
    const work& on = *op.on;
    const bool seen = on.present(source);
    field_list all = pass.fields().list(op.restoring ? op.asked
                                        : seen       ? on.seen.of(source)->fields
                                                     : on.known.base.of(source));
    const auto& kept = seen ? on.seen.of(source)->kept : on.known.kept.of(source);
    const field_list rest = pass.fields().list(kept);
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

void add(context& pass, call& to, operation& op)
{
    const work& on = *op.on;
    dovetail_canonical_change change{};
    change.struct_size = sizeof(change);
    change.create = op.action == write_action::create ? 1 : 0;
    add_list(to, change.fields, change.field_count, pass.fields().list(op.asked));
    add_list(to, change.source, change.source_count, whole_source(pass, op));
    if (change.create == 0) {
        const auto& kept =
            on.present(op.target) ? on.seen.of(op.target)->kept : on.known.kept.of(op.target);
        add_list(to, change.kept, change.kept_count, pass.fields().list(kept));
    }
    if (change.create != 0 || op.hand_over)
        if (const member* owner = pass.members().find(op.owner))
            change.owner = host::to_abi(owner->user.of(op.target));
    change.idempotency_key = host::to_abi(op.idempotency_key);
    to.changes.push_back(change);
    to.operations.push_back(&op);
}

/// Nothing would change there: the base moves, and that is all.
void settle_at_once(context& pass, change_set& at_once, operation& op)
{
    count(pass.report.counts, outcome::no_op);
    tell(pass, op, outcome::no_op, {}, "the other side has these values already");
    if (is_edit(op)) {
        fulfilled(at_once, *op.on->restore);
        op.on->restore.reset();
        return;
    }
    link& known = op.on->known;
    if (!op.restoring)
        known.base.of(host::other(op.target)) =
            pass.fields().overlay(known.base.of(host::other(op.target)), op.asked);
    known.base.of(op.target) = pass.fields().overlay(known.base.of(op.target), op.expected);
    at_once.links.push_back(known);
    solve(pass, at_once, *op.on);
}

/// false: the operation is not to be sent.
bool take_native(context& pass, change_set& at_once, operation& op, const dovetail_mapped& native)
{
    const auto held = host::array_view<dovetail_note>(native.notes, native.note_count);
    for (std::size_t i = 0; i < held.size(); ++i) {
        if (held[i].kind != DOVETAIL_NOTE_HELD) continue;
        hold(pass, at_once, *op.on, host::other(op.target), outcome::held,
             failure(host::error_class::rejected, std::string(view_of(held[i].field)) + "_held",
                     std::string(view_of(held[i].why))),
             std::nullopt);
        return false;
    }
    op.native = {native.fields, native.field_count};
    op.expected = op.asked;
    if (native.read_back_count != 0)
        op.expected = pass.fields().overlay(
            op.asked, pass.fields().encode(std::span(native.read_back, native.read_back_count)));
    if (const auto cut = notes_of(native, DOVETAIL_NOTE_CUT); !cut.empty())
        op.reason += (op.reason.empty() ? "" : "; ") + cut;
    if (op.action != write_action::update || op.hand_over) return true;
    if (is_edit(op) && op.native.empty()) {
        hold(pass, at_once, *op.on, op.target, outcome::failed,
             failure(host::error_class::rejected, "not_writable",
                     "the mapping writes none of these fields there: edit it in its own system"),
             std::nullopt);
        return false;
    }
    if (!op.native.empty() && !pass.fields().contains(current(*op.on, op.target), op.expected))
        return true;
    settle_at_once(pass, at_once, op);
    return false;
}

} // namespace

operation plan_create(context& pass, const work_ref& on, side target)
{
    const side source = host::other(target);
    operation op;
    op.on = on;
    op.target = target;
    op.action = write_action::create;
    op.owner = on->known.owner;
    op.generation = on->known.id == 0 ? on->known.generation : on->known.generation + 1;
    op.asked = on->seen.of(source)->fields;
    op.reason = on->seen.of(source)->remarks;
    op.idempotency_key = origin_key(pass.name(), source, on->known.key.of(source), op.generation);
    return op;
}

operation plan_update(context& pass, const work_ref& on, side target, const decision& what)
{
    operation op;
    op.on = on;
    op.target = target;
    op.action = write_action::update;
    op.owner = on->known.owner;
    op.asked = what.write.of(target);
    op.lost = what.lost.of(target);
    op.conflicted = !op.lost.empty();
    if (op.conflicted) op.reason = what.reason;
    const side source = host::other(target);
    if (what.owner && pass.rules().owner_flow == source) {
        const member* owner = pass.members().find(source, on->seen.of(source)->owner);
        op.hand_over = owner != nullptr;
        if (owner) op.owner = owner->id;
        if (owner) op.reason = "now belongs to " + owner->name;
    }
    op.revision = condition(pass, *on, target, DOVETAIL_CAN_UPDATE_CONDITIONALLY, what.contested);
    return op;
}

operation plan_remove(context& pass, const work_ref& on, const decision& what)
{
    operation op;
    op.on = on;
    op.target = what.target;
    op.action = write_action::remove;
    op.owner = on->known.owner;
    op.release = what.what == verdict::release;
    op.lost = what.lost.of(what.target);
    op.conflicted = !op.lost.empty();
    op.reason = what.reason;
    op.revision = condition(pass, *on, what.target, DOVETAIL_CAN_DELETE_CONDITIONALLY, true);
    return op;
}

namespace {

/// The native records of one call, into the operations; the flags say what is to be sent.
void take_all(context& pass, const call& to, const host::mapped_batch& mapped,
              const std::vector<operation>& operations, std::vector<char>& keep,
              change_set& at_once)
{
    const auto items = host::items(mapped);
    for (std::size_t i = 0; i < to.operations.size(); ++i) {
        const auto at = static_cast<std::size_t>(to.operations[i] - operations.data());
        keep[at] = take_native(pass, at_once, *to.operations[i], items[i]) ? 1 : 0;
    }
}

bool map_natively(context& pass, side target, const call& to, native_group& group)
{
    auto mapped = pass.mapping().to_native(target, to.changes);
    if (!mapped || mapped->get().item_count != to.changes.size()) return false;
    group.mapped.push_back(std::move(*mapped));
    return true;
}

} // namespace

native_group make_native(context& pass, std::vector<operation>& operations, change_set& at_once)
{
    native_group group;
    std::vector<char> keep(operations.size(), 1);
    for (const side target : {side::left, side::right}) {
        call all;
        for (auto& op : operations)
            if (op.target == target && op.action != write_action::remove) add(pass, all, op);
        if (all.changes.empty()) continue;
        if (map_natively(pass, target, all, group)) {
            take_all(pass, all, group.mapped.back(), operations, keep, at_once);
            continue;
        }
        // One record that the mapping cannot take must not stop the others (law 16).
        for (auto* op : all.operations) {
            call one;
            add(pass, one, *op);
            if (map_natively(pass, target, one, group)) {
                take_all(pass, one, group.mapped.back(), operations, keep, at_once);
                continue;
            }
            keep[static_cast<std::size_t>(op - operations.data())] = 0;
            hold(pass, at_once, *op->on, host::other(target), outcome::failed,
                 failure(host::error_class::bug, "mapping_failed",
                         "the mapping cannot express this task on the other side"),
                 std::nullopt);
        }
    }
    std::size_t next = 0;
    std::erase_if(operations, [&](const operation&) { return keep[next++] == 0; });
    return group;
}

namespace {

/// What an earlier pass stopped waits for its confirmation, however few are seen again now.
bool stopped_before(const context& pass, const operation& op)
{
    const auto at = pass.troubled.find(op.on->known.id);
    if (at == pass.troubled.end()) return false;
    const auto known = pass.problems.find(at->second);
    if (known == pass.problems.end() || known->second.code != mass_delete_code) return false;
    op.on->confirmed = op.on->confirmed || known->second.confirmed;
    return !op.on->confirmed;
}

void stop_deletes(context& pass, std::vector<operation>& operations, change_set& at_once,
                  const std::string& said, const std::function<bool(const operation&)>& which)
{
    for (const auto& op : operations) {
        if (!which(op)) continue;
        ++pass.report.deletes_waiting;
        hold(pass, at_once, *op.on, host::other(op.target), outcome::held,
             failure(host::error_class::rejected, std::string(mass_delete_code), said),
             std::nullopt);
    }
    std::erase_if(operations, which);
}

} // namespace

void brake(context& pass, std::vector<operation>& operations, change_set& at_once)
{
    const auto removes = [](const operation& op) { return op.action == write_action::remove; };
    stop_deletes(pass, operations, at_once, "it waits for a confirmation",
                 [&](const operation& op) { return removes(op) && stopped_before(pass, op); });
    const auto stoppable = [&](const operation& op) { return removes(op) && !op.on->confirmed; };
    const auto wanted =
        static_cast<std::uint64_t>(std::count_if(operations.begin(), operations.end(), stoppable));
    const std::uint64_t total = pass.removals + wanted;
    const std::uint64_t links = pass.counts.live + pass.counts.waiting;
    const auto& limit = pass.rules().mass_delete;
    if (wanted == 0 || total <= limit.more_than || total * 100 <= links * limit.percent) {
        pass.removals = total;
        return;
    }
    const std::string said = std::to_string(total) + " of " + std::to_string(links) +
                             " tasks would be deleted in one pass: confirm it, or undo it";
    stop_deletes(pass, operations, at_once, said, stoppable);
    if (pass.plan) pass.plan->brakes.push_back(said);
    pass.have.log.write(host::log_level::warning, "mass delete stopped",
                        {{"sync", std::string_view(pass.name())},
                         {"deletes", static_cast<std::int64_t>(total)},
                         {"links", static_cast<std::int64_t>(links)}});
}

} // namespace dovetail::sync
