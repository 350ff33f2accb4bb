// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/account.hpp>

#include <algorithm>
#include <sandbox/message.hpp>
#include <sandbox/random.hpp>

namespace dovetail::sandbox::sales_connect {

namespace {

/// 26 digits of base 32, derived from the number: the same data give the same ids.
std::string make_task_id(std::uint64_t number)
{
    constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
    random_source mix{number};
    std::string out = "tsk_";
    for (int i = 0; i < 26; ++i)
        out += digits[mix.next() >> 59U];
    return out;
}

} // namespace

const user* account::find_user(std::string_view wanted) const
{
    const auto found = std::find_if(users.begin(), users.end(),
                                    [wanted](const user& known) { return known.id == wanted; });
    return found == users.end() ? nullptr : &*found;
}

const user* account::find_user_by_email(std::string_view email) const
{
    const auto found = std::find_if(users.begin(), users.end(), [email](const user& known) {
        return equal_ignoring_case(known.email, email);
    });
    return found == users.end() ? nullptr : &*found;
}

user& account::add_user(std::string email, std::string user_name, std::string time_zone)
{
    auto& made = users.emplace_back();
    made.id = "usr_" + std::to_string(1000 + users.size());
    made.email = std::move(email);
    made.name = std::move(user_name);
    made.time_zone = std::move(time_zone);
    return made;
}

task* account::find(std::string_view wanted)
{
    const auto found = by_id_.find(std::string{wanted});
    return found == by_id_.end() ? nullptr : found->second;
}

task* account::find_by_key(std::string_view client_key)
{
    const auto found = by_key_.find(std::string{client_key});
    return found == by_key_.end() ? nullptr : found->second;
}

std::int64_t account::tick(instant now)
{
    // Unique and ascending even when the clock stands still or goes back.
    last_tick_us_ = std::max(now.time_since_epoch().count(), last_tick_us_ + 1);
    return last_tick_us_;
}

void account::mark_unsaved(task& changed)
{
    if (changed.unsaved) return;
    changed.unsaved = true;
    unsaved.push_back(&changed);
}

void account::enter(task& entering)
{
    changes_.insert(entering);
    by_id_[entering.id] = &entering;
    if (!entering.client_key.empty()) by_key_[entering.client_key] = &entering;
    if (entering.deleted) tombstones_[entering.updated_us] = &entering;
    last_tick_us_ = std::max(last_tick_us_, entering.updated_us);
}

void account::leave(task& leaving)
{
    changes_.erase(leaving);
    tombstones_.erase(leaving.updated_us);
}

task& account::create(task draft, instant now)
{
    const auto at = tick(now);
    return create_at(std::move(draft), at, at);
}

task& account::create_at(task draft, std::int64_t created_us, std::int64_t updated_us)
{
    auto& made = tasks_.emplace_back(std::move(draft));
    made.number = tasks_.size();
    made.id = make_task_id(made.number);
    made.created_us = created_us;
    made.updated_us = updated_us;
    while (changes_.in_order().contains(made.updated_us))
        ++made.updated_us;
    enter(made);
    mark_unsaved(made);
    return made;
}

void account::replace(task& target, task draft, instant now)
{
    leave(target);
    draft.updated_us = tick(now);
    draft.unsaved = target.unsaved;
    target = std::move(draft);
    enter(target);
    mark_unsaved(target);
}

void account::remove(task& target, instant now)
{
    task draft = target;
    draft.deleted = true;
    replace(target, std::move(draft), now);
}

void account::restore(task from)
{
    while (tasks_.size() < from.number) {
        auto& gap = tasks_.emplace_back();
        gap.number = tasks_.size();
        gap.purged = true;
    }
    auto& place = tasks_[from.number - 1];
    place = std::move(from);
    if (!place.purged) enter(place);
}

void account::purge(instant now)
{
    const auto oldest = (now - tombstone_horizon).time_since_epoch().count();
    while (!tombstones_.empty() && tombstones_.begin()->first < oldest) {
        auto& gone = *tombstones_.begin()->second;
        leave(gone);
        by_id_.erase(gone.id);
        if (const auto key = by_key_.find(gone.client_key);
            key != by_key_.end() && key->second == &gone)
            by_key_.erase(key);
        gone.purged = true;
        mark_unsaved(gone);
    }
}

} // namespace dovetail::sandbox::sales_connect
