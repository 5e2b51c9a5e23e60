"""`:ls`."""

from __future__ import annotations

import os

from sdol.shell.repl.commands.cd import folders
from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _ls(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.lines import cannot_open
    from sdol.kernel.output import inert
    from sdol.shell.terminal import width

    try:
        with os.scandir(os.path.expanduser(rest) or ".") as found:
            names = sorted(one.name + (os.sep if one.is_dir() else "") for one in found if one.name[0] != ".")
    except OSError as error:
        raise cannot_open(error, rest or ".", "read") from None
    return _in_columns([inert(name).replace("\n", " ") for name in names], width()) or "nothing is in it"


def _in_columns(names: list[str], width: int) -> str:
    """The names below each other, in as many columns as fit."""
    from sdol.kernel.show import columns

    if not names:
        return ""
    widest = max(map(columns, names)) + 2
    across = max(width // widest, 1)
    down = -(-len(names) // across)
    rows = [names[row::down] for row in range(down)]
    return "\n".join("".join(n + " " * (widest - columns(n)) for n in row).rstrip() for row in rows)


COMMAND = ReplCommand(
    "ls",
    "what is in a folder",
    "ls [FOLDER]",
    _ls,
    "Folders end in a slash; what begins with a dot is left out.",
    examples=((":ls", "this folder"), (":ls examples", "another")),
    complete=folders,
)
