"""The debugger's commands: declared once, found by their names, short forms, or any beginning that is unique."""

from __future__ import annotations

from difflib import get_close_matches

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sdol.shell.debugger.session import Session

    Run = Callable[[Session, str], str]
    Complete = Callable[[Session], Iterable[str]]


class DebugCommand:
    """A command of the debugger.

    Args:
        names: what is typed, the whole name first, then short forms.
        usage: what may stand after the name.
        summary: one sentence.
        run: does it, with what stands after the name; gives what is said, or "".
        group: under which `help` lists it.
        repeats: whether an empty line does it again.
        complete: what may stand after the name.
    """

    __slots__ = ("complete", "group", "names", "repeats", "run", "summary", "usage")

    def __init__(
        self,
        names: str,
        usage: str,
        summary: str,
        run: Run,
        group: str,
        *,
        repeats: bool = False,
        complete: Complete | None = None,
    ) -> None:
        self.names = tuple(names.split())
        self.usage, self.summary, self.run, self.group = usage, summary, run, group
        self.repeats, self.complete = repeats, complete

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def form(self) -> str:
        """How it is typed."""
        return f"{self.name} {self.usage}".strip()


def every() -> tuple[DebugCommand, ...]:
    """All commands, in the order in which `help` shows them."""
    from sdol.shell.debugger import changing, looking, moving, others, stopping

    return (*stopping.COMMANDS, *moving.COMMANDS, *looking.COMMANDS, *changing.COMMANDS, *others.COMMANDS)


def find(name: str) -> DebugCommand:
    """The command of a name, of a short form, or the only one that begins so.

    Raises:
        SdolError: E0825, there is none, or more than one.
    """
    commands = every()
    for command in commands:
        if name in command.names:
            return command
    begun = [c for c in commands if c.name.startswith(name)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        listed = ", ".join(f"`{c.name}`" for c in begun)
        raise wrong(f"`{name}` may be more than one command", f"write one of {listed}")
    near = get_close_matches(name, [n for c in commands for n in c.names], n=1)
    help = f"did you mean `{near[0]}`?" if near else "`help` lists the commands; `print EXPR` evaluates"
    raise wrong(f"there is no command `{name}`", help)


def wrong(message: str, help: str = "", reason: str = "") -> SdolError:
    """E0825: a command of the debugger that is none, or is typed wrongly."""
    return SdolError("E0825", message, reason=reason, help=help)


def number(text: str, default: int) -> int:
    """A count after a command's name.

    Raises:
        SdolError: E0825, it is none.
    """
    if not text:
        return default
    digits = text.replace("_", "").replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise wrong(f"`{text}` is no number", "write for example `step 3`")
    return int(digits)
