"""The card of a decision: how near each region was, by how much the chosen one led, what would have changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decided import VOID
from sdol.kernel.pictures.page import FAINT, Line, Span, padded
from sdol.kernel.show import columns
from sdol.shell.cards.balance import balance
from sdol.shell.cards.blocks import Block, Facts, Heading, words
from sdol.shell.cards.clearness import little_in
from sdol.shell.cards.deciding import margin, name, order, outcome, way_out, words_left_out
from sdol.shell.cards.nearby import named, two_digits
from sdol.shell.cards.rewording import reworded
from sdol.shell.cards.routed import learned_from, rivals
from sdol.shell.cards.shapes import anchors, leaves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sdol.kernel.decided import Decision
    from sdol.learn.routing.origins import Nearby
    from sdol.shell.cards.deciding import Embed
    from sdol.shell.cards.setting import Setting

SHOWN = 3
"""Words, and labels of a close call, that are named."""

EXAMPLES = 3
"""Examples of a router that are shown."""

Fact = tuple[str, list[Line]]


def view(
    decision: Decision, setting: Setting, embed: Embed | None = None, *, rewording: bool = False
) -> list[Block]:
    """The blocks of a decision's card.

    Args:
        embed: for the words that would have changed it; without it they are not looked for.
        rewording: whether the smallest change of wording is looked for too, which embeds some hundred texts.
    """
    text = setting.known.text_of(decision.query.space, decision.query.data) if setting.known else None
    if decision.other is not None:
        return _sameness(decision, text, setting)
    distances = decision.distances
    if decision.kind == "in" and len(distances) == 1:
        facts = _examples(decision, [0], setting)
    else:
        close = close_call(decision, *_close(decision, distances))
        facts = [
            lead(decision, distances, close, setting),
            *_examples(decision, order(distances)[:2], setting),
        ]
    changes = _changes(decision, distances, text, setting, embed)
    facts += [("otherwise", changes)] if changes else []
    if rewording and text is not None and embed is not None and decision.kind != "tag":
        facts += [("reworded", reworded(decision, distances, text, setting, embed))]
    return [heading(decision, text, setting), *balance(decision, distances), Facts(facts)]


def heading(decision: Decision, text: str | None, setting: Setting) -> Heading:
    """What was asked about, and where it went."""
    shown = named(setting, decision.query.space, text, 24) if text is not None else "this vector"
    sign = "~" if shown.startswith('"') else ""
    verb = f"{decision.kind} " if decision.kind in ("route", "tag") else ""
    return Heading(f"{verb}{sign}{shown}", _answer(decision))


def _answer(decision: Decision) -> str:
    if decision.kind in ("route", "tag"):
        return f"to {outcome(decision)[0]}"
    if len(decision.regions) == 1:
        return f"{'in' if decision.chosen == 0 else 'not in'} {name(decision.regions[0], 0)}"
    return "in none of these" if decision.chosen == VOID else f"in {_to(decision, decision.chosen)}"


def _to(decision: Decision, chosen: int) -> str:
    return "void" if chosen == VOID else name(decision.regions[chosen], chosen)


def lead(decision: Decision, distances: list[float], close: str, setting: Setting) -> Fact:
    """By how much it was chosen, and whether that is little for its space."""
    first, *rest = order(distances)
    gap = margin(distances, decision.chosen)
    if decision.chosen == VOID:
        return "lead", words(
            f"{setting.degrees(gap)} outside the nearest, {name(decision.regions[first], first)}{close}"
        )
    if decision.kind == "tag":
        edge = min(range(len(distances)), key=lambda at: abs(distances[at]))
        side = "inside" if distances[edge] <= 0 else "outside"
        far = setting.degrees(abs(distances[edge]))
        return "lead", words(
            f"{far} {side} the nearest boundary, of {name(decision.regions[edge], edge)}{close}"
        )
    if not rest:
        return "lead", words(f"{setting.degrees(gap)} inside its boundary{close}")
    ahead = distances[rest[0]] - distances[first]
    text = f"{setting.degrees(ahead)} before {name(decision.regions[rest[0]], rest[0])}"
    return "lead", words(f"{text}, {setting.degrees(-distances[first])} inside its boundary{close}")


def close_call(decision: Decision, close: bool, rivals: Sequence[str]) -> str:
    """That it was a close call, and with which labels where a router knows it by held-out examples."""
    with_them = " on" if decision.kind == "tag" else " with"
    named_ones = f"{with_them} {', '.join(rivals[:SHOWN])}" if rivals else ""
    return f"; a close call{named_ones}" if close else ""


def _close(decision: Decision, distances: list[float]) -> tuple[bool, list[str]]:
    """Whether it was one, and with which labels."""
    near = rivals(decision)
    if near is None:
        return margin(distances, decision.chosen) < little_in(decision.query.space), []
    return bool(near), [name(decision.regions[at], at) for at in near]


def _examples(decision: Decision, regions: list[int], setting: Setting) -> list[Fact]:
    """Of the nearest regions the example that is most like what was asked."""
    near = learned_from(decision, EXAMPLES)
    if near:
        return [("like", _near_examples(decision, near, setting))]
    if setting.known is None:
        return []
    found = [(name(decision.regions[at], at), _example(decision, at)) for at in regions]
    margin = max((columns(label) for label, _ in found), default=0)
    lines: list[Line] = []
    for label, (similarity, row) in ((label, one) for label, one in found if one is not None):
        text = setting.known.text_of(decision.query.space, row)
        if text is not None:
            shown = named(setting, decision.query.space, text, margin + 20)
            lines.append([Span(padded(label, margin), FAINT), Span(f" {two_digits(similarity)}  {shown}")])
    return [("like", lines)] if lines else []


def _near_examples(decision: Decision, near: list[Nearby], setting: Setting) -> list[Line]:
    """Of the examples of a router those that are most like what was asked, whatever their label."""
    margin = max(columns(one.label) for one in near)
    return [
        [
            Span(padded(one.label, margin), FAINT),
            Span(f" {two_digits(one.cosine)}  {_said(decision, one, setting, margin + 20)}"),
        ]
        for one in near
    ]


def _said(decision: Decision, one: Nearby, setting: Setting, room: int) -> str:
    space = decision.query.space
    text = one.text or (setting.known.text_of(space, one.row) if setting.known else None)
    return named(setting, space, text, room) if text else "(no text)"


def _example(decision: Decision, at: int) -> tuple[float, Any] | None:
    """The similarity and row of the nearest example of a region, of its parts too."""
    best: tuple[float, Any] | None = None
    for leaf in leaves(decision.regions[at].shape):
        rows = anchors(leaf)
        if rows is None:
            continue
        similar = rows @ decision.query.data
        place = int(similar.argmax())
        if best is None or float(similar[place]) > best[0]:
            best = float(similar[place]), rows[place]
    return best


def _changes(
    decision: Decision, distances: list[float], text: str | None, setting: Setting, embed: Embed | None
) -> list[Line]:
    """What would have changed the choice, a line each."""
    if decision.kind == "tag":
        return []
    lines = _moves(decision, distances, setting)
    if text is not None and embed is not None and "'" not in text[:1]:
        lines += _words(decision, text, setting, embed)
    return lines


def _moves(decision: Decision, distances: list[float], setting: Setting) -> list[Line]:
    """How far it would have to lie from here: towards the next region, or across the boundary of the only one."""
    if decision.kind == "in" and len(distances) == 1:
        way = "farther out" if decision.chosen == 0 else "nearer"
        return [
            [Span(f"{setting.degrees(abs(distances[0]))} {way}: {_outcome(decision, -1 - decision.chosen)}")]
        ]
    others = [at for at in order(distances) if at != decision.chosen]
    found = way_out(decision, others[0]) if others else None
    if found is None:
        return []
    where = f"{setting.degrees(found.angle)} nearer the middle of {_to(decision, found.towards)}"
    return [[Span(f"{where}: {_outcome(decision, found.then)}")]]


def _outcome(decision: Decision, then: int) -> str:
    if decision.kind == "in" and len(decision.regions) == 1:
        return "true" if then == 0 else "false"
    return f"to {_to(decision, then)}"


def _words(decision: Decision, text: str, setting: Setting, embed: Embed) -> list[Line]:
    """The words of which each alone, left out, changes the choice; else the one that matters most."""
    found = words_left_out(decision, text, embed)
    if not found:
        return []
    flips = [one for one in found if one.then != decision.chosen]
    said = [
        f"without {setting.quoted(one.word, 24)}: {_outcome(decision, one.then)}" for one in flips[:SHOWN]
    ]
    if len(flips) > SHOWN:
        said.append(f"and so without any of {len(flips) - SHOWN} other words")
    if not flips:
        word, left = setting.quoted(found[0].word, 24), setting.degrees(found[0].margin)
        said = [f"no one word; {word} matters most: without it {left} are left"]
    return [[Span(one)] for one in said]


def _sameness(decision: Decision, text: str | None, setting: Setting) -> list[Block]:
    """Two vectors and the similarity from which they mean the same."""
    assert decision.other is not None
    other = setting.known.text_of(decision.query.space, decision.other.data) if setting.known else None
    similarity = float(decision.query.data @ decision.other.data)
    sides = [("one", text), ("other", other)]
    facts: list[Fact] = [
        (label, words(named(setting, decision.query.space, side, 10))) for label, side in sides if side
    ]
    facts += [
        ("similarity", words(f"{similarity:.3f}")),
        ("asked for", words(f"{decision.threshold:.3f}, which 1 in 1,000 unrelated pairs reach")),
    ]
    return [Heading("~=", "true" if decision.chosen == 0 else "false"), Facts(facts)]
