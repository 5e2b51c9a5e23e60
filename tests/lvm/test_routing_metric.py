"""The metric that a router learns from all labels together, and what is made in it."""

from dataclasses import replace

import numpy as np
import pytest

from sdol.lvm import GeometryError, random_points
from sdol.lvm.routing import Router
from sdol.lvm.routing.heads import fit_heads
from sdol.lvm.routing.logistic import fit_logistic
from sdol.lvm.routing.metric import GREATEST, fit_metric
from sdol.lvm.sphere import normalise

D, LABELS = 48, 30


def noisy(each, seed=0):
    """Labels told apart by the last 24 directions, and noise of every label alike in the first 8."""
    rng = np.random.default_rng(seed)
    centres = np.zeros((LABELS, D))
    centres[:, 24:] = 0.5 * np.random.default_rng(1).normal(size=(LABELS, 24))
    rows = np.repeat(centres, each, axis=0) + 0.5 * rng.normal(size=(LABELS * each, D))
    rows[:, :8] += 3.0 * rng.normal(size=(LABELS * each, 8))
    return normalise(rows), np.repeat(np.arange(LABELS), each)


ROWS, CODES = noisy(5)


def test_a_direction_in_which_labels_differ_counts_more_than_one_of_noise():
    metric = fit_metric(ROWS, CODES, LABELS)
    along = np.vecdot(metric, metric)
    assert along[:8].max() < along[8:24].min() and along[:8].mean() < 0.7 * along[24:].mean()


def test_a_metric_is_symmetric_and_the_mean_example_keeps_its_length():
    metric = fit_metric(ROWS, CODES, LABELS)
    assert np.allclose(metric, metric.T, atol=1e-6)
    assert np.vecdot(ROWS @ metric, ROWS @ metric).mean() == pytest.approx(1.0, abs=1e-3)
    lonely = np.eye(D, dtype=np.float32)[[0] * 500 + [1] * 500 + [2]]
    odd = fit_metric(lonely, np.array([0] * 500 + [1] * 500 + [1]), 2)
    assert np.linalg.norm(odd, 2) <= GREATEST + 1e-5


@pytest.mark.parametrize("codes", [[0], [0, 0, 0], [0, 1, 1], [0, 1, 2, 3]])
def test_where_no_two_examples_of_a_label_differ_all_directions_count_alike(codes):
    rows = np.eye(D, dtype=np.float32)[codes]
    assert fit_metric(rows, np.array(codes), max(codes) + 1) == pytest.approx(np.eye(D), abs=1e-6)


def test_a_few_examples_of_many_labels_go_farther_than_by_logistic_regression():
    fresh, wanted = noisy(40, seed=2)
    weights, biases = fit_logistic(ROWS, CODES, LABELS)
    plain = ((fresh @ weights.T + biases).argmax(axis=1) == wanted).mean()
    ours = (fit_heads(ROWS, CODES, LABELS, True).judged(fresh)[0].argmax(axis=1) == wanted).mean()
    assert ours > plain + 0.02


def test_the_slope_is_that_of_the_distance():
    router = Router.fit(ROWS, [str(code) for code in CODES])
    assert len(router.field.heads.metric) == D
    rows = normalise(ROWS[::10] + 0.3 * random_points(len(ROWS[::10]), D, 4))
    slope = router.field.slope(rows)
    ways = slope / np.linalg.norm(slope, axis=1, keepdims=True)
    ahead, back = (router.field.signed(normalise(rows + sign * 0.01 * ways)) for sign in (1.0, -1.0))
    assert (ahead - back) / 0.02 == pytest.approx(np.linalg.norm(slope, axis=1), rel=0.1)


def test_a_field_of_before_there_was_a_metric_is_one_without_it():
    field = Router.fit(ROWS, [str(code) for code in CODES]).field
    heads = field.heads
    first, last = (len(field.rows) - heads.kernel.shape[1] - back for back in (D, 0))
    bare = replace(field, rows=np.delete(field.rows, np.s_[first:last], axis=0))
    assert not len(bare.heads.metric) and np.isfinite(bare.signed(ROWS)).all()
    with pytest.raises(GeometryError, match="do not fit together"):
        replace(field, rows=field.rows[:-1])


def test_many_examples_have_no_metric():
    rows, codes = noisy(70)
    assert not len(Router.fit(rows, [str(code) for code in codes]).field.heads.metric)
