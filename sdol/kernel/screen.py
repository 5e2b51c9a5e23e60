"""What a stream leads to: whether that is a terminal, how wide it is, what it can show."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

WIDTH = 80
"""Columns where nothing says how many there are."""


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; one that is closed is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def colour(stream: TextIO | None) -> bool:
    """Whether to write in colour: on a terminal, unless `NO_COLOR` is set or the terminal is dumb."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(stream)


def width() -> int:
    """Columns of the terminal: `$COLUMNS`, else what the terminal says."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    for descriptor in (2, 1, 0):
        try:
            return os.get_terminal_size(descriptor).columns or WIDTH
        except OSError:
            continue
    return WIDTH


def can_show(stream: TextIO | None, signs: str) -> bool:
    """Whether the stream's encoding has all these signs, and a terminal the font for them."""
    if os.environ.get("TERM") == "linux" and not signs.isascii():
        return False  # the console of the kernel draws at most 512 different signs, dots and thin bars not among them
    try:
        signs.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wrapped(text: str, columns: int) -> list[str]:
    """Sentences in lines of so many columns, none of which ends inside of code between backticks."""
    import re
    from textwrap import wrap

    whole = re.sub("`[^`]+`", lambda code: code[0].replace(" ", _TIED), text)
    lines = wrap(whole, columns, break_on_hyphens=False)
    return [line.replace(_TIED, " ") for line in lines]


_TIED = "\u00a0"
"""A blank at which no line is broken."""
