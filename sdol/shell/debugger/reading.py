"""Reading commands: from a file, a pipe, or a terminal that has no more than lines."""

from __future__ import annotations

import sys

from sdol.errors import SdolError
from sdol.kernel.keyboard import by_lines
from sdol.kernel.output import inert
from sdol.shell.status import Rejected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sdol.shell.debugger.program import Echo
    from sdol.shell.debugger.session import Session

PROMPT = "debug> "


class Talker:
    """Does commands and writes what they say to standard output."""

    def __init__(self, session: Session, echo: Echo | None) -> None:
        self.session, self._echo = session, echo

    def say(self, text: str) -> None:
        """Writes what the debugger says, after what the program has printed."""
        from sdol.shell.answer import say_drawn

        self.session.debugger.machine.world.output.flush()
        if self._echo is not None:
            self._echo.finish()
        if text:
            say_drawn(text)

    def do(self, line: str) -> bool:
        """Does a command; False where it cannot be done, which is said."""
        try:
            self.say(self.session.do(line))
        except SdolError as error:
            from sdol.shell.failures import of_error

            self.say(self.session.screen.diagnostics([of_error(error)]))
            return False
        except Rejected as rejected:
            self.say(self.session.screen.diagnostics(rejected.diagnostics))
            return False
        return True


def from_lines(talker: Talker, lines: Iterable[str], *, strict: bool) -> bool:
    """Does the commands of a script, each shown before what it says.

    A `strict` one ends at the first that cannot be done: False.
    """
    for line in lines:
        command = line.strip()
        if not command and strict:
            continue
        talker.say(PROMPT + inert(command))
        if not talker.do(command) and strict:
            return False
        if talker.session.left:
            break
    return True


def typed(talker: Talker, ask: Callable[[], str]) -> None:
    """Does what a person types until they leave; Ctrl-C drops the line, Ctrl-D leaves."""
    while not talker.session.left:
        try:
            line = ask()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        try:
            talker.do(line)
        except KeyboardInterrupt:
            talker.say("interrupted")


def plain_lines() -> str:
    """A line from standard input, after the prompt.

    Raises:
        EOFError: there is no more.
    """
    sys.stdout.write(PROMPT)
    sys.stdout.flush()
    with by_lines():
        line = sys.stdin.readline()
    if not line:
        sys.stdout.write("\n")
        raise EOFError
    return line


def echoed_lines() -> str:
    """A line from standard input that is no terminal, shown after the prompt; raises as `plain_lines`."""
    try:
        line = sys.stdin.readline() if sys.stdin is not None else ""
    except (OSError, RuntimeError):  # a notebook has none
        line = ""
    if not line:
        raise EOFError
    sys.stdout.write(PROMPT + line.rstrip("\n") + "\n")
    sys.stdout.flush()
    return line
