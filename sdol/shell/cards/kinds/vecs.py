"""A list of vectors: how similar they are to each other, as a small picture with their names beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.show import show
from sdol.shell.cards.blocks import Block, Drawing, Facts, Grid, Heading, Note, words
from sdol.shell.cards.setting import space_name

if TYPE_CHECKING:
    import numpy as np

    from sdol.kernel.types import Type
    from sdol.kernel.values import Points
    from sdol.shell.cards.setting import Setting

MOST = 12
"""Vectors in the picture; of a longer list they are taken at equal steps."""


NAMED = 1000
"""Vectors whose texts are looked for, where the whole is shown."""

SAMPLE = 10_000
"""Vectors, about, of which the mean is taken."""


def view(value: Points, type: Type | None, setting: Setting) -> list[Block]:
    """Their number and space; the similarities of at most twelve of them."""
    head = Heading(_title(value), f"{value.rows.shape[1]:,} dimensions")
    return [head, *similarities(value, setting), *_each(value, setting)]


def similarities(value: Points, setting: Setting) -> list[Block]:
    """The picture of at most twelve vectors, and how alike they all are."""
    import numpy as np

    if len(value) < 2:
        return []
    chosen = np.unique(np.linspace(0, len(value) - 1, MOST).round().astype(int))
    rows = np.ascontiguousarray(value.rows[chosen])
    names = _names(value, chosen, rows, setting)
    found: list[Block] = [_picture(rows, names), Facts([("alike", words(_likeness(value)))])]
    left = len(value) - len(chosen)
    return [*found, *([Note(f"{len(chosen)} of {len(value):,}, at equal steps")] if left else [])]


def _each(value: Points, setting: Setting) -> list[Block]:
    """A line for each of them, where the whole is shown."""
    if not setting.whole:
        return []
    known = setting.known.texts_of(value.space, value.rows[:NAMED]) if setting.known else []
    texts = [*known, *[None] * (len(value) - len(known))]
    named = [
        setting.quoted(text, setting.page.width) if text else show(one)
        for one, text in zip(value, texts, strict=True)
    ]
    return [Grid(["", ""], [[str(at), one] for at, one in enumerate(named)], [True, False])]


def _title(value: Points) -> str:
    return f"{len(value):,} {value.item.kind}@{space_name(value.space)}"


def _picture(rows: np.ndarray, names: list[str]) -> Drawing:
    import numpy as np

    from sdol.kernel.pictures.heatmap import heatmap

    units = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    cells = (units @ units.T).astype(np.float64)
    picture = (
        heatmap(cells, names, names, "", 0.0, 1.0) if cells.min() >= 0 else heatmap(cells, names, names, "")
    )
    return Drawing(lambda page: picture.lines(page))


def _names(value: Points, chosen: np.ndarray, rows: np.ndarray, setting: Setting) -> list[str]:
    known: list[str | None] = [None] * len(rows)
    if setting.known is not None:
        known = setting.known.texts_of(value.space, rows)
    places = chosen.tolist()
    names = [value.names[at] if value.names else None for at in places]
    own = [f"'{name}" if name else text for name, text in zip(names, known, strict=True)]
    return [text if text else f"[{at}]" for text, at in zip(own, places, strict=True)]


def _likeness(value: Points) -> str:
    """The length of the mean of the directions: 1 where all are the same, 1/sqrt(n) where none are alike."""
    import numpy as np

    rows = value.rows[:: max(len(value) // SAMPLE, 1)]
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    mean = (rows / lengths).mean(axis=0, dtype=np.float64)
    return f"{np.linalg.norm(mean):.2f}, the length of their mean (unrelated: {len(value) ** -0.5:.2f})"
