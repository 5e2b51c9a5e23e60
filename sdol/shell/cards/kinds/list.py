"""A list: on one line where it fits; a table of records, a curve of numbers, a picture of a matrix, else a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.show import show_num
from sdol.shell.cards.blocks import Block, Drawing, Heading, Note, text
from sdol.shell.cards.curves import sparkline
from sdol.shell.cards.hits import is_hit, table
from sdol.shell.cards.setting import MORE
from sdol.shell.cards.tables import alike, table_of
from sdol.shell.cards.trees import on_one_line, tree

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting

EACH = 10_000
"""Elements that are looked at to tell what a list is."""

CELLS = 1_000_000
"""Numbers that are drawn: of a longer list every so many-th, of a larger matrix none."""


def view(value: list[Any], type: Type | None, setting: Setting) -> list[Block]:
    """By what is in it."""
    if value and all(is_hit(item) for item in value[:EACH]):
        return table(value[: setting.most], len(value), setting)
    line = on_one_line(value, setting.page.width, setting)
    if line is not None:
        return [text(line)]
    if alike(value[:EACH]):
        return table_of(value, setting)
    if not setting.whole and all(_is_number(x) for x in value[:: max(len(value) // CELLS, 1)]):
        return _numbers(value, setting)
    if not setting.whole and _is_matrix(value):
        return _matrix(value)
    return tree(value, setting)


def _is_number(x: Any) -> bool:
    return type(x) is float or (type(x) is int and abs(x) < 1 << 53)


def _numbers(value: list[Any], setting: Setting) -> list[Block]:
    """The curve, its range, and as many of the numbers as one line takes."""
    import numpy as np

    step = max(len(value) // CELLS, 1)
    drawn = value[::step]
    numbers = np.asarray(drawn, np.float64)
    finite = numbers[np.isfinite(numbers)]
    whole = all(type(x) is int for x in drawn)
    said = _range(finite, whole=whole) if len(finite) else "none of them finite"
    head = on_one_line(value, setting.page.width, setting, cut=True)
    drawn_of = f"drawn are 1 in {step:,} of {len(value):,}" if step > 1 else f"of {len(value):,}"
    note = Note(f"{drawn_of}; {MORE}")
    return [Heading(f"{len(value):,} numbers", said), sparkline(numbers), text(head or ""), note]


def _range(finite: Any, *, whole: bool) -> str:
    ends = (float(finite.min()), float(finite.max()))
    low, high = (f"{end:.0f}" if whole else show_num(end) for end in ends)
    return f"{low} to {high}, mean {show_num(float(finite.mean()))}"


def _is_matrix(value: list[Any]) -> bool:
    """Whether it is made of lists of numbers of one length, at least two by two."""
    if len(value) < 2 or not all(type(row) is list for row in value[:EACH]):
        return False
    width = len(value[0])
    if width * len(value) > CELLS:
        return False
    return width > 1 and all(
        type(row) is list and len(row) == width and all(_is_number(x) for x in row) for row in value
    )


def _matrix(value: list[list[Any]]) -> list[Block]:
    import numpy as np

    from sdol.kernel.pictures.heatmap import heatmap

    cells = np.asarray(value, np.float64)
    whole = all(type(x) is int for row in value for x in row)
    picture = heatmap(cells, [], [], "", whole=whole)
    return [Heading(f"{len(value):,} x {len(value[0]):,} numbers"), Drawing(picture.lines)]
