"""`:clear`."""

from __future__ import annotations

import os
import sys

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator

HOME_AND_CLEAR = "\x1b[H\x1b[2J"


def _clear(evaluator: Evaluator, rest: str) -> Outcome:
    from sdol.shell.terminal import is_terminal

    if rest:
        raise usage_of(COMMAND)
    if is_terminal(sys.stdout) and os.environ.get("TERM") not in (None, "", "dumb"):
        sys.stdout.write(HOME_AND_CLEAR)
        sys.stdout.flush()
    return Outcome(of.COMMAND)


COMMAND = ReplCommand(
    "clear",
    "empty the screen",
    "clear",
    _clear,
    "Ctrl-L does the same. Names and values stay; `:reset` forgets those.",
    examples=((":clear", "an empty screen"),),
)
