"""The records of a partition as they were at one moment, read as they are needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.store.records import Hit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.store.connection import Row
    from sdol.store.matrix import Integers, Ranking, View
    from sdol.store.vectors import Floats

    Read = Callable[[list[int]], dict[int, Row]]
    Decode = Callable[[Row, float, Floats], Hit]

_MOST_AHEAD = 256  # records that are read at once where they are asked for in their order


class Snapshot:
    """A sequence of records, by insertion or by rank; taking it reads no record.

    What this process changes afterwards does not show: before a record is changed or deleted, the partition hands
    its content to the snapshots that may still ask for it (`keep`). A record that another process changes shows
    as it is when it is first read, and one that another process deletes before that is an error, E0615.

    Args:
        read: gives the rows (seq, id, text, payload) of sequence numbers that still have one.
        decode: makes a hit of a row, a score and a vector.
        view: the vectors.
        ranking: the order; insertion where there is none.
    """

    __slots__ = (
        "__weakref__",
        "_ahead",
        "_decode",
        "_expected",
        "_kept",
        "_ranking",
        "_read",
        "_rows",
        "view",
    )

    def __init__(self, read: Read, decode: Decode, view: View, ranking: Ranking | None = None) -> None:
        self._read, self._decode, self.view, self._ranking = read, decode, view, ranking
        self._kept: dict[int, Row] = {}
        self._rows: dict[int, Row] = {}
        self._expected, self._ahead = 0, 1

    def __len__(self) -> int:
        return len(self.view.seqs)

    def __getitem__(self, index: int) -> Hit:
        """The record at one place; for several take `vectors`."""
        return self.record(index)

    def __iter__(self) -> Iterator[Hit]:
        return map(self.record, range(len(self)))

    def record(self, index: int) -> Hit:
        """The record at a place, 0 to n - 1.

        Raises:
            SdolError: E0615, another process deleted it; E0601, E0602.
        """
        place = index if self._ranking is None else int(self._places(range(index, index + 1))[0])
        score = 1.0 if self._ranking is None else self._ranking.scores[place].item()
        at = place if self.view.at is None else self.view.at[place]
        return self._decode(self._row(index, int(self.view.seqs[place])), score, self.view.rows[at])

    def vectors(self, chosen: range) -> Floats:
        """The vectors of some places, (n, d), read-only; not copied where they lie together."""
        if self._ranking is None and self.view.at is None and chosen.step == 1:
            return self.view.rows[chosen.start : chosen.stop]
        places = self._places(chosen)
        rows = self.view.rows[places if self.view.at is None else self.view.at[places]]
        rows.flags.writeable = False
        return rows

    def keep(self, rows: Sequence[Row]) -> None:
        """Takes over the content of records that are about to change or go."""
        last = self.view.seqs[-1] if len(self) and self._ranking is None else self.view.seqs.max(initial=0)
        for row in rows:
            if row[0] <= last:
                self._kept.setdefault(row[0], row)

    def keep_all(self) -> None:
        """Reads every record: what they are read from is about to be undone."""
        missing = [seq for seq in self.view.seqs.tolist() if seq not in self._kept]
        for seq, row in self._read(missing).items():
            self._kept[seq] = row

    def parts(self) -> tuple[Integers, Floats, Floats | None, list[Row]]:
        """What `Partition.snapshot_of` makes it of again: sequence numbers (n,), vectors (n, d), scores (n,) of one
        by rank, and the records that have changed since."""
        rows = self.view.rows if self.view.at is None else self.view.rows[self.view.at]
        scores = None if self._ranking is None else self._ranking.scores
        return self.view.seqs, rows, scores, list(self._kept.values())

    def _places(self, chosen: range) -> Integers:
        if self._ranking is not None:
            return self._ranking.places(chosen)
        import numpy as np

        return np.arange(chosen.start, chosen.stop, chosen.step)

    def _row(self, index: int, seq: int) -> Row:
        found = self._kept.get(seq) or self._rows.get(seq)
        if found is None:
            self._read_on(index)
            found = self._rows.get(seq)
        self._expected = index + 1
        if found is None:
            raise _gone(seq)
        return found

    def _read_on(self, index: int) -> None:
        """Reads a record, and more with it each time that they are asked for in order."""
        self._ahead = min(2 * self._ahead, _MOST_AHEAD) if index == self._expected else 1
        places = self._places(range(index, min(index + self._ahead, len(self))))
        seqs: list[int] = self.view.seqs[places].tolist()
        self._rows = self._read([seq for seq in seqs if seq not in self._kept])


def _gone(seq: int) -> SdolError:
    return SdolError(
        "E0615",
        "another process deleted a record while this one was walking through them",
        reason=f"record {seq} was there when the walk began",
        help="put the loop into `transaction { … }`: other processes then wait until it is done",
    )
