"""What a saved state keeps of the store: partitions by name, and the records of one moment.

The records themselves stay in the database; their order, their vectors and what has changed since the moment
was taken go with the state, so that a walk goes on where it was.
"""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.saved_bytes import Damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.partition import Records, Store
    from sdol.kernel.world import World
    from sdol.store.snapshot import Snapshot


def taken_store(store: Store) -> list[Any]:
    return [store.name, store.space]


def store_of(world: World, name: str, space: str) -> Store:
    """The partition in this session.

    Raises:
        SdolError: E0535, there is none; E0603, it is of another space.
    """
    from sdol.kernel.partition import Store

    found = {p.name: p.dimension for p in world.database.partitions()}
    if name not in found:
        raise SdolError(
            "E0535",
            f"this session has no store `{name}`",
            reason="the state was saved with another session, or the store was dropped",
            help="name the session that the program ran with: `--session FILE`",
        )
    return Store(name, space, world.database.partition(name, space, found[name]))


class Moment:
    """A snapshot that was read but does not know its store yet."""

    def __init__(self, seqs: Any, rows: Any, scores: Any, kept: list[Any]) -> None:
        self._parts = (seqs, rows, scores, kept)
        self._made: Snapshot | None = None

    def of(self, store: Store) -> Snapshot:
        """The snapshot in its store; the same one each time."""
        if self._made is None:
            self._made = store.partition.snapshot_of(*self._parts)
        return self._made


def taken_snapshot(snapshot: Snapshot) -> list[Any]:
    seqs, rows, scores, kept = snapshot.parts()
    return [seqs, rows, scores, [tuple(row) for row in kept]]


def snapshot_of(world: World, seqs: Any, rows: Any, scores: Any, kept: list[Any]) -> Moment:
    sizes = {len(a) for a in (seqs, rows, scores) if a is not None}
    if (
        len(sizes) != 1
        or (seqs.dtype.str, rows.dtype.str, rows.ndim) != ("<i8", "<f4", 2)
        or (scores is not None and (scores.dtype.str, scores.ndim) != ("<f4", 1))
    ):
        raise Damaged("records and their vectors do not go together")
    return Moment(seqs, rows, scores, kept)


def taken_records(records: Records) -> list[Any]:
    return records.parts()


def records_of(world: World, store: Store, moment: Moment, chosen: range) -> Records:
    from sdol.kernel.partition import Records

    snapshot = moment.of(store)
    if len(chosen) and not (min(chosen[0], chosen[-1]) >= 0 and max(chosen[0], chosen[-1]) < len(snapshot)):
        raise Damaged("a place is beyond the records")
    return Records(store, snapshot, chosen)
