"""How clear decisions between regions were: many at once, as the list of them shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError
from sdol.kernel.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.tui.models.reading import Decided


class Margin(NamedTuple):
    """How far a decision is from another one.

    Attributes:
        radians: of distance.
        close: whether that is no more than what chance alone moves a distance by in its space; of a router's regions
            whether another label cannot be told from the one that was chosen.
    """

    radians: float
    close: bool


def margins(decided: Iterable[Decided]) -> dict[int, Margin]:
    """By their numbers those of the decisions between regions; of others there are none."""
    import numpy as np

    from sdol import lvm
    from sdol.shell.cards.deciding import margin

    groups: dict[tuple[int, ...], list[tuple[int, Decision]]] = {}
    for one in decided:
        if isinstance(one.made, Decision) and one.made.regions:
            groups.setdefault(tuple(map(id, one.made.regions)), []).append((one.number, one.made))
    found: dict[int, Margin] = {}
    for group in groups.values():
        first = group[0][1]
        rows = np.stack([made.query.data for _, made in group])
        little = _little(first.query.space)
        each = lvm.distances([region.shape for region in first.regions], rows).tolist()
        for (number, made), distances in zip(group, each, strict=True):
            clear = abs(distances[0]) if len(distances) == 1 else margin(distances, made.chosen)
            found[number] = Margin(clear, _close(made, clear < little))
    return found


def _close(made: Decision, little: bool) -> bool:
    """Whether it was a close call: a router knows by its held-out examples, else `little` is what there is."""
    from sdol.shell.cards.routed import rivals

    found = rivals(made)
    return little if found is None else bool(found)


def _little(space: str) -> float:
    """A deviation of the angles between unrelated texts of the space, 0 where it has none."""
    from sdol.kernel.spaces import calibration

    try:
        return float(calibration(space).unrelated_std)
    except SdolError:
        return 0.0
