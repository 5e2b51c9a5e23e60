"""The cache of embeddings: a text's vector in a space is fixed the first time that it is computed.

The cache by content is the value: whoever comes second is given what is there, so a text has one vector
whatever batch it was in.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.store import failures, jsontext, spaces
from sdol.store.connection import Connection

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sdol.store.vectors import Floats


class EmbeddingCache:
    """Vectors by space and SHA-256 of the text. Derived: what is cleared is computed again when needed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._within: list[tuple[str, Sequence[str], Floats]] = []  # put within the transaction that is open
        connection.after_undoing.append(self._keep_on)

    def get_many(self, space_id: str, texts: Iterable[str]) -> dict[str, Floats]:
        """The vectors, (d,) float32 and read-only, of those texts that have one."""
        with self._connection.snapshot():
            space = spaces.find(self._connection, space_id)
            return {} if space is None else self._found(space, texts)

    def put_many(self, space_id: str, texts: Sequence[str], matrix: ArrayLike) -> Floats:
        """Keep the vectors (n, d) of n texts, in one transaction; the first that is kept for a text stays.

        A commit does not wait for the disk: a vector that a loss of power took is computed again.

        Returns:
            The vectors (n, d) that hold from now on.

        Raises:
            SdolError: E0610, a vector is not finite, zero or not of unit length; E0601, E0606, E0607.
        """
        import numpy as np

        from sdol.store.vectors import unit_rows

        rows = unit_rows(matrix, np.shape(matrix)[-1] if np.ndim(matrix) else 0)
        if len(texts) != len(rows):
            raise _unequal(len(texts), len(rows))
        if not self._connection.in_transaction:
            self._within.clear()
        held = self._put(space_id, texts, rows)
        if self._connection.in_transaction:
            self._within.append((space_id, texts, held))
        return held

    def _put(self, space_id: str, texts: Sequence[str], rows: Floats) -> Floats:
        with self._connection.derived(), self._connection.transaction():
            space = spaces.find_or_add(self._connection, space_id)
            if self._insert(space, texts, rows) == len(texts):
                return rows
            return self._read_back(space, texts, rows)

    def _keep_on(self) -> None:
        """What a text means does not change because a transaction was undone: the program has seen it."""
        within, self._within = self._within, []
        with contextlib.suppress(SdolError):
            for space_id, texts, rows in within:
                self.put_many(space_id, texts, rows)

    def count(self, space_id: str | None = None) -> int:
        """The number of vectors kept, of one space or of all."""
        sql = "SELECT count(*) FROM embeddings JOIN spaces ON spaces.id = space WHERE ? IN ('', spaces.name)"
        row = self._connection.row(sql, (space_id or "",))
        return int(row[0]) if row else 0

    def clear(self, space_id: str | None = None) -> int:
        """Forget the vectors of one space, or of all; how many there were."""
        sql = "DELETE FROM embeddings WHERE ? = '' OR space = (SELECT id FROM spaces WHERE name = ?)"
        with self._connection.transaction():
            return self._connection.change(sql, (space_id or "", space_id))

    def _found(self, space: int, texts: Iterable[str]) -> dict[str, Floats]:
        from sdol.store.vectors import from_blob

        sql = "SELECT vec FROM embeddings WHERE space = ? AND digest = ?"
        found = {}
        try:
            for text in texts:
                if (row := self._connection.row(sql, (space, _digest(text)))) is not None:
                    found[text] = from_blob(row[0])
        except (ValueError, TypeError) as error:
            raise failures.damaged(self._connection.path, "a cached embedding is not a vector") from error
        return found

    def _insert(self, space: int, texts: Sequence[str], rows: Floats) -> int:
        from sdol.store.vectors import blob

        values = ((space, _digest(text), blob(row)) for text, row in zip(texts, rows, strict=True))
        sql = "INSERT OR IGNORE INTO embeddings (space, digest, vec) VALUES (?, ?, ?)"
        return self._connection.run_many(sql, values)

    def _read_back(self, space: int, texts: Sequence[str], rows: Floats) -> Floats:
        kept = self._found(space, texts)
        held = rows.copy()
        for index, text in enumerate(texts):
            if kept[text].shape != held[index].shape:
                raise _other_dimension(len(kept[text]), len(held[index]))
            held[index] = kept[text]
        return held


def _digest(text: str) -> bytes:
    return hashlib.sha256(jsontext.encode(text)).digest()


def _unequal(texts: int, vectors: int) -> SdolError:
    return SdolError(
        "E0610", f"{texts} texts and {vectors} vectors do not go together", help="give one for each"
    )


def _other_dimension(kept: int, given: int) -> SdolError:
    return SdolError(
        "E0610",
        f"a vector of {given} dimensions was computed where one of {kept} is kept",
        reason="a space has one dimension; its fingerprint should have changed with the model",
        help="rebuild the space's manifest so that its fingerprint is that of the model in use",
    )
