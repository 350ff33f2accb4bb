// SPDX-License-Identifier: Apache-2.0
// The three-way comparison, field by field.
#include "merge.hpp"

#include <utility>

namespace dovetail::sync {

namespace {

using host::flow;

/// One field on both sides, and what is decided about it.
struct cell
{
    both<const dovetail_value*> now{nullptr, nullptr}; ///< null: not seen, or did not map
    both<const dovetail_value*> base{nullptr, nullptr};
    both<const dovetail_value*> expected{nullptr, nullptr};
    both<bool> changed{false, false};
};

struct lists
{
    both<field_list> write;
    both<field_list> moved;
    both<field_list> lost;
};

const dovetail_value* at(const field_row& row, std::size_t i)
{
    return i < row.size() && row[i] ? &*row[i] : nullptr;
}

bool equal(const dovetail_value* one, const dovetail_value* another)
{
    return one && another && same_value(*one, *another);
}

/// The same value, or the approximation of it that the other side can hold.
bool agree(const cell& c)
{
    return equal(c.now.left, c.now.right) || equal(c.now.right, c.expected.right) ||
           equal(c.now.left, c.expected.left);
}

class field_merge
{
public:
    field_merge(const schema& fields, const policy& rules, const merge_input& in)
        : fields_(fields), rules_(rules), in_(in)
    {
        for (const side where : {side::left, side::right}) {
            if (in.seen.of(where)) now_.of(where) = fields.read(in.seen.of(where)->fields);
            base_.of(where) = fields.read(in.known.base.of(where));
            if (in.expected.of(where)) expected_.of(where) = fields.read(*in.expected.of(where));
        }
    }

    decision run()
    {
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const cell c = read(i);
            if (in_.adopt)
                adopt(i, c);
            else
                compare(i, c);
            track(i, c);
        }
        return finish();
    }

private:
    cell read(std::size_t i) const
    {
        cell c;
        for (const side where : {side::left, side::right}) {
            c.now.of(where) = at(now_.of(where), i);
            c.base.of(where) = at(base_.of(where), i);
            c.expected.of(where) = at(expected_.of(where), i);
            // What may not be written is no change: a read-only side hears nothing (law 10).
            c.changed.of(where) = c.now.of(where) && always(i, where) &&
                                  !rules_.read_only.of(host::other(where)) &&
                                  !equal(c.now.of(where), c.base.of(where));
        }
        return c;
    }

    bool always(std::size_t i, side where) const
    {
        return fields_.field(i).from(where) == flow::always;
    }

    void put(field_list& list, std::size_t i, const dovetail_value* value)
    {
        if (value) list.push_back(fields_.make(i, *value));
    }

    void move_both(std::size_t i, const cell& c)
    {
        for (const side where : {side::left, side::right})
            if (c.now.of(where) && !equal(c.now.of(where), c.base.of(where)))
                put(out_.moved.of(where), i, c.now.of(where));
    }

    void compare(std::size_t i, const cell& c)
    {
        if (c.changed.left && c.changed.right) {
            if (agree(c)) return move_both(i, c);
            return resolve(i, c);
        }
        if (c.changed.left) cross(i, c, side::left);
        if (c.changed.right) cross(i, c, side::right);
    }

    /// Changed on `source` alone.
    void cross(std::size_t i, const cell& c, side source)
    {
        const side target = host::other(source);
        const dovetail_value* there = c.now.of(target) ? c.now.of(target) : c.base.of(target);
        // Values are comparable between the sides only where the field crosses both ways.
        if (always(i, target) && equal(c.now.of(source), there))
            return put(out_.moved.of(source), i, c.now.of(source));
        put(out_.write.of(target), i, c.now.of(source));
        // An edit that may not cross to a read-only side is overwritten by it: that is the policy,
        // and what it overrides is kept (law 2).
        const bool overrides = rules_.read_only.of(source) && always(i, target);
        if (overrides && c.now.of(target) && !equal(c.now.of(target), c.base.of(target)) &&
            !agree(c))
            put(out_.lost.of(target), i, c.now.of(target));
    }

    /// A twin found by its key: what agrees is the base, what differs is a conflict. A field that
    /// does not cross both ways says nothing about who edited it, so both stay as they are.
    void adopt(std::size_t i, const cell& c)
    {
        if (!c.now.left || !c.now.right || agree(c) || !always(i, side::left) ||
            !always(i, side::right))
            return move_both(i, c);
        resolve(i, c);
    }

    /// C4: the loser goes to the history.
    void resolve(std::size_t i, const cell& c)
    {
        if (!in_.expected.left && !in_.expected.right) probe_ = true;
        const side won = winner_of(fields_.field(i).name);
        const side lost = host::other(won);
        if (rules_.read_only.of(lost)) return;
        put(out_.write.of(lost), i, c.now.of(won));
        put(out_.lost.of(lost), i, c.now.of(lost));
    }

    side winner_of(std::string_view field) const
    {
        if (rules_.read_only.left) return side::left;
        if (rules_.read_only.right) return side::right;
        switch (rules_.winner_of(field)) {
        case winner::left:
            return side::left;
        case winner::right:
            return side::right;
        default:
            break;
        }
        const instant_us left = in_.seen.left ? in_.seen.left->modified_at : 0;
        const instant_us right = in_.seen.right ? in_.seen.right->modified_at : 0;
        if (left == right) return rules_.tie;
        return left > right ? side::left : side::right;
    }

    /// A field that crosses on creation only is remembered as it is, for the history's "before".
    void track(std::size_t i, const cell& c)
    {
        if (in_.adopt) return;
        for (const side where : {side::left, side::right})
            if (fields_.field(i).from(where) == flow::on_create && c.now.of(where) &&
                !equal(c.now.of(where), c.base.of(where)))
                put(out_.moved.of(where), i, c.now.of(where));
    }

    bool kept_differs() const
    {
        for (const side where : {side::left, side::right})
            if (in_.seen.of(where) && !in_.seen.of(where)->tombstone &&
                in_.seen.of(where)->kept != in_.known.kept.of(where))
                return true;
        return false;
    }

    decision finish()
    {
        decision result;
        if (probe_) {
            result.what = verdict::probe;
            return result;
        }
        bool moved = in_.adopt;
        bool writes = false;
        for (const side where : {side::left, side::right}) {
            result.write.of(where) = encode(out_.write.of(where));
            result.moved.of(where) = encode(out_.moved.of(where));
            result.lost.of(where) = encode(out_.lost.of(where));
            moved = moved || !result.moved.of(where).empty();
            writes = writes || !result.write.of(where).empty();
        }
        const side target = host::other(rules_.owner_flow.value_or(side::left));
        result.owner = in_.owner == owner_now::moved && !rules_.read_only.of(target);
        // Edits of different fields do not meet: only a shared field is worth a request.
        result.contested = result.conflicted();
        if (result.conflicted()) result.reason = "both sides changed the same field";
        if (writes || result.owner)
            result.what = verdict::write;
        else if (moved || kept_differs())
            result.what = verdict::settle;
        return result;
    }

    field_bytes encode(const field_list& list) const
    {
        return fields_.encode(std::span(list.data(), list.size()));
    }

    const schema& fields_;
    const policy& rules_;
    const merge_input& in_;
    both<field_row> now_;
    both<field_row> base_;
    both<field_row> expected_;
    lists out_;
    bool probe_ = false;
};

} // namespace

decision merge_fields(const schema& fields, const policy& rules, const merge_input& in)
{
    return field_merge(fields, rules, in).run();
}

} // namespace dovetail::sync
