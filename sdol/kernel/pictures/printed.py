"""Pictures as `print` writes them: for the terminal that there is, or as plain text of 80 columns."""

from __future__ import annotations

from itertools import pairwise

from sdol.kernel.output import inert
from sdol.kernel.pictures.page import UNICODE, fitted, page_of, plain
from sdol.kernel.pictures.picture import Picture
from sdol.kernel.screen import can_show, colour, is_terminal, width
from sdol.kernel.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO


def printed(values: tuple[Any, ...], stream: TextIO | None) -> str:
    """The line or lines of values among which is a picture; on a terminal nothing in them can act.

    One space stands between two values, or a line end where one of them is a picture of several lines.
    """
    pieces = [_piece(value, stream) for value in values]
    text = pieces[0][0]
    for (_, above), (piece, below) in pairwise(pieces):
        text += ("\n" if above or below else " ") + piece
    return text + "\n"


def _piece(value: Any, stream: TextIO | None) -> tuple[str, bool]:
    """What is written of a value, and whether that is a picture of several lines."""
    body = getattr(value, "body", None)
    if isinstance(body, Picture):
        drawn = _drawn(body, stream)
        return drawn, "\n" in drawn
    shown = show(value)
    return (inert(shown) if is_terminal(stream) else shown), False


def _drawn(picture: Picture, stream: TextIO | None) -> str:
    if not is_terminal(stream):
        return str(picture)
    page = page_of(width(), ascii=not can_show(stream, "".join(map(str, UNICODE))))
    lines = fitted(picture.lines(page), page)
    if not colour(stream):
        return plain(lines)
    from sdol.kernel.pictures.colours import painted

    return painted(lines)
