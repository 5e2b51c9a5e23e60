"""The card of what `why` of a router gives: how near each label was, the nearest examples, the change of wording."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, Line, Span, padded
from sdol.kernel.show import columns
from sdol.shell.cards.balance import MOST, Row, drawn
from sdol.shell.cards.blocks import Block, Drawing, Facts, Heading, Note
from sdol.shell.cards.nearby import two_digits
from sdol.shell.cards.setting import MORE

if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.cards.setting import Setting

FIELDS = {"label", "void", "reason", "regions", "examples", "flip"}


_ROWS = {
    "regions": {"label": str, "distance": float, "probability": float},
    "examples": {"label": str, "text": str, "similarity": float},
    "flip": {"message": str, "label": str, "void": bool, "changed": int},
}


def is_why(value: dict[str, Any]) -> bool:
    """Whether a record is one that `why` gives."""
    if set(value) != FIELDS or not (type(value["label"]) is type(value["reason"]) is str):
        return False
    flip = [] if value["flip"] is None else [value["flip"]]
    parts = {"regions": value["regions"], "examples": value["examples"], "flip": flip}
    return bool(value["regions"]) and all(_are(rows, _ROWS[name]) for name, rows in parts.items())


def _are(rows: Any, fields: dict[str, type]) -> bool:
    """Whether rows are records of these fields."""
    return type(rows) is list and all(
        type(row) is dict and {name: type(part) for name, part in row.items()} == fields for row in rows
    )


def view(value: dict[str, Any], setting: Setting) -> list[Block]:
    """Its blocks."""
    regions = value["regions"]
    shown = len(regions) if setting.whole else MOST
    rows = [
        Row(one["label"], math.degrees(one["distance"]), one["label"] == value["label"] and not value["void"])
        for one in regions[:shown]
    ]
    left = len(regions) - len(rows)
    facts = [("like", _examples(value["examples"], setting))] if value["examples"] else []
    facts += [("reworded", _flip(value["flip"], setting))] if value["flip"] else []
    return [
        Heading("void" if value["void"] else value["label"], value["reason"]),
        Drawing(lambda page: drawn(rows, page)),
        *([Note(f"and {left:,} more; {MORE}")] if left > 0 else []),
        Facts(facts),
    ]


def _examples(examples: list[dict[str, Any]], setting: Setting) -> list[Line]:
    margin = max(columns(one["label"]) for one in examples)
    room = max(setting.page.width - margin - 20, 8)
    return [
        [
            Span(padded(one["label"], margin), FAINT),
            Span(f" {two_digits(one['similarity'])}  {_quoted(one['text'], room, setting)}"),
        ]
        for one in examples
    ]


def _flip(flip: dict[str, Any], setting: Setting) -> list[Line]:
    words = "1 word" if flip["changed"] == 1 else f"{flip['changed']} words"
    room = max(setting.page.width - 12, 8)
    to = "void" if flip["void"] else flip["label"]
    return [[Span(_quoted(flip["message"], room, setting))], [Span(f"to {to}, by {words}")]]


def _quoted(text: str, room: int, setting: Setting) -> str:
    return setting.quoted(text, room) if text else "(no text)"
