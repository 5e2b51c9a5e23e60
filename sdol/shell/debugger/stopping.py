"""Commands that say where and why to stop."""

from __future__ import annotations

import os
import re

from sdol.errors import SdolError
from sdol.kernel.debugging import Breakpoint, Watch
from sdol.kernel.output import inert
from sdol.shell.debugger.reasons import held
from sdol.shell.debugger.registry import DebugCommand, number, wrong
from sdol.shell.status import Rejected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.kernel.debugging import FrameView
    from sdol.shell.debugger.registry import Run
    from sdol.shell.debugger.session import Session

GROUP = "stopping"


def _break(session: Session, rest: str, *, temporary: bool = False) -> str:
    made = set_breakpoint(session, rest, temporary=temporary)
    return described(session, made) + _moved(_split(rest)[0], made)


def set_breakpoint(session: Session, rest: str, *, temporary: bool = False) -> Breakpoint:
    """Sets a breakpoint at `[[FILE:]LINE | FUNCTION] [if EXPR]`.

    Raises:
        SdolError: E0823, E0825: there is no such place.
        Rejected: the condition does not compile there.
    """
    place, condition = _split(rest)
    made = _at(session, place, temporary)
    if condition:
        try:
            _put_condition(session, made, condition)
        except BaseException:
            session.debugger.points.delete(made.number)
            raise
    return made


def _tbreak(session: Session, rest: str) -> str:
    return _break(session, rest, temporary=True)


def _split(rest: str) -> tuple[str, str]:
    """`PLACE if EXPR`."""
    found = re.match(r"(.*?)\s*\bif\b\s*(.*)", rest, re.DOTALL)
    return (found[1], found[2]) if found else (rest, "")


def _at(session: Session, place: str, temporary: bool) -> Breakpoint:
    debugger = session.debugger
    found = re.fullmatch(r"(?:(.+):)?\s*([0-9]{1,9})", place)
    if found:
        source = _source(session, found[1]) if found[1] else session.frame_source()
        return debugger.points.break_at(source, int(found[2]), temporary=temporary)
    if place:
        return debugger.points.break_in(place.removesuffix("()"), temporary=temporary)
    return debugger.points.break_at(session.frame_source(), session.frame().line, temporary=temporary)


def _source(session: Session, name: str) -> int:
    names = [source.name for source in session.debugger.places.sources()]
    found = [i for i, n in enumerate(names) if name in (n, os.path.basename(n))]
    if not found:
        raise wrong(f"this program has no file `{name}`", f"it is made of {', '.join(names)}")
    return found[0]


def _moved(place: str, made: Breakpoint) -> str:
    wanted = place.rpartition(":")[2]
    if not wanted.isdigit() or int(wanted) == made.line:
        return ""
    return f"\nline {wanted} has no instructions: the next line that has is {made.line}"


def described(session: Session, one: Breakpoint) -> str:
    """A breakpoint on one line."""
    name = inert(session.debugger.places.sources()[one.source].name)
    parts = [f"{'temporary ' if one.temporary else ''}breakpoint {one.number} at {name}:{one.line}"]
    parts += [f"in {inert(one.function)}"] if one.function else []
    parts += [f"if {inert(one.condition)}"] if one.condition else []
    parts += [] if one.enabled else ["(off)"]
    parts += [f"hit {one.hits} time{'s' if one.hits != 1 else ''}"] if one.hits else []
    parts += [f"passes over {one.ignore} more"] if one.ignore else []
    return " ".join(parts)


def _put_condition(session: Session, one: Breakpoint, text: str) -> None:
    tests = {at: session.expressions.test(text, *at) for at in sorted(one.positions)}

    def test() -> bool:
        frame = session.debugger.machine.frames[-1]
        return tests[frame.code, frame.position]()

    one.condition, one.test = text, test


def _condition(session: Session, rest: str) -> str:
    which, _, text = rest.partition(" ")
    one = session.debugger.points.find(number(which, 0))
    if not isinstance(one, Breakpoint):
        raise wrong("a watch has no condition", "write `break LINE if EXPR`")
    if text.strip():
        _put_condition(session, one, text.strip())
    else:
        one.condition, one.test = "", None
    return described(session, one)


def _ignore(session: Session, rest: str) -> str:
    which, _, count = rest.partition(" ")
    one = session.debugger.points.find(number(which, 0))
    if not isinstance(one, Breakpoint):
        raise wrong("only a breakpoint passes over hits")
    one.ignore = number(count.strip(), 1)
    return described(session, one)


def _watch(session: Session, rest: str) -> str:
    if not rest:
        raise wrong("`watch` needs an expression", "write for example `watch total`")
    view = session.frame()
    if not session.expressions.registers(rest, view):
        session.expressions.registers(rest, session.debugger.frames()[-1])
    return watched(session, set_watch(session, rest, view))


def set_watch(session: Session, text: str, view: FrameView, *, now: bool = True) -> Watch:
    """Watches an expression as it is understood in a call, at the instruction that the view names.

    Args:
        now: whether it must have a value now.

    Raises:
        Rejected: it does not compile there.
        SdolError: it fails.
    """
    depth = len(session.debugger.frames()) - view.number
    registers = session.expressions.registers(text, view)

    def value() -> object:
        frames = session.debugger.frames()
        where = frames[len(frames) - depth] if registers else frames[-1]
        try:
            return session.expressions.value(text, where)[0]
        except Rejected as rejected:  # it stands where one of its names has no value
            first = rejected.diagnostics[0]
            raise SdolError(first.code, first.message) from None

    return session.debugger.points.watch(text, value, view, registers, now=now)


def watched(session: Session, one: Watch) -> str:
    """A watch on one line."""
    off = "" if one.enabled else " (off)"
    return f"watch {one.number}: {inert(one.text)} is {held(session, one.last)}{off}"


def _delete(session: Session, rest: str) -> str:
    for one in rest.replace(",", " ").split() or list(_numbers(session)):
        session.debugger.points.delete(number(one, 0))
    return listed(session)


def _switch(on: bool) -> Run:
    def run(session: Session, rest: str) -> str:
        for which in rest.replace(",", " ").split() or _numbers(session):
            one = session.debugger.points.find(number(which, 0))
            one.enabled = on
        return listed(session)

    return run


def _catch(session: Session, rest: str) -> str:
    if rest and rest not in ("uncaught", "all", "none"):
        raise wrong(f"`catch {rest}` is none", "write `catch uncaught`, `catch all` or `catch none`")
    session.debugger.catching = rest or session.debugger.catching
    means = {
        "uncaught": "it stops before a failure that no `try` takes",
        "all": "it stops before every failure",
        "none": "it stops before no failure",
    }
    return means[session.debugger.catching]


def listed(session: Session) -> str:
    """All breakpoints and watches."""
    points = session.debugger.points
    lines = [described(session, b) for b in points.breakpoints.values()]
    lines += [watched(session, w) for w in points.watches.values()]
    return "\n".join(lines) or "there are no breakpoints"


def _places(session: Session) -> Iterable[str]:
    program = session.debugger.machine.program
    own = set(session.debugger.places.own())
    return [f.name for i, f in enumerate(program.functions) if i in own and f.name.isidentifier()]


def _numbers(session: Session) -> Iterable[str]:
    points = session.debugger.points
    return [str(n) for n in (*points.breakpoints, *points.watches)]


COMMANDS = (
    DebugCommand(
        "break b",
        "[[FILE:]LINE | FUNCTION] [if EXPR]",
        "stop before a line or function, if EXPR holds",
        _break,
        GROUP,
        complete=_places,
    ),
    DebugCommand("tbreak tb", "[PLACE] [if EXPR]", "the same, once", _tbreak, GROUP, complete=_places),
    DebugCommand("watch w", "EXPR", "stop when the value of EXPR has changed", _watch, GROUP),
    DebugCommand("catch", "[uncaught | all | none]", "before which failures to stop", _catch, GROUP),
    DebugCommand(
        "condition cond", "N [EXPR]", "give breakpoint N a condition, or take it away", _condition, GROUP
    ),
    DebugCommand("ignore", "N [COUNT]", "pass over the next COUNT hits of breakpoint N", _ignore, GROUP),
    DebugCommand(
        "enable", "[N …]", "turn breakpoints and watches on", _switch(True), GROUP, complete=_numbers
    ),
    DebugCommand(
        "disable", "[N …]", "turn breakpoints and watches off", _switch(False), GROUP, complete=_numbers
    ),
    DebugCommand("delete d", "[N …]", "take breakpoints and watches away", _delete, GROUP, complete=_numbers),
)
