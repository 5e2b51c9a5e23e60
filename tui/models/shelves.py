"""What a session's database holds, read from beside it: nothing here writes, and each look opens the file anew.

To be called in a thread of its own: a look at a large partition takes a moment. Another process may write meanwhile;
each look sees one state.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from sdol.store import Database, Entry, PartitionInfo, Record, Run
    from sdol.store.decisions import Kept

WAIT = 1.0
"""Seconds that a look waits for another process that holds the database."""

NEAREST = 100
"""Records that a search by meaning gives."""

SHOWN = 4
"""Records near to one that are shown with it."""


class Item(NamedTuple):
    """A record in a list; `score` is its similarity to what was searched for, or None."""

    id: str
    text: str | None
    score: float | None = None


class Detail(NamedTuple):
    """A record whole, and those nearest to it."""

    record: Record
    near: list[Item]


NEVER: tuple[float, ...] = ()
"""A stamp that no database has."""


def stamp(path: str) -> tuple[float, ...]:
    """Differs from an earlier one where the database was written to since; reads nothing of it."""
    found: list[float] = []
    for name in (path, f"{path}-wal"):
        with suppress(OSError):
            seen = os.stat(name)
            found += [seen.st_mtime_ns, seen.st_size, seen.st_ino]
    return (*found, len(found))


@contextmanager
def opened(path: str) -> Iterator[Database]:
    """The database, for reading.

    Raises:
        SdolError: E0601 to E0608.
    """
    from sdol.store import Database

    with Database.open(path, create=False, readonly=True, timeout=WAIT) as database:
        yield database


def partitions(path: str) -> list[PartitionInfo]:
    with opened(path) as database:
        return database.partitions()


def items(path: str, info: PartitionInfo, words: str = "") -> list[Item]:
    """The records of a partition in order of insertion; of those with words only these, in whatever case."""
    with opened(path) as database, database.snapshot():
        partition = database.partition(info.name, info.space, info.dimension)
        found = [Item(*one) for one in zip(partition.ids(), partition.texts(), strict=True)]
    wanted = words.casefold()
    return [one for one in found if wanted in (one.text or "").casefold()] if wanted else found


def nearest(path: str, info: PartitionInfo, text: str) -> list[Item]:
    """The records of a partition that are nearest to a text, the nearest first.

    Raises:
        SdolError: E07xx, the text cannot be embedded in the partition's space.
    """
    row = embedded(info.space, text)
    with opened(path) as database:
        hits = database.partition(info.name, info.space, info.dimension).near(row, NEAREST)
    return [Item(hit.id, hit.text, hit.score) for hit in hits]


def detail(path: str, info: PartitionInfo, id: str) -> Detail | None:
    """A record, and those nearest to it; None where it is gone."""
    with opened(path) as database, database.snapshot():
        partition = database.partition(info.name, info.space, info.dimension)
        record = partition.get(id)
        if record is None:
            return None
        hits = [hit for hit in partition.near(record.vec, SHOWN + 1) if hit.id != id][:SHOWN]
    return Detail(record, [Item(hit.id, hit.text, hit.score) for hit in hits])


def runs(path: str) -> list[Run]:
    """The runs that the journal knows, oldest first."""
    with opened(path) as database:
        return database.journal.runs()


def entries(path: str, run: int) -> list[Entry]:
    """The effects of a run, in order."""
    with opened(path) as database:
        return list(database.journal.entries(run))


def decisions(path: str, run: int) -> list[Kept]:
    """What a run decided, in order, without the reasons."""
    with opened(path) as database:
        return list(database.decisions.of(run))


def decision(path: str, run: int, number: int) -> Kept | None:
    """One of them with its reason."""
    with opened(path) as database:
        return database.decisions.one(run, number)


def embedded(space: str, text: str) -> np.ndarray:
    """The vector (d,) of a text in a space, asked of no service and kept nowhere.

    Raises:
        SdolError: E0502, another version of the model made the space; E07xx, its model cannot be used.
    """
    from sdol.kernel.symbols import SPACE

    if space == SPACE:
        from sdol.kernel.symbols import atom

        row: np.ndarray = atom(text.removeprefix("'")).data
        return row
    made, rows = _matrix(space.partition("@")[0], text)
    if made != space:
        raise SdolError(
            "E0502",
            f"this partition is of {space}, and the installed model is {made}",
            reason="another version of a model is another space",
            help='search for words instead: begin with "',
        )
    found: np.ndarray = rows[0]
    return found


def _matrix(space: str, text: str) -> tuple[str, np.ndarray]:
    """The identity of a space and the text's vector there, without a session; with no gate no service is asked."""
    from sdol.kernel.embedding import Embeddings
    from sdol.store import Database

    with Database.open(":memory:") as nothing:
        embeddings = Embeddings(lambda: nothing.embeddings, lambda told: None, lambda what, done, total: None)
        return embeddings.matrix(space, [text])
