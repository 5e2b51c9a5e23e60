"""One debugging: the program, what is looked at in it, and the last command. It reads nothing and prints nothing."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.output import inert
from sdol.shell.debugger import registry
from sdol.shell.debugger.screen import Screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from sdol.kernel.debugging import Debugger, FrameView, Stop
    from sdol.kernel.types import Type

    class Evaluates(Protocol):
        """`Expressions`, or `Names` where the source is not at hand."""

        def value(self, text: str, view: FrameView, wanted: str | None = None) -> tuple[Any, Type | None]: ...

        def test(self, text: str, code: int, position: int) -> Callable[[], bool]: ...

        def registers(self, text: str, view: FrameView) -> set[int]: ...


class Session:
    """A program that is being debugged.

    Args:
        debugger: which drives it.
        expressions: evaluates in it.
        screen: how things are shown.

    Attributes:
        selected: the number of the call that is looked at, 0 for the innermost.
        displays: expressions that are shown at every stop, by number.
        listed: the line after those that `list` showed last, and their source, or None.
        left: whether it is over.
    """

    def __init__(self, debugger: Debugger, expressions: Evaluates, screen: Screen) -> None:
        self.debugger, self.expressions, self.screen = debugger, expressions, screen
        self.selected = 0
        self.displays: dict[int, str] = {}
        self.listed: tuple[int, int] | None = None
        self.left = False
        self._last = ""

    def do(self, line: str) -> str:
        """What a command says; an empty line is the last one again, where that may be repeated.

        Raises:
            SdolError: E0823 to E0825 and others, it cannot be done.
            Rejected: an expression in it does not compile.
        """
        line = line.strip() or self._last
        if not line or line.startswith("#"):
            return ""
        name, rest = split(line)
        command = registry.find(name)
        self._last = line if command.repeats else ""
        return command.run(self, rest)

    # --- what is looked at ----------------------------------------------------------------------------------

    def frame(self) -> FrameView:
        """The call that is looked at.

        Raises:
            SdolError: E0823, the program has ended.
        """
        frames = self.debugger.frames()
        if not frames:
            raise SdolError(
                "E0823", "the program has ended", help="`back` goes back into it, `run` to its beginning"
            )
        return frames[min(self.selected, len(frames) - 1)]

    def frame_source(self) -> int:
        """The number of the file that is looked at: that of the call, or of the program."""
        frames = self.debugger.frames()
        if not frames:
            return 0
        return self.debugger.places.sources().index(self.frame().source)

    def value(self, text: str, wanted: str | None = None) -> tuple[Any, Type | None]:
        """The value of an expression in the call that is looked at; raises as `Expressions.value`."""
        return self.expressions.value(text, self.frame(), wanted)

    def arrived(self, stop: Stop) -> str:
        """What is said after a command that moved: why it stopped, where, and what is displayed."""
        self.selected, self.listed = 0, None
        while (
            not self.debugger.ended
            and not self.frame().own
            and self.selected + 1 < len(self.debugger.frames())
        ):
            self.selected += 1  # a failure in the library is looked at where the user called it
        return "\n".join([*self.screen.stop(self, stop), *self.displayed()])

    def displayed(self) -> list[str]:
        """The expressions that are shown at every stop, with their values here."""
        if self.debugger.ended:
            return []
        return [f"{number}: {inert(text)} = {self._shown(text)}" for number, text in self.displays.items()]

    def _shown(self, text: str) -> str:
        from sdol.shell.status import Rejected

        try:
            value, type = self.value(text)
        except SdolError as error:
            return f"({inert(error.message)})"
        except Rejected as rejected:
            return f"({inert(rejected.diagnostics[0].message)})"
        return self.screen.line(value, type)


def split(line: str) -> tuple[str, str]:
    """A command's name and the rest; `p` and an expression may stand together where a bracket begins it."""
    line = line.strip()
    for at, sign in enumerate(line):
        if not (sign.isalnum() or sign in "_-?."):
            return (line[:at] or line[:1], line[at:].strip()) if at else (line[:1], line[1:].strip())
    return line, ""
