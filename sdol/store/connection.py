"""One connection to one SQLite file: pragmas, statements, transactions.

Durability follows https://www.sqlite.org/wal.html and https://www.sqlite.org/pragma.html#pragma_synchronous:
in WAL mode with synchronous=FULL the log is flushed at every commit, so what was acknowledged survives a kill
and a loss of power.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sdol.errors import SdolError
from sdol.store import failures
from sdol.store.location import MEMORY
from sdol.store.sqlite import library

Row = tuple[Any, ...]

FAILURES = (library.Error, UnicodeDecodeError)
"""What the library raises; the second where it speaks of a damaged name, or reads one."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: fsync alone leaves data in the drive's cache
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA cache_size = -16384",  # KiB
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA temp_store = MEMORY",  # else each write that fires triggers opens a file elsewhere
    "PRAGMA trusted_schema = OFF",
)


class Connection:
    """A connection for one thread. Every failure of SQLite leaves here as a SdolError, E06xx."""

    def __init__(
        self, path: Path | str, *, readonly: bool = False, timeout: float = 5.0, shared: bool = False
    ) -> None:
        """Open the existing file `path` (or ":memory:"); wait up to `timeout` seconds for other writers.

        One that is `shared` may be used by several threads, which see to it that only one does at a time.
        """
        self.path = str(path)
        self.timeout = timeout
        self.readonly = readonly
        self.rollbacks = 0  # who has read inside a transaction compares it to know whether that still holds
        self.before_undoing: list[Callable[[], None]] = []
        """What is called before changes are undone, while they can still be read."""
        self.after_undoing: list[Callable[[], None]] = []
        self._depth = 0
        try:
            self.raw = library.connect(
                _address(path, readonly),
                uri=True,
                isolation_level=None,
                timeout=timeout,
                cached_statements=256,
                check_same_thread=not shared,
            )
        except FAILURES as error:
            raise failures.translate(error, self.path) from error
        for pragma in _PRAGMAS:
            self.run(pragma)

    def close(self) -> None:
        try:
            self.raw.close()
        except FAILURES as error:
            raise failures.translate(error, self.path) from error

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; the rowid of the last row that this connection inserted."""
        return self._execute(sql, values).lastrowid or 0

    def change(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; the number of rows that it changed itself."""
        changed: int = self._execute(sql, values).rowcount
        return changed

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Execute one statement for each of `rows`; the number of rows changed."""
        self._require_transaction()
        try:
            changed: int = self.raw.executemany(sql, rows).rowcount
        except FAILURES as error:
            raise failures.translate(error, self.path) from error
        return changed

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        self._require_transaction()
        try:
            row: Row | None = self.raw.execute(sql, values).fetchone()
        except FAILURES as error:
            raise failures.translate(error, self.path) from error
        return row

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        self._require_transaction()
        try:
            return self.raw.execute(sql, values).fetchall()
        except FAILURES as error:
            raise failures.translate(error, self.path) from error

    def blocks(self, sql: str, values: Sequence[Any], size: int) -> Iterator[list[Row]]:
        """The rows of a query in lists of up to `size`, as they are read. Hold a snapshot while iterating."""
        cursor = self._execute(sql, values)
        while True:
            try:
                block = cursor.fetchmany(size)
            except FAILURES as error:
                raise failures.translate(error, self.path) from error
            if not block:
                return
            yield block

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end, undoes on any exception, Ctrl-C included. Nests by savepoint.

        Raises:
            SdolError: E0601, another process kept the lock for longer than the timeout.
        """
        depth = self._depth
        # Begun inside the try: an interrupt may fall between any two statements of Python.
        try:
            self.begin()
            yield
            self.commit()
        except BaseException:
            self.roll_back(depth)
            raise

    def begin(self) -> None:
        """Begin a transaction, or a savepoint in the one that is open; `commit` or `roll_back` ends it.

        Raises:
            SdolError: E0601, another process kept the lock for longer than the timeout.
        """
        self._require_transaction()
        begin, _, _ = _statements(self._depth)
        self._depth += 1
        try:
            self._begin(begin)
        except BaseException:
            self._depth -= 1
            raise

    def commit(self) -> None:
        """Make the innermost transaction's changes hold; where that fails it stays open, to be rolled back."""
        _, commit, _ = _statements(self._depth - 1)
        self.run(commit)
        self._depth -= 1

    def roll_back(self, depth: int) -> None:
        """Undo the transactions that are open inside of `depth` others. Never fails."""
        if self._depth > depth:
            for prepare in self.before_undoing:
                prepare()
        while self._depth > depth:
            self._depth -= 1
            self._roll_back(_statements(self._depth)[2])
            for settle in self.after_undoing:
                settle()

    @contextmanager
    def derived(self) -> Iterator[None]:
        """For transactions of what can be computed again: they survive a kill, and do not wait for the disk.

        After a loss of power the last of them may be missing, but none that came before a full commit: that
        flushes the log up to its end.
        """
        if self.in_transaction:
            yield
            return
        self.run("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.run("PRAGMA synchronous = FULL")

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Inside, a lock of another process is not waited for."""
        self.run("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self.run(f"PRAGMA busy_timeout = {round(self.timeout * 1000)}")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one state of the database, whatever other processes write meanwhile."""
        nested = self.in_transaction
        try:
            if not nested:
                self._begin("BEGIN")
            yield
        finally:
            if not nested:
                self._end_snapshot()

    @property
    def in_transaction(self) -> bool:
        return self._depth > 0

    @property
    def depth(self) -> int:
        """How many transactions are open inside each other."""
        return self._depth

    def _begin(self, sql: str) -> None:
        try:
            # An interrupt that fell between the end of a block and its ROLLBACK left a transaction behind.
            if sql.startswith("BEGIN") and self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
            self.raw.execute(sql)
        except FAILURES as error:
            raise failures.translate(error, self.path) from error

    def _end_snapshot(self) -> None:
        try:
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
        except FAILURES as error:
            raise failures.translate(error, self.path) from error

    def _roll_back(self, statements: tuple[str, ...]) -> None:
        self.rollbacks += 1
        try:
            for sql in statements:
                if self.raw.in_transaction:
                    self.raw.execute(sql)
        except library.Error:
            pass  # SQLite has rolled back by itself; the error on its way says why

    def _execute(self, sql: str, values: Sequence[Any]) -> Any:
        self._require_transaction()
        try:
            return self.raw.execute(sql, values)
        except FAILURES as error:
            raise failures.translate(error, self.path) from error

    def _require_transaction(self) -> None:
        # A failed write (a full disk) makes SQLite roll the whole transaction back. Whoever caught that error
        # and went on would otherwise write the rest without a transaction.
        if self._depth and not self.raw.in_transaction:
            raise SdolError(
                "E0613",
                "the transaction was undone by an earlier failure",
                reason="a write inside it failed, and all that it had changed was rolled back",
                help="let the first error end the transaction, then begin again",
            )


def _address(path: Path | str, readonly: bool) -> str:
    if path == MEMORY:
        return f"file:{MEMORY}"
    mode = "ro" if readonly else "rw"  # never rwc: a file is created with its permissions before
    if readonly and _alone(Path(path)):
        mode = "ro&immutable=1"
    return f"file:{quote(str(Path(path).absolute()), errors='surrogateescape')}?mode={mode}"


def _alone(path: Path) -> bool:
    """Whether no one can be writing here: to read as usual SQLite makes a -shm file, and here it may not."""
    wal = path.with_name(path.name + "-wal")
    written = wal.exists() and wal.stat().st_size > 0
    return not os.access(path.absolute().parent, os.W_OK) and not written


def _statements(depth: int) -> tuple[str, str, tuple[str, ...]]:
    if depth == 0:
        return "BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",)
    name = f"level_{depth}"
    return f"SAVEPOINT {name}", f"RELEASE {name}", (f"ROLLBACK TO {name}", f"RELEASE {name}")
