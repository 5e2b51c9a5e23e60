"""A list of like records as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.show import columns
from sdol.shell.cards.blocks import Block, Grid, Note
from sdol.shell.cards.setting import BETWEEN, MORE, plural
from sdol.shell.cards.trees import tree
from sdol.shell.excerpts import excerpt

if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.cards.setting import Setting

COLUMNS = 12
"""Columns of a table; records of more fields are laid out one after the other."""

CELL = 200
"""Characters of a cell, before it is cut to its column."""


def alike(rows: list[Any]) -> bool:
    """Whether values are records of nearly the same fields, few enough for a table."""
    if len(rows) < 2 or not all(type(row) is dict for row in rows):
        return False
    names = {name for row in rows for name in row}
    return 0 < len(names) <= COLUMNS and sum(map(len, rows)) * 2 >= len(names) * len(rows)


def table_of(rows: list[dict[str, Any]], setting: Setting) -> list[Block]:
    """The first of them in lines, and how many are left."""
    shown = rows[: setting.most]
    names = list(dict.fromkeys(name for row in shown for name in row))
    made = grid(names, shown)
    if setting.whole and not uncut(made, setting):
        return tree(rows, setting)
    return [made, *rest(len(rows) - len(shown))]


def uncut(made: Grid, setting: Setting) -> bool:
    """Whether a page has room for all that is in a table."""
    label = setting.page.label
    lines = [[columns(label(cell, 1 << 30)) for cell in cells] for cells in (made.names, *made.rows)]
    widths = [max(column) for column in zip(*lines, strict=True)]
    longest = max((len(cell) for row in made.rows for cell in row), default=0)
    return longest < CELL and sum(widths) + BETWEEN * (len(widths) - 1) <= setting.page.width


def grid(names: list[str], rows: list[dict[str, Any]]) -> Grid:
    """A table of these fields; where every value of one is a number, or nil, they stand to the right."""
    right = [all(_is_number(row.get(name)) for row in rows) for name in names]
    return Grid(names, [[_cell(row.get(name), name in row) for name in names] for row in rows], right)


def rest(left: int) -> list[Block]:
    """That so many rows are left, if there are any."""
    return [Note(f"and {plural(left, 'more row')}; {MORE}")] if left > 0 else []


def _cell(value: Any, there: bool) -> str:
    if not there:
        return ""
    return value[:CELL] if type(value) is str else excerpt(value, CELL)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
