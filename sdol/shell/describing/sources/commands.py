"""The commands of the shell: `sdol run`, by that or by the word alone."""

from __future__ import annotations

import pkgutil
from functools import cache

from sdol.shell import commands
from sdol.shell.describing.description import Description, Example
from sdol.shell.options import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def names() -> Iterable[str]:
    return [f"sdol {name}" for name in _known()]


def find(name: str) -> list[Description]:
    from importlib import import_module

    bare = name.removeprefix("sdol ")
    if bare not in _known():
        return []
    return [_described(import_module(f"{commands.__name__}.{bare}").COMMAND)]


@cache
def _known() -> tuple[str, ...]:
    """The names alone: a command is loaded when it is asked for."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(commands.__path__)))


def _described(command: Command) -> Description:
    about = command.summary[0].upper() + command.summary[1:].rstrip(".") + "."
    options = [f"- `{_option(o.short, o.name, o.value)}`: {o.help}" for o in command.options]
    parts = [about, command.details, "\n".join(options)]
    return Description(
        f"sdol {command.name}",
        "command",
        f"sdol {command.name}",
        (command.usage(),),
        "\n\n".join(part for part in parts if part),
        tuple(Example(*one) for one in command.examples),
    )


def _option(short: str, name: str, value: str) -> str:
    return f"{short + ', ' if short else ''}{name} {value}".strip()
