"""The keys, as the bindings have them: in a line, as many as fit, and on a page, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span, padded
from sdol.kernel.show import columns
from sdol.tui.models.text import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable


class Key(NamedTuple):
    """A key, in one word what it does, and in a sentence."""

    key: str
    word: str
    sentence: str = ""


NAMES = {
    "space": "space",
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
    "ctrl+c": "^c",
    "ctrl+p": "^p",
    "ctrl+z": "^z",
    "enter": "enter",
    "shift+tab": "shift+tab",
}


def shown(keys: str) -> str:
    """Keys of a binding, as they are printed on them."""
    return " ".join(NAMES.get(key, key) for key in keys.split(",") if key != "full_stop")


def line(keys: Iterable[Key], width: int, last: Key) -> Line:
    """As many as fit, in their order, and in any case the last one, which leads to all."""
    keys = [one._replace(key=one.key.split(" ")[0]) for one in keys]
    room = width - columns(f"{last.key} {last.word}")
    found: Line = []
    for one in keys:
        wide = columns(f"{one.key} {one.word}  ")
        if wide > room:
            break
        room -= wide
        found += [Span(one.key, KEY), Span(f" {one.word}  ", PLAIN)]
    return [*found, Span(last.key, KEY), Span(f" {last.word}", PLAIN)]


def page(groups: Iterable[tuple[str, list[Key]]]) -> list[Line]:
    """All of them, by groups."""
    rows: list[Line] = []
    groups = [(title, list(keys)) for title, keys in groups]
    wide = max((columns(one.key) for _, keys in groups for one in keys), default=0) + 2
    for title, keys in groups:
        rows += [[Span(title, STRONG)]]
        for one in keys:
            said = one.sentence or one.word
            rows.append([Span("  " + padded(one.key, wide), KEY), Span(said, PLAIN)])
        rows.append([Span("", FAINT)])
    return rows[:-1]
