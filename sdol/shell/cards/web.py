"""Blocks as HTML, for a notebook. Everything that comes from a value is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Curve, Drawing, Facts, Grid, Heading, Note
from sdol.shell.cards.curves import as_svg

if TYPE_CHECKING:
    from sdol.kernel.pictures.page import Line, Page, Span
    from sdol.shell.cards.blocks import Block

_MONO = "font-family:var(--jp-code-font-family,monospace);white-space:pre"
_SIDE = "text-align:{};vertical-align:top;padding:0 1em 0 0"


def html(blocks: list[Block], page: Page) -> str:
    """The card as one element; no style sheet is needed, and no script."""
    return f'<div class="sdol-card">{"".join(_block(block, page) for block in blocks)}</div>'


def _block(block: Block, page: Page) -> str:
    match block:
        case Heading(what, rest):
            return f"<div><b>{_safe(what)}</b> {_safe(rest)}</div>"
        case Facts(rows):
            return _table([[_cell(_safe(name), "left"), _cell(_lines(at), "left")] for name, at in rows])
        case Grid(names, rows, right):
            sides = ["right" if number else "left" for number in right]
            head = [_cell(_safe(n), side, "th") for n, side in zip(names, sides, strict=True)]
            body = [[_cell(_safe(c), s) for c, s in zip(row, sides, strict=True)] for row in rows]
            return _table([head, *body] if any(names) else body)
        case Curve(values):
            return f"<div>{as_svg(values)}</div>"
        case Drawing(draw):
            return f'<pre style="line-height:1.2;margin:0">{_lines(draw(page))}</pre>'
        case Note(text):
            return f'<div style="opacity:0.6">{_safe(text)}</div>'


def _table(rows: list[list[str]]) -> str:
    return "<table>" + "".join("<tr>" + "".join(row) + "</tr>" for row in rows) + "</table>"


def _cell(inner: str, side: str, tag: str = "td") -> str:
    return f'<{tag} style="{_SIDE.format(side)}">{inner}</{tag}>'


def _lines(lines: list[Line]) -> str:
    whole = "\n".join("".join(map(_span, line)) for line in lines)
    return f'<span style="{_MONO}">{whole}</span>'


def _span(span: Span) -> str:
    style = span.style
    rules = [f"color:rgb{style.colour}".replace(" ", "")] if style.colour else []
    rules += [f"background:rgb{style.colour}".replace(" ", "")] if style.colour and style.solid else []
    rules += ["font-weight:bold"] if style.weight == "bold" else []
    rules += ["opacity:0.6"] if style.weight == "dim" else []
    return f'<span style="{";".join(rules)}">{_safe(span.text)}</span>' if rules else _safe(span.text)


def _safe(text: str) -> str:
    from sdol.kernel.output import inert

    return escape(inert(text))
