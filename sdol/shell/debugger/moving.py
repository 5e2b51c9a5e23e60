"""Commands that move: forth, back, and to a place."""

from __future__ import annotations

from sdol.shell.debugger.interrupting import Interrupting
from sdol.shell.debugger.registry import DebugCommand, number, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.kernel.debugging import Debugger, Stop
    from sdol.shell.debugger.registry import Run
    from sdol.shell.debugger.session import Session

    Move = Callable[[Debugger], Stop]

FORTH, BACK = "going on", "going back"


def moved(session: Session, move: Move, times: int = 1, going: str = "step") -> str:
    """Moves so many times, or until there is another reason to stop."""
    debugger = session.debugger
    with Interrupting(debugger):
        stop = debugger.stop
        for _ in range(times):
            stop = move(debugger)
            if stop.reason != going:
                break
    return session.arrived(stop)


def _times(move: Move, going: str = "step") -> Run:
    def run(session: Session, rest: str) -> str:
        return moved(session, move, number(rest, 1), going)

    return run


def _run(session: Session, rest: str) -> str:
    if rest:
        raise wrong("`run` takes nothing", "`-D`, `--input` and other options are given to `sdol debug`")

    def from_beginning(debugger: Debugger) -> Stop:
        debugger.go(debugger.earliest)
        return debugger.resume()

    return moved(session, from_beginning)


def _continue(session: Session, rest: str) -> str:
    """Goes on; a number says at which hit of the breakpoint here it stops again."""
    count = number(rest, 1)
    for one in session.debugger.stop.breakpoints:
        one.ignore = max(count - 1, 0)
    return moved(session, lambda debugger: debugger.resume())


def _until(session: Session, rest: str) -> str:
    line = number(rest, 0) or None
    return moved(session, lambda debugger: debugger.until(line))


def _go(session: Session, rest: str) -> str:
    time = number(rest, session.debugger.latest)
    return moved(session, lambda debugger: debugger.go(time))


COMMANDS = (
    DebugCommand(
        "run r", "", "go to the beginning, and from there to the first stop", _run, FORTH, repeats=False
    ),
    DebugCommand(
        "continue c cont",
        "[N]",
        "run to the next stop; past N - 1 hits of this breakpoint",
        _continue,
        FORTH,
        repeats=True,
    ),
    DebugCommand(
        "step s", "[N]", "run to the next line, into calls", _times(lambda d: d.step()), FORTH, repeats=True
    ),
    DebugCommand(
        "next n", "[N]", "run to the next line, over calls", _times(lambda d: d.over()), FORTH, repeats=True
    ),
    DebugCommand(
        "finish fin out",
        "[N]",
        "run until this call has ended, and show what it gave",
        _times(lambda d: d.out(), "returned"),
        FORTH,
        repeats=True,
    ),
    DebugCommand(
        "until u",
        "[LINE]",
        "run to a line further down, out of loops; or to LINE",
        _until,
        FORTH,
        repeats=True,
    ),
    DebugCommand(
        "stepi si",
        "[N]",
        "execute one instruction, or N",
        _times(lambda d: d.instruction()),
        FORTH,
        repeats=True,
    ),
    DebugCommand(
        "back b- rstep rs",
        "[N]",
        "go back to the line before, into calls",
        _times(lambda d: d.back()),
        BACK,
        repeats=True,
    ),
    DebugCommand(
        "rnext rn",
        "[N]",
        "go back to the line before, over calls",
        _times(lambda d: d.over_back()),
        BACK,
        repeats=True,
    ),
    DebugCommand(
        "rfinish rf",
        "[N]",
        "go back to before this function was called",
        _times(lambda d: d.out_back()),
        BACK,
        repeats=True,
    ),
    DebugCommand(
        "rcontinue rc",
        "[N]",
        "go back to the last stop before this place",
        _times(lambda d: d.resume_back(), "breakpoint"),
        BACK,
        repeats=True,
    ),
    DebugCommand(
        "rstepi rsi",
        "[N]",
        "go back one instruction, or N",
        _times(lambda d: d.instruction_back()),
        BACK,
        repeats=True,
    ),
    DebugCommand(
        "goto",
        "[N]",
        "go to where N instructions were executed; by default as far as it ran",
        _go,
        BACK,
    ),
)
