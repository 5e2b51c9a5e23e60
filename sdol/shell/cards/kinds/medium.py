"""A medium: where its charge is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import Line, Span
from sdol.kernel.show import show
from sdol.shell.cards.blocks import Block, Facts, Heading, words
from sdol.shell.cards.curves import sparkline
from sdol.shell.cards.nearby import named
from sdol.shell.cards.setting import plural, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting

MOST = 3


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its points, the whole of its charge, and where most of it is."""
    medium = value.body
    size = f"{plural(len(medium), 'point')}, {medium.points.shape[1]:,} dimensions"
    facts = [("charge", words(f"{show(medium.total)} in all, reach {setting.degrees(medium.reach)}"))]
    facts += [("most at", lines)] if (lines := _most(value, setting)) else []
    found: list[Block] = [Heading(f"medium@{space_name(value.space)}", size), Facts(facts)]
    return [*found, *([sparkline(medium.charges)] if medium.charges.min() < medium.charges.max() else [])]


def _most(value: Any, setting: Setting) -> list[Line]:
    """The known texts at the points with the greatest charge."""
    medium, known = value.body, setting.known
    if known is None:
        return []
    places = (-medium.charges).argsort(kind="stable")[:MOST].tolist()
    texts = known.texts_of(value.space, medium.points[places])
    charges = medium.charges[places].tolist()
    pairs = zip(texts, charges, strict=True)
    return [
        [Span(f"{charge:8.3g}  {named(setting, value.space, text, 24)}")] for text, charge in pairs if text
    ]
