"""Weighted superpositions: sums that may be taken apart again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm

ATOMS = lvm.atoms(list("abcdefgh"), 512)
weights = st.lists(st.floats(-8, 8).filter(lambda w: abs(w) > 0.01), min_size=1, max_size=8)


@settings(max_examples=50, deadline=None)
@given(weights)
def test_it_is_the_normalised_weighted_sum(shares: list[float]) -> None:
    rows = ATOMS[: len(shares)]
    total = sum(np.float64(w) * row for w, row in zip(shares, rows, strict=True))
    expected = total / np.linalg.norm(total)
    assert lvm.superpose(rows, shares)[0] == pytest.approx(expected, abs=1e-6)


def test_equal_weights_make_a_bundle() -> None:
    assert lvm.superpose(ATOMS) == pytest.approx(lvm.bundle(*ATOMS), abs=1e-6)


def test_a_negative_weight_takes_out() -> None:
    length = np.linalg.norm(ATOMS[:3].astype(float).sum(axis=0))
    both = lvm.superpose(np.stack([lvm.bundle(*ATOMS[:3])[0], ATOMS[1]]), [length, -1])
    assert both == pytest.approx(lvm.bundle(ATOMS[0], ATOMS[2]), abs=1e-6)


def test_large_and_small_weights_keep_their_proportion() -> None:
    one, other = (lvm.superpose(ATOMS[:2], [3 * w, w])[0] for w in (1e-300, 5e307))
    assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.parametrize(
    ("rows", "shares", "said"),
    [
        (ATOMS[:0], None, "at least one term"),
        (ATOMS[:2], [1], "2 vectors need as many weights, not 1"),
        (ATOMS[:1], [np.nan], "NaN or infinity"),
        (ATOMS[[0, 0]], [1, -1], "cancel each other out"),
        (ATOMS[:2], [0, 0], "cancel each other out"),
        (np.full((1, 4), np.inf), [1], "NaN or infinity"),
    ],
)
def test_what_has_no_direction_is_refused(rows: object, shares: object, said: str) -> None:
    with pytest.raises(lvm.GeometryError) as raised:
        lvm.superpose(rows, shares)  # type: ignore[arg-type]
    assert said in str(raised.value)
