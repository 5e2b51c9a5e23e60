"""Breakpoints that outlive an edit of their file: each is looked for where its line stands now."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError

if TYPE_CHECKING:
    from sdol.diagnostics import Source
    from sdol.kernel.debugging import Debugger
    from sdol.shell.debugger.session import Session


class Kept(NamedTuple):
    """A breakpoint: the file as it was and its line, or the function, and the condition and whether it is on."""

    source: Source
    line: int
    function: str
    condition: str
    enabled: bool


def kept(debugger: Debugger) -> list[Kept]:
    """The breakpoints of a program."""
    sources = debugger.places.sources()
    return [
        Kept(sources[one.source], one.line, one.function, one.condition, one.enabled)
        for one in debugger.points.breakpoints.values()
        if not one.temporary
    ]


def restored(session: Session, breakpoints: list[Kept]) -> list[Kept]:
    """Sets them in a program that was read again; gives those that have no place there any more."""
    return [one for one in breakpoints if not _set(session, one)]


def _set(session: Session, one: Kept) -> bool:
    from sdol.shell.debugger.stopping import set_breakpoint
    from sdol.shell.status import Rejected

    now = next((file for file in session.debugger.places.sources() if file.name == one.source.name), None)
    line = _line(one.source.text, now.text, one.line) if now is not None else 0
    if not (line or one.function):
        return False
    place = one.function or f"{one.source.name}:{line}"
    try:
        made = set_breakpoint(session, f"{place} if {one.condition}" if one.condition else place)
    except (SdolError, Rejected):
        return False
    made.enabled = one.enabled
    return True


def _line(before: str, now: str, line: int) -> int:
    """Where a line stands now, itself or what was written in its place; 0 where it was taken away."""
    matcher = SequenceMatcher(None, before.split("\n"), now.split("\n"), autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if start < line <= end:
            found = new_start + line - start
            return found if kind == "equal" or found <= new_end else 0
    return 0
