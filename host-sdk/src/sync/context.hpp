// SPDX-License-Identifier: Apache-2.0
// What the steps of one pass share. Everything here is touched on the sync's strand only.
#pragma once

#include "members.hpp"
#include "merge.hpp"
#include "schema.hpp"

#include <dovetail/host/log.hpp>
#include <dovetail/sync/engine.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dovetail::sync {

using boost::asio::awaitable;
using step = awaitable<result<void>>;

/// What the engine has, for all its syncs.
struct services
{
    services(state kept, host::log& sink, const clock& now, observer* told, engine_options chosen)
        : stored(std::move(kept)), log(sink), time(now), watching(told), options(std::move(chosen))
    {
        if (options.store_executor) return;
        own_thread.emplace(1);
        options.store_executor = own_thread->get_executor();
    }

    state stored;
    host::log& log;
    const clock& time;
    observer* watching;
    engine_options options;
    std::optional<boost::asio::thread_pool> own_thread; ///< for the store, where none is given
    std::atomic<bool> stopping{false};
};

/// What a person asked for (wishes.hpp).
enum class wish
{
    values,   ///< that lost are written to both sides
    deletion, ///< that lost is carried out again
    edit      ///< the values are written to `where`
};

/// A wish in the hands of a pass.
struct restoration
{
    wish what = wish::values;
    side where = side::left; ///< the side its problem is filed under
    std::string problem_key;
    std::int64_t history = 0;
    field_bytes values;
};

/// One task that needs a decision, and what is known of it.
struct work
{
    link known; ///< id 0: not stored yet
    both<std::optional<observation>> seen;
    both<bool> asked{false, false};
    both<bool> written{false, false}; ///< by us, since it was seen
    both<field_bytes> expected;
    bool probed = false;
    bool adopt = false;
    bool recovered = false;        ///< its twin was found by the intent that created it
    bool look = false;             ///< both sides are to be read before anything is decided
    bool confirmed = false;        ///< a person let its delete go (C8)
    bool contested = false;        ///< a write of it met a conflict
    bool stuck = false;            ///< one of its writes was held or refused in this round
    both<field_bytes> doubtful;    ///< values that a write of unknown outcome may have left there
    int rounds = 0;                ///< how often it was decided anew
    std::optional<intent> created; ///< its create has an unknown outcome
    std::optional<restoration> restore;
    std::vector<intent_id> old_intents; ///< done once this work is

    bool present(side where) const { return seen.of(where) && !seen.of(where)->tombstone; }
};

using work_ref = std::shared_ptr<work>;

/// One write, from plan to outcome.
struct operation
{
    work_ref on;
    side target = side::left;
    write_action action = write_action::update;
    bool release = false;    ///< remove: the link is released, not deleted (C6)
    bool hand_over = false;  ///< update: the owner crosses too
    bool restoring = false;  ///< the values come from the history, not from the other side
    bool conflicted = false; ///< its success is a resolved conflict
    field_bytes asked;       ///< canonical values to write
    field_bytes lost;        ///< canonical values of the target that a policy overrode
    field_bytes expected;    ///< canonical values as they will be read back
    std::string idempotency_key;
    std::string revision; ///< only if the target still has it
    std::string reason;
    std::uint32_t generation = 1;
    member_id owner = 0;
    intent_id id = 0;
    instant_us planned_at = 0;
    std::span<const dovetail_field> native; ///< lives with its group
};

/// What lasts from pass to pass of one sync.
struct session
{
    sync_definition definition;
    member_index members;
    std::string members_version;
    bool members_loaded = false;
    schema fields;
    std::string stored_names;
    bool fields_loaded = false;
    instant_us pruned_at = 0;
    std::uint64_t commits = 0;
    bool lease_lost = false; ///< another worker has the sync: stop at once
};

class outbox;

struct problem_key
{
    side where;
    std::string key;
    auto operator<=>(const problem_key&) const = default;
};

struct context
{
    context(services& all, session& lasting, fence fenced)
        : have(all), kept(lasting), held(std::move(fenced))
    {
    }

    const policy& rules() const { return kept.definition.rules; }
    const std::string& name() const { return kept.definition.name; }
    const schema& fields() const { return kept.fields; }
    member_index& members() { return kept.members; }
    host::connection& on(side where) { return *kept.definition.connections.of(where); }
    const host::mapping& mapping() const { return *kept.definition.mapping; }
    instant_us now() const { return have.time.now(); }
    bool stopped() const
    {
        return have.stopping.load(std::memory_order_relaxed) || kept.lease_lost;
    }
    detail wanted() const
    {
        if (plan) return detail::all;
        return have.watching ? have.watching->wanted(name()) : detail::none;
    }

    services& have;
    session& kept;
    fence held;
    plan_report* plan = nullptr; ///< not null: nothing may be written
    pass_report report;

    std::vector<work_ref> works; ///< to be settled
    std::unordered_map<link_id, work_ref> by_link;
    std::map<problem_key, work_ref> adopting; ///< by source
    /// Sources of creates whose outcome is not known: they must not be created a second time.
    std::set<problem_key> unsettled;
    std::size_t buffered_bytes = 0;
    both<std::size_t> buffered{0, 0}; ///< since the last settle; not 0: the cursor has to wait

    std::map<problem_key, problem> problems; ///< known ones, by where they are
    std::unordered_map<link_id, problem_key> troubled;

    both<std::optional<cursor>> stored;  ///< as the state has it
    both<std::optional<cursor>> reached; ///< everything before it is seen
    both<std::optional<cursor>> safe;    ///< everything before it is stored, but for this commit
    std::shared_ptr<outbox> writes;      ///< made when the pass begins
    sync_counts counts;
    both<bool> had_cursor{false, false};
    both<bool> resync{false, false}; ///< the cursor was refused: all links are to be read
    std::uint64_t removals = 0;      ///< decided in this pass (C8)
    std::optional<host::error> halt; ///< auth or config: nothing more is sent
    std::uint64_t found = 0;         ///< progress of catch-up (E2)
    std::uint64_t done = 0;
    bool catching_up = false;
    bool backfilling = false;      ///< writes of now are no user's edit
    bool put_off = false;          ///< the budget is short: catch-up is for a later pass (P5)
    std::set<member_id> caught_up; ///< whose Save this pass carries out
    std::chrono::steady_clock::time_point progress_began = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point progress_told{};
};

/// Runs a blocking call of the store where these run and comes back to the caller's strand. It
/// cannot be cancelled: Asio would carry the cancellation over to the state thread by a pointer
/// that may be gone when it arrives there, and the call is short.
template<class Call>
awaitable<std::invoke_result_t<Call>> on_thread(services& have, Call call)
{
    co_return co_await boost::asio::co_spawn(
        have.options.store_executor,
        [call = std::move(call)]() mutable -> awaitable<std::invoke_result_t<Call>> {
            co_return call();
        },
        boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot(),
                                            boost::asio::use_awaitable));
}

template<class Call>
awaitable<std::invoke_result_t<Call>> on_state(context& pass, Call call)
{
    return on_thread(pass.have, std::move(call));
}

/// The reason a step ends with when the engine stops or its lease is lost; it is no failure.
inline constexpr std::string_view stopped_code = "stopped";

inline host::error failure(host::error_class kind, std::string code, std::string message)
{
    host::error made;
    made.kind = kind;
    made.code = std::move(code);
    made.message = std::move(message);
    return made;
}

// ── steps, by file ────────────────────────────────────────────────────────────────────────────

/// ingest: the records of a page are dropped, buffered, or cross at once when they are new.
step ingest(context& pass, side where, const host::record_batch& batch, bool fresh);

/// The work of a link, made when there is none.
work_ref work_on(context& pass, const link& known);
void add_observation(context& pass, work& on, side where, observation&& seen);
/// Puts a work back to be decided anew from the truth.
void again(context& pass, const work_ref& on);

/// examine: reads what `works` lack on a side by key.
step look_up(context& pass, side where, std::vector<work_ref> works);
/// Fills work::expected, by asking the mapping what each side would read back.
result<void> probe(context& pass, const std::vector<work_ref>& works);

/// settle: decides everything buffered, writes it, stores it. `last`: both streams are at their
/// end, so that deletes can be counted and sent (C8); before, they stay buffered.
step settle(context& pass, bool last);

/// plan: operations, and their native fields. Those that would change nothing are taken out and
/// settled in `at_once`; those that are held become problems.
struct native_group
{
    std::vector<host::mapped_batch> mapped; ///< what operation::native points into
};
operation plan_create(context& pass, const work_ref& on, side target);
operation plan_update(context& pass, const work_ref& on, side target, const decision& what);
operation plan_remove(context& pass, const work_ref& on, const decision& what);
native_group make_native(context& pass, std::vector<operation>& operations, change_set& at_once);
/// C8: takes out the deletes that have to wait for a person.
void brake(context& pass, std::vector<operation>& operations, change_set& at_once);

/// apply: intents, sending, outcomes. It returns when everything is on its way; once
/// outbox::drain() returned, works that must be decided anew are back in pass.works.
step carry_out(context& pass, std::vector<operation> operations);

/// What came back for one operation.
struct answer
{
    std::uint32_t result = DOVETAIL_UNKNOWN;
    bool sent = false; ///< false: held back, nothing was sent
    std::string key;
    std::string revision;
    instant_us modified_at = 0;
    host::error error;
};
/// outcome: what one answer changes. New links are named after their place in `out`.
struct outcome_set
{
    change_set changes;
    std::vector<work_ref> new_links; ///< beside changes.links; null: the link is known
};
void conclude(context& pass, outcome_set& out, operation& op, const answer& got);

/// commit: one transaction; safe cursors ride along. New links get their ids into the works.
step store(context& pass, change_set changes, const std::vector<work_ref>& new_links = {});
awaitable<result<committed>> commit(context& pass, change_set& changes);
bool empty(const change_set& changes);
/// The cursors alone, if they moved.
step store_cursors(context& pass);

/// Notes in the change set that a task waits or failed; an earlier problem's count goes on. No
/// `at_least`: it is tried again only when the record changes or somebody says so.
void hold(context& pass, change_set& out, work& on, side source, outcome kind,
          const host::error& why, std::optional<std::chrono::milliseconds> at_least);
/// Takes the problems of a task away; not while another of its writes is stuck.
void solve(context& pass, change_set& out, const work& on);
std::chrono::milliseconds backoff(std::uint32_t attempts, std::chrono::milliseconds at_least);

/// recover: intents of unknown outcome and problems that are due are examined.
step recover_intents(context& pass);
step retry_problems(context& pass);
step load_problems(context& pass);

/// catch-up: what Save starts (E2, E3, E5, E6).
step catch_up(context& pass);
step finish_catch_up(context& pass);
/// Reads all links of a member (0: of everybody) by key on the named sides.
step reexamine_links(context& pass, member_id owner, both<bool> sides);
step reload_members(context& pass, bool always);
/// Settles early when more is buffered than memory allows.
step keep_bounded(context& pass);

/// report: tells the observer or the plan.
void tell(context& pass, const operation& op, outcome result, const std::string& code,
          const std::string& reason);
/// The canonical values of the target before the write; empty: unknown or none.
const field_bytes& before_write(const operation& op);
void tell_held(context& pass, const work& on, side source, outcome result, const std::string& code,
               const std::string& reason);
void tell_progress(context& pass, bool finished);

void count(pass_counts& counts, outcome result);

/// The pass: everything above in order.
awaitable<pass_report> run_pass(context& pass);

} // namespace dovetail::sync
