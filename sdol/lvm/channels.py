"""Opponent channels: what two models see in the same things, together and apart.

Given rows x_i of model A and y_i of model B about the same n things, each predicts the other by ridge regression
from things kept out (five-fold): x_i = x'_i + e_i, y_i = y'_i + f_i,
where x'_i is what B knows of A's view and e_i what A alone has. The channels of an item are then

    agreement  the correlation of its similarities to all others in A with those in B (Kriegeskorte et al. 2008)
    a_only     |e|^2 / (|e|^2 + |x'|^2), the share of A's view that B cannot tell
    b_only     |f|^2 / (|f|^2 + |y'|^2)
    dispute    ||u| - |v|| / (|u| + |v|), where their directions agree: u, v are its canonical variates (Hotelling
               1936), the coordinates that both models have, weighted by their correlation; alike in direction,
               they differ in strength
    purple     a_only * b_only: the energy of the product e (x) f within that of x (x) y, which is what is left of
               it when all that either model could say of the other is taken away

and `pattern` is the leading component of those products, less what is linear in e or f: a factor such as the
exclusive or of something that A sees with something that B sees is in it, and in neither model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.chance import Stream
from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.rosetta.procrustes import covariance
from sdol.lvm.sphere import Matrix, Wide, as_rows, unit

NAMES = ("agreement", "a_only", "b_only", "dispute", "purple")

LEAST_ITEMS = 20
"""Items under which four fifths of them teach too little about the rest."""

_FOLDS = 5
_PENALTIES = np.logspace(-8, 2, 21)  # of the largest squared singular value
_BY_CHANCE = 0.001  # of strangers, how many may have a canonical variate in common; folds are not independent
_FACTORS = 6  # of either side that enter the products; their square is the number of columns
_SIDE = 1024
_TINY = 1e-12
_SAME = 1e-6  # a spread, beside the numbers, that is rounding of float32


@dataclass(frozen=True, eq=False, repr=False)
class Channels(Described):
    """The five channels, a number for each item and one for all of them, and the factor that only both have.

    Attributes:
        agreement: (n,) within [-1, 1]; the others within [0, 1].
        pattern: (n,) of variance 1, or all zero where one side has nothing of its own.
        overall: by channel: the mean of agreement and dispute, for the others the share of the whole energy.
        shared: how many canonical variates the two models have in common.
    """

    agreement: Matrix
    a_only: Matrix
    b_only: Matrix
    dispute: Matrix
    purple: Matrix
    pattern: Matrix
    overall: Mapping[str, float]
    shared: int

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and float32 arrays."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"overall": dict(self.overall)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Channels:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a channel is missing or they differ in length.
        """
        try:
            rows = {name: as_rows(data[name])[0] for name in (*NAMES, "pattern")}
            overall = {name: float(data["overall"][name]) for name in NAMES}
            shared = int(data["shared"])
        except (KeyError, TypeError, ValueError) as wrong:
            raise GeometryError(f"these are no channels: {wrong}") from None
        if len({len(row) for row in rows.values()}) > 1:
            raise GeometryError("the channels differ in length")
        return cls(**rows, overall=overall, shared=shared)

    def __str__(self) -> str:
        figures = ", ".join(f"{name.replace('_', ' ')} {self.overall[name]:.2f}" for name in NAMES)
        return f"{len(self.agreement)} items: {figures}"


@dataclass(frozen=True)
class _Views:
    """Centred rows of both models, what each is predicted to be by the other, and the canonical variates."""

    x: Wide
    y: Wide
    x_from_y: Wide
    y_from_x: Wide
    u: Wide
    v: Wide


def opponent_channels(a: npt.ArrayLike, b: npt.ArrayLike, *, seed: int = 0) -> Channels:
    """The five opponent channels of two models on the same things; equations at the top of this module.

    O(n^2 (p + q) + (p + q)^3).

    Args:
        a: (n, p) rows of model A, n >= 20, of any lengths: lengths are what `dispute` compares.
        b: (n, q) rows of model B about the same things in the same order.
        seed: of the folds.

    Raises:
        GeometryError: numbers of rows differ, there are too few, a row is not finite, or all rows of a side are
            the same.
    """
    left, right = _finite(a, "A"), _finite(b, "B")
    if len(left) != len(right):
        raise GeometryError(f"{len(left)} rows of A and {len(right)} rows of B are not about the same things")
    if len(left) < LEAST_ITEMS:
        raise GeometryError(f"channels are measured on at least {LEAST_ITEMS} things, not {len(left)}")
    left, right = _scaled(left, "A"), _scaled(right, "B")
    views = _predicted(left, right, seed)
    e, f = views.x - views.x_from_y, views.y - views.y_from_x
    per_item = {
        "agreement": _agreement(views.x, views.y),
        "a_only": _share(e, views.x_from_y),
        "b_only": _share(f, views.y_from_x),
        "dispute": _dispute(views.u, views.v),
    }
    per_item["purple"] = per_item["a_only"] * per_item["b_only"]
    return Channels(
        **{name: row.astype(np.float32) for name, row in per_item.items()},
        pattern=_pattern(e, f).astype(np.float32),
        overall=_overall(per_item, views, e, f),
        shared=views.u.shape[1],
    )


def _finite(x: npt.ArrayLike, which: str) -> Wide:
    rows = as_rows(x).astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if len(bad):
        raise GeometryError(f"row {bad[0]} of {which} holds NaN or infinity")
    return rows


def _scaled(rows: Wide, which: str) -> Wide:
    """Around the mean, with a mean square of 1."""
    centred = rows - rows.mean(axis=0)
    size = math.sqrt(float((centred * centred).sum()) / len(rows))
    if size <= _SAME * float(np.abs(rows).max()):
        raise GeometryError(f"all rows of {which} are the same")
    scaled: Wide = centred / size
    return scaled


def _predicted(x: Wide, y: Wide, seed: int) -> _Views:
    """Each side from the other, every item by what the items of other folds teach."""
    order = Stream(seed).order(len(x))
    width = min(x.shape[1], y.shape[1])
    found = _Views(x, y, np.empty_like(x), np.empty_like(y), *(np.empty((len(x), width)) for _ in range(2)))
    for fold in np.array_split(order, _FOLDS):
        rest = np.ones(len(x), bool)
        rest[fold] = False
        _predict(found, fold, rest)
    u, v = _in_common(found.u, found.v)
    return _Views(x, y, found.x_from_y, found.y_from_x, u, v)


def _predict(found: _Views, fold: Any, rest: Any) -> None:
    mean_x, mean_y = found.x[rest].mean(axis=0), found.y[rest].mean(axis=0)
    x, y = found.x[rest] - mean_x, found.y[rest] - mean_y
    here_x, here_y = found.x[fold] - mean_x, found.y[fold] - mean_y
    found.y_from_x[fold] = _ridge(x, y, here_x) + mean_y
    found.x_from_y[fold] = _ridge(y, x, here_y) + mean_x
    white_x, white_y = _whitener(x), _whitener(y)
    left, _, right = np.linalg.svd((x @ white_x).T @ (y @ white_y), full_matrices=False)
    found.u[fold], found.v[fold] = here_x @ white_x @ left, here_y @ white_y @ right.T


def _ridge(known: Wide, wanted: Wide, here: Wide) -> Wide:
    """Ridge regression of centred rows on others, its penalty by generalised cross-validation (Golub et al. 1979)."""
    left, sizes, right = np.linalg.svd(known, full_matrices=False)
    told = left.T @ wanted
    energy, total = np.vecdot(told, told), float((wanted * wanted).sum())
    scores = []
    for penalty in _PENALTIES * sizes[0] ** 2:
        kept = sizes**2 / np.maximum(sizes**2 + penalty, _TINY)
        left_over = total - ((2.0 - kept) * kept * energy).sum()
        scores.append(left_over / (1.0 - (1.0 + kept.sum()) / len(known)) ** 2)  # one for the mean
    penalty = _PENALTIES[int(np.argmin(scores))] * sizes[0] ** 2
    found: Wide = (here @ right.T) * (sizes / np.maximum(sizes**2 + penalty, _TINY)) @ told
    return found


def _whitener(x: Wide) -> Wide:
    """The symmetric inverse square root (p, p) of the shrunk covariance of centred rows."""
    values, axes = np.linalg.eigh(covariance(x))
    kept = values > values[-1] * len(values) * np.finfo(np.float32).eps
    white: Wide = (axes[:, kept] / np.sqrt(values[kept])) @ axes[:, kept].T
    return white


def _in_common(u: Wide, v: Wide) -> tuple[Wide, Wide]:
    """Canonical pairs that correlate on items that did not define them, of variance 1 times that correlation."""
    u, v = (side / np.sqrt(np.maximum((side * side).mean(axis=0), _TINY)) for side in (u, v))
    alike = (u * v).mean(axis=0)
    kept = alike > NormalDist().inv_cdf(1 - _BY_CHANCE / len(alike)) / np.sqrt(len(u))
    return u[:, kept] * alike[kept], v[:, kept] * alike[kept]


def _agreement(x: Wide, y: Wide) -> Wide:
    """For each item the correlation of its cosines to the other items, in one model and in the other."""
    a, b = unit(x).astype(np.float32), unit(y).astype(np.float32)
    found = np.empty(len(a))
    for start in range(0, len(a), _SIDE):
        part = slice(start, start + _SIDE)
        found[part] = _correlation(a[part] @ a.T, b[part] @ b.T, start)
    return found


def _correlation(s: Matrix, t: Matrix, start: int) -> Wide:
    """Row by row, without the cosine of an item with itself."""
    others = np.ones(s.shape, bool)
    others[np.arange(len(s)), start + np.arange(len(s))] = False
    one, other = (table[others].reshape(len(s), -1).astype(np.float64) for table in (s, t))
    one, other = (side - side.mean(axis=1, keepdims=True) for side in (one, other))
    sizes = np.sqrt(np.vecdot(one, one) * np.vecdot(other, other))
    found: Wide = np.clip(np.vecdot(one, other) / np.maximum(sizes, _TINY), -1.0, 1.0)
    return found


def _share(alone: Wide, predicted: Wide) -> Wide:
    own, told = np.vecdot(alone, alone), np.vecdot(predicted, predicted)
    found: Wide = own / np.maximum(own + told, _TINY)
    return found


def _dispute(u: Wide, v: Wide) -> Wide:
    """How far the strengths of two rows of canonical variates differ, as far as their directions agree."""
    if u.shape[1] == 0:
        return np.zeros(len(u))
    strong_u, strong_v = np.sqrt(np.vecdot(u, u)), np.sqrt(np.vecdot(v, v))
    alike = np.clip(np.vecdot(unit(u), unit(v)), 0.0, 1.0)
    found: Wide = alike * np.abs(strong_u - strong_v) / np.maximum(strong_u + strong_v, _TINY)
    return found


def _pattern(e: Wide, f: Wide) -> Wide:
    """The leading component (n,) of products of the private parts, less what is linear in either."""
    alone = [_factors(side) for side in (e, f)]
    products = (alone[0][:, :, None] * alone[1][:, None, :]).reshape(len(e), -1)
    basis, _ = np.linalg.qr(np.column_stack([np.ones(len(e)), *alone]))
    rest = products - basis @ (basis.T @ products)
    left, strengths, _ = np.linalg.svd(rest, full_matrices=False)
    if strengths[0] <= _TINY * max(float(np.abs(products).max()), _TINY) * len(e):
        return np.zeros(len(e))
    line: Wide = left[:, 0] * np.sqrt(len(e))
    return line if line[np.abs(line).argmax()] > 0 else -line


def _factors(side: Wide) -> Wide:
    """The coordinates (n, k) of centred rows along their principal axes, k at most 6."""
    left, strengths, _ = np.linalg.svd(side - side.mean(axis=0), full_matrices=False)
    found: Wide = left[:, :_FACTORS] * strengths[:_FACTORS]
    return found


def _overall(per_item: Mapping[str, Wide], views: _Views, e: Wide, f: Wide) -> dict[str, float]:
    a_only, b_only = (
        min(float((alone * alone).sum() / (whole * whole).sum()), 1.0)
        for alone, whole in ((e, views.x), (f, views.y))
    )
    means = {name: float(per_item[name].mean()) for name in ("agreement", "dispute")}
    return means | {"a_only": a_only, "b_only": b_only, "purple": a_only * b_only}
