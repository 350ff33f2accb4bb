-- A state file as schema version 1 left it, with a few rows. Never changed: it stands for the files
-- that people have.
PRAGMA application_id = 1148605548;
PRAGMA user_version = 1;
CREATE TABLE sync (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    due_at INTEGER NOT NULL,
    owner TEXT,
    epoch INTEGER NOT NULL DEFAULT 0,
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
    right_base BLOB,
    left_kept BLOB,
    right_kept BLOB,
    left_deleted_at INTEGER,
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
    before BLOB,
    after BLOB,
    lost BLOB
);
CREATE INDEX history_link ON history (link) WHERE link <> 0;
CREATE INDEX history_source ON history (source_key) WHERE source_key <> '';

CREATE TABLE budget (
    org TEXT PRIMARY KEY NOT NULL,
    used_until INTEGER NOT NULL
);

INSERT INTO sync (id, name, due_at, next_member, next_link, next_history, next_problem, live, deleted,
                  held, history, applied)
    VALUES (3, 'tasks', 0, 2, 3, 2, 2, 1, 1, 1, 1, 1);
INSERT INTO cursor VALUES (3, 0, x'0102', 'salesforce/1', 5);
INSERT INTO fact VALUES (3, 'field_names', 'name');
INSERT INTO member VALUES ((3 << 40) + 1, 3, 'left user', 'right user', 'ann@example.com',
                           'Europe/Vienna', 1, 10, 0, 1, 0, 2, 2);
INSERT INTO link VALUES ((3 << 40) + 1, 3, 1, 1, 1, 'a', '1', 'ra', 'r1', x'00', NULL, NULL, NULL,
                         NULL, NULL);
INSERT INTO link VALUES ((3 << 40) + 2, 3, 1, 2, 1, 'b', '2', 'rb', 'r2', x'00', x'01', NULL, NULL,
                         7, 8);
INSERT INTO history VALUES ((3 << 40) + 1, 100, 1, 1, 0, 1, 1, '', '', NULL, x'05', NULL);
INSERT INTO problem VALUES ((3 << 40) + 1, 3, 0, 'a', 4, 1, 1, 'code', 'reason', '', 1, 1, 1, 50, 0,
                            0);
