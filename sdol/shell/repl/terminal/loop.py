"""The loop at a terminal: an entry is read, run, and what came of it shown; then the next, until Ctrl-D."""

from __future__ import annotations

import os
import sys
from typing import Protocol

from sdol import __version__
from sdol.errors import SdolError
from sdol.kernel.keyboard import keys_from_now, typed_ahead
from sdol.shell import failures, status
from sdol.shell.repl.outcome import QUIT, STOPPED
from sdol.shell.repl.presenting import present
from sdol.shell.terminal import is_terminal, talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.terminal.offering import Offer
    from sdol.shell.repl.terminal.past import Kept

LINES_ONLY = ("", "dumb", "unknown")
"""Terminals, by `$TERM`, that do not move their cursor on demand."""


class Reader(Protocol):
    """Reads entries."""

    def read(self, number: int, /) -> str:
        """The entry with this number; raises KeyboardInterrupt at Ctrl-C, EOFError at the end."""


def on_terminal(evaluator: Evaluator, kept: Kept) -> int:
    """Runs entries from the keyboard, until Ctrl-D or `:quit`, and gives the exit status.

    Args:
        kept: the history.
    """
    screen = _screen()
    if screen is not None:
        screen.write(f"SDOL {__version__}. `:help` for help, Ctrl-D to leave.\n")
        screen.flush()
    if screen is None or os.environ.get("TERM", "") in LINES_ONLY:
        from sdol.shell.repl.terminal.plain import Lines

        return run(evaluator, Lines(evaluator.settings, kept, screen))
    with typed_ahead():
        return run(evaluator, _editor(evaluator, kept, screen))


def run(evaluator: Evaluator, reader: Reader) -> int:
    """The loop itself; where reading itself fails, it is tried once more, so that the session is not lost."""
    failed = False
    while True:
        try:
            keys_from_now()
            text = reader.read(evaluator.number + 1)
            failed = False
            if text.strip() and _ran(evaluator, text) == QUIT:
                return status.FINE
        except KeyboardInterrupt:
            continue
        except EOFError:
            return status.FINE
        except Exception as error:
            if failed or isinstance(error, SdolError):
                raise
            failed = True
            failures.show([failures.of_error(error)])


def _ran(evaluator: Evaluator, text: str) -> str:
    try:
        outcome = evaluator.enter(text, final=True)
        present(outcome, evaluator)
    except KeyboardInterrupt:
        talk("")  # the next prompt begins on a line of its own
        return STOPPED
    return outcome.status


def _screen() -> TextIO | None:
    """Where prompts are seen: standard output, else standard error."""
    return next((stream for stream in (sys.stdout, sys.stderr) if is_terminal(stream)), None)


def _editor(evaluator: Evaluator, kept: Kept, screen: TextIO) -> Reader:
    from sdol.shell.repl.terminal.editor import Editor, screen_on

    offer, on = _completions(evaluator), screen_on(screen)
    return Editor(evaluator.settings, kept, offer, warm=_warm, output=on)


def _completions(evaluator: Evaluator) -> Callable[[str, int], Offer]:
    """The completions in a session; what finds them is loaded at the first Tab."""

    def offer(text: str, at: int) -> Offer:
        from sdol.shell.completion import complete
        from sdol.shell.completion.session import of_session

        return complete(text, at, of_session(evaluator))

    return offer


def _warm() -> None:
    from sdol.shell.completion import warm

    warm()
