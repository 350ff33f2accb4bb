// SPDX-License-Identifier: Apache-2.0
// All limits of the sync engine, each with its reason. None of them changes what is synchronised,
// only how much of it is held or sent at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dovetail::sync::tuning {

/// Changed linked records held per side until both sides are read. Beyond it their twins are
/// looked up instead of waited for, so memory does not grow with the backlog.
inline constexpr std::size_t buffered_records = 20'000;

/// The same bound in bytes: 20,000 descriptions of 32,000 characters must not fit.
inline constexpr std::size_t buffered_bytes = 24u << 20u;

/// Writes stored by one commit: as large as a page, because a commit's price is its fsync.
inline constexpr std::size_t writes_per_commit = 2'000;

/// Chunks of so many writes that are under way while the next one is made: enough that a batch is
/// always ready where each answer takes its time, few enough to be small in memory.
inline constexpr std::size_t chunks_under_way = 2;

/// How often a record may change under our hands in one pass before it waits for a later one.
inline constexpr int conflict_rounds = 3;

/// Passes of one `once`: two reach the fixed point, the rest is for servers that are being edited.
inline constexpr int once_passes = 12;

/// First wait after a failure that may pass; doubled each time up to the cap.
inline constexpr std::chrono::seconds first_retry{2};
inline constexpr std::chrono::seconds retry_cap{300};

/// How long after sending a create without an answer the server may still carry it out. Only then
/// is "not found" believed, unless the server itself refuses a second create.
inline constexpr std::chrono::seconds late_commit_grace{60};

/// A create whose record is stamped earlier than its intent by more than this was done by an
/// earlier life of this sync (lost state): the record is read before anything is believed of it.
inline constexpr std::chrono::seconds earlier_life{120};

/// Problems examined in one pass: whatever is stuck must not keep the rest waiting (law 16).
inline constexpr std::size_t problems_per_pass = 1'000;

/// Problems known by key while a pass runs; more are examined when they are due.
inline constexpr std::size_t problems_known = 100'000;

/// Intents examined at the start of a pass. A crash leaves at most the writes of one commit for
/// each side; more means that writes without an answer pile up, and they take their turn.
inline constexpr std::size_t intents_examined = 20'000;

/// Links read from the state at once by catch-up and full re-sync.
inline constexpr std::size_t links_per_step = 2'000;

/// Up to this many members are read anew by each pass; of more, only after one of them changed.
inline constexpr std::size_t members_read_each_pass = 500;

/// Owners named in one fetch: connectors put them into a query of limited length.
inline constexpr std::size_t owners_per_fetch = 200;

/// How far before the last stored cursor a full re-sync begins when that cursor was refused.
inline constexpr std::chrono::hours resync_margin{1};

/// How much earlier than the instant of enabling a first fetch begins. That instant is ours, the
/// stamps are the server's: a server whose clock is behind would otherwise begin in its future, and
/// never show what changes until then. What is too old is left out by its own stamps (E3, E4).
inline constexpr std::chrono::hours clock_margin{1};

/// Rows removed from the history by one pass, so that pruning is never felt.
inline constexpr std::size_t pruned_per_pass = 500;

/// A pass prunes only when it wrote something, or this often.
inline constexpr std::chrono::hours prune_interval{1};

/// Items a plan keeps for printing; the counts go on.
inline constexpr std::size_t plan_items = 100'000;

/// Progress is reported at most this often.
inline constexpr std::chrono::milliseconds progress_interval{200};

/// The right to a sync; longer than any HTTP time limit, renewed at a third of it.
inline constexpr std::chrono::seconds lease{90};

/// How often idle workers ask for due work at the latest.
inline constexpr std::chrono::milliseconds poll_cap{1'000};

/// Longest pause between passes that fail as a whole.
inline constexpr std::chrono::seconds pause_cap{300};

} // namespace dovetail::sync::tuning
