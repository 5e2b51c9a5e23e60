"""How clear decisions between regions were: many at once, as a list of them shows it."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError
from sdol.kernel.decided import VOID
from sdol.shell.cards.routed import rivals_of_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from sdol.kernel.decided import Decision
    from sdol.kernel.values import Region


class Clearness(NamedTuple):
    """How far decisions between the same regions were from others.

    Attributes:
        distances: the signed distance to each region in radians, (n, regions) float32.
        margins: radians of distance, for each.
        close: for each whether that is no more than what chance alone moves a distance by in its space; of a router's
            regions whether another label cannot be told from the one that was chosen.
        rivals: for each the numbers of such labels, the likeliest first; of a tagger those that could as well be given
            as not.
    """

    distances: np.ndarray
    margins: list[float]
    close: list[bool]
    rivals: list[list[int]]


def between_the_same(made: Sequence[Decision]) -> list[list[int]]:
    """The places of the decisions between regions, those between the same ones together."""
    groups: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    last, places = None, list[int]()
    for at, one in enumerate(made):
        if last is None or one.kind != last.kind or not _are_same(one.regions, last.regions):
            last, places = one, groups.setdefault((one.kind, tuple(map(id, one.regions))), [])
        places.append(at)
    return [places for places in groups.values() if made[places[0]].regions]


def _are_same(regions: tuple[Region, ...], others: tuple[Region, ...]) -> bool:
    """Whether both are the very same regions, in the same order: regions have no equality."""
    return len(regions) == len(others) and all(map(is_, regions, others))


def clearness(made: Sequence[Decision]) -> Clearness:
    """That of decisions between the same regions."""
    import numpy as np

    from sdol import lvm

    first = made[0]
    rows = np.stack([one.query.data for one in made])
    distances = lvm.distances([region.shape for region in first.regions], rows)
    chosen = np.array([one.chosen for one in made])
    margins = np.abs(distances).min(axis=1) if first.kind == "tag" else _margins(distances, chosen)
    little = (margins < little_in(first.query.space)).tolist()
    rivals = rivals_of_many(first, rows, chosen)
    close = [by if near is None else bool(near) for by, near in zip(little, rivals, strict=True)]
    return Clearness(distances, margins.tolist(), close, [near or [] for near in rivals])


def _margins(distances: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """As `deciding.margin` has them, of distances (n, regions) and what was chosen (n,); of one region how far off."""
    import numpy as np

    if distances.shape[1] == 1:
        only: np.ndarray = np.abs(distances[:, 0])
        return only
    across = np.arange(len(distances))
    own = distances[across, chosen]
    others = distances.copy()
    others[across, chosen] = np.inf
    ahead = np.minimum(-own, others.min(axis=1) - own)
    found: np.ndarray = np.where(chosen == VOID, distances.min(axis=1), ahead)
    return found


def little_in(space: str) -> float:
    """A deviation of the angles between unrelated texts of a space: what chance alone moves a distance by; 0 where it
    has none."""
    from sdol.kernel.spaces import calibration

    try:
        return float(calibration(space).unrelated_std)
    except SdolError:
        return 0.0
