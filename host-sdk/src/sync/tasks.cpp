// SPDX-License-Identifier: Apache-2.0
// A member's list of tasks, from the bases of the links (E7).
#include "schema.hpp"

#include <dovetail/sync/control.hpp>
#include <dovetail/sync/tuning.hpp>

#include <algorithm>

namespace dovetail::sync {

namespace {

listed_task to_task(const link& known, const field_names& names, std::string_view due_field)
{
    listed_task task;
    task.link = known.id;
    task.key = known.key;
    // The right side is the member's own list.
    field_reader reader(known.base.right, names);
    for (dovetail_field field; reader.next(field);) {
        const std::string name(view_of(field.name));
        if (name == due_field && field.value.kind == DOVETAIL_DATE)
            task.due = static_cast<std::int32_t>(field.value.number);
        task.fields.emplace_back(name, to_text(field.value));
    }
    return task;
}

} // namespace

result<std::vector<listed_task>> control::tasks(std::string_view who, std::int32_t first,
                                                std::int32_t last)
{
    const auto owner = find_member(who);
    if (!owner) return owner.error();
    const auto stored_names = stored_.store->fact(sync_, field_names_fact);
    if (!stored_names) return stored_names.error();
    const auto names = field_names::extend(stored_names->value_or(""), {});
    std::vector<listed_task> found;
    for (link_id after = 0;;) {
        const auto some = stored_.store->links_of(sync_, owner->id, after, tuning::links_per_step);
        if (!some) return some.error();
        if (some->empty()) break;
        after = some->back().id;
        for (const auto& known : *some) {
            if (known.state != link_state::live) continue;
            auto task = to_task(known, names, rules_.due_field);
            if (task.due && *task.due >= first && *task.due <= last)
                found.push_back(std::move(task));
        }
    }
    std::sort(found.begin(), found.end(), [](const listed_task& one, const listed_task& another) {
        return std::pair(*one.due, one.link) < std::pair(*another.due, another.link);
    });
    return found;
}

} // namespace dovetail::sync
