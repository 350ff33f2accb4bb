// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <cstdio>
#include <stdexcept>

namespace dovetail::test {

task& world::create(const std::string& owner, const std::string& origin, values fields)
{
    char number[32];
    std::snprintf(number, sizeof(number), "%06llu", static_cast<unsigned long long>(next_key_++));
    task made;
    made.key = prefix_ + number;
    made.owner = owner;
    made.origin = origin;
    made.fields = std::move(fields);
    made.created_at = time_.tick();
    auto& stored = tasks_[made.key] = made;
    stored.revision = 0;
    if (!origin.empty()) by_origin_.emplace(origin, made.key);
    touch(stored);
    return stored;
}

std::string world::add(const std::string& owner, values fields)
{
    return create(owner, {}, std::move(fields)).key;
}

void world::touch(task& changed)
{
    ++changed.revision;
    changed.sequence = ++sequence_;
    changed.modified_at = time_.tick();
}

task* world::mutable_task(const std::string& key)
{
    const auto found = tasks_.find(key);
    return found == tasks_.end() ? nullptr : &found->second;
}

namespace {

task& need(task* found)
{
    if (!found) throw std::logic_error("no such task");
    return *found;
}

} // namespace

void world::edit(const std::string& key, const values& fields)
{
    task& one = need(mutable_task(key));
    for (const auto& [name, value] : fields)
        one.fields[name] = value;
    touch(one);
}

void world::remove(const std::string& key)
{
    task& one = need(mutable_task(key));
    one.deleted = true;
    touch(one);
}

void world::undelete(const std::string& key)
{
    task& one = need(mutable_task(key));
    one.deleted = false;
    touch(one);
}

void world::give_to(const std::string& key, const std::string& owner)
{
    task& one = need(mutable_task(key));
    one.owner = owner;
    touch(one);
}

const task* world::find(const std::string& key) const
{
    const auto found = tasks_.find(key);
    return found == tasks_.end() ? nullptr : &found->second;
}

const task* world::find_origin(const std::string& origin) const
{
    const auto found = by_origin_.find(origin);
    return found == by_origin_.end() ? nullptr : find(found->second);
}

std::vector<const task*> world::alive() const
{
    std::vector<const task*> found;
    for (const auto& [key, one] : tasks_)
        if (!one.deleted) found.push_back(&one);
    return found;
}

const task* world::named(const std::string& name) const
{
    for (const auto* one : alive())
        if (const auto at = one->fields.find("name"); at != one->fields.end() && at->second == name)
            return one;
    return nullptr;
}

void world::run_late()
{
    auto due = std::move(late_);
    late_.clear();
    for (auto& action : due)
        action();
}

} // namespace dovetail::test
