"""Where a card is drawn, and what is known there beside the value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.pictures.page import Page
from sdol.kernel.show import columns, quote

if TYPE_CHECKING:
    from sdol.shell.cards.known import Known

MOST_LINES = 16
"""Lines of a long value that are shown."""

BETWEEN = 2
"""Blanks between two columns."""

MORE = "`:show` shows all"
"""How a value that was cut can be seen whole."""


class Setting(NamedTuple):
    """The surroundings of a card.

    Attributes:
        page: how wide it is, and with which signs.
        known: texts, symbols and regions that the session knows, or None.
        whole: whether everything is shown, however long.
    """

    page: Page
    known: Known | None = None
    whole: bool = False

    @property
    def most(self) -> int:
        """Lines that may be shown."""
        return 1 << 60 if self.whole else MOST_LINES

    def fits(self, text: str) -> bool:
        """Whether words have room on one line."""
        return columns(text) <= self.page.width

    def quoted(self, text: str, width: int) -> str:
        """A text in quotes on one line of at most so many columns, which has its closing quote where it is cut."""
        kept = text[: 4 * width + 4]  # wide characters take two columns, combining ones none
        whole = self.page.label(quote(kept), 1 << 30)
        if columns(whole) <= width and len(kept) == len(text):
            return whole
        return self.page.label(whole, max(width - 1, 1)) + '"'

    def degrees(self, radians: float) -> str:
        """An angle as a person reads it."""
        sign = "°" if self.page.signs.braille else " deg"
        angle = math.degrees(radians)
        return f"{angle:.1f}{sign}" if abs(angle) < 9.95 else f"{angle:.0f}{sign}"


def plural(count: int, noun: str) -> str:
    """So many of them: `1 text`, `1,204 texts`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def space_name(space: str) -> str:
    """The name of a space, of its identity."""
    return space.partition("@")[0]
