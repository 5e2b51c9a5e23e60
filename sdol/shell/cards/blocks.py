"""What a view of a value is made of: blocks, which are laid out as text for a terminal or as HTML for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.pictures.page import PLAIN, STRONG, Line, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from sdol.kernel.pictures.page import Page


class Heading(NamedTuple):
    """What the value is, and beside it how large."""

    what: str
    rest: str = ""


class Facts(NamedTuple):
    """Names, and beside each the lines that belong to it."""

    rows: list[tuple[str, list[Line]]]


class Grid(NamedTuple):
    """A table.

    Attributes:
        names: of the columns; a row of nothing is not shown.
        right: which columns stand to the right, as numbers do.
        main: the column that is cut last where there is too little room, or -1.
    """

    names: list[str]
    rows: list[list[str]]
    right: list[bool]
    main: int = -1


class Drawing(NamedTuple):
    """Lines that depend on how wide the page is and which signs it has, such as those of a picture."""

    lines: Callable[[Page], list[Line]]


class Curve(NamedTuple):
    """Numbers (n,) float64 as a small curve."""

    values: np.ndarray


class Note(NamedTuple):
    """A sentence below the rest: what is not shown, and how to see it."""

    text: str


Block = Heading | Facts | Grid | Drawing | Curve | Note


def text(words: str) -> Drawing:
    """One line of words."""
    return Drawing(lambda page: [[Span(page.label(words, page.width))]])


def lines(found: list[Line]) -> Drawing:
    """Lines that are ready."""
    return Drawing(lambda page: found)


def words(said: str, *, strong: bool = False) -> list[Line]:
    """The one line of a fact."""
    return [[Span(said, STRONG if strong else PLAIN)]]
