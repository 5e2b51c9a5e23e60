"""Search results as a table: similarity, text, and the fields of what was kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Grid
from sdol.shell.cards.tables import COLUMNS, grid, rest, uncut
from sdol.shell.cards.trees import tree

if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.cards.setting import Setting

FIELDS = frozenset({"id", "score", "text", "payload", "vec"})


def is_hit(value: Any) -> bool:
    """Whether a value is a search result."""
    return type(value) is dict and value.keys() == FIELDS


def table(shown: list[dict[str, Any]], count: int, setting: Setting) -> list[Block]:
    """A line for each of those shown, of `count` that there are."""
    payloads = [hit["payload"] for hit in shown]
    names = _payload_names(payloads)
    rows = [_row(hit, names) for hit in shown]
    made = grid(["text", *(name for name in names if any(name in row for row in rows))], rows)
    made = made._replace(main=0)
    if any(hit["score"] != 1.0 for hit in shown):
        made = _scored(made, shown)
    if setting.whole and not uncut(made, setting):
        return tree(shown, setting)
    return [made, *rest(count - len(shown))]


def _scored(made: Grid, shown: list[dict[str, Any]]) -> Grid:
    """With the similarities before all else; records that were not searched for have none to tell."""
    cells = [[f"{hit['score']:.3f}", *row] for hit, row in zip(shown, made.rows, strict=True)]
    return Grid(["score", *made.names], cells, [True, *made.right], made.main + 1)


def _row(hit: dict[str, Any], names: list[str]) -> dict[str, Any]:
    row = {"text": hit["text"] or hit["id"]}
    payload = hit["payload"]
    if names == ["payload"]:
        return row | ({} if payload is None else {"payload": payload})
    return row | {name: payload[name] for name in names if name in payload}


def _payload_names(payloads: list[Any]) -> list[str]:
    """The fields of payloads that are all records, but those that the hit itself has; else the one column."""
    if not all(type(payload) is dict for payload in payloads):
        return ["payload"]
    names = dict.fromkeys(name for payload in payloads for name in payload)
    own = [name for name in names if name not in ("score", "text")]
    return own if len(own) <= COLUMNS else ["payload"]
