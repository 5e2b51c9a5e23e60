"""The rows of one partition in the database: finding, adding and changing them, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sdol.errors import SdolError
from sdol.store import failures, jsontext
from sdol.store.connection import Connection, Row
from sdol.store.records import Content, Hit, Record, content

if TYPE_CHECKING:
    from sdol.store.vectors import Floats

_BLOCK = 500  # records read at a time; also below SQLite's oldest limit on parameters, 999

_RECORDS = """SELECT records.seq, records.id, records.text, records.payload, vectors.vec
    FROM records JOIN vectors ON vectors.record = records.seq"""

_CONTENTS = "SELECT seq, id, text, payload FROM records"


class Rows:
    """Of one partition. A row is (seq, id, text, payload), with the vector's bytes behind where they are needed."""

    def __init__(self, connection: Connection, number: int, name: str, dimension: int) -> None:
        self._connection = connection
        self._number, self._name, self._dimension = number, name, dimension

    # --- finding --------------------------------------------------------------------------------------------

    def of_id(self, id: str) -> Row | None:
        """The row of a record, with its vector."""
        if not has_utf8(id):
            return None
        return self._connection.row(f"{_RECORDS} WHERE partition = ? AND id = ?", (self._number, id))

    def of_ids(self, ids: Sequence[str]) -> list[Row]:
        """The rows of those ids that there are, without vectors, in no order."""
        found: list[Row] = []
        for part in _parts([id for id in ids if has_utf8(id)]):
            sql = f"{_CONTENTS} WHERE partition = ? AND id IN ({_marks(part)})"
            found += self._connection.rows(sql, (self._number, *part))
        return found

    def of_seqs(self, seqs: list[int], *, vectors: bool = False) -> dict[int, Row]:
        """The rows of those sequence numbers that there are."""
        found: dict[int, Row] = {}
        for part in _parts(seqs):
            sql = f"{_RECORDS if vectors else _CONTENTS} WHERE seq IN ({_marks(part)})"
            found.update((row[0], row) for row in self._connection.rows(sql, part))
        return found

    def in_order(self, last: int, after: int = 0) -> Iterator[Row]:
        """The rows after a sequence number and up to another one, with vectors, read in blocks."""
        seq = after
        sql = f"{_RECORDS} WHERE partition = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT {_BLOCK}"
        while block := self._connection.rows(sql, (self._number, seq, last)):
            yield from block
            seq = block[-1][0]

    def at_end(self, n: int, *, last: bool) -> list[Row]:
        """The first or the last `n` rows in order of insertion, with vectors."""
        order = "DESC" if last else "ASC"
        sql = f"{_RECORDS} WHERE partition = ? ORDER BY seq {order} LIMIT ?"
        found = self._connection.rows(sql, (self._number, n))
        return found[::-1] if last else found

    def column(self, name: str) -> list[Any]:
        """The values of `id`, `text` or `payload`, as they are stored, in order of insertion."""
        sql = f"SELECT {name} FROM records WHERE partition = ? ORDER BY seq"
        return [row[0] for row in self._connection.rows(sql, (self._number,))]

    def all_contents(self) -> list[Row]:
        return self._connection.rows(f"{_CONTENTS} WHERE partition = ?", (self._number,))

    def last_seq(self) -> int:
        row = self._connection.row("SELECT max(seq) FROM records WHERE partition = ?", (self._number,))
        return row[0] if row and row[0] is not None else 0

    # --- changing: within a transaction ---------------------------------------------------------------------

    def put(self, item: Content) -> tuple[str, bool]:
        """The id under which a content is kept from now on, and whether it is new."""
        found = self._updated_to(item)
        if found is not None:
            return found, False
        for id in item.ids():
            row = self.of_id(id)
            if row is None:
                self._insert(id, item)
                return id, True
            if item.equals(*self.content(row), row[4]):
                return id, False
        raise AssertionError("there is always another id")

    def restore(self, id: str, item: Content) -> bool:
        """Keeps a content under an id; False where it is there.

        Raises:
            SdolError: E0618, another content has this id.
        """
        row = self.of_id(id)
        if row is None:
            seq = self._insert(id, item)
            if id != next(item.ids()):
                self._note_update(seq, item)
            return True
        if not item.equals(*self.content(row), row[4]):
            raise _taken(id, self._name)
        return False

    def update(self, row: Row, payload: Any) -> None:
        """Gives the record of a row (with its vector) another payload; it keeps its id and its place."""
        item = content(self.content(row)[0], payload, row[4])
        packed = None if item.payload is None else jsontext.pack(item.payload)
        self._connection.run("UPDATE records SET payload = ? WHERE seq = ?", (packed, row[0]))
        self._note_update(row[0], item)

    def _note_update(self, seq: int, item: Content) -> None:
        """Lets a content be found that its record's id was not made from."""
        self._connection.run(
            "INSERT OR REPLACE INTO updates (record, partition, content) VALUES (?, ?, ?)",
            (seq, self._number, item.digest()),
        )

    def delete(self, rows: Sequence[Row]) -> None:
        self._connection.run_many("DELETE FROM records WHERE seq = ?", [(row[0],) for row in rows])

    def clear(self) -> int:
        return self._connection.change("DELETE FROM records WHERE partition = ?", (self._number,))

    def _updated_to(self, item: Content) -> str | None:
        """The id of a record that was put as something else and updated to this content."""
        sql = "SELECT record FROM updates WHERE partition = ? AND content = ?"
        for (seq,) in self._connection.rows(sql, (self._number, item.digest())):
            row = self.of_seqs([seq], vectors=True)[seq]
            if item.equals(*self.content(row), row[4]):
                return str(row[1])
        return None

    def _insert(self, id: str, item: Content) -> int:
        text = None if item.text is None else jsontext.pack(item.text)
        payload = None if item.payload is None else jsontext.pack(item.payload)
        record = self._connection.run(
            "INSERT INTO records (partition, id, text, payload) VALUES (?, ?, ?, ?)",
            (self._number, id, text, payload),
        )
        self._connection.run("INSERT INTO vectors (record, vec) VALUES (?, ?)", (record, item.vec))
        return record

    # --- what they mean -------------------------------------------------------------------------------------

    def record(self, row: Row) -> Record:
        """The record of a row with its vector."""
        text, payload = self.content(row)
        return Record(row[1], text, self.load(payload), self._vector(row), row[0])

    def hit(self, row: Row, score: float, vector: Floats | None = None) -> Hit:
        """The hit of a row; without a vector, the row has its bytes."""
        text, payload = self.content(row)
        return Hit(row[1], score, text, self.load(payload), self._vector(row) if vector is None else vector)

    def content(self, row: Row) -> tuple[str | None, str | None]:
        """Text, and payload as JSON text, of a row."""
        try:
            text = None if row[2] is None else jsontext.unpack(row[2])
            payload = None if row[3] is None else jsontext.unpack(row[3])
        except (UnicodeDecodeError, AttributeError) as error:
            raise self._damaged(row) from error
        return text, payload

    def load(self, payload: str | None) -> Any:
        """The value of a payload's JSON text."""
        try:
            return None if payload is None else jsontext.load(payload)
        except ValueError as error:
            raise failures.damaged(
                self._connection.path, f"a payload of {self._name!r} is not JSON"
            ) from error

    def _vector(self, row: Row) -> Floats:
        from sdol.store.vectors import from_blob

        if not isinstance(row[4], bytes) or len(row[4]) != 4 * self._dimension:
            raise self._damaged(row)
        return from_blob(row[4])

    def _damaged(self, row: Row) -> SdolError:
        return failures.damaged(
            self._connection.path, f"record {row[0]} of {self._name!r} does not read as one"
        )


def _taken(id: str, name: str) -> SdolError:
    return SdolError(
        "E0618",
        f"the record {id} of {name!r} is another one in this session",
        reason="one of the two was updated since they were the same",
        help="nothing was taken in; load into another session, or delete this record first",
    )


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _BLOCK] for start in range(0, len(values), _BLOCK))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def has_utf8(text: str) -> bool:
    """Whether SQLite can hold a text: half of a surrogate pair has no UTF-8, so nothing can have it as its id."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
