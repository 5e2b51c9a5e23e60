"""The language's handles on the store: a partition, and a search that is read hit by hit."""

from __future__ import annotations

from sdol.kernel.values import Vec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sdol.store.partitions import Partition


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


class Ranked:
    """All records of a search, best first, one at a time."""

    __slots__ = ("_hits", "_store", "current")
    kind = "search"

    def __init__(self, store: Store, hits: Iterator[Any]) -> None:
        self._store, self._hits = store, hits
        self.current: dict[str, Any] | None = None

    def advance(self) -> bool:
        """Goes to the next hit; False after the last."""
        found = next(self._hits, None)
        self.current = None if found is None else self._store.hit(found, getattr(found, "score", 1.0))
        return found is not None
