"""Bringing a database to this version's tables, and refusing what is not ours or newer than we are."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sdol.errors import SdolError
from sdol.store import failures, schema
from sdol.store.connection import Connection


def migrate(connection: Connection, steps: Sequence[Sequence[str]] = schema.MIGRATIONS) -> None:
    """Apply the steps that `connection`'s database lacks, each in one transaction.

    Raises:
        SdolError: E0604, the database is of a newer version, or of one older than `schema.READABLE` and may only
            be read; E0605, it is somebody else's; E0602, it is damaged. In none of these cases is anything written.
    """
    version = _version(connection, len(steps))
    if connection.readonly:
        _require_current(connection, version, len(steps))
        return
    _use_wal(connection, new=version == 0)
    for number in range(version + 1, len(steps) + 1):
        _apply(connection, number, steps[number - 1])


def _version(connection: Connection, newest: int) -> int:
    """The database's version, 0 for an empty file."""
    with connection.snapshot():
        application = _pragma(connection, "application_id")
        version = _pragma(connection, "user_version")
        empty = connection.row("SELECT 1 FROM sqlite_master LIMIT 1") is None
    if application == 0 and version == 0 and empty:
        return 0
    if application != schema.APPLICATION_ID:
        raise failures.not_a_session(connection.path, "it is an SQLite database of another program")
    if version > newest:
        raise _newer(connection.path, version, newest)
    return version


def _pragma(connection: Connection, name: str) -> int:
    row = connection.row(f"PRAGMA {name}")
    return int(row[0]) if row else 0


def _newer(path: str, version: int, newest: int) -> SdolError:
    return SdolError(
        "E0604",
        f"the session {path} was written by a newer version of SDOL",
        reason=f"its tables are of version {version}, this program knows them up to version {newest}",
        help="upgrade SDOL, or name another file with --session FILE; nothing was changed",
    )


def _require_current(connection: Connection, version: int, newest: int) -> None:
    if version == 0:
        raise SdolError(
            "E0605",
            f"the session {connection.path} is empty",
            reason="nothing was kept in it yet",
            help="name another file, or run a program with `--session` and this one",
        )
    if version < min(schema.READABLE, newest):
        raise SdolError(
            "E0604",
            f"the session {connection.path} was written by an older version of SDOL",
            reason=f"its tables are of version {version}, this program reads versions {schema.READABLE} to {newest}",
            help="open it once for writing, which brings it up to date",
        )


def _use_wal(connection: Connection, *, new: bool) -> None:
    """Write-ahead logging. SQLite does not wait here: of two processes that create one file one retries."""
    if new:
        connection.run(f"PRAGMA page_size = {schema.PAGE_SIZE}")
    give_up = time.monotonic() + connection.timeout
    while True:
        try:
            connection.row("PRAGMA journal_mode = WAL")
            return
        except SdolError as error:
            if error.code != "E0601" or time.monotonic() > give_up:
                raise
            time.sleep(0.005)


def _apply(connection: Connection, number: int, statements: Sequence[str]) -> None:
    with connection.transaction():
        if _pragma(connection, "user_version") >= number:
            return  # another process was faster
        for statement in statements:
            connection.run(statement)
        connection.run(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.run(f"PRAGMA user_version = {number}")
