"""The holographic cache: put, get, remove and read pairs that are kept as sums in a few vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.hologram.capacity import ACCURACY, joint_capacity
from sdol.lvm.hologram.record import GRID, Record
from sdol.lvm.sphere import Matrix, as_rows, normalise, same_dimension, similarity
from sdol.lvm.vsa import cleanup


class Full(GeometryError):
    """No record has room, and the hologram must not begin another."""


class NoItem(GeometryError):
    """A value is not in the codebook."""


class NoKey(GeometryError):
    """A key is not in the hologram."""


class Unreadable(GeometryError):
    """What slots hold cannot be told apart."""


_SAME = 1.0 - 1e-4
"""The cosine from which a value is an item of the codebook: room for float32 and for a half-precision store."""


class Hologram(Described):
    """Pairs of a name and an item of a codebook, kept as superpositions (Plate 1995): never changed in place.

    What a key holds is nowhere but in the sums, and is read by `decode`. A record takes `capacity` pairs, so many
    that 99 in 100 full records are read without an error; then a new one is begun, or `put` refuses. Sums are
    exact, so that the order of `put` does not matter and `remove` leaves no trace.
    """

    __slots__ = ("_places", "book", "labels", "records", "split")

    book: Matrix
    labels: tuple[str | None, ...]
    records: tuple[Record, ...]
    split: bool
    _places: dict[str, int]

    def __init__(
        self, book: npt.ArrayLike, *, labels: Iterable[str | None] | None = None, split: bool = True
    ) -> None:
        """A hologram without pairs.

        Args:
            book: (B, d) rows, what values may be; they are normalised.
            labels: what the rows are called, of no meaning here; None where one has no name.
            split: begin a new record when all are full; else `put` refuses.

        Raises:
            GeometryError: an empty codebook, a dimension below 2, a row that is zero or no number, or another
                number of labels than rows.
        """
        rows = normalise(book)
        if len(rows) == 0:
            raise GeometryError("an empty codebook: a hologram over it could hold nothing")
        if rows.shape[1] < 2:
            raise GeometryError("a hologram needs vectors of dimension 2 or more")
        rows.flags.writeable = False
        names = (None,) * len(rows) if labels is None else tuple(labels)
        if len(names) != len(rows):
            raise GeometryError(f"{len(names)} labels and {len(rows)} rows do not pair")
        self._become(rows, names, split, ())

    def put(self, key: str, value: npt.ArrayLike) -> Hologram:
        """With this value (1, d) under this key; a value that the key had before is replaced. O(d log d + n).

        Raises:
            GeometryError: the value is not in the codebook, or all records are full and must not split.
        """
        return self.put_many([key], value)

    def put_many(self, keys: Iterable[str], values: npt.ArrayLike) -> Hologram:
        """With the values (n, d) under these keys, in their order.

        Raises:
            GeometryError: keys and values do not pair, a value is not in the codebook, or there is no room.
        """
        names = [str(key) for key in keys]
        items = self._items(values)
        if len(names) != len(items):
            raise GeometryError(f"{len(names)} keys and {len(items)} values do not pair")
        result = self
        for name, item in zip(names, items, strict=True):
            result = result._put(name, int(item))
        return result

    def find(self, key: str) -> int | None:
        """The item under a key, None where it has none or cannot be told with 99% confidence.

        The key's record is read as a whole, once.
        """
        place = self._places.get(key)
        if place is None:
            return None
        record = self.records[place]
        slot = record.keys.index(key)
        sure = record.reading.confidence[slot] >= ACCURACY
        return int(record.reading.items[slot]) if sure else None

    def get(self, key: str) -> Matrix | None:
        """The value (1, d) under a key, None where `find` finds none."""
        item = self.find(key)
        return None if item is None else self.book[item : item + 1]

    def remove(self, key: str) -> Hologram:
        """Without a key and its value; the sum is to the bit what it would be had the pair never been put.

        Raises:
            GeometryError: there is no such key, or its value cannot be told.
        """
        place = self._places.get(key)
        if place is None:
            raise NoKey(f"there is no key {key!r} in the hologram")
        item = self.find(key)
        if item is None:
            raise Unreadable(f"what {key!r} holds cannot be told, so it cannot be taken away")
        return self._with(place, self.records[place].without_pair(key, item))

    def items(self) -> list[tuple[str, Matrix]]:
        """All keys and values, (1, d) each, read together record by record, in the order of `keys`.

        Raises:
            GeometryError: the slots of a record cannot be told apart.
        """
        return [(key, self.book[item : item + 1]) for key, item in self.pairs()]

    def pairs(self) -> list[tuple[str, int]]:
        """All keys, and the items under them by their place in the codebook.

        Raises:
            GeometryError: the slots of a record cannot be told apart.
        """
        found: list[tuple[str, int]] = []
        for record in self.records:
            if not (record.reading.confidence >= ACCURACY).all():
                raise Unreadable(
                    f"the {len(record.keys)} pairs of a record cannot be told apart: "
                    "the items of its codebook are too much alike"
                )
            found += zip(record.keys, record.reading.items.tolist(), strict=True)
        return found

    @property
    def keys(self) -> list[str]:
        """The keys, record by record, in the order in which they were put."""
        return [key for record in self.records for key in record.keys]

    @property
    def capacity(self) -> int:
        """How many pairs one record takes: `joint_capacity` of its dimension and codebook."""
        return joint_capacity(self.book.shape[1], len(self.book))

    @property
    def room(self) -> int:
        """How many more pairs fit before a new record is begun, or `put` refuses."""
        return max(len(self.records), 1) * self.capacity - len(self)

    @property
    def rows(self) -> Matrix:
        """The records as unit vectors (r, d): all that is known of the values."""
        totals = np.array([record.total for record in self.records]).reshape(-1, self.book.shape[1])
        return normalise(totals / GRID)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __str__(self) -> str:
        pairs = "1 pair" if len(self) == 1 else f"{len(self)} pairs"
        records = f" in {len(self.records)} records" if len(self.records) > 1 else ""
        return f"{pairs}{records}, room for {self.room} more"

    def to_dict(self) -> dict[str, Any]:
        """Plain values and arrays: the codebook, the sums, and the keys of each."""
        totals = np.array([record.total for record in self.records], dtype=np.int64)
        return {
            "book": self.book,
            "labels": list(self.labels),
            "split": self.split,
            "totals": totals.reshape(-1, self.book.shape[1]),
            "keys": [list(record.keys) for record in self.records],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Hologram:
        """Undoes `to_dict`.

        Raises:
            GeometryError: something is missing, of another shape, or does not belong together.
        """
        try:
            empty = cls(data["book"], labels=data["labels"], split=bool(data["split"]))
            totals, keys = np.asarray(data["totals"]), [tuple(map(str, names)) for names in data["keys"]]
        except (KeyError, TypeError, ValueError) as wrong:
            raise GeometryError(f"this is no stored hologram: {wrong}") from None
        _check_stored(empty, totals, keys)
        rows = np.ascontiguousarray(totals, dtype=np.int64)
        return empty._replaced([Record(empty.book, *pair) for pair in zip(rows, keys, strict=True)])

    # --- how it is kept -------------------------------------------------------------------------------------

    def _become(self, book: Matrix, labels: Any, split: bool, records: tuple[Record, ...]) -> None:
        places = {key: place for place, record in enumerate(records) for key in record.keys}
        for name, value in zip(Hologram.__slots__, (places, book, labels, records, split), strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a hologram is never changed: `put` and `remove` give a new one ({name})")

    def _replaced(self, records: Iterable[Record]) -> Hologram:
        result = object.__new__(Hologram)
        result._become(self.book, self.labels, self.split, tuple(record for record in records if record.keys))
        return result

    def _with(self, place: int, record: Record) -> Hologram:
        return self._replaced([*self.records[:place], record, *self.records[place + 1 :]])

    def _put(self, key: str, item: int) -> Hologram:
        if key in self._places:
            return self.remove(key)._put(key, item)
        place = self._free()
        if place < len(self.records):
            return self._with(place, self.records[place].with_pair(key, item))
        nothing = Record(self.book, np.zeros(self.book.shape[1], np.int64), ())
        return self._with(place, nothing.with_pair(key, item))

    def _free(self) -> int:
        """The first record with room, or the place of a new one."""
        for place, record in enumerate(self.records):
            if len(record.keys) < self.capacity:
                return place
        if self.records and not self.split:
            raise Full(
                f"the hologram is full: one record of dimension {self.book.shape[1]} holds {self.capacity} pairs "
                f"of {len(self.book)} items so that they can be told apart"
            )
        return len(self.records)

    def _items(self, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
        rows = as_rows(values)
        same_dimension(rows, self.book)
        if len(rows) == 0:
            return np.empty(0, np.int64)
        items, cosines = cleanup(normalise(rows), self.book)
        strange = np.flatnonzero(cosines < _SAME)
        if len(strange):
            which = f"value {int(strange[0])}" if len(rows) > 1 else "the value"
            raise NoItem(
                f"{which} is not in the hologram's codebook "
                f"(its most similar item has cosine {cosines[strange[0]]:.2f})"
            )
        return np.array([self._nearest(*each) for each in zip(normalise(rows), items, strict=True)])

    def _nearest(self, row: Matrix, item: int) -> int:
        """Of items whose cosines with a row are the same in float32, the one at the least distance."""
        if np.array_equal(self.book[item], row):
            return int(item)
        near = np.flatnonzero(similarity(self.book, row[None]) >= _SAME)
        offsets = self.book[near].astype(np.float64) - row
        return int(near[np.vecdot(offsets, offsets).argmin()])


def _check_stored(empty: Hologram, totals: Any, keys: list[tuple[str, ...]]) -> None:
    if totals.shape != (len(keys), empty.book.shape[1]) or totals.dtype.kind != "i":
        raise GeometryError(
            f"the sums of a stored hologram are of shape {totals.shape} and type {totals.dtype}"
        )
    names = [name for record in keys for name in record]
    if len(set(names)) != len(names):
        raise GeometryError("a stored hologram has a key twice")
    if any(not 1 <= len(record) <= empty.capacity for record in keys):
        raise GeometryError(f"a record of a stored hologram does not hold 1 to {empty.capacity} pairs")
