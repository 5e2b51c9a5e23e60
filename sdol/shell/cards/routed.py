"""What is known of a decision between regions of one router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decisions import VOID
from sdol.learn.routing import origins

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.decisions import Decision
    from sdol.learn.routing.origins import Nearby, Origin


def learned_from(decision: Decision, count: int) -> list[Nearby]:
    """The examples nearest to what was asked, of any label; none where the regions are of no one router."""
    field = _field(decision)
    origin = _origin(field)
    return [] if origin is None else origin.nearest(decision.query.data, count)


def rivals(decision: Decision) -> list[int] | None:
    """The regions that cannot be told from the chosen one, the likeliest first.

    That is where the right label of 99 in 100 held-out examples was no farther behind; None where no router knows.
    """
    field = _field(decision)
    origin = _origin(field)
    if origin is None or decision.chosen == VOID or field.kind != "field":
        return None
    logits, _ = field.judged(decision.query.rows)
    behind = logits[0].max() - logits[0]
    least = [float(behind[list(region.shape.labels)].min()) for region in decision.regions]
    near = [at for at, away in enumerate(least) if at != decision.chosen and away <= origin.doubt]
    return sorted(near, key=least.__getitem__)


def _origin(field: Any) -> Origin | None:
    return None if field is None else origins.of(field)


def _field(decision: Decision) -> Any:
    """The field that all regions share, if they do."""
    shapes = [region.shape for region in decision.regions]
    if not shapes or any(shape.kind != "labelled" for shape in shapes):
        return None
    first = shapes[0].field
    return first if all(shape.field is first for shape in shapes) else None
