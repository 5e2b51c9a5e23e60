"""Help pages, made from the commands themselves."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from sdol import __version__
from sdol.shell import commands
from sdol.shell.options import Command, UsageError, row


def all_commands() -> list[Command]:
    """Every command, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(commands.__path__))
    return [import_module(f"{commands.__name__}.{name}").COMMAND for name in names]


def overview() -> str:
    """What `sdol --help` shows."""
    found = all_commands()
    width = max(len(c.name) for c in found)
    rows = [line for c in found for line in row(c.name, c.summary, width)]
    return "\n".join(
        [
            f"sdol {__version__}: a language in which embeddings are typed values",
            "",
            "usage: sdol COMMAND [options] …",
            "       sdol FILE.sdol              the same as `sdol run FILE.sdol`",
            "       sdol                        on a terminal: `sdol repl`",
            "",
            *rows,
            "",
            "`sdol COMMAND --help` shows a command's options, with examples.",
            "",
            "exit status: 0 fine; 1 failed while running; 2 rejected before anything ran;",
            "             3 an effect was refused; 130 interrupted",
        ]
    )


def page(words: list[str]) -> str:
    """The page of a command, or the overview."""
    if not words:
        return overview()
    for command in all_commands():
        if command.name == words[0]:
            return command.help()
    raise unknown(words[0])


def unknown(name: str) -> UsageError:
    from difflib import get_close_matches

    names = [c.name for c in all_commands()]
    near = get_close_matches(name, names, n=1)
    help = f"did you mean `sdol {near[0]}`?" if near else f"the commands are {', '.join(names)}"
    return UsageError("E0901", f"there is no command `{name}`", help=help)
