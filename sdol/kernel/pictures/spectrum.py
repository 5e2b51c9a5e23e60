"""Spectra of hypervectors: how strong each frequency is, and with which phase."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sdol.kernel.pictures.colours import series
from sdol.kernel.pictures.curves import traced
from sdol.kernel.pictures.page import STRONG, Line, Page, Span, Style
from sdol.kernel.pictures.picture import Picture, need, numbers
from sdol.kernel.pictures.plot import Plot
from sdol.kernel.pictures.scale import Scale, covering, within

HEIGHT = 6
"""Lines of each of the two plots."""

MARGIN = 4
"""Columns of the labels of both scales to the left."""

DECIMALS = 5
"""To which magnitudes are exact: vectors are float32."""


@dataclass(frozen=True, eq=False)
class Spectrum(Picture):
    """The discrete Fourier transform of a real vector, up to half its dimension.

    Attributes:
        magnitudes: (n,) float64.
        phases: (n,) float64, radians.
    """

    kind: ClassVar[str] = "spectrum"
    magnitudes: np.ndarray
    phases: np.ndarray

    def __post_init__(self) -> None:
        need(type(self.title) is str, "a title is a text")
        need(numbers(self.magnitudes, 1) and numbers(self.phases, 1), "a spectrum is of doubles")
        need(len(self.magnitudes) == len(self.phases) > 0, "magnitudes and phases differ in number")
        need(bool(np.isfinite(self.magnitudes).all() and (np.abs(self.phases) < 4).all()), "no spectrum")

    def lines(self, page: Page) -> list[Line]:
        across = within(0.0, float(len(self.phases) - 1), max(page.width // 12, 2), whole=True)
        up = _aligned(covering(0.0, float(self.magnitudes.max()), 3))
        turns = _aligned(Scale(-math.pi, math.pi, tuple((x, f"{x:.1f}") for x in (-math.pi, 0.0, math.pi))))
        strong = Plot(page, across, up, HEIGHT)
        phase = Plot(page, across, turns, HEIGHT)
        frequencies = np.arange(len(self.phases), dtype=np.float64)
        _curve(strong, frequencies, self.magnitudes)
        phase.scatter(frequencies, self.phases, Style(series(1)), fine=True)
        low, mean, high = (float(f(self.magnitudes)) for f in (np.min, np.mean, np.max))
        told = f"magnitude by frequency: {low:.2f} to {high:.2f}, {mean:.2f} in the mean"
        return [
            *page.heading(self.title),
            [Span(page.label(told, page.width), STRONG)],
            *strong.lines(),
            [Span(page.label("phase by frequency, in radians", page.width), STRONG)],
            *phase.lines(),
        ]


def spectrum(row: np.ndarray, title: str) -> Spectrum:
    """The spectrum of a vector, (d,): F_k = sum_j v_j exp(-2 pi i j k / d) for k = 0 .. d / 2.

    The magnitudes of a unit vector are 1 in the root of the mean square over all d frequencies; those of a unitary
    atom are all 1 (Plate, "Holographic Reduced Representations", 2003). O(d log d).
    """
    found = np.fft.rfft(np.asarray(row, np.float64)) + 0  # which makes 0 of -0, whose angle is another
    return Spectrum(title, np.round(np.abs(found), DECIMALS), np.angle(found))


def _aligned(scale: Scale) -> Scale:
    """The scale with labels of one width, so that frequencies of both plots stand in line."""
    return scale._replace(marks=tuple((x, label.rjust(MARGIN)) for x, label in scale.marks))


def _curve(plot: Plot, xs: np.ndarray, ys: np.ndarray) -> None:
    shape = plot.shape(fine=True)
    x, y = plot.placed(xs, ys, shape)
    plot.fill(traced(x, y, y, shape, joined=True), Style(series(0)), plot.page.signs.marks[0])
