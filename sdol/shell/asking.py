"""Asking the person at the terminal for leave: what, where in the program, and what will be remembered."""

from __future__ import annotations

import sys

from sdol.kernel.effects import ASKED
from sdol.kernel.keyboard import by_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.kernel.gate import Place


def asker(sources: Callable[[], list[tuple[str, str]]]) -> Callable[[str, str, Place], bool]:
    """A function that puts the question; `sources` gives name and text of the program's files."""

    def ask(effect: str, resource: str, place: Place) -> bool:
        from sdol.diagnostics import Source

        index, start, _ = place
        source = Source(*sources()[index])
        line, _ = source.position(start)
        return _agreed(
            f"\nThis program wants to {ASKED[effect]}:  {_on_one_line(resource)}\n"
            f"  {_on_one_line(source.name)}:{line}: {_on_one_line(source.line(line).strip())}\n"
            f"Allow `{effect}` of it for this run? [y/N] "
        )

    return ask


def _agreed(question: str) -> bool:
    with by_lines():
        _drop_what_was_typed()
        print(question, end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")


def _drop_what_was_typed() -> None:
    """Forgets keys that came before the question: they were no answer to it."""
    import termios

    try:
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    except (termios.error, OSError, ValueError):
        return  # no terminal, so that nobody was at the keys


def _on_one_line(text: str) -> str:
    """The text without what a terminal obeys; no line break either, for one could forge a line of the question."""
    from sdol.kernel.output import inert

    return inert(text).replace("\n", "␊").replace("\t", "␉")
