"""Looking over a whole database: what SQLite says of its pages, and whether what we keep in them holds together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sdol.errors import SdolError
from sdol.store.connection import Connection
from sdol.store.records import PartitionInfo
from sdol.store.rows import Rows
from sdol.store.schema import BYTES

_BLOCK = 512


def problems(connection: Connection, partitions: Callable[[], list[PartitionInfo]]) -> list[str]:
    """A sentence for each thing that is wrong; what cannot be read ends only the part that reads it."""
    found: list[str] = []
    with connection.snapshot():
        for look in (_pages, _orphans, _without_vectors):
            with _noting(found):
                found += look(connection)
        with _noting(found):
            for info in partitions():
                with _noting(found):
                    found += _partition(connection, info)
    return list(dict.fromkeys(found))


def readable(connection: Connection, partitions: list[PartitionInfo]) -> dict[str, int]:
    """Of each partition how many records can be read whole, whatever else is broken."""
    found: dict[str, int] = {}
    for info in partitions:
        row = connection.row("SELECT id FROM partitions WHERE name = ?", (info.name,))
        rows = Rows(connection, row[0] if row else 0, info.name, info.dimension)
        found[info.name] = _count(rows, 0, _last(connection))
    return found


def _last(connection: Connection) -> int:
    """At least the highest sequence number, from a table that is hardly ever touched."""
    row = connection.row("SELECT CAST(ifnull(seq, 0) AS INTEGER) FROM sqlite_sequence WHERE name = 'records'")
    return int(row[0]) if row else 0


def _count(rows: Rows, above: int, to: int) -> int:
    """How many records above a sequence number, up to another one, can be read: halved until they can."""
    try:
        return sum(1 for row in rows.in_order(to, above) if rows.record(row))
    except SdolError:
        middle = (above + to) // 2
        return 0 if to - above <= 1 else _count(rows, above, middle) + _count(rows, middle, to)


@contextmanager
def _noting(found: list[str]) -> Iterator[None]:
    try:
        yield
    except SdolError as error:
        found.append(f"{error.message}: {error.reason}")


def _pages(connection: Connection) -> list[str]:
    rows = [str(row[0]) for row in connection.rows("PRAGMA integrity_check")]
    return [line for line in rows if line != "ok"]


def _orphans(connection: Connection) -> list[str]:
    return [
        f"row {rowid} of {table} refers to a missing row of {parent}"
        for table, rowid, parent, _ in connection.rows("PRAGMA foreign_key_check")
    ]


def _without_vectors(connection: Connection) -> list[str]:
    rows = connection.rows(
        """SELECT seq, name FROM records JOIN partitions ON partitions.id = partition
        WHERE seq NOT IN (SELECT record FROM vectors)"""
    )
    return [f"record {seq} of {name!r} has no vector" for seq, name in rows]


def _partition(connection: Connection, info: PartitionInfo) -> Iterator[str]:
    (number,) = connection.row("SELECT id FROM partitions WHERE name = ?", (info.name,)) or (0,)
    yield from _counters(connection, info, number)
    rows = Rows(connection, number, info.name, info.dimension)
    block: list[Any] = []
    for row in _readable(rows, rows.last_seq()):
        if isinstance(row, str):
            yield row
            continue
        try:
            rows.load(rows.content(row)[1])
        except SdolError as error:
            yield f"record {row[0]} of {info.name!r}: {error.reason}"
        block.append(row)
        if len(block) == _BLOCK:
            yield from _vectors(info, block)
            block = []
    yield from _vectors(info, block)


def _readable(rows: Rows, last: int) -> Iterator[Any]:
    """The rows, and a sentence where they cannot be read on."""
    try:
        yield from rows.in_order(last)
    except SdolError as error:
        yield f"{error.message}: {error.reason}"


def _counters(connection: Connection, info: PartitionInfo, number: int) -> Iterator[str]:
    sql = f"""SELECT count(*), ifnull(sum({BYTES.format("records")}), 0)
        FROM records JOIN partitions ON partitions.id = partition WHERE partition = ?"""
    count, size = connection.row(sql, (number,)) or (0, 0)
    if count != info.count:
        yield f"{info.name!r} says that it has {info.count} records, and has {count}"
    if size != info.bytes:
        yield f"{info.name!r} says that it takes {info.bytes} bytes, and takes {size}"


def _vectors(info: PartitionInfo, block: list[Any]) -> Iterator[str]:
    """The rows whose vectors have another dimension, or not the length 1."""
    import numpy as np

    from sdol.store.vectors import are_unit, from_blobs

    size = 4 * info.dimension
    whole = [row for row in block if isinstance(row[4], bytes) and len(row[4]) == size]
    for row in block:
        if not (isinstance(row[4], bytes) and len(row[4]) == size):
            yield f"the vector of record {row[0]} of {info.name!r} has not the dimension {info.dimension}"
    if whole:
        for at in np.flatnonzero(~are_unit(from_blobs([row[4] for row in whole], info.dimension))):
            yield f"the vector of record {whole[at][0]} of {info.name!r} has not the length 1"
