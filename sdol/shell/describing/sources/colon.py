"""The commands of the REPL: `:type`."""

from __future__ import annotations

from sdol.shell.describing.description import Description, Example
from sdol.shell.repl import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.registry import ReplCommand


def names() -> Iterable[str]:
    return [f":{name}" for name in registry.names()]


def find(name: str) -> list[Description]:
    bare = name.removeprefix(":")
    return [_described(registry.get(bare))] if bare != name and bare in registry.names() else []


def _described(command: ReplCommand) -> Description:
    about = command.summary[0].upper() + command.summary[1:].rstrip(".") + "."
    return Description(
        f":{command.name}",
        "command of the REPL",
        f":{command.name}",
        (f":{command.usage}",),
        "\n\n".join(part for part in (about, command.details) if part),
        tuple(Example(*one) for one in command.examples),
        (":help",) if command.name != "help" else (),
    )
