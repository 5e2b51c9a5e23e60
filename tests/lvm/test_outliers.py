"""Outliers: planted strangers are flagged, clean rows are not, and p-values are what they say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sdol import lvm
from sdol.lvm import GeometryError, Outliers, find_outliers


def cloud(n: int, d: int, seed: int, spread: float = 1.0) -> np.ndarray:
    noise = lvm.random_normals(n * d, seed).reshape(n, d)
    return lvm.normalise(np.eye(d)[:1] + spread / np.sqrt(d) * noise)


@pytest.mark.parametrize(("n", "d", "spread"), [(300, 16, 0.3), (500, 64, 1.0), (200, 128, 0.5)])
def test_clean_rows_have_p_values_as_they_are_named(n: int, d: int, spread: float) -> None:
    found = [find_outliers(cloud(n, d, seed, spread)) for seed in range(3)]
    low = np.mean([(each.p_value < 0.05).mean() for each in found])
    assert 0.02 < low < 0.08
    assert sum(int(each.flagged.sum()) for each in found) <= 0.01 * 3 * n


def test_planted_strangers_are_flagged_and_no_others() -> None:
    rows = np.concatenate([cloud(400, 64, 1, 0.7), lvm.random_points(10, 64, 2)])
    found = find_outliers(rows)
    assert found.flagged[400:].all() and found.flagged[:400].sum() <= 3
    assert set(found.places[:10].tolist()) == set(range(400, 410))


def test_a_loose_cluster_beside_a_tight_one_is_no_outlier() -> None:
    tight, loose = cloud(200, 32, 1, 0.2), lvm.normalise(np.roll(cloud(200, 32, 2, 0.9), 1, axis=1))
    assert find_outliers(np.concatenate([tight, loose])).flagged.sum() <= 4


def test_against_good_rows_one_in_twenty_like_them_is_flagged() -> None:
    good = cloud(300, 48, 1)
    share = [find_outliers(cloud(400, 48, seed), good).flagged.mean() for seed in range(2, 6)]
    assert 0.01 < np.mean(share) < 0.09


def test_against_good_rows_a_crowd_of_strangers_cannot_hide() -> None:
    good = cloud(200, 48, 1, 0.7)
    crowd = cloud(60, 48, 3, 0.1)[:, ::-1]
    assert not find_outliers(np.concatenate([good, crowd])).flagged[200:].any()
    assert find_outliers(crowd, good).flagged.all()


def test_one_row_is_judged_as_among_many() -> None:
    good, rows = cloud(100, 20, 1), cloud(7, 20, 2)
    whole = find_outliers(rows, good)
    alone = [find_outliers(row, good) for row in rows]
    assert np.array_equal(whole.score, np.concatenate([each.score for each in alone]))
    assert np.array_equal(whole.p_value, np.concatenate([each.p_value for each in alone]))


def test_copies_are_like_each_other() -> None:
    assert not find_outliers(np.tile(cloud(1, 8, 1), (20, 1))).flagged.any()
    one_else = np.concatenate([np.tile(cloud(1, 8, 1), (20, 1)), lvm.random_points(1, 8, 5)])
    assert find_outliers(one_else).places.tolist() == [20]


def test_it_is_written_and_read() -> None:
    found = find_outliers(cloud(30, 8, 1))
    again = Outliers.from_dict(found.to_dict())
    assert all(np.array_equal(getattr(again, n), getattr(found, n)) for n in ("score", "p_value", "flagged"))
    assert str(found).endswith("of 30 rows are outliers")


ROWS = cloud(20, 8, 1)
BAD = ROWS.copy()
BAD[3, 0] = np.nan


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: find_outliers(ROWS[:7]), "7 vectors are too few to compare with 5 neighbours: at least 8"),
        (lambda: find_outliers(ROWS, neighbours=0), "too few"),
        (lambda: find_outliers(BAD), "row 3 holds NaN"),
        (lambda: find_outliers(ROWS, cloud(20, 9, 1)), "dimension"),
        (lambda: find_outliers(ROWS, rate=0.0), "between 0 and 1"),
        (lambda: find_outliers(ROWS, rate=float("nan")), "between 0 and 1"),
        (lambda: Outliers.from_dict({}), "no outliers"),
    ],
)
def test_what_cannot_be_judged(call: Callable[[], object], says: str) -> None:
    with pytest.raises(GeometryError, match=says):
        call()
