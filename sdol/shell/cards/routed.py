"""What is known of a decision between regions of one router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decided import VOID
from sdol.learn.routing import origins

if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.decided import Decision
    from sdol.learn.routing.origins import Nearby, Origin


def learned_from(decision: Decision, count: int) -> list[Nearby]:
    """The examples nearest to what was asked, of any label; none where the regions are of no one router."""
    field = _field(decision)
    origin = _origin(field)
    return [] if origin is None else origin.nearest(decision.query.data, count)


def rivals(decision: Decision) -> list[int] | None:
    """The regions that cannot be told from the chosen one, the likeliest first; None where no router knows."""
    import numpy as np

    return rivals_of_many(decision, decision.query.rows, np.array([decision.chosen]))[0]


def rivals_of_many(first: Decision, rows: np.ndarray, chosen: np.ndarray) -> list[list[int] | None]:
    """The same for each of several decisions between the same regions.

    That is where the right label of 99 in 100 held-out examples was no farther behind; of a tagger, the labels that
    could as well be given as not.

    Args:
        first: one of them.
        rows: what they were about, (n, d).
        chosen: for each the number of its region, or `VOID`, (n,).
    """
    field = _field(first)
    origin = _origin(field)
    if origin is None:
        return [None] * len(rows)
    if first.kind == "tag":
        return _wavering(first, field, rows)
    if field.kind != "field":
        return [None] * len(rows)
    return _behind(first, field, rows, chosen, origin.doubt)


def _behind(
    first: Decision, field: Any, rows: np.ndarray, chosen: np.ndarray, doubt: float
) -> list[list[int] | None]:
    """For each the labels that are by no more logits than that behind; None for what lies in the void."""
    import numpy as np

    logits, _ = field.judged(rows)
    away = logits.max(axis=1, keepdims=True) - logits
    least = np.stack([away[:, list(region.shape.labels)].min(axis=1) for region in first.regions], axis=1)
    near = least <= doubt
    near[np.arange(len(rows)), chosen] = False
    return [
        None if taken == VOID else sorted(np.flatnonzero(close).tolist(), key=each.__getitem__)
        for taken, close, each in zip(chosen.tolist(), near, least, strict=True)
    ]


def _wavering(first: Decision, field: Any, rows: np.ndarray) -> list[list[int] | None]:
    """For each the labels of a tagger that are neither clearly given nor clearly not, the surest first."""
    _, spoken = field.weighed(rows)
    close, away = field.close(spoken), field.away(spoken)
    own = [list(region.shape.labels) for region in first.regions]
    return [
        sorted(
            (at for at, labels in enumerate(own) if one[labels].any()),
            key=lambda at: float(far[own[at]].min()),
        )
        for one, far in zip(close, away, strict=True)
    ]


def _origin(field: Any) -> Origin | None:
    return None if field is None else origins.of(field)


def _field(decision: Decision) -> Any:
    """The field that all regions share, if they do."""
    shapes = [region.shape for region in decision.regions]
    if not shapes or any(shape.kind != "labelled" for shape in shapes):
        return None
    first = shapes[0].field
    return first if all(shape.field is first for shape in shapes) else None
