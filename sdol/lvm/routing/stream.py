"""A stream of messages watched: whether they are still like those that a router was fitted on.

Every message gets conformal p-values: the place of its familiarity among that of held-out examples and of the messages
before it, and the place of its label among those of the messages before it. While all of them are exchangeable, these
p-values are independent and uniform, whatever the distribution (Vovk, Gammerman, Shafer 2005). Betting functions of
them are multiplied to test martingales (Vovk, Nouretdinov, Gammerman 2003), and summed over all moments at which a
change may have begun: the Shiryaev-Roberts statistic of a conformal martingale (Vovk 2021, "Testing randomness
online"), whose mean after n messages is at most n. It is a submartingale, so by Doob's inequality an alarm at the
value c within n messages has a chance of at most n / c where nothing has changed.

Three things are bet on. *strange*: p-values are small, messages less familiar than they should be; the bets
p^(e - 1) fall in p, so a router that is more sure of messages than of its held-out examples raises no alarm. *same*:
they lie where the one before lay, which is what one message again and again does; half of the capital is bet on the
bin of the last message, unless that is the least familiar one, where all that is strange lies. *mix*: the labels
come in other shares than before in this stream; a bet on the histogram of the last p-values.

Scores are compared by their bin among the held-out ones, which keeps p-values exact and memory constant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, blocks

STRANGE, SAME, MIX = "strange", "same", "mix"
BETS = (STRANGE, SAME, MIX)

BINS = 64
"""Bins of familiarity, each with as many held-out examples as the others."""

_POWERS = (0.3, 0.5, 0.7)
_PARTS = 16  # of [0, 1], in which p-values are counted
_FADING = 0.98  # of these counts with each message
_STAKE = 0.5
_MOST = 1e300
_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class Watch:
    """What was seen of a stream so far; its size does not grow with the stream.

    Attributes:
        messages: how many.
        voids: how many lay outside every region.
        distance: the sum of the distances to the nearest region, in radians.
        familiar: held-out examples and messages in each bin of familiarity.
        labels: messages for each label that is nearest.
        evidence: the statistic of each bet: three of "strange", one of "same", one of "mix".
        mix: how often p-values of labels lay in each part of [0, 1], the last ones counting most.
        last: the bin of the last message, -1 for none.
        at: the number of the message, from 1, at which the alarm was raised; 0 where it was not.
        kind: of which bet; "" where there was no alarm.
    """

    messages: int
    voids: int
    distance: float
    familiar: tuple[int, ...]
    labels: tuple[int, ...]
    evidence: tuple[float, ...]
    mix: tuple[float, ...]
    last: int = -1
    at: int = 0
    kind: str = ""

    @property
    def strengths(self) -> tuple[float, float, float]:
        """The statistic for "strange", "same" and "mix"."""
        strange = sum(self.evidence[: len(_POWERS)]) / len(_POWERS)
        return strange, self.evidence[-2], self.evidence[-1]

    @property
    def total(self) -> float:
        """The statistic that is compared with the threshold: the mean of the three."""
        return sum(self.strengths) / len(BETS)


def begun(router: Any) -> Watch:
    """A watch that has seen nothing yet of a stream that a router decides."""
    edges, scores = _edges(router), router.scores.ravel()
    familiar = np.bincount(np.searchsorted(edges, scores, side="right"), minlength=len(edges) + 1)
    none = (0.0,) * _PARTS
    bets = (0.0,) * (len(_POWERS) + 2)
    return Watch(0, 0, 0.0, tuple(familiar.tolist()), (0,) * len(router.names), bets, none)


def observed(watch: Watch, router: Any, rows: Matrix, every: float) -> Watch:
    """The watch after it has seen messages (n, d), one after the other.

    Args:
        every: the threshold: where nothing changes, an alarm within n messages has a chance of at most n / every.

    Raises:
        GeometryError: the watch is not of a router with these labels.
    """
    edges = _edges(router)
    if len(watch.familiar) != len(edges) + 1 or len(watch.labels) != len(router.names):
        raise GeometryError("this was seen of another router")
    checked = router.field._checked(rows)
    for part in blocks(*checked.shape):
        away = router.field.table(checked[part])
        bins = np.searchsorted(edges, router.familiarity(checked[part]), side="right").tolist()
        nearest, least = away.argmin(axis=1).tolist(), away.min(axis=1).tolist()
        for score, label, distance in zip(bins, nearest, least, strict=True):
            watch = _with(watch, score, label, distance, every)
    return watch


def _with(watch: Watch, score: int, label: int, distance: float, every: float) -> Watch:
    number = watch.messages + 1
    familiar = _p_value(watch.familiar, score, _uniform(2 * number))
    mixed = _p_value(watch.labels, label, _uniform(2 * number + 1))
    gains = (
        *(power * familiar ** (power - 1.0) for power in _POWERS),
        _again(watch.familiar, watch.last, familiar),
        _density(watch.mix, mixed),
    )
    evidence = tuple(
        min((sum_ + 1.0) * gain, _MOST) for sum_, gain in zip(watch.evidence, gains, strict=True)
    )
    seen = replace(
        watch,
        messages=number,
        voids=watch.voids + (distance > 0.0),
        distance=watch.distance + distance,
        familiar=_one_more(watch.familiar, score),
        labels=_one_more(watch.labels, label),
        evidence=evidence,
        last=score,
        mix=_counted(watch.mix, mixed),
    )
    return seen if watch.at or seen.total < every else replace(seen, at=number, kind=_strongest(seen))


def _strongest(watch: Watch) -> str:
    strengths = watch.strengths
    return BETS[strengths.index(max(strengths))]


def _edges(router: Any) -> Any:
    """Between the bins of familiarity: quantiles of the held-out scores."""
    scores = np.sort(router.scores.ravel().astype(np.float64))
    places = np.unique((np.arange(1, BINS) * len(scores)) // BINS)
    return np.unique(scores[places]) if len(scores) else np.empty(0)


def _p_value(counts: tuple[int, ...], at: int, tie: float) -> float:
    """The smoothed p-value of one more in a bin: the share below it, and a random part of that in it."""
    return (sum(counts[:at]) + tie * (counts[at] + 1)) / (sum(counts) + 1)


def _again(counts: tuple[int, ...], last: int, p: float) -> float:
    """A bet that the next p-value lies where one of the last message's bin would; none on the least familiar bin.

    There lies whatever is strange, however different it is.
    """
    if last <= 0:
        return 1.0
    whole, width = sum(counts) + 1, counts[last] + 1
    there = 0 <= p * whole - sum(counts[:last]) <= width
    return 1.0 - _STAKE + (_STAKE * whole / width if there else 0.0)


def _density(counts: tuple[float, ...], p: float) -> float:
    """How frequent p-values were lately where this one lies, beside all places alike; one of each is added."""
    return _PARTS * (counts[_part(p)] + 1.0) / (sum(counts) + _PARTS)


def _counted(counts: tuple[float, ...], p: float) -> tuple[float, ...]:
    faded = [count * _FADING for count in counts]
    faded[_part(p)] += 1.0
    return tuple(faded)


def _part(p: float) -> int:
    return min(int(p * _PARTS), _PARTS - 1)


def _one_more(counts: tuple[int, ...], at: int) -> tuple[int, ...]:
    return (*counts[:at], counts[at] + 1, *counts[at + 1 :])


def _uniform(number: int) -> float:
    """A number in (0, 1) for each whole number, as if drawn (splitmix64, Steele, Lea, Flood 2014)."""
    mixed = (number * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return math.ldexp(((mixed ^ (mixed >> 31)) >> 11) + 0.5, -53)
