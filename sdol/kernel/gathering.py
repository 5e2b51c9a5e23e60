"""A list of vectors that is being built, as the matrix that it will be."""

from __future__ import annotations

from sdol.kernel.values import Disp, Disps, Points, Vecs, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Point

_FIRST = 16
_SHARE = 16
"""A full matrix grows by one row in so many: it is never much larger than what is in it."""


class Gathering:
    """Vectors of one space, appended one by one or as rows of a matrix.

    The matrix grows in place, so that a million vectors take little more than their own bytes, at every moment.
    """

    __slots__ = ("_names", "_rows", "_size", "sample")

    def __init__(self) -> None:
        self._rows: np.ndarray | None = None
        self._size = 0
        self._names: dict[int, str] = {}
        self.sample: Point | Points | None = None
        """What came first: all others are of its space."""

    def __len__(self) -> int:
        return self._size

    def copy(self) -> Gathering:
        """Another one with the same vectors, which goes on by itself."""
        made = Gathering()
        made.sample, made._size, made._names = self.sample, self._size, dict(self._names)
        made._rows = None if self._rows is None else self._rows[: self._size].copy()
        return made

    def append(self, point: Point) -> None:
        """Adds a vector.

        Raises:
            SdolError: E0502, it lives in another space than those before it.
        """
        rows = self._room(1, point)
        rows[self._size] = point.data
        if point.name:
            self._names[self._size] = point.name
        self._size += 1

    def extend(self, points: Points, places: list[int]) -> None:
        """Adds some rows of a list of vectors.

        Raises:
            SdolError: E0502, they live in another space than those before them.
        """
        if not places:
            return
        rows = self._room(len(places), points)
        rows[self._size : self._size + len(places)] = points.rows[places]
        if points.names:
            named = enumerate((points.names[p] for p in places), start=self._size)
            self._names.update((at, name) for at, name in named if name)
        self._size += len(places)

    def so_far(self) -> Points | None:
        """The list as it is by now, which is not to be used beyond the next change; None where it is empty."""
        if self.sample is None or self._rows is None:
            return None
        rows = self._rows if len(self._rows) == self._size else self._rows[: self._size]
        names = [self._names.get(at) for at in range(self._size)] if self._names else None
        kind = Disps if isinstance(self.sample, (Disp, Disps)) else Vecs
        return kind(self.sample.space, rows, names)

    def finished(self) -> Any:
        """The list; the gathering is used up."""
        if self.sample is None or self._rows is None:
            return []
        self._rows.resize((self._size, self._rows.shape[1]), refcheck=False)
        names = [self._names.get(at) for at in range(self._size)] if self._names else None
        kind = Disps if isinstance(self.sample, (Disp, Disps)) else Vecs
        return kind(self.sample.space, self._rows, names)

    def _room(self, count: int, new: Point | Points) -> np.ndarray:
        """The matrix, with room for so many rows more."""
        import numpy as np

        if self._rows is None or self.sample is None:
            self.sample = new
            self._rows = np.empty((max(count, _FIRST), new.rows.shape[1]), np.float32)
            return self._rows
        if new.space != self.sample.space:
            same_space([self.sample, new])
        wanted = self._size + count
        if wanted > len(self._rows):
            capacity = max(wanted, len(self._rows) + len(self._rows) // _SHARE + 1)
            self._rows.resize((capacity, self._rows.shape[1]), refcheck=False)
        return self._rows
