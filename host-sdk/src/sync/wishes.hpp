// SPDX-License-Identifier: Apache-2.0
// What people asked for beside the servers: a value that lost is restored, a task that waits is
// edited. Each stays due until it is done, so a crash or a refusal loses none.
#pragma once

#include "context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dovetail::sync {

/// The due wishes of a pass. Strand only.
class wishes
{
public:
    explicit wishes(context& pass) : pass_(pass) {}

    /// `known`: the link of its task. A restore of a task that lives becomes a work of the pass.
    step add(const problem& wish, const std::optional<link>& known);

    /// Edits go into the records the tasks come from, before anything else is read: so the tasks
    /// are decided as they are then. Those that have no link are due and given back in `unlinked`.
    step carry_out_edits(both<std::vector<problem>>& unlinked);

    /// Restored tasks that are gone from both sides are created where their values were, as by
    /// their user: after the settle, which may show that they are there.
    step create_again();

private:
    step add_edit(const problem& wish, const std::optional<link>& known);
    step add_restore(const problem& wish, const std::optional<link>& known);
    awaitable<result<std::vector<history_entry>>> history(const history_query& which);
    operation creation(const problem& wish, const history_entry& entry, restoration wanted);
    void plan_edit(const work_ref& on, std::vector<operation>& operations, change_set& refused);
    void fulfil(const problem& wish);

    context& pass_;
    std::vector<work_ref> edits_;
    std::vector<operation> creates_;
    change_set solved_;
};

/// An edit of a task that waits: the link stays as it is, so the edit crosses like any user's.
inline bool is_edit(const operation& op)
{
    return op.restoring && op.on->restore && op.on->restore->what == wish::edit;
}

/// The wish is done: it is no problem any more.
void fulfilled(change_set& out, const restoration& wish);

} // namespace dovetail::sync
