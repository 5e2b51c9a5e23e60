"""Voids between planted clusters, none within one cloud."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import GeometryError, Void, find_voids
from sdol.lvm.voids import spherical_k_means


def cluster(centre: np.ndarray, n: int, seed: int, spread: float = 0.25) -> np.ndarray:
    d = centre.size
    return lvm.normalise(centre + spread / np.sqrt(d) * lvm.random_normals(n * d, seed).reshape(n, d))


def clusters(*centres: np.ndarray, n: int = 40) -> np.ndarray:
    return np.concatenate([cluster(c, n, seed) for seed, c in enumerate(centres, 1)])


AXES = np.eye(24, dtype=np.float32)


def test_the_void_lies_half_way_between_two_clusters() -> None:
    rows = clusters(AXES[0], AXES[1])
    void = find_voids(rows, clusters=2)[0]
    middle = lvm.normalise(AXES[0] + AXES[1])
    assert lvm.angle(void.point, middle)[0] < 0.1
    assert void.radius == pytest.approx(float(lvm.angle(rows, void.point).min()), abs=1e-6)
    assert 0.5 < void.radius < np.pi / 4 and void.emptiness > 2


def test_its_neighbours_are_the_nearest_on_either_side() -> None:
    rows = clusters(AXES[0], AXES[1])
    void = find_voids(rows, clusters=2)[0]
    angles = lvm.angle(rows, void.point)
    assert set(void.sides) == {int(angles[:40].argmin()), 40 + int(angles[40:].argmin())}
    assert void.angles == pytest.approx([float(angles[side]) for side in void.sides])
    assert void.angles[0] <= void.angles[1]


def test_three_clusters_have_a_void_in_their_middle() -> None:
    rows = clusters(AXES[0], AXES[1], AXES[2])
    best = find_voids(rows, clusters=3)[0]
    assert len(best.sides) == 3
    assert lvm.angle(best.point, lvm.normalise(AXES[:3].sum(axis=0)))[0] < 0.15


def test_clusters_with_another_between_them_have_no_void_there() -> None:
    bridge = lvm.normalise(AXES[0] + AXES[1])[0]
    rows = clusters(AXES[0], AXES[1], bridge)
    for void in find_voids(rows, clusters=3):
        sides = {side // 40 for side in void.sides}
        assert sides != {0, 1}


@pytest.mark.parametrize(("n", "d"), [(100, 8), (200, 32), (120, 200)])
def test_one_cloud_has_no_voids(n: int, d: int) -> None:
    found = [find_voids(cluster(np.eye(d)[0], n, seed, 1.0)) for seed in range(4)]
    # One in twenty clouds may have some by chance.
    assert sum(bool(voids) for voids in found) <= 1


@pytest.mark.parametrize("d", [24, 300])
@pytest.mark.parametrize(("k", "n"), [(2, 6), (3, 12), (5, 20)])
def test_planted_voids_are_found_without_a_word_about_how_many_clusters(k: int, n: int, d: int) -> None:
    centres = np.eye(d, dtype=np.float32)[:k]
    rows = np.concatenate([cluster(c, n, seed, 0.45) for seed, c in enumerate(centres, 1)])
    voids = find_voids(rows)
    assert voids and all(void.p_value == 0.05 for void in voids)
    for void in voids:
        sides = [side // n for side in void.sides]
        assert len(set(sides)) > 1  # never between parts of one cluster alone


def test_it_says_where_it_is() -> None:
    rows = clusters(AXES[0], AXES[1], n=20)
    void = find_voids(rows, clusters=2)[0]
    names = ["refund"] * 20 + ["invoice"] * 20
    degrees = round(np.degrees(void.radius))
    said = void.describe(names)
    assert said in (
        f'between "refund" and "invoice", {degrees} degrees from the nearest of 40 points',
        f'between "invoice" and "refund", {degrees} degrees from the nearest of 40 points',
    )
    assert str(void).startswith("between point ")


def test_voids_are_apart_and_the_emptiest_comes_first() -> None:
    rows = clusters(*AXES[:5])
    voids = find_voids(rows, 20, clusters=5)
    assert [v.emptiness for v in voids] == sorted((v.emptiness for v in voids), reverse=True)
    points = np.concatenate([v.point for v in voids])
    apart = lvm.angle_table(points, points) + 9 * np.eye(len(points))
    assert len(voids) > 3 and apart.min() > 0.2
    assert len(find_voids(rows, 2, clusters=5)) == 2 and find_voids(rows, 0, clusters=5) == []


def test_the_same_rows_and_seed_give_the_same_voids() -> None:
    rows = clusters(*AXES[:4])
    one, other = (find_voids(rows, clusters=4) for _ in range(2))
    assert [v.sides for v in one] == [v.sides for v in other]


@given(st.integers(2, 6), st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_k_means_finds_planted_clusters(k: int, seed: int) -> None:
    rows = np.concatenate([cluster(AXES[i], 15, seed + i, 0.2) for i in range(k)])
    centres, members = spherical_k_means(rows, k, seed=seed)
    assert len(centres) == k
    assert all(len(set(members[15 * i : 15 * i + 15].tolist())) == 1 for i in range(k))


def test_copies_of_two_points_are_two_clusters() -> None:
    void = find_voids(np.repeat(AXES[:2], 10, axis=0), clusters=4)[0]
    assert void.radius == pytest.approx(np.pi / 4, abs=0.05)


def test_it_is_written_and_read() -> None:
    void = find_voids(clusters(AXES[0], AXES[1]), clusters=2)[0]
    again = Void.from_dict(void.to_dict())
    assert np.array_equal(again.point, void.point) and str(again) == str(void)


ROWS = clusters(AXES[0], AXES[1], n=10)
BAD = ROWS.copy()
BAD[4] = 0


def damaged(**changes: object) -> Void:
    void = Void(np.eye(1, 3, dtype=np.float32), 0.5, 2.0, 0.05, (0, 3), (0.5, 0.6), 20)
    return Void.from_dict(void.to_dict() | changes)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: find_voids(ROWS[:7]), "at least 8 points, not 7"),
        (lambda: find_voids(BAD), "row 4 is zero"),
        (lambda: find_voids(ROWS, -1), "no -1 voids"),
        (lambda: find_voids(ROWS, clusters=1), "2 to 10"),
        (lambda: find_voids(ROWS, clusters=11), "2 to 10"),
        (lambda: Void.from_dict({}), "no void"),
        (lambda: damaged(radius="x"), "the radius of a void is a number"),
        (lambda: damaged(p_value=float("nan")), "the p-value of a void lies between 0 and 1"),
        (lambda: damaged(sides=[1]), "two sides at least"),
        (lambda: damaged(sides=[1, 90]), "the place of a side"),
        (lambda: find_voids(np.eye(20), clusters=2.5), "the number of clusters is a whole number"),
    ],
)
def test_what_cannot_be_found(call: Callable[[], object], says: str) -> None:
    with pytest.raises(GeometryError, match=says):
        call()
