"""Statistics, against Python's own and numpy's."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel.families import stats

NUMBERS = st.floats(-1e6, 1e6)


@given(st.lists(NUMBERS, min_size=2, max_size=20), st.floats(0, 1))
def test_they_are_those_of_others(xs: list[float], q: float) -> None:
    assert stats.median(xs) == pytest.approx(statistics.median(xs))
    assert stats.variance(xs) == pytest.approx(statistics.variance(xs), rel=1e-9, abs=1e-9)
    assert stats.quantile(xs, q) == pytest.approx(np.quantile(xs, q), rel=1e-9, abs=1e-9)
    assert stats.arg_max(xs) == int(np.argmax(xs))
    assert stats.arg_min(xs) == int(np.argmin(xs))


def test_nan_is_never_left_out() -> None:
    nan = math.nan
    assert all(math.isnan(f([1.0, nan, 2.0])) for f in (stats.median, stats.variance, stats.product))
    assert stats.arg_max([1.0, nan, 5.0]) == stats.arg_min([1.0, nan, 5.0]) == 1
    assert stats.quantile([-math.inf, 0.0, math.inf], 0.5) == 0.0


def test_a_large_mean_does_not_swallow_the_spread() -> None:
    assert stats.variance([1e9 + x for x in (4, 7, 13, 16)]) == 30.0


def test_whole_numbers_stay_exact() -> None:
    assert stats.dot([2**60, 1], [2**60, 1]) == 2**120 + 1
    assert stats.product([10**30, 10**30]) == 10**60
    assert stats.cumulative([2**70, 1]) == [2**70, 2**70 + 1]
