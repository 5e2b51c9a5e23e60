"""Drift logs as values of the language, and the program from which the examples of their instructions start."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.spaces import calibration
from sdol.kernel.values import Vecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    import numpy as np

    from sdol.lvm.drift import DriftLog, Judgement, LoopSettings, Settings

    _T = TypeVar("_T")

NEAR_UNRELATED = 0.95
"""Quantile of unrelated pairs' cosines from which on a past task is a neighbour."""

ASKED_AGAIN = 0.9
"""Quantile of unrelated pairs' cosines that the last tasks reach, at the mean, where they ask for the same again."""

FITS = 0.95
"""Quantile of unrelated pairs' cosines that the last answers reach, at the mean, with tasks that they answer."""

DRIFT = (
    "{verdict: text, rule: text, z: num?, cosine: num, length: num, expected: num?, neighbours: list[int], "
    "grounding: num?}"
)
LOG = (
    'let asked = [slerp(\'task, symbol("t{i}"), 0.2) for i in range(12)]\n'
    'let answered = [slerp(asked[i], symbol("a{i}"), 0.4 + i / 100) for i in range(12)]\n'
    "let usual = fit(asked, answered)\n"
    "let task = slerp('task, 'new, 0.2)\n"
)
MANY = 'fn many(about: text) -> list[vec@hd] { [symbol("{about}{i}") for i in range(40)] }\n'


def log_of(log: Made) -> DriftLog:
    """The log that a value wraps."""
    return log.body  # type: ignore[return-value]


def log_or_none(log: Made | None, space: str) -> DriftLog:
    """The log, or one without pairs, which knows no more than the space does."""
    from sdol.lvm import drift

    if log is not None:
        return log_of(log)
    none: np.ndarray = drift.no_pairs()
    return drift.drift_log(none, none, settings(space))


def settings(space: str) -> Settings:
    """The numbers that hold beside a log that is too small to calibrate its own."""
    from sdol.lvm import drift

    return drift.Settings(reach=calibration(space).unrelated(NEAR_UNRELATED))


def loop_settings(space: str) -> LoopSettings:
    """When answers are a loop, by what unrelated texts of a space reach."""
    from sdol.lvm import drift

    known = calibration(space)
    return drift.LoopSettings(asked_again=known.unrelated(ASKED_AGAIN), fits=known.unrelated(FITS))


def spaced(value: Any) -> bool:
    """Whether a value has a space: an empty list has none, nor has one that was not given."""
    return value is not None and not (isinstance(value, list | Vecs) and not len(value))


def rows_of(value: Any) -> Any:
    """The rows of one vector or of several; of an empty list, and of nil, None."""
    return value.rows if spaced(value) else None


def refusing(make: Callable[[], _T]) -> _T:
    """What a function makes.

    Raises:
        SdolError: E0594, the geometry refused it.
    """
    from sdol.lvm import GeometryError

    try:
        return make()
    except GeometryError as error:
        raise SdolError(
            "E0594",
            f"these pairs cannot be judged: {error}",
            help="give as many answers as tasks, all of one space, and a rate between 0 and 0.5",
        ) from None


def record(one: Judgement) -> dict[str, Any]:
    """A judgement as the language has it."""
    return {**one._asdict(), "neighbours": list(one.neighbours)}
