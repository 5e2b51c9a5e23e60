"""Lines that name the known texts nearest to a vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, Line, Span
from sdol.kernel.symbols import DIMENSION
from sdol.kernel.symbols import SPACE as SYMBOLS

if TYPE_CHECKING:
    import numpy as np

    from sdol.shell.cards.known import Near
    from sdol.shell.cards.setting import Setting

CHANCE = 5.0
"""Standard deviations of the similarity of unrelated symbols below which a symbol is not near (1/sqrt(d))."""

AFTER = " " * len("-1.00  ")
"""Stands before what is said of all the lines."""

MARGIN = 20
"""Columns of a line that are not the text's own."""


def near(setting: Setting, space: str, vector: np.ndarray, *, most: int = 3) -> list[Line]:
    """A line for each of the nearest known texts with its similarity, and among how many they are."""
    return (
        [] if setting.known is None else listed(setting, space, setting.known.near(space, vector, most), most)
    )


def listed(setting: Setting, space: str, found: Near, most: int = 3) -> list[Line]:
    """The same of what was found; the text whose vector it is is not among them."""
    pairs = [(text, s) for text, s in found.found if text != found.exact and not by_chance(space, s)][:most]
    lines: list[Line] = [[Span(f"{two_digits(s)}  "), Span(named(setting, space, text))] for text, s in pairs]
    return [*lines, *_among(found, space)] if lines else []


def two_digits(similarity: float) -> str:
    """A similarity in five columns."""
    return f"{round(similarity, 2) + 0.0:5.2f}"


def by_chance(space: str, similarity: float) -> bool:
    """Whether two unrelated symbols are as similar; texts of a model are never quite unrelated."""
    return space == SYMBOLS and similarity < CHANCE / DIMENSION**0.5


def named(setting: Setting, space: str, text: str, room: int = MARGIN) -> str:
    """A text in quotes, or a symbol, with room for so many columns beside it."""
    width = max(setting.page.width - room, 8)
    return setting.page.label(text, width) if space == SYMBOLS else setting.quoted(text, width)


def _among(found: Near, space: str) -> list[Line]:
    """Said where there is something to say: that not all were looked at, or that there were more."""
    noun = "symbols" if space == SYMBOLS else "known texts"
    if found.looked < found.known:
        return [[Span(f"{AFTER}among {found.looked:,} of {found.known:,} {noun}", FAINT)]]
    return [[Span(f"{AFTER}of {found.known:,} {noun}", FAINT)]] if found.known > 3 else []
