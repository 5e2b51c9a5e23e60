"""What pictures are drawn on: a page of some width, the signs it can show, and lines of coloured spans."""

from __future__ import annotations

from typing import NamedTuple

from sdol.kernel.output import inert
from sdol.kernel.show import clip, columns

NARROWEST, WIDEST = 20, 120
"""A page is never narrower for a picture, nor is a wider one used."""


class Signs(NamedTuple):
    """The characters of a picture.

    Attributes:
        shades: from the lowest to the highest, the lowest blank.
        eighths: parts of a bar, from an eighth to a whole character, or the whole one alone.
        half: the right half of a character, for what ends at a line to its right.
        levels: of a sparkline.
        marks: of the curves of one picture, and of points.
        braille: whether there are dots finer than a character.
    """

    shades: str
    eighths: str
    half: str
    levels: str
    marks: str
    braille: bool
    upright: str
    level: str
    corner: str
    tick: str
    foot: str
    ellipsis: str


UNICODE = Signs(" ░▒▓█", "▏▎▍▌▋▊▉█", "▐", "▁▂▃▄▅▆▇█", "●○▲△■□◆◇", True, "│", "─", "└", "┤", "┬", "…")
ASCII = Signs(" .:+#", "#", "", "12345678", "*o+x%@&$", False, "|", "-", "+", "+", "+", "~")


class Style(NamedTuple):
    """How a span looks where there are colours.

    Attributes:
        colour: red, green and blue, 0 to 255.
        solid: the ground has that colour too, so that the sign is covered by it.
        weight: "bold", "dim" or "".
    """

    colour: tuple[int, int, int] | None = None
    solid: bool = False
    weight: str = ""


PLAIN, FAINT, STRONG = Style(), Style(weight="dim"), Style(weight="bold")


class Span(NamedTuple):
    text: str
    style: Style = PLAIN


Line = list[Span]


class Page(NamedTuple):
    """Where a picture is drawn: how many columns there are, and which signs."""

    width: int
    signs: Signs

    def label(self, text: str, width: int) -> str:
        """A text from outside on one line of at most so many columns, unable to act on a terminal."""
        most = MOST_SIGNS * max(width, MOST_SIGNS)
        shown = on_one_line(text[:most])
        if not self.signs.braille:
            shown = shown.replace("…", self.signs.ellipsis).encode("ascii", "replace").decode()
        if len(text) > most and columns(shown) <= width:
            shown += " " * width  # what is cut away here takes no columns, but is to be seen
        shown = clip(shown, width)
        return shown if self.signs.braille else shown.replace("…", self.signs.ellipsis)

    def heading(self, title: str) -> list[Line]:
        """The title's line, where there is a title."""
        return [[Span(self.label(title, self.width), STRONG)]] if title.strip() else []

    def note(self, *sentences: str) -> list[Line]:
        """What must be said below a picture, one line each; an empty sentence is left out."""
        return [[Span(self.label(s, self.width), FAINT)] for s in sentences if s]


def on_one_line(text: str) -> str:
    """A text from outside as signs that any terminal gives the columns that they are counted for.

    Control and direction characters, and all else that is not seen, become signs. A picture that is made of several
    characters is taken apart, as terminals do not agree on how wide those are: what joins them or changes their
    colour is left out, and a flag is its two letters.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = inert(text).translate(_SINGLE)
    return shown if shown.isprintable() else "".join(map(_printable, shown))


def _printable(c: str) -> str:
    if c.isprintable():
        return c
    return " " if c.isspace() else f"<U+{ord(c):04X}>"


_SINGLE: dict[int, int | None] = {
    **dict.fromkeys((0xAD, 0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400))),
    **{0x1F1E6 + at: ord("A") + at for at in range(26)},
}
"""What has no columns of its own is left out: soft hyphens, joiners, variants, colours of skin."""

MOST_SIGNS = 8
"""Signs of a label for each of its columns, at the most: what stands above and below others takes none."""


def page_of(width: int, *, ascii: bool = False) -> Page:
    """The page of a terminal of so many columns."""
    return Page(min(max(width, NARROWEST), WIDEST), ASCII if ascii else UNICODE)


def padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def to_right(text: str, width: int) -> str:
    return " " * (width - columns(text)) + text


def plain(lines: list[Line]) -> str:
    """The lines as text, without colour."""
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)


EMPTY = "(nothing to draw)"


def fitted(lines: list[Line], page: Page) -> list[Line]:
    """The lines, each cut where it is wider than the page."""
    return [_cut(line, page) for line in lines]


def _cut(line: Line, page: Page) -> Line:
    if sum(columns(span.text) for span in line) <= page.width:
        return line
    kept: Line = []
    room = page.width
    for text, style in line:
        piece = clip(text, room)
        if piece != text:
            return [*kept, Span(piece.replace("…", page.signs.ellipsis), style)]
        kept.append(Span(text, style))
        room -= columns(text)
    return kept
