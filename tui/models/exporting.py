"""A panel as a file: text, or a picture as SVG that needs nothing from anywhere else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import plain
from sdol.kernel.show import columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sdol.kernel.pictures.page import Line, Span

ACROSS, DOWN = 8.4, 17
"""Pixels of a character."""

INK, GROUND = "#dddddd", "#14161a"


def text(rows: Sequence[Line]) -> str:
    """The rows as text."""
    return plain(list(rows)) + "\n"


def svg(rows: Sequence[Line], title: str) -> str:
    """The rows as a picture, with the title above them."""
    width = max((sum(columns(span.text) for span in row) for row in rows), default=0)
    across, down = (max(width, columns(title)) + 2) * ACROSS, (len(rows) + 3) * DOWN
    drawn = "\n".join(_row(row, (at + 2.5) * DOWN) for at, row in enumerate(rows))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.0f} {down}" \
font-family="monospace" font-size="14" fill="{INK}">
<rect width="100%" height="100%" fill="{GROUND}"/>
<text x="{ACROSS:.1f}" y="{DOWN}" font-weight="bold">{escape(title)}</text>
{drawn}
</svg>
"""


def _row(row: Line, y: float) -> str:
    at, drawn = 1, []
    for span in row:
        wide = columns(span.text)
        if span.text.strip():
            drawn.append(_span(span, at, y, wide))
        at += wide
    return "".join(drawn)


def _span(span: Span, at: int, y: float, wide: int) -> str:
    style = span.style
    colour = f' fill="rgb{style.colour}"' if style.colour else ""
    weight = {"bold": ' font-weight="bold"', "dim": ' fill-opacity="0.6"'}.get(style.weight, "")
    length = f'textLength="{wide * ACROSS:.1f}"'
    ground = ""
    if style.solid and style.colour:
        ground = f'<rect x="{at * ACROSS:.1f}" y="{y - 13:.1f}" width="{wide * ACROSS:.1f}" height="{DOWN}"{colour}/>'
    return (
        f'{ground}<text x="{at * ACROSS:.1f}" y="{y:.1f}" {length} xml:space="preserve"{colour}{weight}>'
        f"{escape(span.text)}</text>"
    )


def write(folder: Path, name: str, rows: Sequence[Line], title: str) -> list[Path]:
    """Writes both into a folder, under names that are free; gives the files.

    Raises:
        OSError: they cannot be written.
    """
    number = 1
    while any((folder / f"{name}-{number}.{kind}").exists() for kind in ("txt", "svg")):
        number += 1
    made = [folder / f"{name}-{number}.txt", folder / f"{name}-{number}.svg"]
    for path, content in zip(made, (text(rows), svg(rows, title)), strict=True):
        path.write_text(content, encoding="utf-8")
    return made
