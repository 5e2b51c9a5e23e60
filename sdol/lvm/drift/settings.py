"""The numbers that drift is judged by where a log is too small to calibrate its own, and the rates it calibrates to."""

from __future__ import annotations

import math
from typing import NamedTuple

from sdol.lvm.errors import GeometryError


class Settings(NamedTuple):
    """Settings of a drift log.

    Those of grounding were chosen on every other question of HaluEval-QA in minilm (`touched`, `nearer`) and on the
    parts cmu and tc of BEGIN (`novel`), where one grounded answer in twenty is refused. The other questions and the
    part wow were left for the report.

    Attributes:
        rate: share of usual pairs that may be taken for each of redshift, blueshift and void, once calibrated.
        redshift, blueshift: deviations by which a displacement is longer or shorter than neighbours predict.
        echo: cosine of task and answer from which on the answer is an echo.
        reach: cosine from which on a past task is a neighbour; of a calibrated log the highest that it may be.
        neighbours: most neighbours that are looked at.
        least: fewest neighbours from which something is predicted.
        touched: cosine with the nearest sentence of a source that a grounded answer reaches.
        nearer: by how much a grounded answer's cosine with that sentence exceeds its cosine with the task.
        novel: share of an answer's words, function words apart, that its source may lack.
        most: pairs that a log may grow to; then it goes on with the latest four fifths of them.
    """

    rate: float = 0.05
    redshift: float = 1.8
    blueshift: float = 1.5
    echo: float = 0.92
    reach: float = 0.3
    neighbours: int = 8
    least: int = 3
    touched: float = 0.05
    nearer: float = -0.08
    novel: float = 0.35
    most: int = 5000

    def checked(self) -> Settings:
        """These settings.

        Raises:
            GeometryError: one is no number, or out of its range.
        """
        for name, value in self._asdict().items():
            counts = isinstance(getattr(DEFAULT, name), int)
            if not isinstance(value, int if counts else int | float) or not math.isfinite(value):
                raise GeometryError(
                    f"{name!r} is a {'whole ' if counts else ''}number, and {value!r} is none"
                )
        if not 0.0 < self.rate < 0.5:
            raise GeometryError(f"the rate of false alarms lies between 0 and 0.5, not at {self.rate:g}")
        for name in ("echo", "reach", "touched"):
            if not -1.0 <= getattr(self, name) <= 1.0:
                raise GeometryError(f"{name!r} is a cosine, and {getattr(self, name):g} is none")
        if not 1 <= self.least <= self.neighbours:
            raise GeometryError(f"{self.least} of at most {self.neighbours} neighbours cannot be asked for")
        if self.most < 100:
            raise GeometryError(f"a log of at most {self.most} pairs is too short")
        return self


DEFAULT = Settings()
