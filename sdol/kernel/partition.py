"""The language's handles on the store: a partition, and the records of one moment as a sequence."""

from __future__ import annotations

from sdol.kernel.values import Incomparable, Vec, Vecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sdol.store.partitions import Partition
    from sdol.store.snapshot import Snapshot


class Store:
    """A partition of the session's database, bound to a space."""

    __slots__ = ("name", "partition", "space")
    kind = "store"

    def __init__(self, name: str, space: str, partition: Partition) -> None:
        self.name, self.space, self.partition = name, space, partition

    def hit(self, found: Any, score: float) -> dict[str, Any]:
        """A record of the store as the language sees it."""
        return {
            "id": found.id,
            "score": score,
            "text": found.text or "",
            "payload": found.payload,
            "vec": Vec(self.space, found.vec),
        }


class Records(Incomparable):
    """The records of a store at one moment, in order of insertion or by rank: a sequence of hits.

    Taking it is the effect; walking through it is none, and shows nothing that the program changes meanwhile. A
    slice is a view. A record is read from the database when it is asked for, many at a time where they are asked
    for in order.

    Attributes:
        chosen: the places in the snapshot that this is a view of.
    """

    __slots__ = ("_snapshot", "_store", "chosen")
    kind, plural = "records", "records"

    def __init__(self, store: Store, snapshot: Snapshot, chosen: range | None = None) -> None:
        self._store, self._snapshot = store, snapshot
        self.chosen = range(len(snapshot)) if chosen is None else chosen

    def parts(self) -> list[Any]:
        """What it is made of: its store, the snapshot and the places in it."""
        return [self._store, self._snapshot, self.chosen]

    @property
    def vectors(self) -> Vecs:
        """The vectors as one matrix, read-only; not copied where the records lie together."""
        return Vecs(self._store.space, self._snapshot.vectors(self.chosen))

    def __len__(self) -> int:
        return len(self.chosen)

    def __getitem__(self, index: int | slice) -> Any:
        """The record at a place, or the records of a slice.

        Raises:
            IndexError: there is none.
            SdolError: E0615, another process deleted it meanwhile; E0601, E0602.
        """
        chosen = self.chosen[index]
        if isinstance(chosen, range):
            return Records(self._store, self._snapshot, chosen)
        return self._hit(chosen)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(self._hit, self.chosen)

    def _hit(self, place: int) -> dict[str, Any]:
        found = self._snapshot.record(place)
        return self._store.hit(found, found.score)
