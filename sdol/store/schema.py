"""The tables, as numbered steps. A step that has been released is never changed: what is new is a new step.

* `records` hold text and payload, `vectors` their vectors in a table of their own, so that a scan of the one
  does not read the other. `records.seq` is the order of insertion over all partitions; none is used twice.
* `partitions.count`, `.bytes` and `.changes` are kept by triggers, so they hold whoever writes (an
  administrator's tool included); `changes` moves with every put, update and delete. `deletions` and
  `updates` are the parts of the change log that `records` is not: with them, a reader takes over what has
  changed since it last looked.
* The journal's rows are only ever added: triggers refuse the rest, so its ids ascend without AUTOINCREMENT.
"""

from __future__ import annotations

APPLICATION_ID = 0x53444F4C  # "SDOL"
PAGE_SIZE = 16384  # bytes; 11-20% smaller files than 4 KB pages with vectors of 384 to 768

# What a record takes; {0} stands for its row in `records`.
BYTES = """(4 * dimension + ifnull(length(CAST({0}.text AS BLOB)), 0)
                + ifnull(length(CAST({0}.payload AS BLOB)), 0))"""

_PARTITIONS = (
    "CREATE TABLE spaces (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE partitions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        space INTEGER NOT NULL REFERENCES spaces,
        dimension INTEGER NOT NULL CHECK (dimension > 0),
        count INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL DEFAULT 0,
        changes INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE records (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        partition INTEGER NOT NULL REFERENCES partitions ON DELETE CASCADE,
        id TEXT NOT NULL,
        text TEXT,
        payload TEXT,
        UNIQUE (partition, id))""",
    "CREATE INDEX records_in_order ON records (partition)",
    """CREATE TABLE vectors (
        record INTEGER PRIMARY KEY REFERENCES records ON DELETE CASCADE,
        vec BLOB NOT NULL)""",
    """CREATE TABLE deletions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        partition INTEGER NOT NULL,
        record INTEGER NOT NULL)""",
    "CREATE INDEX deletions_in_order ON deletions (partition)",
    f"""CREATE TRIGGER records_put AFTER INSERT ON records BEGIN
        UPDATE partitions SET count = count + 1, changes = changes + 1,
            bytes = bytes + {BYTES.format("new")}
        WHERE id = new.partition; END""",
    f"""CREATE TRIGGER records_deleted AFTER DELETE ON records BEGIN
        INSERT INTO deletions (partition, record) SELECT id, old.seq FROM partitions WHERE id = old.partition;
        UPDATE partitions SET count = count - 1, changes = changes + 1,
            bytes = bytes - {BYTES.format("old")}
        WHERE id = old.partition; END""",
    """CREATE TRIGGER records_fixed BEFORE UPDATE ON records BEGIN
        SELECT RAISE(ABORT, 'a record is not changed in place: delete it and put the new one'); END""",
    """CREATE TRIGGER vectors_fixed BEFORE UPDATE ON vectors BEGIN
        SELECT RAISE(ABORT, 'a vector is not changed in place: delete its record and put a new one'); END""",
    """CREATE TRIGGER partitions_dropped AFTER DELETE ON partitions BEGIN
        DELETE FROM deletions WHERE partition = old.id; END""",
)

_EMBEDDINGS = (
    """CREATE TABLE embeddings (
        id INTEGER PRIMARY KEY,
        space INTEGER NOT NULL REFERENCES spaces ON DELETE CASCADE,
        digest BLOB NOT NULL,
        vec BLOB NOT NULL,
        UNIQUE (space, digest))""",
)


def _only_added(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} BEGIN "
        "SELECT RAISE(ABORT, 'the journal is only added to'); END"
        for event in ("UPDATE", "DELETE")
    )


_JOURNAL = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        program TEXT NOT NULL,
        digest TEXT NOT NULL,
        at REAL NOT NULL)""",
    """CREATE TABLE run_ends (
        run INTEGER PRIMARY KEY REFERENCES runs,
        status TEXT NOT NULL,
        at REAL NOT NULL)""",
    """CREATE TABLE intents (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs,
        effect TEXT NOT NULL,
        resource TEXT NOT NULL,
        instruction TEXT NOT NULL,
        arguments TEXT NOT NULL,
        at REAL NOT NULL)""",
    "CREATE INDEX intents_of_run ON intents (run)",
    """CREATE TABLE results (
        intent INTEGER PRIMARY KEY REFERENCES intents,
        outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'refused')),
        value TEXT NOT NULL,
        at REAL NOT NULL)""",
    *_only_added("runs"),
    *_only_added("run_ends"),
    *_only_added("intents"),
    *_only_added("results"),
)

_SETTINGS = (
    """CREATE TABLE settings (
        namespace TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (namespace, key)) WITHOUT ROWID""",
)

_UPDATES = (
    # A payload may now change in place. `updates` is the third part of the change log; its content finds a record
    # that no longer is what its id was made from.
    """CREATE TABLE updates (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        record INTEGER NOT NULL UNIQUE REFERENCES records ON DELETE CASCADE,
        partition INTEGER NOT NULL,
        content TEXT NOT NULL)""",
    "CREATE INDEX updates_by_content ON updates (partition, content)",
    "DROP TRIGGER records_fixed",
    """CREATE TRIGGER records_fixed BEFORE UPDATE OF seq, partition, id, text ON records BEGIN
        SELECT RAISE(ABORT, 'only the payload of a record is changed in place'); END""",
    f"""CREATE TRIGGER records_updated AFTER UPDATE OF payload ON records BEGIN
        UPDATE partitions SET changes = changes + 1,
            bytes = bytes + {BYTES.format("new")} - {BYTES.format("old")}
        WHERE id = new.partition; END""",
)

_ROLLED_BACK = (
    # A result may be that a transaction was rolled back.
    "DROP TRIGGER results_update",
    "DROP TRIGGER results_delete",
    "ALTER TABLE results RENAME TO results_before",
    """CREATE TABLE results (
        intent INTEGER PRIMARY KEY REFERENCES intents,
        outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'refused', 'rolled back')),
        value TEXT NOT NULL,
        at REAL NOT NULL)""",
    "INSERT INTO results SELECT intent, outcome, value, at FROM results_before",
    "DROP TABLE results_before",
    *_only_added("results"),
)

_HISTORY = (
    # What was typed in interactive sessions.
    """CREATE TABLE history (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT NOT NULL,
        at REAL NOT NULL)""",
)

_DECISIONS = (
    # What a run decided, and why. A table without rowids: its rows are read by run, in order.
    """CREATE TABLE decisions (
        run INTEGER NOT NULL REFERENCES runs,
        number INTEGER NOT NULL,
        after INTEGER NOT NULL,
        kind TEXT NOT NULL,
        about TEXT NOT NULL,
        outcome TEXT NOT NULL,
        void INTEGER NOT NULL,
        margin REAL,
        close INTEGER NOT NULL,
        source TEXT NOT NULL,
        line INTEGER NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (run, number)) WITHOUT ROWID""",
    *_only_added("decisions"),
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_PARTITIONS, *_EMBEDDINGS, *_JOURNAL, *_SETTINGS),
    (*_UPDATES, *_ROLLED_BACK),
    _HISTORY,
    _DECISIONS,
)
"""Step n (from 1) takes a database of version n - 1 to version n."""

READABLE = 3
"""The oldest version that is read as it is: what came later are tables that a reader can do without."""
