"""Pieces that the panels' rows are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, overload

from sdol.errors import SdolError
from sdol.kernel.output import inert
from sdol.kernel.pictures.page import ASCII, FAINT, UNICODE, Line, Page, Span, Style

if TYPE_CHECKING:
    from sdol.tui.models.engine import Engine
    from sdol.tui.models.reading import Reading

GOOD, BAD, KEY = Style((0, 158, 115)), Style((213, 94, 0), weight="bold"), Style((86, 180, 233))
"""Colours beside words that say the same (Okabe and Ito, 2008)."""


def page(reading: Reading, width: int) -> Page:
    """The page of a panel; unlike one of a picture it may be as wide as the screen."""
    return Page(width, ASCII if reading.ascii else UNICODE)


def note(reading: Reading, sentence: str, width: int) -> list[Line]:
    """A sentence of ours in a panel, in as many lines as it takes."""
    from sdol.shell.terminal import wrapped

    return [[Span(line, FAINT)] for line in wrapped(sentence, max(width, 10))]


def shown(question: Callable[[Engine], list[Line]]) -> Callable[[Engine], list[Line]]:
    """A question whose answer is rows; where it fails, they say why."""

    def asked(engine: Engine) -> list[Line]:
        try:
            return question(engine)
        except SdolError as error:
            return [[Span(inert(error.message), FAINT)]]

    return asked


class Rows(Sequence[Line]):
    """Rows that are made when they are looked at: there may be many thousands of them.

    Args:
        count: how many.
        row: makes that of a number.
    """

    def __init__(self, count: int, row: Callable[[int], Line]) -> None:
        self._count, self._row = count, row

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return [self._row(one) for one in range(*at.indices(self._count))]
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return self._row(at % self._count)
