"""Opponent channels on built cases: factors planted in one model, in both, or in neither alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import Channels, GeometryError, opponent_channels

N = 600


def factors(count: int, seed: int) -> np.ndarray:
    return lvm.random_normals(N * count, seed).reshape(N, count)


def seen(parts: np.ndarray, to: int, seed: int) -> np.ndarray:
    """Factors as a model of `to` dimensions shows them: turned by a semi-orthogonal matrix."""
    turn, _ = np.linalg.qr(lvm.random_normals(to * to, seed).reshape(to, to))
    return parts @ turn[: parts.shape[1]]


def planted(shared: int, a: int, b: int) -> Channels:
    s = factors(shared, 1)
    return opponent_channels(
        seen(np.hstack([s, factors(a, 2)]), 12, 4), seen(np.hstack([s, factors(b, 3)]), 16, 5)
    )


@pytest.mark.parametrize(("shared", "a", "b"), [(4, 3, 3), (5, 0, 5), (6, 2, 0), (3, 9, 1)])
def test_the_shares_are_those_that_were_planted(shared: int, a: int, b: int) -> None:
    overall = planted(shared, a, b).overall
    only_a, only_b = a / (a + shared), b / (b + shared)
    assert overall["a_only"] == pytest.approx(only_a, abs=0.05)
    assert overall["b_only"] == pytest.approx(only_b, abs=0.05)
    assert overall["purple"] == pytest.approx(only_a * only_b, abs=0.05)


def test_as_many_variates_are_shared_as_were_planted() -> None:
    assert planted(4, 3, 3).shared == 4


def test_the_same_seen_twice_agrees_in_everything() -> None:
    whole = planted(6, 0, 0)
    assert whole.overall["agreement"] > 0.999 and whole.dispute.max() < 0.1
    assert max(whole.overall[name] for name in ("a_only", "b_only", "purple")) < 0.02


def test_strangers_share_nothing() -> None:
    alone = opponent_channels(factors(5, 1), factors(7, 2))
    assert abs(alone.overall["agreement"]) < 0.05
    assert alone.overall["a_only"] > 0.95 and alone.overall["b_only"] > 0.95
    assert alone.shared == 0 and not alone.dispute.any()


def test_agreement_falls_as_less_is_shared() -> None:
    found = [planted(s, 6 - s, 6 - s).overall["agreement"] for s in (6, 4, 2)]
    assert found[0] > found[1] + 0.1 > found[2] + 0.2


def test_items_seen_by_one_model_alone_are_named() -> None:
    s, a = factors(4, 1), factors(4, 2)
    a[60:] *= 0.05
    found = opponent_channels(seen(np.hstack([s, a]), 10, 4), seen(s, 8, 5))
    assert np.median(found.a_only[:60]) > 20 * np.median(found.a_only[60:])
    assert found.overall["b_only"] < 0.05


def test_items_of_disputed_strength_are_named() -> None:
    s = factors(5, 1)
    louder = s.copy()
    louder[:50] *= 4.0
    found = opponent_channels(seen(s, 8, 4), seen(louder, 8, 5))
    named = np.argsort(-found.dispute)[:50]
    assert (named < 50).mean() > 0.95


@given(st.integers(0, 200))
@settings(max_examples=10, deadline=None)
def test_the_exclusive_or_is_found_in_neither_but_in_both(seed: int) -> None:
    s = factors(3, seed)
    bits = np.sign(factors(2, seed + 1000))
    a, b = (seen(np.hstack([s, 0.8 * bits[:, [i]]]), 9, i + 5) for i in (0, 1))
    pattern = opponent_channels(a, b).pattern
    assert abs(np.corrcoef(pattern, bits[:, 0] * bits[:, 1])[0, 1]) > 0.95
    for one in (a, b):
        told, *_ = np.linalg.lstsq(np.column_stack([one, np.ones(N)]), pattern, rcond=None)
        rest = pattern - np.column_stack([one, np.ones(N)]) @ told
        assert (rest * rest).mean() > 0.95  # of a variance of 1


def test_turning_a_model_changes_nothing() -> None:
    a, b = factors(6, 1), np.hstack([factors(3, 1)[:, :3], factors(3, 2)])
    one, other = opponent_channels(a, b), opponent_channels(seen(a, 6, 9), 3.0 * b)
    for name in ("agreement", "a_only", "b_only", "purple"):
        assert np.allclose(getattr(one, name), getattr(other, name), atol=1e-4)


def test_swapping_the_models_swaps_their_channels() -> None:
    a, b = factors(6, 1), np.hstack([factors(6, 1)[:, :3], factors(2, 2)])
    one, other = opponent_channels(a, b), opponent_channels(b, a)
    assert np.allclose(one.a_only, other.b_only, atol=1e-5)
    assert np.allclose(one.agreement, other.agreement, atol=1e-5)
    assert np.allclose(one.dispute, other.dispute, atol=1e-4)


def test_it_is_written_and_read() -> None:
    whole = planted(3, 2, 2)
    again = Channels.from_dict(whole.to_dict())
    assert np.array_equal(again.dispute, whole.dispute) and again.overall == whole.overall


BAD = factors(4, 1)
BAD[7, 1] = np.inf


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: opponent_channels(BAD, factors(4, 2)), "row 7 of A holds NaN"),
        (lambda: opponent_channels(factors(4, 2), BAD), "row 7 of B"),
        (lambda: opponent_channels(factors(4, 1), factors(4, 2)[:99]), "not about the same"),
        (lambda: opponent_channels(np.ones((2, 4)), np.ones((1, 4))), "not about the same"),
        (lambda: opponent_channels(np.ones((1, 4)), np.ones((1, 4))), "at least 20 things, not 1"),
        (lambda: opponent_channels(factors(4, 1)[:5], factors(4, 2)[:5]), "at least 20 things, not 5"),
        (lambda: opponent_channels(np.ones((30, 4)), factors(4, 2)[:30]), "rows of A are the same"),
        (lambda: Channels.from_dict({}), "no channels"),
    ],
)
def test_what_cannot_be_measured(call: Callable[[], object], says: str) -> None:
    with pytest.raises(GeometryError, match=says):
        call()
