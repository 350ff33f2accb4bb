// SPDX-License-Identifier: Apache-2.0
// Where the engine's state lives: StateStore (what is known) and WorkSource (what is due, and who
// owns it). SQLite is the embedded default; one conformance test
// (tests/host-sdk/sync/store_conformance) holds every implementation to this text.
#pragma once

#include <dovetail/host/error.hpp>
#include <dovetail/sync/state.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sync {

using host::result;

/// The right to work on one sync. `epoch` is the fencing token: it grows at every change of owner,
/// and a commit that carries an old one is refused.
struct fence
{
    std::string sync{};
    std::string worker{};
    std::uint64_t epoch = 0;
};

/// A granted fence. `until` is on this worker's monotonic clock, read before the claim was sent.
struct grant
{
    fence held{};
    std::chrono::steady_clock::time_point until;
    std::uint32_t attempt = 0; ///< grants since the last commit that released it
    bool nudged = false;
};

/// What is due, and who owns it.
///
/// Threads   any; calls block for one transaction. Errors: retryable when the database is busy or
/// away.
class work_source
{
public:
    virtual ~work_source() = default;

    /// Makes the sync known and due now; does nothing when it is known. Idempotent.
    virtual result<void> schedule(std::string_view sync) = 0;

    /// Up to `max` due syncs that nobody holds, for `lease` from now. Those whose lease ran out
    /// come first, then the nudged, then the longest due. Each grant has a new epoch.
    virtual result<std::vector<grant>> acquire(std::string_view worker, std::size_t max,
                                               std::chrono::milliseconds lease) = 0;

    /// false: somebody else has it; stop at once.
    virtual result<bool> renew(const fence& held, std::chrono::milliseconds lease) = 0;

    /// Makes the sync due now (and known). Coalesced; not lost while the sync is owned: it is due
    /// again at its release.
    virtual result<void> nudge(std::string_view sync) = 0;

    /// Whether somebody nudged the sync while it is held; asking takes the nudge. It only reads
    /// while there is none.
    virtual result<bool> take_nudge(const fence& held) = 0;

    /// Ends every lease of `worker`, so that what it held is due now; its epochs are worth nothing
    /// any more. Only for a caller who knows that no worker of that name is alive, e.g. because it
    /// has the machine's lock on this state: then a killed host is followed at once.
    virtual result<void> abandon(std::string_view worker) = 0;

    /// When the next sync that nobody holds is due, from now; no value: none is known. The end of a
    /// lease counts too, for nobody holds the sync then: so whoever sleeps until the answer takes
    /// over from a worker that died.
    virtual result<std::optional<std::chrono::milliseconds>> next_due() = 0;
};

/// What a commit says about the lease.
enum class lease_action
{
    keep,
    release ///< and the sync is due again after `due_in`
};

/// How many commit ids a sync remembers: a commit in doubt is repeated at once, or never.
inline constexpr std::int64_t remembered_commits = 100;

/// What one transaction changes. Order of application: members, links (removed, replaced, new),
/// intents, problems, history, cursors, lease. An id of 0 means "new"; links may be named by other
/// rows of the same set with the negative number -(index in `links` + 1). Replacing a link or an
/// intent that is not there is a conflict; removing one is not.
///
/// A person may change a member or a problem while a pass holds an older copy of it. So in a fenced
/// commit (`commit`) a known member's row takes only its progress (`catch_up`, `found`, `done`),
/// and only while `enablings` is still the same; and a known problem of the same `code` keeps its
/// `dismissed` and `confirmed`. Everything else about them changes by `commit_by_person`.
struct change_set
{
    /// Unique for this change set. A commit whose id was applied already answers `already_applied`
    /// with the ids of then, so a commit in doubt may be repeated; the last
    /// `remembered_commits` of a sync are known. Empty: not remembered.
    std::string commit_id{};
    std::vector<member> members{}; ///< insert (id 0) or replace
    std::vector<link> links{};     ///< insert (id 0) or replace
    std::vector<link_id> links_removed{};
    std::vector<intent> intents{};         ///< insert (id 0; ids come back) or replace
    std::vector<intent_id> intents_done{}; ///< removed
    std::vector<intent_id> intents_sent{}; ///< state := sent
    std::vector<problem> problems{};       ///< insert or replace by (source, source_key)
    std::vector<std::pair<side, std::string>>
        problems_solved{};                 ///< removed by (source, source_key)
    std::vector<history_entry> history{};  ///< appended
    both<std::optional<cursor>> cursors{}; ///< one without bytes is forgotten
    lease_action lease = lease_action::keep;
    std::chrono::milliseconds due_in{0};
};

enum class commit_result
{
    ok,
    already_applied,
    fence_lost, ///< nothing was changed; stop working on this sync
    conflict    ///< a unique key is taken: nothing was changed; read again
};

/// Ids that a commit gave to new rows, in the order of the change set.
struct committed
{
    commit_result outcome = commit_result::ok;
    std::vector<link_id> links{};
    std::vector<intent_id> intents{};
};

/// What a person may ask for. Empty members: no restriction. Newest first.
struct history_query
{
    std::optional<std::int64_t> id{};
    std::optional<link_id> link{};
    std::optional<member_id> owner{};
    std::optional<std::string> key{}; ///< of either side
    std::optional<outcome> result{};
    std::int64_t before_id = 0; ///< go on below this id; 0: from the newest
    std::size_t limit = 100;
};

/// Oldest first.
struct problem_query
{
    std::optional<member_id> owner{};
    std::optional<problem_id> id{};
    std::optional<instant_us> due_at{}; ///< next_try_at in 1..due_at
    bool with_dismissed = false;
    problem_id after_id = 0; ///< go on above this id
    std::size_t limit = 1000;
};

/// Counts for `status`; all are kept current by the commits, none is counted by scanning.
struct sync_counts
{
    std::uint64_t links = 0; ///< in any state: the sum of the next four
    std::uint64_t live = 0;
    std::uint64_t waiting = 0;
    std::uint64_t deleted = 0;
    std::uint64_t released = 0;
    std::uint64_t held = 0;      ///< problems of this kind that are not dismissed
    std::uint64_t failed = 0;    ///< likewise
    std::uint64_t dismissed = 0; ///< problems of both kinds that are
    std::uint64_t intents = 0;
    std::uint64_t history = 0; ///< entries that are kept
    std::uint64_t applied = 0; ///< outcomes since the beginning
    std::uint64_t no_ops = 0;
    std::uint64_t conflicts = 0;
};

/// What is known about one sync.
///
/// Threads   any; calls block for one transaction (the engine calls them on the state thread).
/// Errors    config: not our database, newer schema, read-only, locked by another host; retryable:
/// disk
///           full, busy. A failed commit changed nothing, or is in doubt: repeat it with its id.
/// Lifetime  durable when commit returns (synchronous=FULL).
class state_store
{
public:
    virtual ~state_store() = default;

    virtual result<committed> commit(const fence& held, const change_set& changes) = 0;

    virtual result<std::vector<member>> members(std::string_view sync) = 0;
    virtual result<both<std::optional<cursor>>> cursors(std::string_view sync) = 0;

    /// Links by the keys of one side, in the order asked for; no value where there is none.
    virtual result<std::vector<std::optional<link>>> find_links(
        std::string_view sync, side where, std::span<const std::string_view> keys) = 0;
    virtual result<std::vector<std::optional<link>>> find_links(std::string_view sync,
                                                                std::span<const link_id> ids) = 0;

    /// Links of a member in the order of their ids, after `after`, at most `limit`.
    virtual result<std::vector<link>> links_of(std::string_view sync, member_id owner,
                                               link_id after, std::size_t limit) = 0;
    /// As links_of, for all members.
    virtual result<std::vector<link>> links(std::string_view sync, link_id after,
                                            std::size_t limit) = 0;

    virtual result<std::vector<intent>> intents(std::string_view sync, std::size_t limit) = 0;
    virtual result<std::vector<problem>> problems(std::string_view sync,
                                                  const problem_query& query) = 0;
    virtual result<std::vector<history_entry>> history(std::string_view sync,
                                                       const history_query& query) = 0;
    virtual result<sync_counts> counts(std::string_view sync) = 0;

    /// Removes history older than `horizon_at` or beyond `max_entries` (oldest first), and links in
    /// state deleted or released that were not touched since then (by the database's clock); at
    /// most `limit` rows a call. Returns how many: repeat while it is `limit`.
    virtual result<std::size_t> prune(std::string_view sync, instant_us horizon_at,
                                      std::uint64_t max_entries, std::size_t limit) = 0;

    /// A change by a person (enable, dismiss, retry): as commit, without a fence; lease must be
    /// keep and the sync is nudged in the same transaction, and made known where it was not.
    virtual result<committed> commit_by_person(std::string_view sync,
                                               const change_set& changes) = 0;

    /// Small facts that outlive a process, by name (e.g. the org's id, the last pass's summary).
    virtual result<std::optional<std::string>> fact(std::string_view sync,
                                                    std::string_view name) = 0;
    virtual result<void> set_fact(std::string_view sync, std::string_view name,
                                  std::string_view value) = 0;
};

/// The shared budget of one org: at most `rate` calls a second on average with bursts of `burst`.
class rate_budget
{
public:
    virtual ~rate_budget() = default;

    /// Grants `calls` or says how long to wait. Exact over all workers (GCRA, one row an org).
    /// More calls than `burst` are granted when nothing else was for burst's worth of time; `rate`
    /// and `burst` must be positive (config).
    virtual result<std::optional<std::chrono::milliseconds>> take(std::string_view org,
                                                                  std::uint32_t calls, double rate,
                                                                  double burst) = 0;
};

/// One opened place for state.
struct state
{
    std::shared_ptr<state_store> store;
    std::shared_ptr<work_source> work;
    std::shared_ptr<rate_budget> budget;
};

/// Which durability a state file is opened with; normal is full.
struct sqlite_options
{
    std::string path{};     ///< created when missing, mode 0600; ":memory:" for tests
    bool read_only = false; ///< `plan`, `status`: never creates, migrates or locks
    std::chrono::milliseconds busy_timeout{5000}; ///< how long to wait for another writer
    std::uint64_t max_bytes =
        0; ///< the file does not grow beyond (as if the disk were full); 0: may
};

/// Opens or creates the state file, migrates an older schema, refuses a newer one or a file that is
/// not ours. Folders that are missing are made, for their owner alone.
///
/// Errors    config, naming the path and the remedy. Codes: state_missing (read_only, and there is
///           no file yet), state_path, state_permission, state_not_a_database, state_not_ours,
///           state_newer, state_older (read_only), state_corrupt, state_locked, state_read_only.
///           Later calls: state_full, state_busy, state_io (retryable), state_corrupt (config),
///           state_read_only (config), state_bug (bug).
result<state> open_sqlite(const sqlite_options& options);

} // namespace dovetail::sync
