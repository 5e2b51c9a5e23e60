"""Long answers a screen at a time: through the user's pager, where a person sits there."""

from __future__ import annotations

import os
import re
import shutil
import sys

from sdol.kernel.keyboard import by_lines
from sdol.shell.answer import say_drawn
from sdol.shell.terminal import is_terminal

PAGER = "less"
FRIENDLY = "FRX"
"""How `less` behaves where the user has not said: it ends where a screen is enough, and colours are kept."""


def page(text: str) -> None:
    """Writes lines, through a pager where they are more than the screen has.

    Args:
        text: in any colours; nothing else in it may act on a terminal.

    Raises:
        OutputClosed: nobody reads any more.
        SdolError: E0820, it cannot be written.
    """
    command = _pager() if _is_watched() and _is_long(text) else None
    if command is None or not _paged(command, text):
        say_drawn(text)


def _is_watched() -> bool:
    return is_terminal(sys.stdin) and is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"


def _is_long(text: str) -> bool:
    columns, rows = shutil.get_terminal_size()
    shown = _COLOUR.sub("", text)
    return sum(len(line) // max(columns, 1) + 1 for line in shown.split("\n")) >= rows


_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def _pager() -> list[str] | None:
    """The words of `$PAGER`, or `less`; None where there is none, or `cat`, which shows everything at once."""
    import shlex

    try:
        words = shlex.split(os.environ.get("PAGER", "")) or [PAGER]
    except ValueError:
        words = [PAGER]
    return words if words != ["cat"] and shutil.which(words[0]) else None


def _paged(command: list[str], text: str) -> bool:
    """Shows the text by a pager; False where that cannot be started."""
    import signal
    import subprocess

    environment = {"LESS": FRIENDLY, **os.environ}
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's
    try:
        with by_lines():
            subprocess.run(
                command, input=text + "\n", text=True, encoding="utf-8", env=environment, check=False
            )
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True
