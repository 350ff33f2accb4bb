// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Tasks by the instant of their last change, and fast answers to "how many come after this one".

#include <sandbox/sales_connect/task.hpp>

#include <array>
#include <ext/pb_ds/assoc_container.hpp>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace dovetail::sandbox::sales_connect {

/// Which tasks a reader of changes wants.
struct change_filter
{
    std::vector<std::string> assignees; ///< empty: all
    bool only_deleted = false;
};

class change_index
{
public:
    using order = std::map<std::int64_t, task*>;

    void insert(task& entering);
    void erase(const task& leaving);

    const order& in_order() const { return order_; }
    static bool is_wanted(const task& candidate, const change_filter& filter);
    /// How many wanted tasks changed after `position_us`.
    std::size_t count_after(std::int64_t position_us, const change_filter& filter) const;
    /// The instant of the last change; 0 if there is none.
    std::int64_t last() const { return order_.empty() ? 0 : order_.rbegin()->first; }

private:
    /// A tree that knows the rank of each key.
    using ranked =
        __gnu_pbds::tree<std::int64_t, __gnu_pbds::null_type, std::less<>, __gnu_pbds::rb_tree_tag,
                         __gnu_pbds::tree_order_statistics_node_update>;

    order order_;
    std::unordered_map<std::string, std::array<ranked, 2>> ranks_; ///< [0] live, [1] deleted
};

} // namespace dovetail::sandbox::sales_connect
