"""The effects gate: the one function through which every effectful instruction passes, in both engines.

Asked of the grants, its intent written to the session's journal, done, its result written before the program
sees it. An engine holds no effectful function: it hands the row of the table to `Gate.perform`, and only this
module calls it.
"""

from __future__ import annotations

import os

from sdol.errors import SdolError
from sdol.kernel.effects import ASKED, FREE, RESOURCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    from sdol.kernel.table import Instruction
    from sdol.kernel.world import World

    Place = tuple[int, int, int]
    """Index of the source file, and the half-open range of characters in it."""

    Outcome = Literal["done", "failed", "refused"]
    Ask = Callable[[str, str, Place], bool]
    """Puts the question for (effect, resource, place) to a person; only set where one sits there."""


MOST_WAITING = 1000
"""Free effects that may wait to be recorded."""


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
        self._allow_all, self._recording = allow_all, recording
        self._refused: set[tuple[str, str]] = set()
        self._waiting: list[tuple[Instruction, list[Any], Outcome, Any]] = []

    def perform(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any:
        """Runs one effectful instruction, if it is granted.

        Raises:
            Refused: E0401, the effect is not granted for this resource.
            SdolError: what the instruction itself raises.
        """
        effect = row.effect or ""
        if effect in FREE:
            lasting = self._recording and row.changes
            return self._record(row, effect, "", args) if lasting else self._perform_free(row, args)
        written = args[row.resource] if row.resource is not None else ""
        resource = resolve(effect, written)
        self._require(effect, resource, written, place)
        if effect.startswith("fs.") and row.resource is not None:
            args = (*args[: row.resource], resource, *args[row.resource + 1 :])
        return self._record(row, effect, resource, args)

    def _perform_free(self, row: Instruction, args: tuple[Any, ...]) -> Any:
        """A free effect that changes nothing lasting: its records are written many at a time."""
        if not self._recording:
            return row.function(self._world, *args)
        try:
            value = row.function(self._world, *args)
        except SdolError as error:
            self._note(row, args, "failed", {"code": error.code, "message": error.message})
            raise
        self._note(row, args, "done", _summary(value))
        return value

    def _note(self, row: Instruction, args: tuple[Any, ...], outcome: Outcome, value: Any) -> None:
        self._waiting.append((row, [_summary(a) for a in args], outcome, value))
        if len(self._waiting) >= MOST_WAITING:
            self.write_records()

    def write_records(self) -> None:
        """Writes what free effects left to be recorded, in one transaction."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        journal, run = self._world.journal, self._world.run
        with self._world.database.transaction():
            for row, args, outcome, value in waiting:
                journal.result(journal.intent(run, row.effect or "", "", row.name, args), outcome, value)

    def _record(self, row: Instruction, effect: str, resource: str, args: tuple[Any, ...]) -> Any:
        self.write_records()
        journal = self._world.journal
        entry = journal.intent(self._world.run, effect, resource, row.name, [_summary(a) for a in args])
        try:
            value = row.function(self._world, *args)
        except SdolError as error:
            journal.result(entry, "failed", {"code": error.code, "message": error.message})
            raise
        journal.result(entry, "done", _summary(value))
        return value

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
        try:
            self.write_records()
            entry = self._world.journal.intent(self._world.run, effect, resource, "gate.ask", [])
            self._world.journal.result(entry, "refused", None)
        except SdolError:
            return


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
