"""The session's database: opening it, and the ways into what it holds."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from sdol.store import failures, location, migrations, partitions, spaces
from sdol.store.connection import Connection
from sdol.store.decisions import KeptDecisions
from sdol.store.embeddings import EmbeddingCache
from sdol.store.journal import Journal
from sdol.store.partitions import Partition
from sdol.store.records import PartitionInfo
from sdol.store.settings import Settings
from sdol.store.sqlite import library

if TYPE_CHECKING:
    import sqlite_utils

    from sdol.store.undo import UndoLog


class DatabaseInfo(NamedTuple):
    """What `Database.info` tells; `tables` gives the number of rows of each table."""

    path: str
    bytes: int
    version: int
    sqlite: str
    tables: dict[str, int]


class Database:
    """One SQLite file, used by one thread. A context manager; `open` makes it."""

    def __init__(self, connection: Connection) -> None:
        self.path = connection.path
        self.embeddings = EmbeddingCache(connection)
        self.journal = Journal(connection)
        self.decisions = KeptDecisions(connection)
        self.settings = Settings(connection, "settings")
        self.state = Settings(connection, "state")
        self._connection = connection
        self._partitions: dict[str, Partition] = {}

    @classmethod
    def open(
        cls,
        path: Path | str | None = None,
        *,
        create: bool = True,
        readonly: bool = False,
        timeout: float = 5.0,
    ) -> Database:
        """Open a session; without a path, the user's own.

        Args:
            path: a file, or ":memory:" for a session that is not kept.
            create: make the file if there is none.
            readonly: never write, nor create.
            timeout: seconds to wait for another process that writes.

        Raises:
            SdolError: E0601 locked, E0602 damaged, E0604 of a newer version, E0605 not a session, E0606 disk
                full, E0607 not permitted, E0608 no such file or folder. Nothing is overwritten.
        """
        name = location.default_path() if path is None else path
        if str(name) == "" or path == "":
            raise failures.cannot_open("''", "that is no name of a file")
        if str(name) == location.MEMORY:
            name = location.MEMORY
        else:
            name = Path(name)
            location.prepare(name, create=create and not readonly)
        connection = Connection(name, readonly=readonly, timeout=timeout)
        try:
            migrations.migrate(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def close(self) -> None:
        """Close the file. What was acknowledged is in it already."""
        self._connection.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside become durable together, or none does; nests. Any exception undoes them."""
        return self._connection.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """Several reads of one state of the database, whatever other processes write meanwhile."""
        return self._connection.snapshot()

    @property
    def idle(self) -> bool:
        """Whether no transaction and no snapshot is open."""
        return not self._connection.raw.in_transaction

    def impatient(self) -> AbstractContextManager[None]:
        """Inside, another process that writes is not waited for: E0601 at once."""
        return self._connection.impatient()

    @property
    def depth(self) -> int:
        """How many transactions are open inside each other."""
        return self._connection.depth

    def begin(self) -> None:
        """Begin a transaction that `commit` or `roll_back` ends; one inside another is a savepoint.

        Raises:
            SdolError: E0601, another process kept the lock for longer than the timeout; E0607.
        """
        self._connection.begin()

    def commit(self) -> None:
        """Make the innermost transaction's changes durable, or part of the one around it.

        Raises:
            SdolError: E0606, E0613; it is then still to be rolled back.
        """
        self._connection.commit()

    def roll_back(self, depth: int) -> None:
        """Undo the transactions that are open inside of `depth` others. Never fails."""
        self._connection.roll_back(depth)

    def partition(self, name: str, space_id: str, dimension: int) -> Partition:
        """The partition `name`, made if there is none.

        Args:
            space_id: `name@fingerprint` of the space that its vectors live in.
            dimension: of these vectors.

        Raises:
            SdolError: E0603, it belongs to another space; E0609, the name is none; E0601, E0606, E0607.
        """
        partitions.check_name(name)
        row = self._partition_row(name)
        if row is None:
            row = self._create_partition(name, space_id, dimension)
        number, *theirs = row
        if tuple(theirs) != (space_id, dimension):
            raise partitions.other_space(name, (theirs[0], theirs[1]), (space_id, dimension))
        known = self._partitions.get(name)
        if known is None or known.number != number:
            known = self._partitions[name] = Partition(self._connection, number, name, space_id, dimension)
        return known

    def partitions(self) -> list[PartitionInfo]:
        """All partitions, by name."""
        sql = """SELECT partitions.name, spaces.name, dimension, count, bytes
            FROM partitions JOIN spaces ON spaces.id = space ORDER BY partitions.name"""
        return [PartitionInfo(*row) for row in self._connection.rows(sql)]

    def undo_log(self) -> UndoLog:
        """A note, from now on, of what is changed through this connection, so that it can be taken back."""
        from sdol.store.undo import UndoLog

        return UndoLog(self._connection, self._partitions)

    def drop(self, name: str) -> None:
        """Delete a partition with its records.

        Raises:
            SdolError: E0609, there is none of this name; E0601, E0606, E0607.
        """
        with self._connection.transaction():
            if not self._connection.change("DELETE FROM partitions WHERE name = ?", (name,)):
                raise partitions.dropped(name)
        self._partitions.pop(name, None)

    def info(self) -> DatabaseInfo:
        """Size, versions and tables."""
        admin = self.admin()
        pages, size = (self._pragma(pragma) for pragma in ("page_count", "page_size"))
        tables = {
            table: admin[table].count for table in admin.table_names() if not table.startswith("sqlite_")
        }
        return DatabaseInfo(
            self.path, pages * size, self._pragma("user_version"), library.sqlite_version, tables
        )

    def check(self) -> list[str]:
        """Read and compare everything; a sentence for each thing that is wrong."""
        from sdol.store.check import problems

        return problems(self._connection, self.partitions)

    def readable(self) -> dict[str, int]:
        """Of each partition how many records can be read whole, in a database that is damaged."""
        from sdol.store.check import readable

        return readable(self._connection, self.partitions())

    def admin(self) -> sqlite_utils.Database:
        """The same connection as sqlite-utils knows it, for administration."""
        import sqlite_utils

        return sqlite_utils.Database(self._connection.raw, recursive_triggers=False, execute_plugins=False)

    def _pragma(self, name: str) -> int:
        row = self._connection.row(f"PRAGMA {name}")
        return int(row[0]) if row else 0

    def _partition_row(self, name: str) -> tuple[Any, ...] | None:
        sql = """SELECT partitions.id, spaces.name, dimension
            FROM partitions JOIN spaces ON spaces.id = space WHERE partitions.name = ?"""
        return self._connection.row(sql, (name,))

    def _create_partition(self, name: str, space_id: str, dimension: int) -> tuple[Any, ...]:
        with self._connection.transaction():
            found = self._partition_row(name)
            if found is not None:
                return found  # another process was faster
            space = spaces.find_or_add(self._connection, space_id)
            sql = "INSERT INTO partitions (name, space, dimension) VALUES (?, ?, ?)"
            return self._connection.run(sql, (name, space, dimension)), space_id, dimension
