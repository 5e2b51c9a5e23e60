"""A partition: a named set of records whose vectors all live in one space."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from sdol.errors import SdolError
from sdol.store import failures, jsontext
from sdol.store.connection import Connection, Row
from sdol.store.records import Content, Hit, Record, content

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sdol.store.matrix import Integers, Matrix, Ranked
    from sdol.store.mirror import Mirror
    from sdol.store.vectors import Floats

_NAME_LENGTH = 64
_BLOCK = 500  # records read at a time; also below SQLite's oldest limit on parameters, 999

_RECORDS = """SELECT records.id, records.text, records.payload, vectors.vec, records.seq
    FROM records JOIN vectors ON vectors.record = records.seq"""


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
        self._mirror: Mirror | None = None

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
            return self._put(item)

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
            return [self._put(content(text, payload, blob(row))) for text, row, payload in items]

    def get(self, id: str) -> Record | None:
        """The record of this id."""
        row = self._connection.row(f"{_RECORDS} WHERE partition = ? AND id = ?", (self.number, id))
        return None if row is None else self._record(row)

    def delete(self, id: str) -> bool:
        """Take a record out; False if there was none."""
        with self._connection.transaction():
            self._state()
            sql = "DELETE FROM records WHERE partition = ? AND id = ?"
            return self._connection.change(sql, (self.number, id)) > 0

    def count(self) -> int:
        """The number of records."""
        return self._state()[1]

    def __iter__(self) -> Iterator[Record]:
        """The records in order of insertion, read as they are needed; those put meanwhile are left out."""
        sql = "SELECT max(seq) FROM records WHERE partition = ?"
        row = self._connection.row(sql, (self.number,))
        return self._records(row[0] if row and row[0] is not None else 0)

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

    def ranked(self, query: ArrayLike) -> Iterator[Hit]:
        """All records by similarity to `query` (d,), best first, read as they are needed.

        Scored when called: what is put afterwards is left out, and so is what is deleted before it is read.
        """
        from sdol.store.vectors import unit_row

        row = unit_row(query, self.dimension)
        with self._connection.snapshot():
            blocks = self._matrix().ranking(row)
        return (hit for block in blocks for hit in self._hits(block))

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

    def _put(self, item: Content) -> tuple[str, bool]:
        for id in item.ids():
            row = self._connection.row(f"{_RECORDS} WHERE partition = ? AND id = ?", (self.number, id))
            if row is None:
                self._insert(id, item)
                return id, True
            if item.equals(*self._content(row)):
                return id, False
        raise AssertionError("two contents with one SHA-256")

    def _insert(self, id: str, item: Content) -> None:
        text = None if item.text is None else jsontext.pack(item.text)
        payload = None if item.payload is None else jsontext.pack(item.payload)
        record = self._connection.run(
            "INSERT INTO records (partition, id, text, payload) VALUES (?, ?, ?, ?)",
            (self.number, id, text, payload),
        )
        self._connection.run("INSERT INTO vectors (record, vec) VALUES (?, ?)", (record, item.vec))

    def _records(self, last: int) -> Iterator[Record]:
        seq = 0
        sql = f"{_RECORDS} WHERE partition = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT {_BLOCK}"
        while block := self._connection.rows(sql, (self.number, seq, last)):
            yield from map(self._record, block)
            seq = block[-1][4]

    def _hits(self, ranked: Ranked) -> list[Hit]:
        found: dict[int, Row] = {}
        seqs: list[int] = ranked.seqs.tolist()
        for start in range(0, len(seqs), _BLOCK):
            part = seqs[start : start + _BLOCK]
            rows = self._connection.rows(f"{_RECORDS} WHERE seq IN ({_marks(part)})", part)
            found.update((row[4], row) for row in rows)
        scored = zip(seqs, ranked.scores.tolist(), strict=True)
        return [self._hit(found[seq], score) for seq, score in scored if seq in found]

    def _seqs(self, ids: Iterable[str]) -> Integers:
        import numpy as np

        wanted = list(ids)
        seqs: list[int] = []
        for start in range(0, len(wanted), _BLOCK):
            part = wanted[start : start + _BLOCK]
            sql = f"SELECT seq FROM records WHERE partition = ? AND id IN ({_marks(part)})"
            seqs += (row[0] for row in self._connection.rows(sql, (self.number, *part)))
        return np.array(seqs, np.int64)

    def _record(self, row: Row) -> Record:
        text, payload, _ = self._content(row)
        return Record(row[0], text, self._load(payload), self._vector(row), row[4])

    def _hit(self, row: Row, score: float) -> Hit:
        text, payload, _ = self._content(row)
        return Hit(row[0], score, text, self._load(payload), self._vector(row))

    def _content(self, row: Row) -> tuple[str | None, str | None, bytes]:
        """Text, payload (as JSON text) and vector of a row of _RECORDS."""
        try:
            text = None if row[1] is None else jsontext.unpack(row[1])
            payload = None if row[2] is None else jsontext.unpack(row[2])
        except (UnicodeDecodeError, AttributeError) as error:
            raise self._damaged(row) from error
        return text, payload, row[3]

    def _load(self, payload: str | None) -> Any:
        try:
            return None if payload is None else jsontext.load(payload)
        except ValueError as error:
            raise failures.damaged(
                self._connection.path, f"a payload of {self.name!r} is not JSON"
            ) from error

    def _vector(self, row: Row) -> Floats:
        from sdol.store.vectors import from_blob

        if not isinstance(row[3], bytes) or len(row[3]) != 4 * self.dimension:
            raise self._damaged(row)
        return from_blob(row[3])

    def _damaged(self, row: Row) -> SdolError:
        return failures.damaged(
            self._connection.path, f"record {row[4]} of {self.name!r} does not read as one"
        )


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


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _require_equal(texts: int, vectors: int, payloads: int | None) -> None:
    if texts == vectors and payloads in (None, vectors):
        return
    raise SdolError(
        "E0610",
        f"{texts} texts and {vectors} vectors do not go together",
        reason=f"{'no' if payloads is None else payloads} payloads; every record has one of each",
        help="give lists of one length",
    )
