"""What a session knows by its vector: texts that it embedded, records of its partitions, symbols it named.

Nothing is embedded to find them, and no database is opened. A look takes a bounded time; where that is not enough
for everything, it says among how many it looked.
"""

from __future__ import annotations

from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError
from sdol.kernel.embedding import QUERY
from sdol.kernel.symbols import SPACE as SYMBOLS
from sdol.shell.cards.shapes import rows_compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Region
    from sdol.kernel.world import World

SECONDS = 0.03
"""How long a look may take before it is content with what it has seen."""

READ = 4000
"""Vectors of a partition that are read from the database for a look; what the program has read is there already."""

TAKEN = 20_000
"""Texts that are taken in at one look."""

MOST_TEXTS = 100_000
"""Texts that are kept for looks; beyond them it begins again with those that the process still has."""

SAME = 0.9999
"""The similarity from which a vector is that of the text, but for rounding."""

RIGHT = 3e-7
"""The cosine with a displacement up to which a point counts as its start."""

FEW = 5000
"""Texts among which hardly one is at a right angle to a displacement by chance."""

WORK = 100_000_000
"""Multiplications that a look for what lies in a region may take, about."""


class Near(NamedTuple):
    """Known things near a vector.

    Attributes:
        found: texts, or names of symbols with their quote, with their similarities; the nearest first.
        looked: among how many, of `known` that there are.
    """

    found: list[tuple[str, float]]
    looked: int
    known: int

    @property
    def exact(self) -> str | None:
        """What the vector is of, if that is known."""
        return self.found[0][0] if self.found and self.found[0][1] >= SAME else None


class Shelf(NamedTuple):
    """Vectors (n, d) of one place, and the name of each."""

    rows: np.ndarray
    name: Callable[[int], str]


class Known:
    """What is known in a session.

    Args:
        world: whose embeddings and partitions it looks at.
        values: gives the values of the variables in scope by name; those that are regions are neighbours.
        comment: gives the `##` comment of a function of the session by its name, or "".
    """

    def __init__(
        self,
        world: World,
        values: Callable[[], Mapping[str, Any]] = dict,
        comment: Callable[[str], str] = lambda name: "",
    ) -> None:
        self._world, self._values, self.comment = world, values, comment
        self._texts: dict[str, _Texts] = {}

    def near(self, space: str, vector: np.ndarray, most: int = 3) -> Near:
        """The known things nearest to a vector (d,), at most so many."""
        import numpy as np

        began, best, looked = perf_counter(), dict[str, float](), 0
        for shelf in self._shelves(space):
            looked += len(shelf.rows)
            for at in _candidates(shelf.rows, vector, most):
                similarity = float(np.vecdot(shelf.rows[at], vector))
                name = shelf.name(at)
                best[name] = max(best.get(name, -1.0), similarity)
            if perf_counter() - began > SECONDS:
                break
        found = sorted(best.items(), key=lambda one: -one[1])[:most]
        return Near(found, looked, max(looked, self._count(space)))

    def text_of(self, space: str, vector: np.ndarray) -> str | None:
        """The text or symbol whose vector this is, if it is known."""
        return self.near(space, vector, 1).exact

    def texts_of(self, space: str, rows: np.ndarray) -> list[str | None]:
        """For each of a few rows (m, d) the text or symbol that it is of, None where that is not known."""
        import numpy as np

        found: list[str | None] = [None] * len(rows)
        across = np.arange(len(rows))
        for shelf in self._shelves(space):
            products = shelf.rows @ rows.T
            best = products.argmax(axis=0)
            for at in np.flatnonzero(products[best, across] >= SAME).tolist():
                found[at] = found[at] or shelf.name(int(best[at]))
        return found

    def ends_of(self, space: str, displacement: np.ndarray) -> tuple[str, str | None, np.ndarray] | None:
        """From which known point a displacement (d,) leads, to which, and the vector that it leads to.

        A displacement is a tangent at its start, hence at a right angle to it: exactly, but for the rounding of
        float32. Among many thousands of texts others are so by chance, and only a known end tells.
        """
        from sdol import lvm

        found, looked = self._starts(space, displacement)
        ends = [(name, lvm.exp_map(row[None], displacement[None])[0]) for name, row in found]
        for name, end in ends:
            if (text := self.text_of(space, end)) is not None:
                return name, text, end
        if len(ends) == 1 and looked <= FEW:
            return ends[0][0], None, ends[0][1]
        return None

    def _starts(self, space: str, displacement: np.ndarray) -> tuple[list[tuple[str, np.ndarray]], int]:
        """Known points at a right angle to a displacement, and among how many."""
        import numpy as np

        wide = displacement.astype(np.float64)
        length = float(np.linalg.norm(wide))
        found: dict[str, np.ndarray] = {}
        looked = 0
        for shelf in self._shelves(space):
            looked += len(shelf.rows)
            if length == 0.0:
                continue
            likely = np.flatnonzero(np.abs(shelf.rows @ displacement) < 10 * RIGHT * length)
            exact = np.abs(shelf.rows[likely].astype(np.float64) @ wide) < RIGHT * length
            found |= {shelf.name(int(at)): shelf.rows[at] for at in likely[exact][:8]}
        return list(found.items())[:8], looked

    def inside(self, region: Region, most: int) -> tuple[list[str], int, int]:
        """Known things inside a region, the deepest first: at most so many, how many there are, among how many."""
        deep: list[tuple[float, str]] = []
        count = looked = 0
        room = WORK // max(region.shape.dimension * rows_compared(region.shape), 1)
        for shelf in self._shelves(region.space):
            rows = shelf.rows[: max(room - looked, 0)]
            if not len(rows):
                break
            looked += len(rows)
            distances = region.shape.distance(rows)
            order = distances.argsort(kind="stable")[: 2 * most]
            count += int((distances <= 0).sum())
            deep += [(float(distances[at]), shelf.name(int(at))) for at in order if distances[at] <= 0]
        return list(dict.fromkeys(name for _, name in sorted(deep)))[:most], count, looked

    def regions(self, space: str) -> dict[str, Region]:
        """The regions in scope that lie in a space, by their names."""
        from sdol.kernel.values import Region

        return {n: v for n, v in self._values().items() if isinstance(v, Region) and v.space == space}

    # --- where they are -------------------------------------------------------------------------------------

    def _shelves(self, space: str) -> Iterator[Shelf]:
        texts = self._texts.setdefault(space, _Texts(space))
        if space == SYMBOLS:
            texts.take_symbols()
        else:
            texts.take(self._world.embeddings.remembered)
        if len(texts):
            yield texts.shelf()
        yield from self._partitions(space)

    def _partitions(self, space: str) -> Iterator[Shelf]:
        database = self._world.opened
        try:
            for info in database.partitions() if database else ():
                if info.space != space or not info.count:
                    continue
                partition = database.partition(info.name, info.space, info.dimension)  # type: ignore[union-attr]
                if partition.unread() <= READ:
                    records = partition.all()
                    rows = records.vectors(range(len(records)))
                    yield Shelf(rows, lambda at, records=records: _called(records.record(at)))  # type: ignore[misc]
        except SdolError:
            return  # locked or damaged: whoever works with it is told so

    def _count(self, space: str) -> int:
        database = self._world.opened
        texts = len(self._texts.get(space, ()))
        try:
            stored = [i.count for i in database.partitions() if i.space == space] if database else []
        except SdolError:
            stored = []
        return texts + sum(stored)


class _Texts:
    """The texts of a space that this process has embedded, as one matrix that grows with them."""

    def __init__(self, space: str) -> None:
        self._space, self._seen = space, 0
        self._names: list[str] = []
        self._there: set[str] = set()
        self._rows: Any = None

    def __len__(self) -> int:
        return len(self._names)

    def shelf(self) -> Shelf:
        return Shelf(self._rows[: len(self._names)], self._names.__getitem__)

    def take(self, remembered: Mapping[tuple[str, str], np.ndarray]) -> None:
        """Takes in what was embedded since the last time."""
        if len(remembered) < self._seen:
            self._seen = 0  # it was emptied meanwhile
        if len(self._names) > MOST_TEXTS:
            self._forget()
        new = list(islice(remembered.items(), self._seen, self._seen + TAKEN))
        rows: dict[str, Any] = {}
        for (space, text), row in new:
            self._seen += 1
            text = text.removeprefix(QUERY)
            if space == self._space and text not in self._there:
                rows[text] = row
        self._add(rows)

    def _forget(self) -> None:
        self._seen, self._names, self._there, self._rows = 0, [], set(), None

    def take_symbols(self) -> None:
        from sdol.kernel.symbols import atom, met

        self._add({f"'{name}": atom(name).data for name in list(met) if f"'{name}" not in self._there})

    def _add(self, rows: dict[str, Any]) -> None:
        if not rows:
            return
        import numpy as np

        new = np.stack(list(rows.values()))
        start, end = len(self._names), len(self._names) + len(new)
        if self._rows is None or end > len(self._rows):
            grown = np.empty((max(2 * end, 64), new.shape[1]), np.float32)
            if start:
                grown[:start] = self._rows[:start]
            self._rows = grown
        self._rows[start:end] = new
        self._names += rows
        self._there.update(rows)


def _candidates(rows: np.ndarray, vector: np.ndarray, most: int) -> list[int]:
    """The places of the rows with the greatest products, and a few more for rounding."""
    import numpy as np

    products = rows @ vector
    count = min(most + 4, len(products))
    if count == len(products):
        return list(range(count))
    return np.argpartition(-products, count)[:count].tolist()  # type: ignore[no-any-return]


def _called(record: Any) -> str:
    return record.text if record.text is not None else f"<{record.id}>"
