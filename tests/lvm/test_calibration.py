"""What a calibration measures, against a space whose similarities are known."""

import json
import math

import numpy as np
import pytest

from sdol.lvm import Calibration, GeometryError, calibrate, normalise, random_points


def labelled(groups=40, each=25, d=64, spread=0.5, seed=0):
    """Groups around random centres: related cosines are near 1 / (1 + spread^2)."""
    centres = np.repeat(random_points(groups, d, seed), each, axis=0)
    rows = normalise(centres + spread * random_points(groups * each, d, seed + 1))
    return rows, [f"group {i // each}" for i in range(groups * each)]


@pytest.fixture(scope="module")
def measured():
    return calibrate(*labelled(), pairs=20_000)


def test_it_finds_the_similarity_of_unrelated_and_related_pairs(measured):
    # Random directions of d dimensions have cosines of deviation 1 / sqrt(d).
    assert measured.unrelated_mean == pytest.approx(0.0, abs=0.02)
    assert measured.unrelated_std == pytest.approx(1 / 8, abs=0.01)
    assert measured.related_mean == pytest.approx(0.8, abs=0.02)


def test_the_threshold_of_the_same_lets_one_unrelated_pair_in_a_thousand_through(measured):
    rows, labels = labelled()
    codes = np.array(labels)
    cosines = (rows @ rows.T)[codes[:, None] != codes[None, :]]
    assert np.mean(cosines >= measured.same_threshold) == pytest.approx(0.001, abs=0.0006)


def test_pairs_are_drawn_as_they_are_named():
    """Two labels at a right angle: unrelated pairs have cosine 0, related ones 1, and nothing else occurs."""
    rows = [[1, 0], [0, 1], [1, 0], [0, 1], [1, 0]]
    found = calibrate([*rows, [math.sqrt(0.5)] * 2], [*"ababa", "alone"], pairs=2000)
    assert found.related_quantiles == (1.0,) * 9
    assert set(np.round(found.unrelated_quantiles, 6)) <= {0.0, 0.707107}


def test_more_examples_make_a_smaller_radius(measured):
    radii = [measured.radius(n) for n in (1, 3, 10, 100, 10**9)]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] == pytest.approx(math.acos(measured.same_threshold) + measured.void_margin)
    assert radii[-1] == pytest.approx(math.acos(measured.same_threshold), abs=1e-4)


def test_it_survives_json(measured):
    assert Calibration.from_dict(json.loads(json.dumps(measured.to_dict()))) == measured


@pytest.mark.parametrize(
    "change",
    [
        {"unrelated_mean": math.nan},
        {"unrelated_std": 0.0},
        {"related_quantiles": [0.1, 0.2]},
        {"unrelated_quantiles": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]},
        {"unrelated_quantiles": [math.nan] * 9},
        {"related_mean": "high"},
        {"related_std": None},
    ],
)
def test_a_damaged_calibration_is_refused(measured, change):
    with pytest.raises(GeometryError):
        Calibration.from_dict(measured.to_dict() | change)


def test_a_missing_field_is_named(measured):
    fields = measured.to_dict()
    del fields["related_std"]
    with pytest.raises(GeometryError, match="related_std"):
        Calibration.from_dict(fields)


def test_no_texts_make_no_calibration():
    with pytest.raises(GeometryError):
        calibrate(np.empty((0, 3)), [])


@pytest.mark.parametrize("labels", [["a"], ["a", "a"], ["a", "b"], []])
def test_labels_that_make_no_pairs_are_refused(labels):
    with pytest.raises(GeometryError):
        calibrate([[1, 0], [0, 1]], labels)
