"""Taking back what this process changed in the partitions, step by step, while other processes go on.

Triggers note the inverse of each change in a temporary table, as https://www.sqlite.org/undoredo.html describes; they
and the table belong to one connection and vanish with it, and a transaction that is rolled back takes its notes along.
Taking back is a change like others: it is one transaction, moves the change counters, and leaves alone what another
process has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sdol.store.connection import Connection, Row

if TYPE_CHECKING:
    from sdol.store.partitions import Partition

MOST = 50_000
"""Records with their old content, deleted or updated, that are noted between two marks: they lie in memory."""

_OLD = """old.seq, old.partition, old.id, old.text, old.payload,
    (SELECT vec FROM vectors WHERE record = old.seq), (SELECT content FROM updates WHERE record = old.seq)"""
_ROOM = "(SELECT ifnull(max(step), 0) FROM undo_log) < (SELECT most FROM undo_room)"
_COLUMNS = "kind, record, partition, id, text, payload, vec, content"

_SETUP = (
    """CREATE TEMP TABLE IF NOT EXISTS undo_log (
        step INTEGER PRIMARY KEY, kind TEXT NOT NULL, record INTEGER,
        partition INTEGER, id TEXT, text TEXT, payload TEXT, vec BLOB, content TEXT)""",
    "CREATE TEMP TABLE IF NOT EXISTS undo_room (most INTEGER NOT NULL)",
    f"INSERT INTO undo_room SELECT {MOST} WHERE NOT EXISTS (SELECT 1 FROM undo_room)",
    """CREATE TEMP TRIGGER IF NOT EXISTS undo_made AFTER INSERT ON main.partitions BEGIN
        INSERT INTO undo_log (kind, partition) VALUES ('made', new.id); END""",
    """CREATE TEMP TRIGGER IF NOT EXISTS undo_put AFTER INSERT ON main.records BEGIN
        INSERT INTO undo_log (kind, record, partition) VALUES ('put', new.seq, new.partition); END""",
    f"""CREATE TEMP TRIGGER IF NOT EXISTS undo_deleted BEFORE DELETE ON main.records WHEN {_ROOM} BEGIN
        INSERT INTO undo_log ({_COLUMNS}) SELECT 'deleted', {_OLD}; END""",
    f"""CREATE TEMP TRIGGER IF NOT EXISTS undo_updated BEFORE UPDATE OF payload ON main.records
        WHEN {_ROOM} BEGIN
        INSERT INTO undo_log ({_COLUMNS}) SELECT 'updated', {_OLD}; END""",
    *(
        f"""CREATE TEMP TRIGGER IF NOT EXISTS undo_lost_{event.lower()} BEFORE {event} ON main.records
        WHEN NOT {_ROOM} BEGIN
        INSERT INTO undo_log (kind) SELECT 'lost'
        WHERE (SELECT kind FROM undo_log ORDER BY step DESC LIMIT 1) <> 'lost'; END"""
        for event in ("UPDATE", "DELETE")
    ),
)

_NOTES = f"SELECT {_COLUMNS} FROM undo_log WHERE step > ? ORDER BY step DESC"


class UndoLog:
    """What one connection changed since it was made.

    Args:
        connection: on which nothing is open.
        partitions: those that are open there, by name.
    """

    def __init__(self, connection: Connection, partitions: Mapping[str, Partition]) -> None:
        self._connection, self._partitions = connection, partitions
        for statement in _SETUP:  # not in a transaction, which would wait for other processes that write
            connection.run(statement)

    def mark(self) -> int:
        """The state of now, for `back` and the others; there is room for so many changes after it again."""
        step = self._last()
        self._connection.run("UPDATE undo_room SET most = ?", (step + MOST,))
        return step

    def counts(self, mark: int) -> dict[str, int]:
        """How many changes there were since a mark, by kind: put, deleted, updated, made, lost."""
        sql = "SELECT kind, count(*) FROM undo_log WHERE step > ? GROUP BY kind"
        return dict(self._connection.rows(sql, (mark,)))

    def forget(self, mark: int) -> None:
        """Drops the notes up to a mark: what they are about can no longer be taken back."""
        sql = "DELETE FROM undo_log WHERE step <= ? AND step < (SELECT max(step) FROM undo_log)"
        self._connection.run(sql, (mark,))  # the last one stays: the next one gets the number after it

    def back(self, mark: int) -> None:
        """Takes back what was changed since a mark, in one transaction.

        Raises:
            SdolError: E0601, another process is writing; E0606, E0607. Nothing was taken back then.
        """
        if self._last() == mark:
            return
        with self._connection.transaction():
            for partition in self._partitions.values():
                partition.keep_snapshots()
            for kind, rows in groupby(self._connection.rows(_NOTES, (mark,)), lambda row: row[0]):
                if kind in _INVERSE:
                    _INVERSE[kind](self._connection, [row[1:] for row in rows])
            self._connection.run("DELETE FROM undo_log WHERE step > ?", (mark,))

    def _last(self) -> int:
        row = self._connection.row("SELECT ifnull(max(step), 0) FROM undo_log")
        return int(row[0]) if row else 0


def _take_out(connection: Connection, rows: list[Row]) -> None:
    connection.run_many("DELETE FROM records WHERE seq = ?", [row[:1] for row in rows])


def _put_back(connection: Connection, rows: list[Row]) -> None:
    """Deleted records come back in their place, unless what they are was put again meanwhile."""
    for seq, partition, id, text, payload, vec, content in rows:
        sql = """INSERT OR IGNORE INTO records (seq, partition, id, text, payload)
            SELECT ?, id, ?, ?, ? FROM partitions WHERE id = ?"""
        if connection.change(sql, (seq, id, text, payload, partition)):
            connection.run("INSERT INTO vectors (record, vec) VALUES (?, ?)", (seq, vec))
            _note_content(connection, seq, partition, content)


def _give_payload(connection: Connection, rows: list[Row]) -> None:
    for seq, partition, _, _, payload, _, content in rows:
        if connection.change("UPDATE records SET payload = ? WHERE seq = ?", (payload, seq)):
            _note_content(connection, seq, partition, content)


def _note_content(connection: Connection, seq: int, partition: int, content: str | None) -> None:
    """Whether a record was updated, and to what; one that is again what its id says is no update."""
    connection.run("DELETE FROM updates WHERE record = ?", (seq,))
    if content is not None:
        sql = "INSERT INTO updates (record, partition, content) VALUES (?, ?, ?)"
        connection.run(sql, (seq, partition, content))


def _drop_empty(connection: Connection, rows: list[Row]) -> None:
    connection.run_many(
        "DELETE FROM partitions WHERE id = ? AND count = 0", [(partition,) for _, partition, *_ in rows]
    )


_INVERSE: dict[str, Callable[[Connection, list[Any]], None]] = {
    "put": _take_out,
    "deleted": _put_back,
    "updated": _give_payload,
    "made": _drop_empty,
}
