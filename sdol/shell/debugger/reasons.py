"""Why a program stands where it stands, in words."""

from __future__ import annotations

from sdol.kernel.debugging.breakpoints import Absent
from sdol.kernel.output import inert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.debugging import Change, Stop
    from sdol.shell.debugger.session import Session


def reasons(session: Session, stop: Stop) -> list[str]:
    """The lines that say why."""
    lines = [f"breakpoint {b.number}" for b in stop.breakpoints if not b.temporary]
    lines += [f"temporary breakpoint {b.number}" for b in stop.breakpoints if b.temporary]
    lines += [_changed(session, change) for change in stop.changes]
    match stop.reason:
        case "failure":
            assert stop.error is not None
            text = f"it is about to fail: {stop.error.code}: {inert(stop.error.message)}"
            lines.append(session.screen.paint.bad(text))
        case "interrupted":
            lines.append("interrupted")
        case "returned":
            lines.append(f"it returned {session.screen.line(stop.value)}")
        case "unwound":
            lines.append("it failed, and a `try` took the failure")
        case "beginning":
            lines.append(_beginning(session))
        case "ended":
            lines += _ended(session, stop)
    return lines


def _changed(session: Session, change: Change) -> str:
    text = inert(change.watch.text)
    if change.gone:
        return f"watch {change.watch.number}: {text} is gone: its call has ended"
    old, new = held(session, change.old), held(session, change.new)
    return f"watch {change.watch.number}: {text} was {old}, and is {new}"


def held(session: Session, value: Any) -> str:
    """What a watched value is, or why it has none."""
    return f"nothing ({inert(value.why)})" if isinstance(value, Absent) else session.screen.line(value)


def _beginning(session: Session) -> str:
    if session.debugger.earliest:
        return "this is as far back as what was done is remembered"
    return "this is the beginning"


def _ended(session: Session, stop: Stop) -> list[str]:
    if stop.trap is None:
        return ["the program has ended"]
    from sdol.shell.failures import of_trap

    told = of_trap(stop.trap, session.debugger.machine.program.sources)
    return [session.screen.diagnostics([told]), "the program has ended by this failure; `back` goes back"]
