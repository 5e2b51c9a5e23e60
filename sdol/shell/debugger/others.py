"""Commands about the debugger itself."""

from __future__ import annotations

from sdol.shell.debugger import registry
from sdol.shell.debugger.registry import DebugCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.debugger.session import Session

GROUP = "other"


def _help(session: Session, rest: str) -> str:
    if rest:
        return _about(registry.find(rest.split()[0]))
    return "\n".join(lines(min(session.screen.width, 80)))


def _about(command: DebugCommand) -> str:
    text = f"{command.form}\n  {command.summary}"
    short = ", ".join(command.names[1:])
    text += f"\n  short: {short}" if short else ""
    return text + ("\n  an empty line does it again" if command.repeats else "")


def lines(width: int = 80) -> list[str]:
    """All commands with what they do, for a help page."""
    from sdol.shell.terminal import wrapped

    found: list[str] = []
    group = ""
    for command in registry.every():
        if command.group != group:
            group = command.group
            found.append(f"{group}:")
        first, *rest = wrapped(command.summary, max(width - 24, 20))
        names = " ".join(command.names[:2])
        found.append(f"  {names:<20}  {first}")
        found += [" " * 24 + line for line in rest]
    end = "`help NAME` says more; an empty line repeats; a beginning that is unique will do"
    return [*found, *wrapped(end, width)]


def _quit(session: Session, rest: str) -> str:
    session.left = True
    return ""


def _commands(session: Session) -> Iterable[str]:
    return [c.name for c in registry.every()]


COMMANDS = (
    DebugCommand(
        "help h ?", "[COMMAND]", "this page, or what a command does", _help, GROUP, complete=_commands
    ),
    DebugCommand("quit q exit", "", "leave; the program is left where it stands", _quit, GROUP),
)
