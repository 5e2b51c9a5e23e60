"""A partition: a named set of records whose vectors all live in one space."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from sdol.errors import SdolError
from sdol.store import jsontext
from sdol.store.connection import Connection, Row
from sdol.store.records import Hit, Record, content
from sdol.store.rows import Rows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sdol.store.matrix import Integers, Matrix, Ranked, Ranking, View
    from sdol.store.mirror import Mirror
    from sdol.store.snapshot import Snapshot
    from sdol.store.vectors import Floats

_NAME_LENGTH = 64


def check_name(name: str) -> None:
    """See that `name` may name a partition.

    Raises:
        SdolError: E0609.
    """
    word = name.replace("-", "_").replace(".", "_")
    if not word.isidentifier() or name[0] in "-." or len(name) > _NAME_LENGTH:
        raise SdolError(
            "E0609",
            f"{name!r} is not a name for a partition",
            reason="a name begins with a letter or an underscore and has up to 64 letters, digits and _ - .",
            help="choose another name",
        )


class Partition:
    """The records of one partition. Made by `Database.partition`.

    Every method may raise SdolError: E0601 locked, E0602 damaged, E0606 disk full, E0607 read-only, E0609 the
    partition was dropped, E0610 a vector of another dimension, not finite, zero or not of unit length.
    """

    def __init__(self, connection: Connection, number: int, name: str, space: str, dimension: int) -> None:
        self.number = number
        self.name = name
        self.space = space
        self.dimension = dimension
        self._connection = connection
        self._rows = Rows(connection, number, name, dimension)
        self._mirror: Mirror | None = None
        self._snapshots: WeakSet[Snapshot] = WeakSet()
        connection.before_undoing.append(self.before_undoing)
        self._inside: WeakSet[Snapshot] = WeakSet()  # those that were taken within a transaction

    # --- writing --------------------------------------------------------------------------------------------

    def put(self, text: str | None, vector: ArrayLike, payload: Any = None) -> tuple[str, bool]:
        """Store a record; the same content is stored once. Durable on return, unless in a transaction.

        Args:
            text: may be None for a vector that was not made from a text.
            vector: (d,) float32 of unit length. It is part of the content only where there is no text.
            payload: JSON.

        Returns:
            The record's id, and whether it is new.

        Raises:
            SdolError: E0611, the payload is not JSON; others as above.
        """
        from sdol.store.vectors import blob, unit_row

        item = content(text, payload, blob(unit_row(vector, self.dimension)))
        with self._connection.transaction():
            self._state()
            return self._rows.put(item)

    def put_many(
        self,
        texts: Sequence[str | None],
        matrix: ArrayLike,
        payloads: Sequence[Any] | None = None,
    ) -> list[tuple[str, bool]]:
        """Store n records in one transaction, all or none; `matrix` is (n, d). Otherwise as `put`."""
        from sdol.store.vectors import blob, unit_rows

        rows = unit_rows(matrix, self.dimension)
        _require_equal(len(texts), len(rows), None if payloads is None else len(payloads))
        with self._connection.transaction():
            self._state()
            items = zip(texts, rows, payloads if payloads is not None else repeat(None), strict=False)
            return [self._rows.put(content(text, payload, blob(row))) for text, row, payload in items]

    def restore(self, id: str, text: str | None, vector: ArrayLike, payload: Any) -> bool:
        """Store a record under the id that it had elsewhere; False if it is there.

        Raises:
            SdolError: E0618, something else has this id; E0611, the payload is not JSON; others as above.
        """
        from sdol.store.vectors import blob, unit_row

        item = content(text, payload, blob(unit_row(vector, self.dimension)))
        with self._connection.transaction():
            self._state()
            return self._rows.restore(id, item)

    def update(self, id: str, payload: Any) -> bool:
        """Give a record another payload; it keeps its id, text, vector and place. False if there is none.

        Raises:
            SdolError: E0611, the payload is not JSON; others as above.
        """
        return self._update(id, lambda old: payload)

    def merge(self, id: str, patch: Any) -> bool:
        """Change a record's payload as JSON Merge Patch (RFC 7396) says: None takes a field out.

        Raises:
            SdolError: E0611, the patch is not JSON; others as above.
        """
        jsontext.dump(patch)
        return self._update(id, lambda old: jsontext.merged(old, patch))

    def delete(self, id: str) -> bool:
        """Take a record out; False if there was none."""
        return self.delete_many([id]) > 0

    def delete_many(self, ids: Sequence[str]) -> int:
        """Take records out, in one transaction; how many there were."""
        with self._connection.transaction():
            self._state()
            rows = self._rows.of_ids(list(dict.fromkeys(ids)))
            self._before_changing(rows)
            self._rows.delete(rows)
            return len(rows)

    def clear(self) -> int:
        """Take every record out; how many there were."""
        with self._connection.transaction():
            self._state()
            if self._snapshots:
                self._before_changing(self._rows.all_contents())
            return self._rows.clear()

    # --- reading --------------------------------------------------------------------------------------------

    def get(self, id: str) -> Record | None:
        """The record of this id."""
        row = self._rows.of_id(id)
        return None if row is None else self._rows.record(row)

    def first(self, n: int) -> list[Record]:
        """The first `n` records in order of insertion."""
        return [self._rows.record(row) for row in self._rows.at_end(n, last=False)]

    def last(self, n: int) -> list[Record]:
        """The last `n` records in order of insertion, the last one last."""
        return [self._rows.record(row) for row in self._rows.at_end(n, last=True)]

    def count(self) -> int:
        """The number of records."""
        return self._state()[1]

    def ids(self) -> list[str]:
        """The ids of all records in order of insertion, as `texts`, `payloads` and `all().vectors`."""
        return self._rows.column("id")

    def texts(self) -> list[str | None]:
        return [None if text is None else jsontext.unpack(text) for text in self._rows.column("text")]

    def payloads(self) -> list[Any]:
        stored = self._rows.column("payload")
        return [None if one is None else self._rows.load(jsontext.unpack(one)) for one in stored]

    def __iter__(self) -> Iterator[Record]:
        """The records in order of insertion, read as they are needed; those put meanwhile are left out."""
        return map(self._rows.record, self._rows.in_order(self._rows.last_seq()))

    def all(self) -> Snapshot:
        """All records in order of insertion, as they are now."""
        with self._connection.snapshot():
            return self._snapshot(self._matrix().view())

    def near(self, query: ArrayLike, k: int = 10, ids: Iterable[str] | None = None) -> list[Hit]:
        """The `k` records most similar to `query` (d,), best first, ties in order of insertion.

        Exact. With `ids`, only among the records of these ids; ids without a record are passed over.
        """
        from sdol.store.vectors import unit_row

        row = unit_row(query, self.dimension)
        with self._connection.snapshot():
            matrix = self._matrix()
            found = matrix.top(row, k) if ids is None else matrix.top_among(row, k, self._seqs(ids))
            return self._hits(found)

    def ranked(self, query: ArrayLike) -> Snapshot:
        """All records by similarity to `query` (d,), best first, as they are now; scored when called."""
        from sdol.store.vectors import unit_row

        row = unit_row(query, self.dimension)
        with self._connection.snapshot():
            ranking = self._matrix().ranking(row)
            return self._snapshot(ranking.view, ranking)

    def snapshot_of(
        self, seqs: Integers, rows: Floats, scores: Floats | None, kept: Sequence[Row]
    ) -> Snapshot:
        """A snapshot of the parts that one gave in another process (`Snapshot.parts`)."""
        from sdol.store.matrix import Ranking, View

        view = View(seqs, rows, None)
        made = self._snapshot(view, None if scores is None else Ranking(view, scores))
        made.keep(kept)
        return made

    def unread(self) -> int:
        """Records, about, whose vectors would have to be read before the next search."""
        return max(self.count() - (0 if self._mirror is None else len(self._mirror)), 0)

    # --- keeping snapshots true -----------------------------------------------------------------------------

    def before_undoing(self) -> None:
        """To be called before a transaction is undone: what was seen within it is read while it is there."""
        with contextlib.suppress(SdolError):  # where SQLite has undone it by itself there is nothing to read
            for snapshot in self._inside:
                snapshot.keep_all()

    def keep_snapshots(self) -> None:
        """To be called before records are put back or taken out that no method here names."""
        for snapshot in self._snapshots:
            snapshot.keep_all()

    def _snapshot(self, view: View, ranking: Ranking | None = None) -> Snapshot:
        from sdol.store.snapshot import Snapshot

        made = Snapshot(self._rows.of_seqs, self._rows.hit, view, ranking)
        self._snapshots.add(made)
        if self._connection.in_transaction:
            self._inside.add(made)
        return made

    def _before_changing(self, rows: Sequence[Row]) -> None:
        for snapshot in self._snapshots:
            snapshot.keep([row[:4] for row in rows])

    def _update(self, id: str, change: Callable[[Any], Any]) -> bool:
        with self._connection.transaction():
            self._state()
            row = self._rows.of_id(id)
            if row is None:
                return False
            old = self._rows.load(self._rows.content(row)[1])
            self._before_changing([row])
            self._rows.update(row, change(old))
            return True

    # --- the matrix -----------------------------------------------------------------------------------------

    def _state(self) -> tuple[int, int]:
        """The change counter and the number of records."""
        sql = "SELECT changes, count FROM partitions WHERE id = ?"
        row = self._connection.row(sql, (self.number,))
        if row is None:
            raise dropped(self.name)
        return row[0], row[1]

    def _matrix(self) -> Matrix:
        from sdol.store.mirror import Mirror

        if self._mirror is None:
            self._mirror = Mirror(self._connection, self.number, self.dimension)
        return self._mirror.matrix(*self._state())

    def _hits(self, ranked: Ranked) -> list[Hit]:
        seqs: list[int] = ranked.seqs.tolist()
        found = self._rows.of_seqs(seqs, vectors=True)
        scored = zip(seqs, ranked.scores.tolist(), strict=True)
        return [self._rows.hit(found[seq], score) for seq, score in scored if seq in found]

    def _seqs(self, ids: Iterable[str]) -> Integers:
        import numpy as np

        return np.array([row[0] for row in self._rows.of_ids(list(ids))], np.int64)


def dropped(name: str) -> SdolError:
    return SdolError(
        "E0609",
        f"there is no partition {name!r} in this session",
        reason="it was never made here, or it was dropped",
        help="see `sdol store ls` for those that there are",
    )


def other_space(name: str, theirs: tuple[str, int], ours: tuple[str, int]) -> SdolError:
    """The refusal to open a partition of one (space, dimension) as one of another."""
    model = theirs[0].partition("@")[0]
    same = model == ours[0].partition("@")[0]
    changed = "put its texts into a partition of another name: the space has changed since it was made"
    return SdolError(
        "E0603",
        f"the partition {name!r} belongs to the space {theirs[0]}, not to {ours[0]}",
        reason=f"vectors of two spaces cannot be compared ({theirs[1]} and {ours[1]} dimensions)",
        help=changed if same else f"write `space {model}` at the top of the program, or choose another name",
    )


def _require_equal(texts: int, vectors: int, payloads: int | None) -> None:
    if texts == vectors and payloads in (None, vectors):
        return
    raise SdolError(
        "E0610",
        f"{texts} texts and {vectors} vectors do not go together",
        reason=f"{'no' if payloads is None else payloads} payloads; every record has one of each",
        help="give lists of one length",
    )
