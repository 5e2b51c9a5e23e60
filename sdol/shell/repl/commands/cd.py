"""`:cd`."""

from __future__ import annotations

import os

from sdol.errors import SdolError
from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator


def _cd(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.lines import cannot_open
    from sdol.kernel.output import inert

    before = os.getcwd()
    path = evaluator.folder_before if rest == "-" else os.path.expanduser(rest or "~")
    try:
        os.chdir(path or before)
    except FileNotFoundError:
        raise SdolError(
            "E0801", f"there is no folder {inert(rest)}", help="`:ls` lists what is here"
        ) from None
    except OSError as error:
        raise cannot_open(error, rest, "entered") from None
    evaluator.folder_before = before
    return inert(os.getcwd())


def folders(evaluator: Evaluator, rest: str) -> Iterable[str]:
    """The folders that may be meant by the beginning of a path."""
    head, _ = os.path.split(rest)
    try:
        with os.scandir(os.path.expanduser(head) or ".") as found:
            return sorted(os.path.join(head, one.name) + os.sep for one in found if one.is_dir())
    except OSError:
        return ()


COMMAND = ReplCommand(
    "cd",
    "go to another folder",
    "cd [FOLDER | -]",
    _cd,
    "Without a folder, to that of the user; `-` goes back. Files are then found from there.",
    examples=((":cd examples", "to a folder"), (":cd -", "back")),
    complete=folders,
)
