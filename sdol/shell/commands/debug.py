"""`sdol debug FILE`: runs a program under the debugger."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from sdol.errors import SdolError
from sdol.shell import portable, running, status
from sdol.shell.bounds import limits_of
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import TextIO

    from sdol.kernel.debugging import Debugger
    from sdol.kernel.world import World
    from sdol.shell.debugger.program import Debuggable, Echo
    from sdol.shell.debugger.reading import Talker

CONTEXT = 2
"""Lines of the source around the current one that a terminal shows at a stop."""


def _debug(call: Call) -> int:
    from sdol.shell.debugger.program import Debuggable, Echo, NoInput

    name, script = call.argument("FILE"), call.option("x")
    if name == "-" and script is None:
        raise UsageError(
            "E0901", "the program and the commands cannot both come from standard input", help="name its file"
        )
    commands = None if script is None else _commands(script)
    program = Debuggable(name)
    with ExitStack() as opened:
        echo = None if call.option("output") else Echo(sys.stdout)
        stream = echo or opened.enter_context(_created(call.option("output"), name))
        world = _world(call, program, stream)
        if call.option("input") is None and commands is None:
            world.input = NoInput()
        return _Run(program, world, echo, limits_of(call).depth).to_its_end(name, commands)


def _world(call: Call, program: Debuggable, stream: TextIO | Echo) -> World:
    from sdol.kernel import decisions
    from sdol.kernel.output import Output

    decisions.listen()
    world = running.world_of(call, program.program, output=Output(stream))  # type: ignore[arg-type]
    world.program = program.program.sources[0]
    return world


class _Run:
    """One debugging, and how its end is told."""

    def __init__(self, program: Debuggable, world: World, echo: Echo | None, depth: int | None) -> None:
        self._program, self._world, self._echo, self._depth = program, world, echo, depth
        self._debugger: Debugger | None = None

    def to_its_end(self, name: str, commands: list[str] | None) -> int:
        """Debugs it, and gives the status."""
        from contextlib import nullcontext

        from sdol.shell.signals import Heeding

        context = portable.foreign(name) if portable.is_compiled(name) else nullcontext()
        code = status.FAILED
        try:
            with Heeding(), context:
                code = self._debugged(commands)
        finally:
            self._world.close(code)
        return code

    def _debugged(self, commands: list[str] | None) -> int:
        from sdol.shell.debugger.reading import Talker
        from sdol.shell.debugger.screen import Screen
        from sdol.shell.debugger.session import Session

        person = is_terminal(sys.stdin) and is_terminal(sys.stdout)
        self._debugger, expressions = self._program.begin(self._world, self._depth)
        session = Session(self._debugger, expressions, Screen(sys.stdout, CONTEXT if person else 0))
        talker = Talker(session, self._echo)
        talker.say(session.arrived(self._debugger.stop))
        fine = self._commanded(talker, commands, person)
        return self._status() if fine else status.REJECTED

    def _commanded(self, talker: Talker, commands: list[str] | None, person: bool) -> bool:
        """Does all commands; False where a script had one that cannot be done."""
        from sdol.shell.debugger import reading

        if commands is not None and not reading.from_lines(talker, commands, strict=True):
            return False
        if talker.session.left or (commands is not None and not person):
            return True
        if not is_terminal(sys.stdin):
            return reading.from_lines(talker, sys.stdin or (), strict=True)
        if not person or os.environ.get("TERM") in ("dumb", None):
            reading.typed(talker, reading.plain_lines)
            return True
        from sdol.kernel.keyboard import typed_ahead
        from sdol.shell.debugger.terminal import editor, past

        with typed_ahead():
            reading.typed(talker, editor(talker.session, past()))
        return True

    def _status(self) -> int:
        """That of the program, where it has come to its end, else that all is well."""
        from sdol.shell.failures import status_of

        stop = self._debugger.stop if self._debugger else None
        if stop is not None and stop.reason == "ended" and stop.trap is not None:
            return status_of(stop.trap)
        return status.FINE


def _commands(path: str) -> list[str]:
    """The lines of a file with commands.

    Raises:
        UsageError: it cannot be read.
    """
    from sdol.lang.files import read_text

    try:
        return read_text(path, path).splitlines()
    except SdolError as error:
        raise UsageError.of(error) from None


def _created(path: str, program: str) -> AbstractContextManager[TextIO]:
    """The file that takes what the program prints.

    Raises:
        UsageError: it cannot be written.
    """
    from sdol.kernel.lines import cannot_open
    from sdol.shell.targets import writable

    try:
        return open(writable(path, program), "w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError.of(cannot_open(error, path, "written")) from None


COMMAND = Command(
    "debug",
    "run a program step by step, forth and back",
    _debug,
    ("FILE",),
    (
        Option("-x", "do the commands in FILE first; without a terminal, only those", "FILE"),
        Option("--output", "write what the program prints to FILE", "FILE"),
        *(o for o in running.RUN_OPTIONS if o.name not in ("--engine", "--json")),
        *running.LIMIT_OPTIONS[:1],
    ),
    "The program stops before its first line, and `help` lists what can be done: `break 12 if n > 3`, `step`, "
    "`next`, `print EXPR`, `set NAME = EXPR`, and `back`, `rnext`, `rcontinue` to go back. Going back repeats no "
    "effect: what was printed, read or written stays so, and is answered from memory when the run comes by again. "
    "It stops before a failure that no `try` takes, with everything as it is. Lines behind a bar are what the program "
    "prints. Commands come from the terminal, from `-x FILE`, or from standard input; what the program reads then "
    "comes from `--input`.",
    examples=(
        ("sdol debug triage.sdol --input messages.txt", "from its first line"),
        ("sdol debug report.sdol -x commands.txt", "by commands from a file"),
    ),
)
