"""How good a translation is on pairs that it was not fitted to, and whether that is better than chance.

The pairs are dealt into folds; each fold is translated, both ways, by a translation fitted to the others, and
every translated vector looks for its true partner among all those of its fold. If the pairs were none, each
order of the partners would be as likely: a permutation test (Fisher 1935; Phipson and Smyth 2010 for the
added one), exact at any number of pairs, on the mean rank in both directions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.chance import Stream
from sdol.lvm.errors import GeometryError
from sdol.lvm.rosetta.procrustes import Leg
from sdol.lvm.sphere import Matrix, unit

SIGNIFICANT = 0.01
"""The p-value above which a translation is not told from chance."""

MOST_SOUGHT = 1000
"""Held-out pairs of one fold that are judged: the table of their scores has the square of it."""

_ORDERS = 999  # permutations, so that p can be as low as 0.001
_FEW = 40  # pairs under which two large folds judge better than five small ones

Fit = Callable[[Matrix, Matrix], Leg]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class HeldOut:
    """What pairs that were kept out say of a translation from A to B.

    Attributes:
        pairs: how many pairs were kept out in turn.
        candidates: among how many vectors a partner was sought, on average over pairs.
        forward_top1: the share of translated vectors of A whose nearest one in B is their partner.
        backward_top1: the same from B to A.
        forward_mrr: the mean reciprocal rank of the partner; 1 is always first.
        backward_mrr: the same from B to A.
        forward_cosine: the mean cosine of a translated vector and its partner.
        backward_cosine: the same from B to A.
        chance: what `forward_top1` and `backward_top1` would be by guessing.
        p_value: of ranks as good as these if the pairs were none.
    """

    pairs: int
    candidates: float
    forward_top1: float
    backward_top1: float
    forward_mrr: float
    backward_mrr: float
    forward_cosine: float
    backward_cosine: float
    chance: float
    p_value: float

    @property
    def better(self) -> bool:
        """Whether it is better than chance, at a p-value of `SIGNIFICANT`."""
        return self.p_value <= SIGNIFICANT

    def to_dict(self) -> dict[str, Any]:
        """The figures by name."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> HeldOut:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a figure is missing or no number.
        """
        try:
            figures = {field.name: float(data[field.name]) for field in fields(cls)}
        except (KeyError, TypeError, ValueError) as wrong:
            raise GeometryError(f"the figures of a translation cannot be read: {wrong}") from None
        if not all(np.isfinite(figure) for figure in figures.values()):
            raise GeometryError("the figures of a translation are not finite")
        return cls(**(figures | {"pairs": int(figures["pairs"])}))  # type: ignore[arg-type]

    def reversed(self) -> HeldOut:
        """The same figures of the way back."""
        swapped = {
            name: getattr(self, _other(name)) for name in self.to_dict() if name.partition("_")[0] in _OTHER
        }
        return HeldOut(**(self.to_dict() | swapped))


_OTHER = {"forward": "backward", "backward": "forward"}


def _other(name: str) -> str:
    way, _, figure = name.partition("_")
    return f"{_OTHER[way]}_{figure}"


def judge(a: Matrix, b: Matrix, fit: Fit, seed: int) -> HeldOut:
    """The figures of what `fit` makes of pairs of distinct unit rows (n, p), (n, q), n >= 4; five-fold."""
    random = Stream(seed)
    folds = np.array_split(random.order(len(a)), 2 if len(a) < _FEW else 5)
    return _figures([table for fold in folds for table in _scores(a, b, fold, fit)], random)


def measure(legs: tuple[Leg, ...], a: Matrix, b: Matrix, seed: int) -> HeldOut:
    """The figures of steps from A to B on pairs of unit rows (n, p), (n, q) that no step was fitted to, n >= 2."""
    random = Stream(seed)
    chosen = np.sort(random.order(len(a))[:MOST_SOUGHT])
    there, back = a[chosen], b[chosen]
    for leg, way_back in zip(legs, reversed(legs), strict=True):
        there, back = _translated(leg, there), _translated(way_back.reversed(), back)
    return _figures([there @ b[chosen].T, back @ a[chosen].T], random)


def _figures(tables: list[Matrix], random: Stream) -> HeldOut:
    """Of tables of scores, forward and backward by turns, whose partners stand on the diagonal."""
    ranks = [_ranks(table) for table in tables]
    sizes = [len(table) for table in tables[::2]]
    own = [np.diag(rank) for rank in ranks]
    figures = {}
    for way, first in (("forward", 0), ("backward", 1)):
        places = np.concatenate(own[first::2])
        figures[f"{way}_top1"] = float((places == 0).mean())
        figures[f"{way}_mrr"] = float((1.0 / (1.0 + places)).mean())
        figures[f"{way}_cosine"] = float(np.concatenate([np.diag(t) for t in tables[first::2]]).mean())
    total = sum(sizes)
    return HeldOut(
        pairs=total,
        candidates=sum(size * size for size in sizes) / total,
        chance=len(sizes) / total,
        p_value=_p_value(ranks, random),
        **figures,
    )


def _scores(a: Matrix, b: Matrix, fold: Counts, fit: Fit) -> tuple[Matrix, Matrix]:
    """Cosines (m, m) of the fold's translated rows of A with its rows of B, and the same the other way."""
    rest = np.ones(len(a), bool)
    rest[fold] = False
    leg = fit(a[rest], b[rest])
    x, y = a[fold[:MOST_SOUGHT]], b[fold[:MOST_SOUGHT]]
    return _translated(leg, x) @ y.T, _translated(leg.reversed(), y) @ x.T


def _translated(leg: Leg, rows: Matrix) -> Matrix:
    """Translated rows of length 1; one of which nothing is left stays zero, and so is like nothing."""
    return unit(leg.moved(rows).astype(np.float64)).astype(np.float32)


def _ranks(scores: Matrix) -> Counts:
    """For each row the place of each column, the highest score at 0; equal scores share the worst place."""
    rising = np.sort(-scores, axis=1)
    found = [np.searchsorted(line, -row, side="right") - 1 for line, row in zip(rising, scores, strict=True)]
    return np.stack(found).astype(np.int64)


def _p_value(ranks: list[Counts], random: Stream) -> float:
    """The share of orders of the partners whose ranks are together as good as those of the true ones."""
    seen = sum(int(np.trace(rank)) for rank in ranks)
    drawn = np.zeros(_ORDERS, np.int64)
    for forward, backward in zip(ranks[::2], ranks[1::2], strict=True):
        both = forward + backward.T
        rows = np.arange(len(both))
        drawn += [both[rows, random.order(len(both))].sum() for _ in range(_ORDERS)]
    return (1 + int((drawn <= seen).sum())) / (_ORDERS + 1)
