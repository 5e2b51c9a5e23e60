"""How regions are outlined in a plane that shows two of their hundreds of dimensions.

A region's border seldom meets the plane: in high dimensions nearly every region lies beside it. So there are three
outlines, and a picture says which it has: where a region's examples lie as they are seen (`extent`), its border in
the plane through its own middle (`section`, for regions that were not made from examples), and its true border in
the plane through one point (`slices`), which is exact there and changes with the point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sdol import lvm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sdol.tui.map.plane import Plane
    from sdol.tui.map.scene import Area
    from sdol.tui.map.window import Window

    Wide = NDArray[np.float64]

HELD = 0.8
"""The share of a region's examples that its outline holds."""

FEWEST = 3
"""Examples from which there is an extent."""

TURNS, STEPS = 48, 24
"""Directions, and places in each, at which the border is looked for."""

ACROSS, DOWN = 40, 24
"""Places at which the distance to a region is known; between them it is taken to be even."""


def outline(area: Area, plane: Plane) -> Wide:
    """The outline of a region as it is seen, a closed way (n, 2); empty where it has none."""
    return extent(plane.place(area.rows)) if len(area.rows) >= FEWEST else section(area, plane)


def extent(places: Wide) -> Wide:
    """The ellipse about places (n, 2), of the shape of their covariance, that holds `HELD` of them: (m, 2)."""
    centred = places - places.mean(axis=0)
    covariance = centred.T @ centred / len(places) + 1e-6 * np.eye(2)
    root = np.linalg.cholesky(covariance)
    levels = np.sort(np.linalg.norm(np.linalg.solve(root, centred.T), axis=0))
    held = levels[int(np.ceil(HELD * len(levels))) - 1]
    ellipse: Wide = places.mean(axis=0) + held * _circle() @ root.T
    return ellipse


def section(area: Area, plane: Plane) -> Wide:
    """The border of a region in the plane through its middle, to the first crossing in each direction: (m, 2)."""
    if area.middle is None:
        return np.empty((0, 2))
    centre = area.middle[None].astype(np.float32)
    along = _circle()[:-1] @ plane.axes
    along -= (along @ centre.T.astype(np.float64)) * centre
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    angles = np.linspace(0.0, np.pi, STEPS + 1)
    rows = (np.cos(angles)[:, None, None] * centre + np.sin(angles)[:, None, None] * along).reshape(
        -1, centre.shape[1]
    )
    distances = area.region.shape.distance(lvm.normalise(rows)).reshape(STEPS + 1, TURNS)
    if distances[0].min() > 0:
        return np.empty((0, 2))
    reach = _first_crossing(distances.astype(np.float64), angles)
    border = np.cos(reach)[:, None] * centre + np.sin(reach)[:, None] * along
    placed = plane.place(border)
    return np.concatenate([placed, placed[:1]])


def _first_crossing(distances: Wide, angles: Wide) -> Wide:
    """The angle (m,) at which each column of distances (k, m) first rises above 0; the last where none does."""
    outside = distances > 0
    first = np.where(outside.any(axis=0), outside.argmax(axis=0), len(angles) - 1)
    columns = np.arange(distances.shape[1])
    before, after = distances[first - 1, columns], distances[first, columns]
    part = np.where(outside[first, columns], before / np.minimum(before - after, -1e-9), 1.0)
    found: Wide = angles[first - 1] + np.clip(part, 0.0, 1.0) * (angles[first] - angles[first - 1])
    return found


def _circle() -> Wide:
    turns = np.linspace(0.0, 2 * np.pi, TURNS + 1)
    return np.stack([np.cos(turns), np.sin(turns)], axis=1)


def slices(
    areas: Sequence[Area],
    plane: Plane,
    through: NDArray[np.floating],
    window: Window,
    width: int,
    height: int,
) -> list[Wide]:
    """Where the borders of regions cross the plane through a point (d,): for each the cells, (n, 2).

    The distances are computed at 960 places of the window and interpolated between them.
    """
    grid = np.stack(
        np.meshgrid(np.linspace(0, width, ACROSS), np.linspace(0, height, DOWN), indexing="xy"), axis=-1
    ).reshape(-1, 2)
    rows = plane.lift(window.places(grid, width, height), through)
    if not areas:
        return []
    fields = lvm.distances([area.region.shape for area in areas], rows).astype(np.float64)
    return [_level(fields[:, at].reshape(DOWN, ACROSS), width, height) for at in range(len(areas))]


def _level(field: Wide, width: int, height: int) -> Wide:
    """The cells (n, 2), to half a column and a quarter of a line, between which a field changes its sign."""
    fine = _finer(_finer(field, height * 4, 0), width * 2, 1) <= 0
    edge = np.zeros(fine.shape, bool)
    edge[:, 1:] |= fine[:, 1:] != fine[:, :-1]
    edge[1:, :] |= fine[1:, :] != fine[:-1, :]
    down, side = np.nonzero(edge)
    return np.stack([side / 2, down / 4], axis=1)


def _finer(field: Wide, count: int, axis: int) -> Wide:
    """The field at so many places along an axis, interpolated."""
    at = np.linspace(0, field.shape[axis] - 1, count)
    low = np.minimum(at.astype(np.int64), field.shape[axis] - 2)
    part = (at - low).reshape(-1, 1) if axis == 0 else (at - low)
    finer: Wide = np.take(field, low, axis) * (1 - part) + np.take(field, low + 1, axis) * part
    return finer
