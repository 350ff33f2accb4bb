// SPDX-License-Identifier: Apache-2.0
#include "context.hpp"

#include <dovetail/sync/report.hpp>

namespace dovetail::sync {

std::string_view to_string(side value) noexcept
{
    return value == side::left ? "left" : "right";
}

std::string_view to_string(write_action value) noexcept
{
    switch (value) {
    case write_action::create:
        return "create";
    case write_action::update:
        return "update";
    case write_action::remove:
        return "delete";
    }
    return "unknown";
}

std::string_view to_string(outcome value) noexcept
{
    switch (value) {
    case outcome::applied:
        return "applied";
    case outcome::no_op:
        return "no-op";
    case outcome::conflict:
        return "conflict";
    case outcome::held:
        return "held";
    case outcome::failed:
        return "failed";
    }
    return "unknown";
}

std::string summary(const pass_counts& counts)
{
    std::string text;
    const auto add = [&text](std::uint64_t number, const char* what) {
        if (number == 0) return;
        if (!text.empty()) text += ", ";
        text += std::to_string(number) + " " + what;
    };
    add(counts.applied, "applied");
    add(counts.conflicts, "conflicts resolved");
    add(counts.no_ops, "already equal");
    add(counts.held, "held");
    add(counts.failed, "failed");
    return text.empty() ? "nothing to do" : text;
}

void count(pass_counts& counts, outcome result)
{
    ++counts.changes;
    switch (result) {
    case outcome::applied:
        ++counts.applied;
        break;
    case outcome::no_op:
        ++counts.no_ops;
        break;
    case outcome::conflict:
        ++counts.conflicts;
        break;
    case outcome::held:
        ++counts.held;
        break;
    case outcome::failed:
        ++counts.failed;
        break;
    }
}

const field_bytes& before_write(const operation& op)
{
    const work& on = *op.on;
    return on.present(op.target) ? on.seen.of(op.target)->fields : on.known.base.of(op.target);
}

namespace {

std::string title_of(const schema& fields, const field_bytes& values)
{
    if (fields.size() == 0) return {};
    const auto first = find_field(values, fields.field(0).name, fields.names());
    return first && first->kind == DOVETAIL_TEXT ? to_text(*first) : std::string();
}

std::optional<std::string> text_at(const field_row& row, std::size_t i)
{
    if (!row[i]) return std::nullopt;
    return to_text(*row[i]);
}

void add_fields(const schema& fields, const operation& op, crossing& to)
{
    const field_row before = fields.read(before_write(op));
    const field_row after = fields.read(op.expected);
    const field_row lost = fields.read(op.lost);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto& field = fields.field(i);
        const std::string& native = op.target == side::left ? field.left_name : field.right_name;
        const bool gone = op.action == write_action::remove;
        if (gone ? before[i].has_value() : after[i].has_value())
            to.fields.push_back(
                {field.name, native,
                 op.action == write_action::create ? std::nullopt : text_at(before, i),
                 gone ? std::nullopt : text_at(after, i)});
        if (lost[i]) to.lost.push_back({field.name, native, text_at(lost, i), text_at(after, i)});
    }
}

crossing describe(context& pass, const work& on, side target, detail wanted)
{
    crossing made;
    made.at = pass.now();
    made.target = target;
    made.key = on.known.key;
    made.link = on.known.id;
    made.owner = on.known.owner;
    if (wanted == detail::all)
        if (const member* owner = pass.members().find(on.known.owner))
            made.owner_name = owner->name;
    for (const side where : {host::other(target), target}) {
        const auto& values =
            on.present(where) ? on.seen.of(where)->fields : on.known.base.of(where);
        made.title = title_of(pass.fields(), values);
        if (!made.title.empty()) break;
    }
    return made;
}

void publish(context& pass, crossing&& made)
{
    if (pass.plan) {
        if (pass.plan->items.size() < pass.have.options.plan_items)
            pass.plan->items.push_back(std::move(made));
        else
            pass.plan->truncated = true;
        return;
    }
    pass.have.watching->crossed(pass.name(), made);
}

} // namespace

void tell(context& pass, const operation& op, outcome result, const std::string& code,
          const std::string& reason)
{
    const detail wanted = pass.wanted();
    if (wanted == detail::none) return;
    crossing made = describe(pass, *op.on, op.target, wanted);
    made.action = op.action;
    made.result = result;
    made.code = code;
    made.reason = reason;
    if (wanted == detail::all) add_fields(pass.fields(), op, made);
    publish(pass, std::move(made));
}

void tell_held(context& pass, const work& on, side source, outcome result, const std::string& code,
               const std::string& reason)
{
    const detail wanted = pass.wanted();
    if (wanted == detail::none) return;
    crossing made = describe(pass, on, host::other(source), wanted);
    made.action = on.known.id == 0 ? write_action::create : write_action::update;
    made.result = result;
    made.code = code;
    made.reason = reason;
    publish(pass, std::move(made));
}

void tell_progress(context& pass, bool finished)
{
    if (!pass.catching_up || !pass.have.watching || pass.plan) return;
    const auto now = std::chrono::steady_clock::now();
    if (!finished && now - pass.progress_told < tuning::progress_interval) return;
    progress state;
    state.sync = pass.name();
    state.found = std::max(pass.found, pass.done);
    state.done = finished ? state.found : pass.done;
    state.remaining = state.found - state.done;
    state.finished = finished;
    const std::chrono::duration<double> spent = now - pass.progress_began;
    if (spent.count() > 0) state.per_second = static_cast<double>(state.done) / spent.count();
    if (state.per_second > 0)
        state.estimate = std::chrono::seconds(
            static_cast<std::int64_t>(static_cast<double>(state.remaining) / state.per_second));
    pass.progress_told = now;
    pass.have.watching->progressed(state);
}

} // namespace dovetail::sync
