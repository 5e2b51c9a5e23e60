"""Breakpoints and watches that outlive an edit of their file: each is looked for where it belongs now."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError

if TYPE_CHECKING:
    from sdol.diagnostics import Source
    from sdol.kernel.debugging import FrameView
    from sdol.shell.debugger.session import Session


class Kept(NamedTuple):
    """A breakpoint: the file as it was and its line, or the function, and the condition and whether it is on."""

    source: Source
    line: int
    function: str
    condition: str
    enabled: bool

    @property
    def said(self) -> str:
        return f"the breakpoint at line {self.line}"


class Watched(NamedTuple):
    """A watch: what of, whether it is of a call that was made, and whether it is on."""

    text: str
    called: bool
    enabled: bool

    @property
    def said(self) -> str:
        return f"the watch of {self.text}"


class Points(NamedTuple):
    """What a program is to stop for, by number, before which failures, and what is shown at each stop."""

    each: dict[int, Kept | Watched]
    catching: str
    displays: dict[int, str]


def kept(session: Session) -> Points:
    """The breakpoints and watches of a program."""
    debugger = session.debugger
    sources, points = debugger.places.sources(), debugger.points
    each: dict[int, Kept | Watched] = {
        one.number: Kept(sources[one.source], one.line, one.function, one.condition, one.enabled)
        for one in points.breakpoints.values()
        if not one.temporary
    }
    for watch in points.watches.values():
        each[watch.number] = Watched(watch.text, watch.depth > 1, watch.enabled)
    return Points(each, debugger.catching, session.displays)


def restored(session: Session, points: Points) -> list[Kept | Watched]:
    """Sets them in a program that was read again; gives those that have no place there any more.

    A watch of a call has none: at the beginning none was made.
    """
    session.debugger.catching, session.displays = points.catching, dict(points.displays)
    each = [points.each[number] for number in sorted(points.each)]
    return [one for one in each if not _again(session, one)]


def lost(without: list[Kept | Watched]) -> str:
    """Says which have none."""
    *some, last = [one.said for one in without]
    before = ", ".join(some) + " and " if some else ""
    return f"no place any more for {before}{last}"


def _again(session: Session, one: Kept | Watched) -> bool:
    return _set(session, one) if isinstance(one, Kept) else _watch(session, one)


def _watch(session: Session, one: Watched) -> bool:
    """Sets a watch at the beginning, where what it is of may have no value yet."""
    from sdol.shell.debugger.stopping import set_watch
    from sdol.shell.status import Rejected

    if one.called:
        return False
    view = session.debugger.frames()[-1]
    try:
        made = set_watch(session, one.text, _where_known(session, view, one.text), now=False)
    except (SdolError, Rejected):
        return False
    made.enabled = one.enabled
    return True


def _where_known(session: Session, view: FrameView, text: str) -> FrameView:
    """A call at the first of its instructions where most of its names that a text has are known."""
    layout = session.debugger.places.of(view.code)
    names = layout.listing.function.names
    wanted = set(re.findall(r"[^\W\d]\w*", text)) & set(names)
    best, most = view.position, 0
    for at in range(len(layout.listing.entries)):
        known = len(wanted & {names[register] for register in layout.visible(at)})
        if known > most:
            best, most = at, known
        if known == len(wanted):
            break
    return view._replace(position=best)


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
