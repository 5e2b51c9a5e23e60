"""Going back to the state before an entry: what names mean, the values of variables, the session's database."""

from __future__ import annotations

from typing import NamedTuple

from sdol.kernel.effects import lasting
from sdol.lang.interactive import Changes
from sdol.lang.remembering import Nothing
from sdol.shell.repl.outcome import UNSET
from sdol.shell.repl.weighing import MOST_BYTES, weights

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.compiler.live import Live
    from sdol.kernel.table import Instruction
    from sdol.kernel.world import World
    from sdol.lang.interactive import Session
    from sdol.lang.unit import GlobalEntry
    from sdol.store.database import Database
    from sdol.store.undo import UndoLog

MOST = 1000
"""Entries that can be taken back; older ones hold for good."""

MOST_RECORDS = 100_000
"""Deleted and updated records that are remembered, of all entries together: they lie in memory."""

MOST_NAMED = 1000
"""Things beyond undoing that are remembered of one entry."""


class Entry(NamedTuple):
    """An entry that ran, and what it changed.

    Attributes:
        number: 0 where it was an expression of a colon command.
        names: the old meanings of the names that it changed.
        values: the old values of the variables that it changed, by index; UNSET where there was none.
        mark: of the undo log, before it.
        beyond: what it did that cannot be taken back, each once: the instruction's verb and what it acted on.
        records: deleted and updated records that are remembered for it.
        bytes: memory that the old values take, about.
    """

    number: int
    text: str
    names: Changes
    values: dict[int, Any]
    mark: int
    beyond: dict[tuple[str, str], None]
    records: int
    bytes: int


class Undone(NamedTuple):
    """What was taken back: the entries, newest first, and by how many records the partitions changed."""

    entries: list[Entry]
    records: int
    lost: bool


class Undoing:
    """Keeps, of each entry, what is needed to take it back."""

    def __init__(self, session: Session, live: Live, world: World) -> None:
        self._session, self._live, self._world = session, live, world
        self._log: UndoLog | None = None
        self._beyond: dict[tuple[str, str], None] = {}
        self._names, self._mark = session.mark(), 0
        self.entries: list[Entry] = []
        self._records = self._bytes = 0
        world.when_opened = self._opened
        world.gate.acting = self._acting

    def begin(self) -> None:
        """Remembers the state before an entry, which is not compiled yet."""
        self._names = self._session.mark()
        self._live.watch()
        if self._log is None and self._world.opened is not None:
            self._opened(self._world.opened)  # it was interrupted in that
        self._mark = self._log.mark() if self._log else 0
        self._beyond = {}

    def end(self, number: int, text: str, *, ended: bool) -> None:
        """Keeps what ran; of what did not come to its end the names without a value are dropped.

        Args:
            number: of the entry; 0 where it was none, and is kept only if it changed something.
        """
        if not ended:
            self._drop_unset()
        names, values = self._session.changed_since(self._names), self._live.changed(UNSET)
        counts = self._log.counts(self._mark) if self._log else {}
        if number == 0 and not (names or values or counts or self._beyond):
            return
        records = counts.get("deleted", 0) + counts.get("updated", 0)
        size = weights(values.values())
        self.entries.append(Entry(number, text, names, values, self._mark, self._beyond, records, size))
        self._records += records
        self._bytes += size
        while len(self.entries) > MOST or (len(self.entries) > 1 and self._is_much()):
            self._forget_first()

    def back(self, count: int) -> Undone:
        """Takes the last entries back.

        Raises:
            SdolError: E0601, E0606, E0607: the database cannot be written; nothing was taken back.
        """
        taken = self.entries[len(self.entries) - count :][::-1]
        records, lost = self._put_back_records(taken[-1].mark) if taken else (0, False)
        values: dict[int, Any] = {}
        for entry in taken:
            self._session.take(entry.names)
            values |= entry.values
        known = {index: value for index, value in values.items() if value is not UNSET}
        self._live.assign(known, [index for index in values if index not in known])
        del self.entries[len(self.entries) - len(taken) :]
        self._records -= sum(entry.records for entry in taken)
        self._bytes -= sum(entry.bytes for entry in taken)
        return Undone(taken, records, lost)

    # --- what an entry does ---------------------------------------------------------------------------------

    def _opened(self, database: Database) -> None:
        self._log = database.undo_log()

    def _acting(self, row: Instruction, resource: str) -> None:
        if lasting(row.effect or "") and len(self._beyond) < MOST_NAMED:
            self._beyond[row.verb, resource] = None

    def _put_back_records(self, mark: int) -> tuple[int, bool]:
        if self._log is None:
            return 0, False
        counts, gate = self._log.counts(mark), self._world.gate
        entry = gate.intent("store.undo", "store") if gate.recording else None
        self._log.back(mark)
        if entry is not None:
            self._world.journal.result(entry, "done")
        return sum(counts.values()) - counts.get("lost", 0), "lost" in counts

    def _is_much(self) -> bool:
        return self._records > MOST_RECORDS or self._bytes > MOST_BYTES

    def _forget_first(self) -> None:
        first = self.entries.pop(0)
        self._records -= first.records
        self._bytes -= first.bytes
        if self._log is not None:
            self._log.forget(self.entries[0].mark)

    def _drop_unset(self) -> None:
        """Lets the names that an entry was to define, and did not come to, mean what they did before."""
        changed, set_now = self._session.changed_since(self._names), self._live.changed(UNSET)
        scope, has = self._session.scope, self._live.has
        globals = {
            name: old
            for name, old in changed.globals.items()
            if (now := scope.globals.get(name)) is not None
            and not (has(now.index) and (now.index in set_now or _is_other(now, old)))
        }
        modules = {
            name: old
            for name, old in changed.modules.items()
            if name in scope.modules and not all(has(e.index) for e in scope.modules[name].globals.values())
        }
        loaded = changed.loaded if modules else {}
        if globals or modules:
            self._session.drop(Changes(globals=globals, modules=modules, loaded=loaded))


def _is_other(now: GlobalEntry, old: GlobalEntry | Nothing) -> bool:
    """Whether a name stands for another variable, not for the same with leave to change it, or without."""
    return isinstance(old, Nothing) or now.index != old.index
