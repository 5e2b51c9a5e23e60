"""A program made ready to be debugged: compiled whole, on a machine, with its output kept apart."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.input import Input
from sdol.kernel.lines import Lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from sdol.compiler.image import Image
    from sdol.kernel.debugging import Debugger
    from sdol.kernel.ir import Program
    from sdol.kernel.world import World
    from sdol.lang.inspecting import Inspector
    from sdol.shell.debugger.session import Evaluates


class Debuggable:
    """A program that can be debugged, read and compiled.

    Raises:
        UsageError: it cannot be read; Rejected: it does not compile.
    """

    def __init__(self, name: str) -> None:
        from sdol.compiler.emit import Emitted as Code
        from sdol.compiler.image import Image
        from sdol.shell import portable

        self.inspector: Inspector | None = None
        if portable.is_compiled(name):
            self.program: Program = portable.read(name)
        else:
            self.inspector = _inspected(name)
            self.program = self.inspector.program
        self.image: Image = Image.of(self.program, Code())

    def begin(self, world: World, depth: int | None = None) -> tuple[Debugger, Evaluates]:
        """A debugger that stands at the program's beginning, and what evaluates in it.

        Raises:
            SdolError: E07xx, its texts cannot be embedded.
        """
        from sdol.compiler.link import constants
        from sdol.kernel.debugging import Debugger
        from sdol.kernel.machine import Machine
        from sdol.kernel.traps import DEPTH
        from sdol.shell.debugger.expressions import Expressions, Names

        values = constants(self.image, world, range(len(self.program.constants)))
        machine = Machine(self.program, values, world, depth=depth or DEPTH)
        machine.start()
        debugger = Debugger(machine)
        if world.recorder is not None:
            world.recorder.follow(debugger)
        if self.inspector is None:
            return debugger, Names(debugger)
        return debugger, Expressions(debugger, self.inspector, self.image)


def _inspected(name: str) -> Inspector:
    from sdol.diagnostics import Source
    from sdol.lang.inspecting import Inspector, compile_whole
    from sdol.shell.running import read_program
    from sdol.shell.status import Rejected

    compiler, problems = compile_whole(Source(*read_program(name)))
    if problems:
        raise Rejected(problems)
    return Inspector(compiler)


class Echo:
    """A text stream on which each line of the program's output stands behind a bar.

    The debugger's own lines have none, so the two can be told apart.
    """

    BAR = "| "

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"
        self._inside = False

    def isatty(self) -> bool:
        from sdol.shell.terminal import is_terminal

        return is_terminal(self._stream)

    def write(self, text: str) -> int:
        """Writes text; what does not end a line is gone on with."""
        if self._stream is None:
            raise ValueError("there is no standard output")
        for line in text.splitlines(keepends=True):
            self._stream.write(line if self._inside else self.BAR + line)
            self._inside = not line.endswith("\n")
        return len(text)

    def flush(self) -> None:
        if self._stream is not None:
            self._stream.flush()

    def finish(self) -> None:
        """Ends a line that was begun, before the debugger says something."""
        if self._inside:
            self.write("\n")
            self.flush()


class NoInput(Input):
    """What a program reads whose standard input the debugger's commands come from."""

    def __init__(self) -> None:
        super().__init__(None, before_waiting=lambda: None)

    @property
    def lines(self) -> Lines:
        raise SdolError(
            "E0827",
            "this program reads its input, and standard input is where the debugger's commands come from",
            help="give it a file: `sdol debug FILE --input INPUT`; or the commands: `-x COMMANDS`",
        )
