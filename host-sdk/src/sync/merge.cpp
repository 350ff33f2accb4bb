// SPDX-License-Identifier: Apache-2.0
#include "merge.hpp"

#include <utility>

namespace dovetail::sync {

namespace {

bool present(const merge_input& in, side where)
{
    return in.seen.of(where) && !in.seen.of(where)->tombstone;
}

/// A tombstone seen now, or remembered from an earlier pass and not taken back since (law 5).
bool gone(const merge_input& in, side where)
{
    const observation* seen = in.seen.of(where);
    return seen ? seen->tombstone : in.known.deleted_at.of(where) != 0;
}

/// Whether what is known of a side is as new as it can be.
bool read_now(const merge_input& in, side where)
{
    return in.asked.of(where) || (in.seen.of(where) && in.seen.of(where)->fresh);
}

decision plain(verdict what, side target, std::string reason = {})
{
    decision result;
    result.what = what;
    result.target = target;
    result.reason = std::move(reason);
    return result;
}

decision held(const observation& seen)
{
    decision result = plain(verdict::wait, side::left, seen.held);
    result.code = seen.held_field + "_held";
    return result;
}

field_bytes all_values(const schema& fields, const observation& seen)
{
    return fields.overlay(seen.fields, seen.kept);
}

/// Deleted on `source`, there or unknown on the other side (C5).
decision merge_deleted_once(const schema& fields, const policy& rules, const merge_input& in,
                            side source)
{
    const side target = host::other(source);
    if (in.adopt) return plain(verdict::nothing, target); // no base: law 5
    if (rules.read_only.of(target))
        return plain(verdict::detach, target, "deleted on one side, and the other is read-only");
    if (!read_now(in, target)) return plain(verdict::look, target);
    const observation* kept = in.seen.of(target);
    const bool changed = kept && edited(fields, in.known, target, *kept);
    if (changed && rules.delete_versus_edit == delete_policy::edit) {
        if (rules.read_only.of(source))
            return plain(verdict::detach, source, "edited here, deleted on the read-only side");
        decision result = plain(verdict::recreate, source,
                                "deleted on one side, edited on the other: the edit was kept");
        result.contested = true;
        return result;
    }
    decision result = plain(verdict::remove, target);
    if (changed) {
        result.reason = "edited on one side, deleted on the other: the deletion was kept";
        result.lost.of(target) = all_values(fields, *kept);
        result.contested = true;
    }
    return result;
}

/// The owner is not synced any more: the twin leaves the list, the source stays (C6).
decision merge_unsynced(const schema& fields, const policy& rules, const merge_input& in)
{
    const side source = rules.owner_flow.value_or(side::left);
    const side target = host::other(source);
    const std::string reason = "its owner is not synced any more";
    if (gone(in, target) || rules.read_only.of(target) || in.adopt)
        return plain(verdict::detach, target, reason);
    if (!read_now(in, target)) return plain(verdict::look, target);
    if (gone(in, target)) return plain(verdict::detach, target, reason);
    decision result = plain(verdict::release, target, reason);
    const observation* twin = in.seen.of(target);
    if (twin && edited(fields, in.known, target, *twin))
        result.lost.of(target) = all_values(fields, *twin);
    return result;
}

/// A task that was gone from both sides shows up again: somebody undeleted it.
decision merge_undeleted(const schema& fields, const policy& rules, const merge_input& in)
{
    const bool left = present(in, side::left);
    const bool right = present(in, side::right);
    if (!left && !right) return {};
    for (const side where : {side::left, side::right})
        if (!read_now(in, where)) return plain(verdict::look, where);
    if (left && right) {
        decision result = merge_fields(fields, rules, in);
        if (result.what == verdict::nothing) result.what = verdict::settle;
        result.revive = true;
        return result;
    }
    const side target = left ? side::right : side::left;
    if (!in.in_scope || rules.read_only.of(target)) return {};
    return plain(verdict::recreate, target, "undeleted");
}

/// The twin was taken away when the owner was not synced; does the task come back (C6)?
decision merge_released(const policy& rules, const merge_input& in)
{
    const side source = rules.owner_flow.value_or(side::left);
    const side target = host::other(source);
    if (in.seen.of(source) && in.seen.of(source)->tombstone) return plain(verdict::forget, target);
    const bool lost_for_good = in.known.deleted_at.left != 0 || in.known.deleted_at.right != 0;
    if (lost_for_good || !present(in, source) || in.owner == owner_now::unsynced) return {};
    if (!in.in_scope || rules.read_only.of(target)) return {};
    return plain(verdict::recreate, target, "its owner is synced again");
}

/// Whether a read-only side is about to overwrite the other one, which was not read now. Edits
/// there do not cross, so none of them is remembered; what is lost has to be looked at (law 2).
bool overrides_unseen(const schema& fields, const policy& rules, const merge_input& in, side source)
{
    const bool writes = rules.read_only.of(source) && !rules.read_only.of(host::other(source)) &&
                        !in.adopt && present(in, source);
    return writes && !read_now(in, host::other(source)) &&
           edited(fields, in.known, source, *in.seen.of(source));
}

} // namespace

bool edited(const schema& fields, const link& known, side where, const observation& seen)
{
    if (seen.tombstone || seen.fields == known.base.of(where)) return false;
    const field_row now = fields.read(seen.fields);
    const field_row base = fields.read(known.base.of(where));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!now[i] || fields.field(i).from(where) != host::flow::always) continue;
        if (!base[i] || !same_value(*now[i], *base[i])) return true;
    }
    return false;
}

decision merge(const schema& fields, const policy& rules, const merge_input& in)
{
    for (const side where : {side::left, side::right})
        if (present(in, where) && !in.seen.of(where)->held.empty()) return held(*in.seen.of(where));
    if (in.known.state == link_state::deleted) return merge_undeleted(fields, rules, in);
    if (in.known.state == link_state::released) return merge_released(rules, in);
    const bool left = gone(in, side::left);
    const bool right = gone(in, side::right);
    if (left && right) return plain(verdict::forget, side::left);
    if (in.owner == owner_now::unsynced) return merge_unsynced(fields, rules, in);
    if (left) return merge_deleted_once(fields, rules, in, side::left);
    if (right) return merge_deleted_once(fields, rules, in, side::right);
    for (const side source : {side::left, side::right})
        if (overrides_unseen(fields, rules, in, source))
            return plain(verdict::look, host::other(source));
    decision result = merge_fields(fields, rules, in);
    if (in.known.state == link_state::waiting) {
        result.revive = true;
        if (result.what == verdict::nothing) result.what = verdict::settle;
    }
    return result;
}

} // namespace dovetail::sync
