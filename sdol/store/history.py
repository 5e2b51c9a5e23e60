"""What was typed in interactive sessions: whole entries, kept in the session's database.

It has a connection of its own, so that a program's transaction neither holds an entry back nor takes it away. Several
sessions may write at once; each sees the entries of the others the next time that it looks. What cannot be written now
is kept in memory and written with the next entry.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sdol.errors import SdolError

if TYPE_CHECKING:
    from sdol.store.connection import Connection

MOST = 20_000
"""Entries that are kept; the oldest go first."""

LONGEST = 1_000_000
"""Characters of an entry that is kept."""

WAIT = 0.25  # seconds for another process that writes: a prompt is waited for

_NEWEST = "SELECT text FROM history ORDER BY id DESC LIMIT ?"
_FOUND = "SELECT text FROM history WHERE instr(text, ?) ORDER BY id DESC LIMIT ?"


class History:
    """The entries of one session's database, or of this process alone.

    Args:
        path: the database; None keeps the entries in memory.

    Attributes:
        problem: why the entries are kept in memory only, where that was not asked for.
    """

    def __init__(self, path: Path | str | None) -> None:
        self._path = path
        self._connection: Connection | None = None
        self._tried = path is None or str(path) == ":memory:"
        self._unwritten: list[str] = []
        self._lock = Lock()  # an editor reads it in a thread of its own
        self.problem: SdolError | None = None

    def newest(self, most: int = MOST) -> list[str]:
        """Whole entries, newest first."""
        with self._lock:
            return self._read(_NEWEST, (most,), self._unwritten, most)

    def search(self, part: str, most: int = MOST) -> list[str]:
        """The entries in which a text occurs, newest first; upper and lower case differ."""
        with self._lock:
            return self._read(_FOUND, (part, most), [one for one in self._unwritten if part in one], most)

    def keep(self, text: str) -> None:
        """Keeps an entry, unless it begins with a blank, is blank, or is the newest one already."""
        if not text.strip() or text[0].isspace() or len(text) > LONGEST:
            return
        with self._lock:
            text = text.rstrip()
            if self._read(_NEWEST, (1,), self._unwritten, 1) != [text]:
                self._unwritten.append(text)
                self._write()

    def clear(self) -> None:
        """Forgets every entry.

        Raises:
            SdolError: E0601, E0607: those in the database cannot be deleted.
        """
        with self._lock:
            self._unwritten.clear()
            if connection := self._opened():
                connection.run("DELETE FROM history")

    def close(self) -> None:
        """Writes what could not be written before, and closes the database."""
        with self._lock:
            if self._unwritten:
                self._write()
            if self._connection is not None:
                self._connection.close()
                self._connection, self._tried = None, True

    # --- the database ---------------------------------------------------------------------------------------

    def _opened(self) -> Connection | None:
        if not self._tried:
            self._tried = True
            try:
                self._connection = _open(Path(str(self._path)))
            except SdolError as error:
                self.problem = error
        return self._connection

    def _read(self, sql: str, values: tuple[object, ...], newer: list[str], most: int) -> list[str]:
        found = newer[::-1][:most]
        if (connection := self._opened()) is not None:
            try:
                found += [row[0] for row in connection.rows(sql, values)]
            except SdolError as error:
                self._give_up(error)
        return found[:most]

    def _write(self) -> None:
        connection = self._opened()
        if connection is None:
            del self._unwritten[:-MOST]
            return
        try:
            with connection.derived(), connection.transaction():
                rows = [(text.encode("utf-8", "replace").decode(), time.time()) for text in self._unwritten]
                connection.run_many("INSERT INTO history (text, at) VALUES (?, ?)", rows)
                connection.run("DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?", (MOST,))
            self._unwritten.clear()
        except SdolError as error:
            if error.code != "E0601":  # another process is writing: with the next entry, then
                self._give_up(error)

    def _give_up(self, error: SdolError) -> None:
        """Keeps the entries in memory from now on."""
        self.problem = error
        if self._connection is not None:
            with contextlib.suppress(SdolError):
                self._connection.close()
            self._connection = None


def _open(path: Path) -> Connection:
    from sdol.store import location, migrations
    from sdol.store.connection import Connection

    location.prepare(path, create=True)
    connection = Connection(path, timeout=WAIT, shared=True)
    try:
        migrations.migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection
