"""One measured figure beside its peer's, with the goal it is held to."""

from __future__ import annotations

import operator
from dataclasses import asdict, dataclass
from typing import Any

_COMPARE = {"<=": operator.le, "<": operator.lt, ">=": operator.ge, ">": operator.gt}


@dataclass(frozen=True)
class Row:
    """A figure of ours, that of a peer from the same run, and the bound on their ratio.

    Attributes:
        unit: of both figures, such as "ms".
        peer: None where there is nothing to compare with; then there is no goal either.
        goal: a bound on ours divided by the peer's, such as "<= 1.5"; "" where the figure is only reported.
    """

    name: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's."""
        return self.ours / self.peer if self.peer else None

    @property
    def holds(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if not self.goal:
            return None
        sign, bound = self.goal.split()
        return self.ratio is not None and bool(_COMPARE[sign](self.ratio, float(bound)))

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON has it; figures to four digits."""
        ratio = None if self.ratio is None else _four(self.ratio)
        peer = None if self.peer is None else _four(self.peer)
        given = asdict(self) | {"ours": _four(self.ours), "peer": peer}
        return given | {"goal": self.goal or None, "ratio": ratio, "holds": self.holds}


def _four(figure: float) -> float:
    return float(f"{figure:.4g}")
