"""`:break`: places at which entries stop."""

from __future__ import annotations

from sdol.kernel.output import inert
from sdol.shell.repl.registry import ReplCommand, wrong
from sdol.shell.status import Rejected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome
    from sdol.shell.repl.stepping import Breakpoints


def _run(evaluator: Evaluator, rest: str) -> str | Outcome:
    from sdol.shell.repl.outcome import REJECTED, Outcome

    breakpoints = _of(evaluator)
    word, _, number = rest.partition(" ")
    if word == "off":
        _off(breakpoints, number.strip())
    elif rest:
        try:
            breakpoints.add(_from_last(evaluator, rest))
        except Rejected as rejected:
            return Outcome(REJECTED, problems=tuple(rejected.diagnostics))
    return _listed(breakpoints)


def _of(evaluator: Evaluator) -> Breakpoints:
    from sdol.shell.repl.stepping import Breakpoints

    calling = evaluator.calling
    return calling if isinstance(calling, Breakpoints) else Breakpoints(evaluator)


def _from_last(evaluator: Evaluator, rest: str) -> str:
    """A line alone is one of the last entry that defined a function."""
    if not rest.split()[0].isdecimal():
        return rest
    program, scope = evaluator.session.program, evaluator.session.scope
    last = max((e.index for e in scope.functions.values() if e.node is not None), default=-1)
    if last < 0:
        raise wrong("no entry has defined a function", help="name the file: `:break triage.sdol:4`")
    return f"{program.sources[program.functions[last].source][0]}:{rest}"


def _off(breakpoints: Breakpoints, number: str) -> None:
    if number and not number.isdecimal():
        raise wrong(f"`{number}` is no number of a breakpoint", help="`:break` lists them")
    if number and int(number) not in dict(breakpoints):
        raise wrong(f"there is no breakpoint {number}", help="`:break` lists them")
    breakpoints.delete(int(number) if number else None)


def _listed(breakpoints: Breakpoints) -> str:
    rows = [f"{number:>3}  {inert(place)}" for number, place in breakpoints]
    return "\n".join(rows) or "there are no breakpoints: entries run through"


def _complete(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return ("off", *evaluator.functions())


COMMAND = ReplCommand(
    "break",
    "stop entries at a function or line, in the debugger",
    "break [FUNCTION | LINE | FILE:LINE | off [N]] [if EXPR]",
    _run,
    "Entries that come there stop, and the debugger takes over (`help` there lists its commands; `continue` runs on). "
    "A line alone is one of the entry that last defined a function; `3:2` is line 2 of entry 3. Without a place it "
    "lists the breakpoints. While there are any, entries run on the engine `step`, which is slower.",
    examples=((":break half if n == 0", "when the function is called so"), (":break off", "no more")),
    complete=_complete,
)
