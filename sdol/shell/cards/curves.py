"""Curves of numbers: a sparkline as wide as the page, a line drawn in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Curve

if TYPE_CHECKING:
    import numpy as np

    from sdol.kernel.pictures.page import Line, Page

WIDEST = 64
"""Signs of a sparkline; more say no more."""

POINTS = 256
"""Points of a line that is drawn, each the mean of neighbours where there are more numbers."""

HEIGHT = 24
"""Height of that line, one to a point wide."""


def sparkline(values: np.ndarray) -> Curve:
    """The numbers (n,) as a curve."""
    import numpy as np

    return Curve(np.ascontiguousarray(values, np.float64))


def as_signs(values: np.ndarray, page: Page) -> list[Line]:
    """The curve in one line of signs."""
    from sdol.kernel.pictures.sparkline import sparkline as made

    return made(values, min(WIDEST, page.width)).lines(page)


def as_svg(values: np.ndarray) -> str:
    """The curve as an element of a page; numbers that are not finite are left out."""
    import numpy as np

    from sdol.kernel.pictures.reduce import cell_means

    means = cell_means(values[None, :], 1, POINTS)[0][0] if len(values) else values
    known = np.flatnonzero(np.isfinite(means))
    if len(known) < 2:
        return ""
    low, high = float(means[known].min()), float(means[known].max())
    scale = (HEIGHT - 2) / (high - low) if high > low else 0.0
    points = " ".join(f"{at},{HEIGHT - 1 - (means[at] - low) * scale:.1f}" for at in known.tolist())
    return (
        f'<svg width="{max(len(means), 64)}" height="{HEIGHT}" viewBox="0 0 {len(means)} {HEIGHT}" '
        f'preserveAspectRatio="none"><polyline points="{points}" fill="none" stroke="currentColor"/></svg>'
    )
