// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/change_index.hpp>

#include <algorithm>

namespace dovetail::sandbox::sales_connect {

void change_index::insert(task& entering)
{
    order_.emplace(entering.updated_us, &entering);
    ranks_[entering.assignee_id][entering.deleted ? 1 : 0].insert(entering.updated_us);
}

void change_index::erase(const task& leaving)
{
    order_.erase(leaving.updated_us);
    ranks_[leaving.assignee_id][leaving.deleted ? 1 : 0].erase(leaving.updated_us);
}

bool change_index::is_wanted(const task& candidate, const change_filter& filter)
{
    if (filter.only_deleted && !candidate.deleted) return false;
    return filter.assignees.empty() || std::find(filter.assignees.begin(), filter.assignees.end(),
                                                 candidate.assignee_id) != filter.assignees.end();
}

std::size_t change_index::count_after(std::int64_t position_us, const change_filter& filter) const
{
    std::size_t count = 0;
    for (const auto& [assignee, pair] : ranks_) {
        if (!filter.assignees.empty() && std::find(filter.assignees.begin(), filter.assignees.end(),
                                                   assignee) == filter.assignees.end())
            continue;
        for (const std::size_t kind : {std::size_t{0}, std::size_t{1}}) {
            if (filter.only_deleted && kind == 0) continue;
            count += pair[kind].size() - pair[kind].order_of_key(position_us + 1);
        }
    }
    return count;
}

} // namespace dovetail::sandbox::sales_connect
