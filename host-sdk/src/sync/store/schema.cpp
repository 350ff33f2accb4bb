// SPDX-License-Identifier: Apache-2.0
#include "schema.hpp"

#include "sync_row.hpp"

#include <array>
#include <string>

namespace dovetail::sync::sqlite {
namespace {

// Rowids are row_id(sync, number) of ids.hpp, but for `sync` itself. `owner` of a task, `link` and
// the like hold the number alone. Rows that come by the hundred thousand (link, intent, history)
// have no foreign key: it would cost a look-up a row, and the commit that writes them knows the
// sync.
constexpr char version_1[] = R"sql(
CREATE TABLE sync (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    due_at INTEGER NOT NULL,           -- ms since 1970; while owned: the end of the lease
    owner TEXT,                        -- the worker that holds it
    epoch INTEGER NOT NULL DEFAULT 0,  -- the fencing token
    attempt INTEGER NOT NULL DEFAULT 0,
    nudged INTEGER NOT NULL DEFAULT 0,
    next_member INTEGER NOT NULL DEFAULT 1,
    next_link INTEGER NOT NULL DEFAULT 1,
    next_intent INTEGER NOT NULL DEFAULT 1,
    next_problem INTEGER NOT NULL DEFAULT 1,
    next_history INTEGER NOT NULL DEFAULT 1,
    commits INTEGER NOT NULL DEFAULT 0,
    live INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    dismissed INTEGER NOT NULL DEFAULT 0,
    intents INTEGER NOT NULL DEFAULT 0,
    history INTEGER NOT NULL DEFAULT 0,
    applied INTEGER NOT NULL DEFAULT 0,
    no_ops INTEGER NOT NULL DEFAULT 0,
    conflicts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sync_due ON sync (due_at);

CREATE TABLE applied_commit (
    id INTEGER PRIMARY KEY,
    sync INTEGER NOT NULL REFERENCES sync (id),
    commit_id TEXT NOT NULL,
    first_link INTEGER NOT NULL,
    links INTEGER NOT NULL,
    first_intent INTEGER NOT NULL,
    intents INTEGER NOT NULL,
    UNIQUE (sync, commit_id)
);

CREATE TABLE cursor (
    sync INTEGER NOT NULL REFERENCES sync (id),
    side INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    plugin TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (sync, side)
);

CREATE TABLE fact (
    sync INTEGER NOT NULL REFERENCES sync (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (sync, name)
);

CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    sync INTEGER NOT NULL REFERENCES sync (id),
    left_user TEXT NOT NULL,
    right_user TEXT NOT NULL,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    enabled_at INTEGER NOT NULL,
    disabled_at INTEGER NOT NULL,
    enablings INTEGER NOT NULL,
    catch_up INTEGER NOT NULL,
    found INTEGER NOT NULL,
    done INTEGER NOT NULL
);
CREATE UNIQUE INDEX member_left ON member (sync, left_user) WHERE left_user <> '';
CREATE UNIQUE INDEX member_right ON member (sync, right_user) WHERE right_user <> '';

CREATE TABLE link (
    id INTEGER PRIMARY KEY,
    sync INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    state INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    left_key TEXT NOT NULL,
    right_key TEXT NOT NULL,
    left_revision TEXT NOT NULL,
    right_revision TEXT NOT NULL,
    left_base BLOB NOT NULL,
    right_base BLOB,           -- NULL: as left_base
    left_kept BLOB,            -- NULL: none
    right_kept BLOB,
    left_deleted_at INTEGER,   -- NULL: no tombstone was seen
    right_deleted_at INTEGER
);
CREATE UNIQUE INDEX link_left ON link (sync, left_key) WHERE left_key <> '';
CREATE UNIQUE INDEX link_right ON link (sync, right_key) WHERE right_key <> '';

CREATE TABLE intent (
    id INTEGER PRIMARY KEY,
    target INTEGER NOT NULL,
    action INTEGER NOT NULL,
    state INTEGER NOT NULL,
    link INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    source_key TEXT NOT NULL,
    target_key TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    native BLOB NOT NULL,
    planned_at INTEGER NOT NULL
);

CREATE TABLE problem (
    id INTEGER PRIMARY KEY,
    sync INTEGER NOT NULL REFERENCES sync (id),
    source INTEGER NOT NULL,
    source_key TEXT NOT NULL,
    kind INTEGER NOT NULL,
    link INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    server_text TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    dismissed INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    UNIQUE (sync, source, source_key)
);

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    link INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    target INTEGER NOT NULL,
    action INTEGER NOT NULL,
    result INTEGER NOT NULL,
    source_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    before BLOB,               -- NULL: none
    after BLOB,
    lost BLOB
);
CREATE INDEX history_link ON history (link) WHERE link <> 0;
CREATE INDEX history_source ON history (source_key) WHERE source_key <> '';

CREATE TABLE budget (
    org TEXT PRIMARY KEY NOT NULL,
    used_until INTEGER NOT NULL -- us since 1970: GCRA's theoretical arrival time
);
)sql";

// What ends is pruned, and what waits is found when it is due, without looking at the rest. Links
// that had ended before have their time from now on.
constexpr char version_2[] = R"sql(
CREATE TABLE ended_link (
    id INTEGER PRIMARY KEY,   -- as the link's
    sync INTEGER NOT NULL,
    ended_at INTEGER NOT NULL -- ms since 1970
);
INSERT INTO ended_link SELECT id, sync, )sql" DOVETAIL_SQL_NOW R"sql( FROM link
    WHERE state IN (2, 3);
CREATE INDEX ended_link_age ON ended_link (sync, ended_at);
CREATE INDEX problem_due ON problem (sync, next_try_at) WHERE next_try_at > 0;
)sql";
static_assert(static_cast<int>(link_state::deleted) == 2);
static_assert(static_cast<int>(link_state::released) == 3);

// What was refused is not tried again while both records stay as they were.
constexpr char version_3[] = R"sql(
ALTER TABLE problem ADD COLUMN left_shown INTEGER NOT NULL DEFAULT 0;  -- a fingerprint; 0: none
ALTER TABLE problem ADD COLUMN right_shown INTEGER NOT NULL DEFAULT 0;
)sql";

/// Step n takes version n to n + 1. Steps are never changed once a program with them was out.
constexpr std::array<const char*, 3> steps{version_1, version_2, version_3};

} // namespace

std::int64_t schema_version() noexcept
{
    return static_cast<std::int64_t>(steps.size());
}

code migrate(database& in, std::int64_t from)
{
    for (auto step = static_cast<std::size_t>(from); step < steps.size(); ++step)
        if (const code outcome = in.execute(steps[step]); outcome != SQLITE_OK) return outcome;
    const code marked = in.execute("PRAGMA application_id = " + std::to_string(application_id));
    if (marked != SQLITE_OK) return marked;
    return in.execute("PRAGMA user_version = " + std::to_string(steps.size()));
}

} // namespace dovetail::sync::sqlite
