"""Routers whose points may have several labels: what is given, what is promised of it, and what is refused."""

import numpy as np
import pytest

from sdol.lvm import GeometryError, distances, random_points, region_from_dict
from sdol.lvm.routing import Several
from sdol.lvm.sphere import normalise

D = 32
CENTRES = random_points(3, D, 3)
SETS = [["a"], ["b"], ["a", "b"], ["c"], []]
"""A point with two labels lies between their centres; one with none where no label is."""


def drawn(each, seed):
    rng = np.random.default_rng(seed)
    nowhere = random_points(1, D, 17)[0]
    middles = [CENTRES[0], CENTRES[1], CENTRES[0] + CENTRES[1], CENTRES[2], nowhere]
    rows = normalise(np.repeat(np.stack(middles), each, axis=0))
    rows = normalise(rows + 0.35 * rng.normal(size=rows.shape) / np.sqrt(D))
    return rows, [SETS[at // each] for at in range(5 * each)]


ROWS, LABELS = drawn(40, 0)
FITTED = Several.fit(ROWS, LABELS)


def test_points_get_all_their_labels_and_no_others():
    rows, labels = drawn(60, 1)
    given = [sorted(FITTED.names[at] for at in found.labels) for found in FITTED.decide(rows)]
    assert np.mean([mine == right for mine, right in zip(given, labels, strict=True)]) > 0.85
    assert all(found.void == (not found.labels) for found in FITTED.decide(rows))


def test_of_the_points_that_have_a_label_no_more_miss_it_than_promised():
    # Label-conditional conformal: 0.1 on the mean over fits; by 15 of them it is known to .02.
    missed = {name: [] for name in FITTED.names}
    for seed in range(15):
        router = Several.fit(*drawn(25, 40 + seed), missed=0.1)
        rows, labels = drawn(40, 80 + seed)
        given = [{router.names[at] for at in found.labels} for found in router.decide(rows)]
        for name, shares in missed.items():
            pairs = zip(given, labels, strict=True)
            shares.append(np.mean([name not in mine for mine, own in pairs if name in own]))
        assert router.measured.guarantee == 0.1
    assert all(np.mean(shares) <= 0.14 for shares in missed.values()), missed


def test_strangers_have_no_label():
    assert all(found.void for found in FITTED.decide(random_points(100, D, 99)))


def test_its_regions_are_what_it_decides_by_and_have_the_same_bits_alone():
    rows, _ = drawn(5, 2)
    table = distances(FITTED.regions, rows)
    assert table.tobytes() == np.stack([found.distances for found in FITTED.decide(rows)]).tobytes()
    alone = np.concatenate([distances(FITTED.regions, row[None]) for row in rows])
    assert table.tobytes() == alone.tobytes()
    region = FITTED.regions[1]
    assert (region_from_dict(region.to_dict()).distance(rows) == region.distance(rows)).all()


def test_the_gradient_leads_out_of_a_region():
    region = FITTED.regions[FITTED.names.index("b")]
    points = ROWS[40:80:9]
    for row, way in zip(points, region.gradient(points), strict=True):
        moved = normalise(row + np.float32(0.05) * way)
        assert region.distance(moved)[0] > region.distance(row[None])[0]


def test_labels_are_learned_at_once_and_taken_back_to_the_bit():
    stranger = random_points(1, D, 7)
    more = FITTED.learn(stranger, ["c", "new"], "a strange one")
    assert sorted(more.names[at] for at in more.decide(stranger)[0].labels) == ["c", "new"]
    assert more.nearest(stranger, 1)[0][:2] == (["c", "new"], "a strange one")
    back = more.forget(stranger)
    assert back.names == FITTED.names
    assert back.field.table(ROWS).tobytes() == FITTED.field.table(ROWS).tobytes()
    assert len(more.refit().names) == 4 and len(more.refit()) == len(FITTED) + 1


def test_labels_under_a_label_are_one_region():
    rows, labels = drawn(10, 4)
    names = {"a": "card/lost", "b": "card/limit", "c": "loan"}
    router = Several.fit(rows, [[names[label] for label in own] for own in labels])
    cards = router.region("card").distance(rows)
    assert (cards == router.field.table(rows)[:, :2].min(axis=1)).all()


def test_a_label_that_could_as_well_be_given_as_not_is_close():
    rows, _ = drawn(60, 5)
    found = FITTED.decide(rows)
    spoken = FITTED.field.weighed(rows)[1]
    low = np.minimum(FITTED.field.thresholds, FITTED.field.others)
    high = np.maximum(FITTED.field.thresholds, FITTED.field.others)
    between = (spoken >= low) & (spoken <= high)
    assert [sorted(each.close) for each in found] == [np.flatnonzero(row).tolist() for row in between]


def test_calibration_by_other_examples_keeps_its_promise():
    rows, labels = drawn(60, 6)
    router = FITTED.calibrate(rows, labels, 0.2)
    assert router.measured.guarantee == 0.2
    assert 0.1 < router.measured.missed <= 0.2
    with pytest.raises(GeometryError, match="no label 'z'"):
        FITTED.calibrate(rows[:1], [["z"]])
    with pytest.raises(GeometryError, match="too few to calibrate by: 19 are needed"):
        FITTED.calibrate(rows[:3], labels[:3])


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        (ROWS[::40], LABELS[::40]),  # one example of each set
        (ROWS[:1], [["only", "and"]]),
        (np.repeat(ROWS[:1], 100, axis=0), [["same"]] * 100),
        (np.repeat(ROWS[:1], 60, axis=0), [["one"], ["two"]] * 30),
    ],
    ids=["one of each", "one", "all equal", "all equal and contradicting"],
)
def test_poor_examples_still_make_one_that_knows_them(rows, labels):
    router = Several.fit(rows, labels)
    assert not router.decide(rows[:1])[0].void
    assert router.decide(random_points(1, D, 99))[0].void


@pytest.mark.parametrize(
    ("rows", "labels", "message"),
    [
        (ROWS[:1], [[]], "at least one example with a label"),
        (ROWS[:2], [["a"]], "2 examples have 1 lists of labels"),
        (ROWS[:2], [["a"], ["a", ""]], "example 2 has an empty label"),
        (np.full((1, D), np.nan), [["a"]], "NaN"),
    ],
)
def test_what_makes_none_is_refused(rows, labels, message):
    with pytest.raises(GeometryError, match=message):
        Several.fit(rows, labels)


def test_it_is_kept_whole():
    router = FITTED.learn(random_points(1, D, 7), ["a"], "a strange one")
    again = Several.from_dict(router.to_dict())
    assert again.to_dict()["field"] == router.to_dict()["field"]
    assert again.nearest(ROWS[:1], 2) == router.nearest(ROWS[:1], 2)


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 0},
        {"names": ["a"]},
        {"given": [[9]] * 200},
        {"field": {"kind": "ball"}},
        {"measured": [1]},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_damaged_one_is_told(damage):
    with pytest.raises(GeometryError):
        Several.from_dict(FITTED.to_dict() | damage)
