"""The smallest change of wording that was found to change a decision between regions, as lines of its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decided import VOID
from sdol.kernel.pictures.page import Line, Span
from sdol.learn.routing import origins
from sdol.shell.cards.deciding import name, order
from sdol.shell.cards.nearby import named
from sdol.shell.cards.shapes import anchors, leaves

if TYPE_CHECKING:
    from sdol.kernel.decided import Decision
    from sdol.shell.cards.deciding import Embed
    from sdol.shell.cards.setting import Setting

LENDERS = 12
"""Examples of the other regions whose words are tried."""


def reworded(
    decision: Decision, distances: list[float], text: str, setting: Setting, embed: Embed
) -> list[Line]:
    """The wording, where it leads, and how many words of it are others."""
    from sdol import lvm
    from sdol.learn.routing import rewording

    space = decision.query.space
    found = rewording.flip(
        text,
        rewording.lent_by(_lenders(decision, distances, setting)),
        lambda texts: embed(space, texts),
        lambda rows: lvm.distances([region.shape for region in decision.regions], rows),
    )
    if found is None:
        return [[Span("no change of up to three words was found to lead elsewhere")]]
    to = "void" if found.outcome == VOID else name(decision.regions[found.outcome], found.outcome)
    words = "1 word" if found.changed == 1 else f"{found.changed} words"
    return [[Span(f"~{named(setting, space, found.text, 20)}")], [Span(f"to {to}, by {words}")]]


def _lenders(decision: Decision, distances: list[float], setting: Setting) -> list[str]:
    """Texts of examples near by that do not belong to the chosen region."""
    others = [at for at in order(distances) if at != decision.chosen]
    found: list[str] = []
    for at in others:
        found += _texts(decision, at, setting)
        if len(found) >= LENDERS:
            break
    return found[:LENDERS]


def _texts(decision: Decision, at: int, setting: Setting) -> list[str]:
    """What the examples of a region say that are most like what was asked, where it is known."""
    shape = decision.regions[at].shape
    origin = origins.of(shape)
    if origin is not None:
        return [one.text for one in origin.within(decision.query.data, LENDERS, shape) if one.text]
    if setting.known is None:
        return []
    found: list[str] = []
    for leaf in leaves(shape):
        rows = anchors(leaf)
        if rows is not None:
            nearest = (-(rows @ decision.query.data)).argsort(kind="stable")[:LENDERS]
            found += [text for text in setting.known.texts_of(decision.query.space, rows[nearest]) if text]
    return found
