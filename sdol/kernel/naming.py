"""The texts of vectors that a program has embedded, found by the vectors' bits: thousands at a glance."""

from __future__ import annotations

from itertools import islice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from sdol.kernel.values import Vec
    from sdol.kernel.world import World

MOST = 200_000
"""Texts that are kept; beyond them it begins again."""


class Naming:
    """What a vector is of, if the program made it from a text or a name.

    Args:
        world: whose embeddings it looks at.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._texts: dict[int, str] = {}
        self._seen = 0

    def texts(self, vectors: Sequence[Vec]) -> list[str]:
        """The text of each, or the name of a symbol with its quote; "" where it is of none."""
        self._take()
        return [
            f"'{one.name}" if one.name else self._texts.get(_mark(one.space, one.data), "") for one in vectors
        ]

    def _take(self) -> None:
        """Takes in what was embedded since the last time."""
        from sdol.kernel.embedding import QUERY

        remembered = self._world.embeddings.remembered
        if len(remembered) < self._seen:
            self._seen = 0  # it was emptied meanwhile
        if len(self._texts) > MOST:
            self._texts.clear()
        for (space, text), row in list(islice(remembered.items(), self._seen, None)):
            self._texts[_mark(space, row)] = text.removeprefix(QUERY)
            self._seen += 1


def _mark(space: str, row: np.ndarray) -> int:
    """A number that two vectors share only if their bits are equal, but for one chance in 2^61."""
    return hash((space, row.tobytes()))
