"""The open transactions of a run: what `transaction { … }` begins, commits and rolls back, and how it is journaled.

The journal lies in the same database, so what is written to it inside a transaction would vanish with it. The
intent of the outermost transaction is therefore durable before it begins; the effects inside it wait in memory. A
commit writes them and its own result along with the changes. A rollback writes them afterwards, the changes of
the store marked as rolled back. After a kill in the middle the intent has no result, and nothing has changed.
"""

from __future__ import annotations

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.world import World

BEGIN, COMMIT, ROLL_BACK = OWN = ("store.begin", "store.commit", "store.rollback")
"""The instructions that come here; they are journaled here, not by the gate."""


MOST = 100
"""Transactions that may be open inside each other: what SQLite does with savepoints grows with the square."""


class Transactions:
    """Those of one run, innermost last; the inner ones are savepoints."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: list[tuple[int, int]] = []
        """Of each, how many the database had open before it, and how many notes the gate had."""
        self._entry: int | None = None
        """The outermost one's entry in the journal, where the run is recorded."""

    @property
    def open(self) -> bool:
        return bool(self._open)

    def begin(self) -> int:
        """Begins a transaction and gives its place among the open ones.

        Raises:
            SdolError: E0601, another process is writing and did not end in time; E0616, there are too many inside
                each other; E0606, E0607.
        """
        if len(self._open) >= MOST:
            raise _too_many()
        gate, database = self._world.gate, self._world.database
        if not self._open:
            self._entry = gate.intent(BEGIN, "store") if gate.recording else None
        first = gate.note(BEGIN, "store") if self._open and gate.recording else gate.noted
        before = database.depth
        try:
            database.begin()
        except BaseException:
            self._settle("failed")
            raise
        self._open.append((before, first))
        return len(self._open) - 1

    def commit(self, place: int) -> None:
        """Lets the changes hold.

        Raises:
            SdolError: E0606, E0613: they could not be written; the transaction is still to be rolled back.
        """
        gate, database = self._world.gate, self._world.database
        if place == 0 and self._entry is not None:
            gate.write_notes()
            self._world.journal.result(self._entry, "done")
        database.commit()
        del self._open[place:]
        if place == 0 and self._entry is not None:
            gate.forget_notes()
            self._entry = None
        self._settle("done")

    def roll_back(self, place: int = 0) -> None:
        """Undoes what was begun there and inside it. Never fails: what failed before it is what is to be told."""
        if place >= len(self._open):
            return
        before, first = self._open[place]
        del self._open[place:]
        self._world.database.roll_back(before)
        self._world.gate.mark_undone(first)
        self._settle("rolled back")

    def _settle(self, outcome: str) -> None:
        """Journals how the outermost one ended, once it has."""
        from contextlib import suppress

        if self._open:
            return
        entry, self._entry = self._entry, None
        with suppress(SdolError):  # its intent without a result says the same
            if entry is not None:
                self._world.journal.result(entry, outcome)
        with suppress(SdolError):  # they are kept, and written at the end
            self._world.gate.write_records()


def _too_many() -> SdolError:
    return SdolError(
        "E0616",
        f"more than {MOST} transactions are open inside each other",
        reason="a function that calls itself begins another one each time",
        help="begin one transaction outside, and call the function in it",
    )
