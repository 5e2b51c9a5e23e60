"""Entries that run under the debugger, or are traced: on a stepping machine over the session's own variables."""

from __future__ import annotations

import os
import sys

from sdol.errors import SdolError
from sdol.kernel.traps import Trap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sdol.kernel.debugging import Breakpoint, Debugger
    from sdol.kernel.machine import Machine
    from sdol.shell.debugger.session import Session
    from sdol.shell.repl.evaluator import Evaluator


def machine_of(evaluator: Evaluator, function: int) -> Machine:
    """A stepping machine at the beginning of a function of the session, with its variables as they are now."""
    from sdol.compiler.exchange import to_machine
    from sdol.compiler.link import constants
    from sdol.kernel.machine import Machine

    program, image = evaluator.session.program, evaluator.live.image
    values = constants(image, evaluator.world, range(len(program.constants)))
    machine = Machine(program, values, evaluator.world)
    machine.globals = to_machine(evaluator.live, len(program.globals))
    machine.start(function)
    return machine


def taken_over(evaluator: Evaluator, machine: Machine) -> Any:
    """Gives the session the variables of a machine that has run, and gives the result of that."""
    from sdol.compiler.exchange import emitted, from_machine

    from_machine(evaluator.live, machine.globals)
    return emitted(evaluator.live, machine.result)


def debugged(evaluator: Evaluator, function: int, begin: Callable[[Debugger, Session], str | None]) -> Any:
    """Runs a function of the session under the debugger.

    Args:
        begin: sets it going, and gives what is said where it stops; None where it came to its end at once.

    Raises:
        Trap: it failed.
        SdolError: E0828, the person left it before its end.
    """
    from sdol.kernel.debugging import Debugger

    machine = machine_of(evaluator, function)
    debugger = Debugger(machine)
    session = _session(evaluator, debugger)
    try:
        said = begin(debugger, session)
        if said is not None and not debugger.ended:
            _typed(session, said)
    finally:
        value = taken_over(evaluator, machine)
    if not debugger.ended:
        raise _left()
    if debugger.stop.trap is not None:
        raise Trap(debugger.stop.trap.error, debugger.stop.trap.places)
    return value


def _session(evaluator: Evaluator, debugger: Debugger) -> Session:
    """What a debugger is driven with over the session's program."""
    from sdol.lang.inspecting import Inspector
    from sdol.shell.debugger.expressions import Expressions
    from sdol.shell.debugger.screen import Screen
    from sdol.shell.debugger.session import Session
    from sdol.shell.terminal import is_terminal

    context = 2 if is_terminal(sys.stdin) and is_terminal(sys.stdout) else 0
    expressions = Expressions(debugger, Inspector(evaluator.session.compiler), evaluator.live.image)
    return Session(debugger, expressions, Screen(sys.stdout, context))


def _left() -> SdolError:
    return SdolError(
        "E0828",
        "this entry was left before its end",
        help="what it had done by then stands; `:undo` takes it back",
    )


def _typed(session: Session, said: str) -> None:
    """Does what the person types until they leave, or the entry has come to its end, which the session tells."""
    from sdol.shell.debugger.reading import Talker, typed

    class Leaving(Talker):
        def say(self, text: str) -> None:
            self.session.left = self.session.left or self.session.debugger.ended
            super().say("" if self.session.debugger.ended else text)

    talker = Leaving(session, None)
    talker.say(said)
    typed(talker, asker(session))


def asker(session: Session) -> Callable[[], str]:
    """What reads a command: with an editor where a person sits there, else from standard input."""
    from sdol.shell.debugger.reading import echoed_lines, plain_lines
    from sdol.shell.terminal import is_terminal

    if not is_terminal(sys.stdin):
        return echoed_lines
    if not is_terminal(sys.stdout) or os.environ.get("TERM") in ("dumb", None):
        return plain_lines
    from sdol.shell.debugger.terminal import editor, past

    return editor(session, past())


class Breakpoints:
    """The places of a session at which an entry stops; it is what runs the entries while there are any."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._kept: dict[int, str] = {}
        self._made = 0

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self._kept.items())

    def add(self, place: str) -> int:
        """Keeps a place, as `break` of the debugger takes it.

        Raises:
            SdolError: E0823, E0825: there is no such place; Rejected: its condition does not compile.
        """
        self._evaluator.live.bring_in()
        debugger, session = self._at_rest()
        _set(debugger, session, place)
        self._made += 1
        self._kept[self._made] = place
        self._evaluator.calling = self
        return self._made

    def delete(self, number: int | None = None) -> None:
        """Takes one away, or all."""
        self._kept = {n: place for n, place in self._kept.items() if number is not None and n != number}
        if not self._kept:
            self._evaluator.calling = None

    def __call__(self, function: int) -> Any:
        def begin(debugger: Debugger, session: Session) -> str | None:
            from sdol.shell.debugger.interrupting import Interrupting

            debugger.catching = "none"
            for place in self._kept.values():
                self._try_to_set(debugger, session, place)
            with Interrupting(debugger):
                stop = debugger.resume()
            return None if debugger.ended else session.arrived(stop)

        return debugged(self._evaluator, function, begin)

    def _try_to_set(self, debugger: Debugger, session: Session, place: str) -> None:
        """A place that is gone, as after `:undo`, stops nothing."""
        from sdol.shell.status import Rejected

        try:
            _set(debugger, session, place)
        except (SdolError, Rejected):
            return

    def _at_rest(self) -> tuple[Debugger, Session]:
        """A debugger on the session's program, at nothing in particular."""
        from sdol.kernel.debugging import Debugger

        last = len(self._evaluator.session.program.functions) - 1
        debugger = Debugger(machine_of(self._evaluator, max(last, 0)))
        return debugger, _session(self._evaluator, debugger)


def _set(debugger: Debugger, session: Session, place: str) -> Breakpoint:
    """Sets a breakpoint; a file that is named may be an entry by its number, `3:1`."""
    from sdol.shell.debugger.stopping import set_breakpoint

    number, colon, rest = place.partition(":")
    return set_breakpoint(session, f"entry {number}:{rest}" if colon and number.isdecimal() else place)
