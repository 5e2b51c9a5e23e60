"""What the runs of a journal decided: where each decision went, how clear it was, and what it was measured by.

Rows are only ever added, as those of the journal. A run numbers its decisions from 1; a gap in the numbers is what
was not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sdol.store import failures, jsontext
from sdol.store.connection import Connection, Row

_BLOCK = 1000

_COLUMNS = "number, after, kind, about, outcome, void, margin, close, source, line"


class Kept(NamedTuple):
    """One decision of a run.

    Attributes:
        number: from 1, of the run.
        after: how many effects the run had asked for before it: it stands behind so many entries of its journal.
        kind: "route", "tag", "in", "~=" or "match".
        about: the text that was decided about, cut; "" where it is not known.
        outcome: the name of what was chosen.
        void: whether nothing was.
        margin: by how many radians another would have been chosen; None where there is no such measure.
        close: whether that is a close call.
        source, line: where it was taken; line 0 where that is not known.
        why: what else the reason is made of, JSON; None in a list.
    """

    number: int
    after: int
    kind: str
    about: str
    outcome: str
    void: bool
    margin: float | None
    close: bool
    source: str
    line: int
    why: Any = None


class KeptDecisions:
    """The decisions of all runs. What is added is durable on return, inside a transaction with that."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run: int, kept: Iterable[Row]) -> None:
        """Adds decisions of a run, each as `packed` gives it; one whose number it has already is left out.

        Raises:
            SdolError: E0601, E0606, E0607.
        """
        sql = f"INSERT INTO decisions (run, {_COLUMNS}, why) VALUES ({run:d}{', ?' * 11}) ON CONFLICT DO NOTHING"
        with self._connection.transaction():
            self._connection.run_many(sql, kept)

    @property
    def there(self) -> bool:
        """Whether the database has a place for them; one that an older version made, and nobody has written to
        since, has none."""
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'decisions'"
        return self._connection.row(sql) is not None

    def of(self, run: int, *, reasons: bool = False) -> Iterator[Kept]:
        """Those of a run in order, as a rule without their reasons; read as they are needed."""
        wanted = f"{_COLUMNS}, why" if reasons else _COLUMNS
        sql = f"SELECT {wanted} FROM decisions WHERE run = ? AND number > ? ORDER BY number LIMIT {_BLOCK}"
        last = 0
        while self.there and (block := self._connection.rows(sql, (run, last))):
            yield from map(self._kept, block)
            last = block[-1][0]

    def one(self, run: int, number: int) -> Kept | None:
        """One with its reason; None where it was not kept."""
        if not self.there:
            return None
        sql = f"SELECT {_COLUMNS}, why FROM decisions WHERE run = ? AND number = ?"
        row = self._connection.row(sql, (run, number))
        return None if row is None else self._kept(row)

    def _kept(self, row: Row) -> Kept:
        number, after, kind, about, outcome, void, margin, close, source, line, *why = row
        try:
            reason = jsontext.load(jsontext.unpack(why[0])) if why else None
        except (ValueError, TypeError) as error:
            raise failures.damaged(
                self._connection.path, f"the reason of decision {number} is not JSON"
            ) from error
        about, outcome, source = map(jsontext.unpack, (about, outcome, source))
        return Kept(
            number, after, kind, about, outcome, bool(void), margin, bool(close), source, line, reason
        )


def packed(one: Kept, why: str | None = None) -> Row:
    """A decision as the database takes it.

    Args:
        why: its reason, where that is JSON text already; else it is made from that of the decision.
    """
    number, after, kind, about, outcome, void, margin, close, source, line, reason = one
    texts = jsontext.pack(about), jsontext.pack(outcome), void, margin, close, jsontext.pack(source)
    return number, after, kind, *texts, line, jsontext.pack(why or jsontext.dump(reason))
