"""`:pwd`."""

from __future__ import annotations

import os

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _pwd(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.output import inert

    if rest:
        raise usage_of(COMMAND)
    return inert(os.getcwd())


COMMAND = ReplCommand(
    "pwd",
    "the folder that files are found from",
    "pwd",
    _pwd,
    examples=((":pwd", "where it is"),),
)
