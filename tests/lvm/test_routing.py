"""Routers: who belongs where, who belongs nowhere, and what is promised of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import Ball, Complement, GeometryError, distances, random_points, region_from_dict
from sdol.lvm.routing import Router
from sdol.lvm.routing.holding_out import conformal_threshold, fit_folds
from sdol.lvm.routing.logistic import fit_logistic
from sdol.lvm.sphere import normalise

D = 32


def clouds(labels, each, seed=0, spread=0.35):
    """Unit rows around random centres, so far apart that their labels are certain."""
    rng = np.random.default_rng(seed)
    centres = random_points(labels, D, seed)
    rows = np.repeat(centres, each, axis=0) + spread * rng.normal(size=(labels * each, D)) / np.sqrt(D)
    return normalise(rows), [f"label {at // each}" for at in range(labels * each)]


ROWS, LABELS = clouds(6, 30)
FITTED = Router.fit(ROWS, LABELS)


def test_new_points_of_each_cloud_get_its_label():
    rng = np.random.default_rng(5)
    fresh = normalise(ROWS + 0.1 * rng.normal(size=ROWS.shape) / np.sqrt(D))
    assert [FITTED.names[v.label] for v in FITTED.decide(fresh)] == LABELS


def test_strangers_are_in_the_void_and_no_more_of_the_known_than_promised():
    assert all(v.void for v in FITTED.decide(random_points(200, D, 99)))
    assert FITTED.measured.guarantee == 0.05
    assert FITTED.measured.refused <= 0.05


def test_fresh_examples_are_refused_as_seldom_as_promised():
    # Split conformal: the mean over many draws is at most 0.1; of 20 draws of 300 the mean deviates by .01.
    shares = []
    for seed in range(20):
        rows, labels = clouds(3, 140, seed)
        mixed = np.random.default_rng(seed).permutation(len(rows))
        fit, calibrate, fresh = mixed[:60], mixed[60:120], mixed[120:]
        router = Router.fit(rows[fit], [labels[at] for at in fit])
        router = router.calibrate(rows[calibrate], [labels[at] for at in calibrate], 0.1)
        shares.append(np.mean([v.void for v in router.decide(rows[fresh])]))
    assert np.mean(shares) <= 0.12


def test_the_threshold_is_the_conformal_quantile():
    values = np.arange(1.0, 20.0)  # 19 of them: the first is the 1st of 20 places
    assert conformal_threshold(values[::-1], 0.05) == 1.0
    assert conformal_threshold(values[:18], 0.05) is None


def test_the_logistic_regression_is_at_its_minimum():
    # At the minimum the mean gradient vanishes: each label's predicted shares add up to its examples.
    codes = np.repeat(np.arange(6), 30)
    weights, biases = fit_logistic(ROWS, codes, 6)
    logits = ROWS @ weights.T + biases
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    assert np.allclose(shares.sum(axis=0), 30.0, atol=0.2)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_a_row_has_the_same_bits_alone_and_among_others(seed, count):
    rows = np.concatenate([random_points(count, D, seed), ROWS[: count % 7]])
    together = distances(FITTED.regions, rows)
    alone = np.concatenate([distances(FITTED.regions, row[None]) for row in rows])
    assert together.tobytes() == alone.tobytes()
    for verdict, away, row in zip(FITTED.decide(rows), together, rows, strict=True):
        (own,) = FITTED.decide(row[None])
        assert own.distances.tobytes() == verdict.distances.tobytes() == away.tobytes()
        assert own.probabilities.tobytes() == verdict.probabilities.tobytes()
        assert (own.label, own.void, own.close) == (verdict.label, verdict.void, verdict.close)


def test_close_labels_are_all_within_the_doubt_most_probable_first():
    rows, labels = clouds(8, 20, spread=2.0)  # so wide that most messages are close calls
    router = Router.fit(rows, labels)
    found = router.decide(rows)
    assert max(len(verdict.close) for verdict in found) > 2
    for verdict, logits in zip(found, router.field.judged(rows)[0], strict=True):
        near = [at for at in np.argsort(-logits) if logits.max() - logits[at] <= router.measured.doubt]
        assert verdict.close == [at for at in near if at != verdict.label]


def test_regions_compared_together_are_what_each_says_alone():
    regions = [*FITTED.regions, Ball(ROWS[0], 0.5), FITTED.field]
    together = distances(regions, ROWS[::10])
    assert (together == np.stack([region.distance(ROWS[::10]) for region in regions], axis=1)).all()
    assert (distances([FITTED.regions[4], FITTED.regions[1]], ROWS[::10]) == together[:, [4, 1]]).all()
    assert (together[:, :6].min(axis=1) == together[:, 7]).all()  # the field is the union of its regions
    assert (Complement(FITTED.field).distance(ROWS[:9]) == -FITTED.field.distance(ROWS[:9])).all()


def test_the_gradient_leads_out_of_a_region():
    region = FITTED.regions[2]
    points = ROWS[60:90:7]
    slope = region.gradient(points)
    for sign, row, way in ((s, r, w) for r, w in zip(points, slope, strict=True) for s in (1, -1)):
        moved = normalise(row + np.float32(sign * 0.05) * way)
        assert sign * (region.distance(moved)[0] - region.distance(row[None])[0]) > 0


def test_a_learned_point_counts_at_once_and_is_taken_back_to_the_bit():
    stranger = random_points(1, D, 7)
    assert FITTED.decide(stranger)[0].void
    more = FITTED.learn(stranger, "label 4", "a strange one")
    verdict = more.decide(stranger)[0]
    assert (more.names[verdict.label], verdict.void) == ("label 4", False)
    assert more.nearest(stranger, 1)[0][:2] == ("label 4", "a strange one")
    back = more.forget(stranger)
    probes = random_points(50, D, 8)
    assert (back.field.table(probes) == FITTED.field.table(probes)).all()
    assert len(back) == len(FITTED) == len(more) - 1


def test_of_two_labels_for_one_point_the_later_holds():
    stranger = random_points(1, D, 7)
    both = FITTED.learn(stranger, "label 1").learn(stranger, "label 2")
    assert both.names[both.decide(stranger)[0].label] == "label 2"
    assert len(both) == len(FITTED) + 1


def test_near_duplicates_with_opposite_labels_keep_apart():
    stranger = random_points(1, D, 7)
    near = normalise(stranger + 0.1 * random_points(1, D, 11))
    both = FITTED.learn(stranger, "label 1").learn(near, "label 2")
    assert [both.names[v.label] for v in both.decide(np.concatenate([stranger, near]))] == [
        "label 1",
        "label 2",
    ]


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.05, 0.3, 1.0]), st.sampled_from(["label 3", "new"]))
def test_a_learned_point_changes_the_decision_of_no_example_of_another_label(seed, away, label):
    start = ROWS[seed % len(ROWS)][None]
    point = normalise(start + away * random_points(1, D, seed))
    more = FITTED.learn(point, label)
    others = (np.array(LABELS) != label) & ((ROWS @ point[0]) < 0.999)
    before, after = (
        [(router.names[v.label], v.void) for v in router.decide(ROWS[others])] for router in (FITTED, more)
    )
    assert after == before
    verdict = more.decide(point)[0]
    assert (more.names[verdict.label], verdict.void) == (label, False)


def test_a_new_label_is_learned_without_fitting_and_taken_back_to_the_bit():
    stranger, other = random_points(1, D, 7), random_points(1, D, 12)
    more = FITTED.learn(stranger, "seventh", "first of it").learn(other, "eighth")
    assert more.names[6:] == ["seventh", "eighth"] and len(more.regions) == 8
    assert (more.field.rows == FITTED.field.rows).all()
    assert distances(more.regions, stranger)[0].argmin() == 6
    slope = more.regions[6].gradient(normalise(stranger + 0.2 * random_points(1, D, 1)))
    assert float(slope[0] @ stranger[0]) < 0  # out is away from its only example
    later = more.forget(stranger)
    assert later.names == [*FITTED.names, "eighth"]
    assert later.names[later.decide(other)[0].label] == "eighth"
    back = later.forget(other)
    assert back.names == FITTED.names
    assert back.field.to_dict() == FITTED.field.to_dict()
    assert Router.from_dict(more.to_dict()).names == more.names
    assert more.refit().names == more.names


def test_an_example_is_taken_away_from_where_the_router_stood():
    rows, labels = clouds(3, 120)
    router = Router.fit(rows, labels)
    less = router.without(rows[5:6])
    anew = Router.fit(np.delete(rows, 5, axis=0), [*labels[:5], *labels[6:]])
    assert len(less) == len(router) - 1 and less.field.threshold == router.field.threshold
    probes = normalise(rows + 0.3 * random_points(len(rows), D, 3))
    same = np.array([v.label for v in less.decide(probes)]) == [v.label for v in anew.decide(probes)]
    assert same.mean() > 0.99
    assert np.corrcoef(less.familiarity(probes), anew.familiarity(probes))[0, 1] > 0.99
    lone = Router.fit(np.concatenate([rows, random_points(1, D, 3)]), [*labels, "lone"])
    assert lone.without(random_points(1, D, 3)).names == router.names


def test_a_wrong_example_is_let_go_as_by_a_fit_without_it_and_all_else_stays():
    rows, labels = clouds(6, 400)  # enough for no metric, in which a wrong example has a part that stays
    wrong = ["label 3", *labels[1:]]
    router = Router.fit(rows, wrong)
    less, anew = router.without(rows[:1]), Router.fit(rows[1:], labels[1:])
    logits = [each.field.heads.seen(rows[:1]).plain[0] for each in (router, less, anew)]
    behind = [
        float(each.max() - each[of.names.index("label 3")])
        for each, of in zip(logits, (router, less, anew), strict=True)
    ]
    # A wrong example turns the metric too, which stays that of the fit.
    assert behind[0] < behind[2] - 1.0 and abs(behind[1] - behind[2]) < 0.25 * behind[2]
    changed = (less.field.rows[:6] != router.field.rows[:6]).any(axis=1)
    assert not changed.all() and {"label 0", "label 3"} >= {
        router.names[at] for at in np.flatnonzero(changed)
    }
    # An example that nothing is learned from leaves the weights where they were.
    sure = int(max(range(400, 460), key=lambda at: router.decide(rows[at : at + 1])[0].probabilities.max()))
    same = router.without(rows[sure : sure + 1]).field
    assert np.abs(same.rows[:6] - router.field.rows[:6]).max() < 0.01


def test_labels_under_a_label_are_one_region():
    rows, _ = clouds(3, 25)
    names = [("card/lost", "card/limit", "loan")[at // 25] for at in range(75)]
    router = Router.fit(rows, names)
    cards = router.region("card").distance(rows)
    table = router.field.table(rows)
    assert (cards == table[:, :2].min(axis=1)).all()
    with pytest.raises(GeometryError, match="no label 'car'"):
        router.region("car")


def test_a_close_call_is_settled_where_its_labels_meet():
    rows, _ = clouds(3, 30)
    mixed = [("card/lost", "card/limit", "loan")[at // 30] for at in range(90)]
    mixed += ["card/limit"] * 30 + ["loan"] * 30  # one cloud is two cards' and another all three's
    router = Router.fit(np.concatenate([rows, rows[:30], rows[60:]]), mixed)
    verdict = router.decide(rows[:1])[0]
    assert {router.names[at] for at in (verdict.label, *verdict.close)} == {"card/lost", "card/limit"}
    assert router.settled(verdict) == "card"
    assert router.settled(verdict._replace(close=[])) == router.names[verdict.label]
    assert router.settled(verdict._replace(close=[router.names.index("loan")])) == ""


def test_what_held_out_examples_said_is_kept():
    confusions = FITTED.measured.confusions
    assert sum(count for _, _, count in confusions) == FITTED.measured.held_out == 180
    right = sum(count for wanted, found, count in confusions if wanted == found)
    assert right / 180 == FITTED.measured.accuracy
    scores = FITTED.scores[0]
    assert (np.diff(scores) >= 0).all()
    assert (scores < FITTED.field.threshold).mean() == FITTED.measured.refused


def test_ten_thousand_equal_rows_are_fitted_in_a_moment():
    rows = np.repeat(ROWS[:2], 5_000, axis=0)
    router = Router.fit(rows, ["one"] * 5_000 + ["two"] * 5_000)
    assert [router.names[v.label] for v in router.decide(ROWS[:2])] == ["one", "two"]
    assert router.field.counts == (1, 1)
    assert len(router.nearest(ROWS[:1], 20_000)) == 10_000


def test_two_labels_of_one_point_are_a_close_call_however_few_the_examples():
    router = Router.fit(np.concatenate([ROWS[:1], ROWS[:1], ROWS[40:41], ROWS[41:42]]), ["a", "b", "c", "c"])
    assert router.decide(ROWS[:1])[0].close


def test_contradicting_examples_are_named_and_are_a_close_call():
    rows, labels = clouds(2, 30)
    router = Router.fit(np.concatenate([rows, rows[:30]]), [*labels, *["label 1"] * 30])
    assert (0, 60) in [tuple(sorted(pair)) for pair in router.contradictions()]
    assert router.decide(rows[:1])[0].close


def test_what_was_learned_since_contradicts_examples_of_the_fit():
    near = normalise(ROWS[:1] + 1e-5 * random_points(1, D, 2))  # one point to float32 rounding
    more = FITTED.learn(random_points(1, D, 7), "label 1").learn(ROWS[90:91], LABELS[90])
    assert more.contradictions() == []
    assert more.learn(near, "label 1").contradictions() == [(0, 182)]
    assert more.learn(near, "label 1").forget(near).contradictions() == []


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        (ROWS[::30], LABELS[::30]),  # one example of each label
        (ROWS[:1], ["only"]),
        (np.repeat(ROWS[:1], 300, axis=0), ["same"] * 300),
        (np.repeat(ROWS[:1], 60, axis=0), ["one", "two"] * 30),
        (np.concatenate([ROWS[:1], -ROWS[:1]]), ["opposite"] * 2),
    ],
    ids=["one of each", "one", "all equal", "all equal and contradicting", "antipodes"],
)
def test_poor_examples_still_make_a_router_that_knows_them(rows, labels):
    router = Router.fit(rows, labels)
    verdict = router.decide(rows[:1])[0]
    assert not verdict.void
    assert abs(float(verdict.probabilities.sum()) - 1.0) < 1e-9
    assert router.decide(random_points(1, D, 99))[0].void


def test_where_nobody_was_held_out_distances_are_radians_as_well():
    # At the angle of `lone` lies the boundary; a tenth of a radian from it, a tenth.
    router = Router.fit(np.eye(D, dtype=np.float32)[:2], ["first", "second"], lone=0.5)
    for off in (-0.1, 0.1):
        turned = np.zeros((1, D), np.float32)
        turned[0, [0, 2]] = np.cos(np.pi / 3 + off), np.sin(np.pi / 3 + off)
        assert router.regions[0].distance(turned)[0] == pytest.approx(off, abs=0.01)
    assert abs(router.regions[0].distance(np.eye(D, dtype=np.float32)[:2])).max() < np.pi


@pytest.mark.parametrize("count", [2_100, 2_500])
def test_held_out_examples_are_judged_as_the_last_fit_judges(count):
    # Above 2,048 examples none of them is kept to compare with, neither in the last fit nor where a fifth is left out.
    rows, labels = clouds(10, count // 10)
    codes = np.array([int(label.split()[1]) for label in labels])
    assert all(not fold.heads.kernel.size for fold in fit_folds(rows, codes, 10))
    assert not Router.fit(rows, labels).field.kernel.size


@pytest.mark.parametrize(
    ("rows", "labels", "message"),
    [
        (ROWS[:0], [], "at least one example"),
        (ROWS[:2], ["a"], "2 examples have 1 labels"),
        (ROWS[:2], ["a", ""], "example 2 has an empty label"),
        (np.full((1, D), np.nan), ["a"], "NaN"),
    ],
)
def test_what_makes_no_router_is_refused(rows, labels, message):
    with pytest.raises(GeometryError, match=message):
        Router.fit(rows, labels)


def test_a_router_and_its_regions_are_kept_whole():
    router = FITTED.learn(random_points(1, D, 7), "label 4", "a strange one")
    again = Router.from_dict(router.to_dict())
    assert again.to_dict()["field"] == router.to_dict()["field"]
    assert again.nearest(ROWS[:1], 2) == router.nearest(ROWS[:1], 2)
    region = router.regions[3]
    assert (region_from_dict(region.to_dict()).distance(ROWS) == region.distance(ROWS)).all()


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 1},
        {"names": ["a"]},
        {"texts": []},
        {"codes": [99] * 180},
        {"rows": ROWS[:, :5]},
        {"field": {"kind": "ball"}},
        {"measured": [1]},
        {"measured": [*FITTED.measured[:6], [[0, 99, 1]]]},
        {"scores": ROWS},
        {"added_texts": ["too many"]},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_damaged_router_is_told(damage):
    with pytest.raises(GeometryError):
        Router.from_dict(FITTED.to_dict() | damage)
