"""The effects gate: the one function through which every effectful instruction passes, in both engines.

Asked of the grants, its intent written to the session's journal, done, its result written before the program
sees it. An engine holds no effectful function: it hands the row of the table to `Gate.perform`, and only this
module calls it.
"""

from __future__ import annotations

import os

from sdol.errors import SdolError
from sdol.kernel.effects import ASKED, FREE, RESOURCE, lasting
from sdol.kernel.transactions import OWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    from sdol.kernel.table import Instruction
    from sdol.kernel.world import World

    Place = tuple[int, int, int]
    """Index of the source file, and the half-open range of characters in it."""

    Outcome = Literal["done", "failed", "refused", "rolled back"]
    Ask = Callable[[str, str, Place], bool]
    """Puts the question for (effect, resource, place) to a person; only set where one sits there."""


MOST_NOTES = 1000
"""Effects that may wait to be recorded, outside of transactions."""


EMBEDDING = "embed"
"""The family whose instructions leave nothing to undo, even where a service on the network computes them."""


class Refused(SdolError):
    """An effect that was not granted; uncaught, it ends the program with status 3."""


class Grant:
    """Leave for one effect: for everything, or for one resource and, unless `exact`, what is inside it."""

    __slots__ = ("effect", "exact", "resource")

    def __init__(self, effect: str, resource: str | None = None, *, exact: bool = False) -> None:
        self.effect, self.resource, self.exact = effect, resource, exact

    @classmethod
    def parse(cls, text: str) -> Grant:
        """Reads `fs.read=PATH`, `net=HOST` or a bare effect.

        Raises:
            SdolError: E0902, no such effect.
        """
        effect, equals, resource = text.partition("=")
        if effect not in ASKED:
            raise SdolError(
                "E0902",
                f"there is no effect {effect!r} to allow",
                reason=f"the effects that need leave are {', '.join(ASKED)}",
                help="write for example `--allow fs.read=notes.txt`",
            )
        if equals and not resource:
            raise SdolError(
                "E0902", f"`--allow {text}` names no {RESOURCE[effect]}", help=f"write `--allow {effect}=…`"
            )
        return cls(effect, resolve(effect, resource) if equals else None)

    def covers(self, effect: str, resource: str) -> bool:
        if effect != self.effect:
            return False
        if self.resource is None or resource == self.resource:
            return True
        if self.exact:
            return False
        inside = self.resource.rstrip(os.sep) + os.sep
        return effect.startswith("fs.") and resource.startswith(inside)


def resolve(effect: str, resource: str) -> str:
    """A resource in the form in which it is compared and used.

    For files that is the real path, so that `..` and links do not escape.
    """
    if not effect.startswith("fs."):
        return resource.lower() if effect == "net" else resource
    if "\0" in resource:
        raise SdolError("E0801", "a path cannot hold a zero byte")
    return os.path.realpath(os.path.expanduser(resource))


class Gate:
    """Decides, records, and only then acts.

    Args:
        world: what effectful instructions act on.
        grants: what the user allowed on the command line.
        allow_all: everything is granted.
        ask: puts a question to the person at the terminal, or None where there is none.
        recording: whether free effects are journaled too (a session was named).
    """

    def __init__(
        self,
        world: World,
        grants: list[Grant],
        *,
        allow_all: bool = False,
        ask: Ask | None = None,
        recording: bool = False,
    ) -> None:
        self._world, self._grants, self._ask = world, grants, ask
        self._allow_all, self.recording = allow_all, recording
        self._refused: set[tuple[str, str]] = set()
        self.place: Place = (0, 0, 0)
        """Of the effect that was asked for last: where what it does itself is asked for, too."""
        self._notes: list[_Note] = []
        self._written = 0
        self.acting: Callable[[Instruction, str], None] | None = None
        """Called with every instruction that needs leave and has it, and what it acts on, before it acts."""

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What is allowed now."""
        return tuple(self._grants)

    @property
    def allows_all(self) -> bool:
        return self._allow_all

    def allow(self, grant: Grant) -> None:
        """Gives leave from now on; what was refused before is asked for again."""
        self._grants.append(grant)
        self._refused.clear()

    def revoke(self, effect: str | None = None, resource: str | None = None) -> int:
        """Takes leave back: all of it, that for an effect, or for a resource and what is in it.

        How many grants that were; that everything is allowed counts as one.
        """
        wider = Grant(effect or "", resource)
        kept = [g for g in self._grants if effect is not None and not _within(g, wider)]
        taken = len(self._grants) - len(kept) + (self._allow_all and effect is None)
        self._grants[:] = kept
        self._allow_all = self._allow_all and effect is not None
        self._refused.clear()
        return taken

    def perform(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any:
        """Runs one effectful instruction, if it is granted.

        Raises:
            Refused: E0401, the effect is not granted for this resource.
            SdolError: what the instruction itself raises.
        """
        self.place = place
        effect = row.effect or ""
        if row.name in OWN:
            return row.function(self._world, *args)
        if effect in FREE:
            kept = self.recording and row.changes
            return self._record(row, effect, "", args) if kept else self._perform_free(row, args)
        written = args[row.resource] if row.resource is not None else ""
        resource = resolve(effect, written)
        self._require(effect, resource, written, place)
        if self.acting is not None:
            self.acting(row, resource)
        if self._world.transactions.open and lasting(effect) and row.family != EMBEDDING:
            raise _not_undone(effect, row)
        if effect.startswith("fs.") and row.resource is not None:
            args = (*args[: row.resource], resource, *args[row.resource + 1 :])
        return self._record(row, effect, resource, args)

    def _perform_free(self, row: Instruction, args: tuple[Any, ...]) -> Any:
        """A free effect that changes nothing lasting: its records are written many at a time."""
        if not self.recording:
            return row.function(self._world, *args)
        return self._perform_noted(row, row.effect or "", "", args)

    def _perform_noted(self, row: Instruction, effect: str, resource: str, args: tuple[Any, ...]) -> Any:
        note = _Note(row.name, effect, resource, [_summary(a) for a in args], row.changes)
        self._notes.append(note)
        try:
            value = row.function(self._world, *args)
        except SdolError as error:
            note.outcome, note.value = "failed", {"code": error.code, "message": error.message}
            raise
        note.outcome, note.value = "done", _summary(value)
        if len(self._notes) >= MOST_NOTES:
            self.write_records()
        return value

    def _record(self, row: Instruction, effect: str, resource: str, args: tuple[Any, ...]) -> Any:
        if self._world.transactions.open:
            return self._perform_noted(row, effect, resource, args)
        self.write_records()
        journal = self._world.journal
        entry = journal.intent(self._world.run, effect, resource, row.name, [_summary(a) for a in args])
        self._written += 1
        try:
            value = row.function(self._world, *args)
        except SdolError as error:
            journal.result(entry, "failed", {"code": error.code, "message": error.message})
            raise
        journal.result(entry, "done", _summary(value))
        return value

    # --- notes: what is still to be recorded ----------------------------------------------------------------

    @property
    def noted(self) -> int:
        """How many effects wait to be recorded."""
        return len(self._notes)

    @property
    def asked(self) -> int:
        """How many effects of this run the journal has, or will have."""
        return self._written + len(self._notes)

    def intent(self, name: str, effect: str) -> int:
        """Records now that something is about to be done; the entry's id."""
        self.write_records()
        entry: int = self._world.journal.intent(self._world.run, effect, "", name, [])
        self._written += 1
        return entry

    def note(self, name: str, effect: str) -> int:
        """Notes something that was done; gives its place among the notes."""
        self._notes.append(_Note(name, effect, "", [], True))
        self._notes[-1].outcome = "done"
        return len(self._notes) - 1

    def mark_undone(self, first: int) -> None:
        """Says of what changed the store since a note that it was rolled back."""
        for note in self._notes[first:]:
            if note.effect == "store" and note.changes and note.outcome in ("done", None):
                note.outcome = "rolled back"

    def write_records(self) -> None:
        """Writes what effects left to be recorded, in one transaction; inside one of the program's it waits."""
        if not self._notes or self._world.transactions.open:
            return
        _ = self._world.run  # begun before: where the notes cannot be written it is there all the same
        with self._world.database.transaction():
            self.write_notes()
        self.forget_notes()

    def write_notes(self) -> None:
        """Writes the notes, and keeps them: they may have to be written again."""
        journal, run = self._world.journal, self._world.run
        for note in self._notes:
            entry = journal.intent(run, note.effect, note.resource, note.name, note.args)
            if note.outcome is not None:
                journal.result(entry, note.outcome, note.value)

    def forget_notes(self) -> None:
        self._written += len(self._notes)
        self._notes = []

    def _require(self, effect: str, resource: str, written: str, place: Place) -> None:
        if self._allow_all or any(g.covers(effect, resource) for g in self._grants):
            return
        asked = (effect, resource)
        if asked not in self._refused and self._ask and self._ask(effect, resource, place):
            self._grants.append(Grant(effect, resource, exact=True))
            return
        self._refused.add(asked)
        self._record_refusal(effect, resource)
        raise Refused(
            "E0401",
            f"this program may not {ASKED[effect]}: {written or resource}",
            reason=f"the effect `{effect}` is not granted for it",
            help=f"if you trust the program, run it with `--allow {effect}={_quoted(written or resource)}`",
        )

    def _record_refusal(self, effect: str, resource: str) -> None:
        """A refusal that cannot be recorded stands all the same: nothing was done."""
        if self._world.transactions.open:
            self._notes.append(_Note("gate.ask", effect, resource, [], False))
            self._notes[-1].outcome = "refused"
            return
        try:
            self.write_records()
            entry = self._world.journal.intent(self._world.run, effect, resource, "gate.ask", [])
            self._written += 1
            self._world.journal.result(entry, "refused", None)
        except SdolError:
            return


def _within(grant: Grant, wider: Grant) -> bool:
    """Whether a grant is the wider one, or part of it."""
    if grant.effect != wider.effect or wider.resource is None:
        return grant.effect == wider.effect
    return grant.resource is not None and wider.covers(grant.effect, grant.resource)


class _Note:
    """An effect that is still to be recorded; `outcome` is None until it ends."""

    __slots__ = ("args", "changes", "effect", "name", "outcome", "resource", "value")

    def __init__(self, name: str, effect: str, resource: str, args: list[Any], changes: bool) -> None:
        self.name, self.effect, self.resource, self.args = name, effect, resource, args
        self.changes = changes
        self.outcome: Outcome | None = None
        self.value: Any = None


def _not_undone(effect: str, row: Instruction) -> SdolError:
    return SdolError(
        "E0412",
        f"a transaction cannot contain `{effect}`",
        reason=f"a transaction that fails is undone as a whole, and `{row.verb}` could not be undone",
        help="do it after the transaction, when its changes hold",
    )


def _quoted(text: str) -> str:
    plain = all(c.isalnum() or c in "._-/~:@+" for c in text)
    return text if plain and text else "'" + text.replace("'", "'\\''") + "'"


def _summary(value: Any) -> Any:
    """What the journal keeps of a value: scalars and short texts as they are, of others the size."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return value if len(value) <= 4096 else {"text": len(value), "sha256": _digest(value)}
    if isinstance(value, (list, dict)):
        return {"kind": type(value).__name__, "length": len(value)}
    return {"kind": getattr(value, "kind", type(value).__name__.lower())}


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
