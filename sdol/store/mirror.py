"""A partition's matrix in memory, kept in step with the database by reading only what has changed."""

from __future__ import annotations

import numpy as np

from sdol.store import failures
from sdol.store.connection import Connection, Row
from sdol.store.matrix import Matrix
from sdol.store.vectors import are_unit, from_blobs

_BLOCK = 2048  # rows read at a time: 3 MB of vectors of 384

_NEW_ROWS = """SELECT records.seq, vectors.vec FROM records JOIN vectors ON vectors.record = records.seq
    WHERE records.partition = ? AND records.seq > ? ORDER BY records.seq"""


class Mirror:
    """The matrix of one partition as of the last look.

    `partitions.changes` moves with every change, whichever process made it. New records have higher sequence
    numbers than all before them and deletions refer to numbers that never come back, so the two logs can be
    applied one after the other. What was read inside a transaction that is later rolled back is thrown away.
    """

    def __init__(self, connection: Connection, partition: int, dimension: int) -> None:
        self._connection = connection
        self._partition = partition
        self._dimension = dimension
        self._matrix = Matrix(dimension)
        self._changes = 0
        self._last_record = 0
        self._last_deletion = 0
        self._seen_at: int | None = None  # the connection's rollbacks, if last read inside a transaction

    def __len__(self) -> int:
        """The rows that were there at the last look."""
        return len(self._matrix)

    def matrix(self, changes: int, count: int) -> Matrix:
        """The matrix at `partitions.changes`; call within a snapshot. `count` rows are made room for."""
        if self._doubtful():
            self._forget()
        if changes != self._changes:
            try:
                self._catch_up(count)
            except BaseException:
                self._forget()  # half a step would be worse than none
                raise
            self._changes = changes
        self._seen_at = self._connection.rollbacks if self._connection.in_transaction else None
        return self._matrix

    def _doubtful(self) -> bool:
        return self._seen_at is not None and self._seen_at != self._connection.rollbacks

    def _forget(self) -> None:
        self._matrix = Matrix(self._dimension)
        self._changes = self._last_record = self._last_deletion = 0
        self._seen_at = None

    def _catch_up(self, count: int) -> None:
        """Takes over what has changed; all of it anew where a record came back to the place that it had before."""
        self._take_deletions()
        self._take_new(count)
        if len(self._matrix) < count:
            self._forget()
            self._take_deletions()
            self._take_new(count)
        if len(self._matrix) != count:
            raise failures.damaged(
                self._connection.path,
                f"a partition of {count} records has {len(self._matrix)} vectors",
            )

    def _take_new(self, count: int) -> None:
        self._matrix.reserve(count)
        values = (self._partition, self._last_record)
        for block in self._connection.blocks(_NEW_ROWS, values, _BLOCK):
            self._append(block)

    def _take_deletions(self) -> None:
        found = self._connection.rows(
            "SELECT seq, record FROM deletions WHERE partition = ? AND seq > ? ORDER BY seq",
            (self._partition, self._last_deletion),
        )
        if found:
            self._matrix.remove(np.array([record for _, record in found], np.int64))
            self._last_deletion = found[-1][0]

    def _append(self, block: list[Row]) -> None:
        seqs, blobs = zip(*block, strict=True)
        try:
            rows = from_blobs(blobs, self._dimension)
            sound = bool(are_unit(rows).all())
        except (ValueError, TypeError):
            sound = False
        if not sound:
            raise failures.damaged(
                self._connection.path, f"a vector among records {seqs[0]} to {seqs[-1]} is not one"
            )
        self._matrix.append(np.array(seqs, np.int64), rows)
        self._last_record = seqs[-1]
