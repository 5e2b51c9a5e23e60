"""Partitions as JSON values, one for each record, and back: to read, to keep, to carry to another machine.

A partition is a head `{"partition", "space", "dimension", "count"}` and then its records in the order of insertion,
`{"id", "text", "payload", "vec"}`; `vec` is base64 (RFC 4648) of little-endian float32, so that not a bit is lost.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sdol.errors import SdolError
from sdol.store.partitions import dropped
from sdol.store.rows import has_utf8

if TYPE_CHECKING:
    from sdol.store.database import Database
    from sdol.store.partitions import Partition
    from sdol.store.records import PartitionInfo, Record

_HEAD = {"partition": str, "space": str, "dimension": int, "count": int}
_MOST_DIMENSIONS = 1 << 28
"""Numbers in a vector of 1 GB, the largest value that SQLite keeps."""
_RECORD = {"id": str, "text": str | None, "payload": object, "vec": str}


def infos(database: Database, name: str | None) -> list[PartitionInfo]:
    """The partition of that name, or all.

    Raises:
        SdolError: E0609, there is none of this name.
    """
    found = [info for info in database.partitions() if name in (None, info.name)]
    if name is not None and not found:
        raise dropped(name)
    return found


def values(database: Database, name: str | None = None) -> Iterator[dict[str, Any]]:
    """Heads and records of one partition or of all, of one state of the database."""
    with database.snapshot():
        for info in infos(database, name):
            yield head(info)
            yield from map(entry, records(database, info))


def records(database: Database, info: PartitionInfo) -> Iterator[Record]:
    return iter(database.partition(info.name, info.space, info.dimension))


def head(info: PartitionInfo) -> dict[str, Any]:
    return {
        "partition": info.name,
        "space": info.space,
        "dimension": info.dimension,
        "count": info.count,
    }


def entry(record: Record) -> dict[str, Any]:
    from sdol.store.vectors import blob

    vec = base64.b64encode(blob(record.vec)).decode("ascii")
    return {"id": record.id, "text": record.text, "payload": record.payload, "vec": vec}


def load(database: Database, lines: Iterable[tuple[str, Any]]) -> dict[str, list[int]]:
    """Takes a dump in, all of it or nothing; what is there already stays, in its place.

    Args:
        lines: each value with the words for its place, such as "line 3 of notes.jsonl".

    Returns:
        For each partition how many records were new, and how many were there.

    Raises:
        SdolError: E0617, a value is none of a dump; E0618, the session has other content under an id; E0603, E0609,
            E0610; E0601, E0606, E0607.
    """
    loaded: dict[str, list[int]] = {}
    partition: Partition | None = None
    due, where = 0, ""
    with database.transaction():
        for where, value in lines:
            if isinstance(value, dict) and "partition" in value:
                _require_all(due, where)
                _require(value, _HEAD, where)
                partition = database.partition(value["partition"], value["space"], value["dimension"])
                due = value["count"]
                loaded.setdefault(partition.name, [0, 0])
                continue
            if partition is None:
                raise _wrong(where, "a dump begins with the head of a partition")
            _require(value, _RECORD, where)
            loaded[partition.name][0 if _restore(partition, value, where) else 1] += 1
            due -= 1
        _require_all(due, where)
    return loaded


def _require_all(due: int, where: str) -> None:
    """A dump that was cut off, by a full disk or a pipe, is told from a whole one by its head."""
    if due:
        more = f"{due:,} more" if due > 0 else f"{-due:,} fewer"
        raise _wrong(
            where, f"the dump was cut or changed: by its head, the partition has {more} records here"
        )


def _restore(partition: Partition, value: dict[str, Any], where: str) -> bool:
    import numpy as np

    from sdol.store.vectors import STORED

    try:
        vector = np.frombuffer(base64.b64decode(value["vec"], validate=True), STORED)
    except (binascii.Error, ValueError) as error:
        raise _wrong(where, f"its `vec` is not base64 of float32: {error}") from None
    return partition.restore(value["id"], value["text"], vector, value["payload"])


def _require(value: Any, form: dict[str, Any], where: str) -> None:
    if not isinstance(value, dict):
        raise _wrong(where, "it is not an object")
    missing = [name for name in form if name not in value]
    if missing:
        raise _wrong(where, f"it has no `{missing[0]}`")
    wrong = [name for name, kind in form.items() if not _fits(name, value[name], kind)]
    if wrong:
        raise _wrong(where, f"its `{wrong[0]}` is not what a dump has there")


def _fits(name: str, value: Any, kind: Any) -> bool:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        return False
    if name in ("id", "space"):
        return value != "" and has_utf8(value)
    return name != "dimension" or 0 < value <= _MOST_DIMENSIONS


def _wrong(where: str, why: str) -> SdolError:
    return SdolError(
        "E0617",
        f"{where} is no part of a dump",
        reason=why,
        help="`sdol store dump` writes dumps; nothing was taken in",
    )
