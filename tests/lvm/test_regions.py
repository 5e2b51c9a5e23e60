"""Regions by signed distance: exact where they say so, an algebra of sets, the same bits in any batch."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import (
    Around,
    Ball,
    Capsule,
    Complement,
    Difference,
    Ellipsoid,
    GeometryError,
    Halfspace,
    Intersection,
    Region,
    SmoothUnion,
    Union,
    angle,
    exp_map,
    random_points,
    region_from_dict,
    slerp,
)
from sdol.lvm.routing import Router, Several

seeds = st.integers(0, 2**32 - 1)
X, Y, Z = np.eye(3, dtype=np.float32)


def one_of_each(d, seed):
    p = random_points(12, d, seed)
    ball, half, capsule = Ball(p[0], 0.7), Halfspace(p[1], 0.2), Capsule(p[2], p[3], 0.3)
    axes = min(2, d - 1)
    ellipsoid = Ellipsoid(p[4], p[5 : 5 + axes], [0.3, 0.8][:axes], 0.5)
    return [
        ball,
        half,
        capsule,
        ellipsoid,
        Union((ball, half, ellipsoid)),
        Intersection((ball, Ball(slerp(p[0], p[1], 0.3), 0.9))),
        Difference(ball, capsule),
        Complement(ellipsoid),
        SmoothUnion((ball, half, capsule), 0.1),
        Around(p[7:], 9.0, 0.9),
        Around(random_points(d + 3, d, seed + 1), 9.0, 0.9),
        Around(p[7], 9.0, 0.9),
        *routed(random_points(60, d, seed + 2)),
    ]


def routed(points):
    router = Router.fit(points, ["a", "b/x", "b/y"] * 20, refused=0.2)
    several = Several.fit(points, [["a"], ["b/x", "c"], []] * 20, missed=0.2)
    return router.field, router.region("b"), several.field, several.region("b")


def test_a_ball_and_a_half_space_have_known_distances():
    ball = Ball(X, 0.5)
    assert np.allclose(ball.distance([X, Y, -X]), [-0.5, math.pi / 2 - 0.5, math.pi - 0.5], atol=1e-6)
    assert Ball(X, 0.0).distance(X).tolist() == [0.0]
    assert np.allclose(Halfspace(X, 0.0).distance([X, Y, -X]), [-math.pi / 2, 0.0, math.pi / 2], atol=1e-6)
    assert np.allclose(Halfspace(X, 0.5).distance(X), [-math.pi / 3], atol=1e-6)
    assert Halfspace(X, 0.5).contains([X, Y]).tolist() == [True, False]


@given(seeds, st.sampled_from([3, 8]))
@settings(max_examples=30, deadline=None)
def test_a_capsule_is_as_far_as_the_nearest_point_of_its_segment(seed, d):
    a, b = random_points(2, d, seed)
    if angle(a, b)[0] > 3.0:
        return
    points = random_points(50, d, seed + 1)
    path = slerp(a, b, np.linspace(0, 1, 2000))
    nearest = [angle(point, path).min() for point in points]
    assert np.allclose(Capsule(a, b, 0.2).distance(points), np.array(nearest) - 0.2, atol=1e-3)


def test_a_capsule_without_length_is_a_ball():
    points = random_points(200, 3, 1)
    assert np.allclose(Capsule(X, X, 0.4).distance(points), Ball(X, 0.4).distance(points), atol=1e-6)


def test_an_ellipsoid_with_equal_radii_is_a_ball():
    points = random_points(200, 3, 1)
    assert np.allclose(
        Ellipsoid(X, [Y], [0.6], 0.6).distance(points), Ball(X, 0.6).distance(points), atol=1e-5
    )
    assert np.allclose(Ellipsoid(X, [], [], 0.6).distance(points), Ball(X, 0.6).distance(points), atol=1e-5)


def test_an_ellipsoid_reaches_as_far_as_its_radii():
    region = Ellipsoid(X, [Y], [0.9], 0.2)
    edges = exp_map(X, [0.9 * Y, -0.9 * Y, 0.2 * Z])
    assert np.allclose(region.distance(edges), 0.0, atol=1e-5)
    inside, outside = exp_map(X, [0.8 * Y, 0.1 * Z]), exp_map(X, [1.0 * Y, 0.3 * Z])
    assert np.allclose(region.distance(outside), [0.1, 0.1], atol=1e-5)
    assert region.contains(inside).all() and not region.contains(outside).any()
    assert region.distance(X)[0] == pytest.approx(-0.2, abs=1e-6)


@given(seeds, st.sampled_from([2, 3, 17, 384]))
@settings(max_examples=20, deadline=None)
def test_every_region_gives_a_row_the_bits_it_has_in_a_batch(seed, d):
    points = random_points(25, d, seed)
    for region in one_of_each(d, seed + 1):
        whole, slopes = region.distance(points), region.gradient(points)
        assert whole.dtype == np.float32 and np.isfinite(whole).all()
        for i in range(len(points)):
            assert region.distance(points[i : i + 1])[0] == whole[i], region.kind
            assert np.array_equal(region.gradient(points[i])[0], slopes[i]), region.kind


@given(seeds, st.sampled_from([2, 3, 17]))
@settings(max_examples=20, deadline=None)
def test_every_region_survives_its_dictionary(seed, d):
    points = random_points(20, d, seed)
    for region in one_of_each(d, seed + 1):
        again = region_from_dict(region.to_dict())
        assert again == region and hash(again) == hash(region) and type(again) is type(region)
        assert np.array_equal(again.distance(points), region.distance(points))


def rise(region, points, directions, h=1e-3):
    """How fast the distance grows along unit tangents, by a central difference."""
    there, back = exp_map(points, h * directions), exp_map(points, -h * directions)
    return (region.distance(there) - region.distance(back)) / (2 * h)


@pytest.mark.parametrize("index", range(12))
def test_the_gradient_is_a_unit_tangent_and_leads_to_the_boundary_the_steepest_way(index):
    region = one_of_each(8, 3)[index]
    points = random_points(300, 8, 4)
    slopes = region.gradient(points)
    assert np.allclose(np.linalg.norm(slopes, axis=1), 1.0, atol=1e-5)
    assert np.allclose(np.sum(slopes * points, axis=1), 0.0, atol=1e-6)
    for _ in range(30):
        points = exp_map(points, -0.5 * region.distance(points)[:, None] * region.gradient(points))
    points = points[np.abs(region.distance(points)) < 0.01]
    assert len(points) > 200
    slopes = region.gradient(points)
    across = random_points(len(points), 8, 5)
    across -= np.sum(across * points, axis=1, keepdims=True) * points
    across -= np.sum(across * slopes, axis=1, keepdims=True) * slopes
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    assert np.median(rise(region, points, slopes)) == pytest.approx(1.0, abs=0.2)
    # On seams, where many of the walks into unions and intersections end, every direction has its slope.
    assert np.quantile(np.abs(rise(region, points, across)), 0.4) < 0.01


def test_the_gradient_of_a_wide_ellipsoid_is_square_to_its_boundary():
    """Far from the centre, where the sphere is narrower across the radius than the tangent space."""
    turn = np.linspace(0.1, 1.4, 20)
    edge = exp_map(X, 2.0 * np.cos(turn)[:, None] * Y + 0.8 * np.sin(turn)[:, None] * Z)
    region = Ellipsoid(X, [Y], [2.0], 0.8)
    assert np.allclose(region.distance(edge), 0.0, atol=1e-5)
    across = np.cross(edge, region.gradient(edge))
    assert np.abs(rise(region, edge, across)).max() < 1e-3


def test_the_gradient_at_a_centre_is_zero():
    assert not Ball(X, 0.5).gradient(X).any()
    assert not Ellipsoid(X, [Y], [0.3], 0.5).gradient(X).any()


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_signed_distances_are_an_algebra_of_sets(seed):
    points = random_points(50, 3, seed)
    a, b, c = (Ball(centre, 0.9) for centre in random_points(3, 3, seed + 1))
    in_a, in_b = a.contains(points), b.contains(points)
    edge = (np.abs(a.distance(points)) < 1e-6) | (np.abs(b.distance(points)) < 1e-6)
    assert np.array_equal(Union((a, b)).contains(points), in_a | in_b)
    assert np.array_equal(Intersection((a, b)).contains(points), in_a & in_b)
    assert np.array_equal(Difference(a, b).contains(points) | edge, (in_a & ~in_b) | edge)
    same = np.array_equal
    assert same(Complement(Complement(a)).distance(points), a.distance(points))
    assert same(
        Complement(Union((a, b))).distance(points),
        Intersection((Complement(a), Complement(b))).distance(points),
    )
    assert same(Difference(a, b).distance(points), Intersection((a, Complement(b))).distance(points))
    assert same(Union((Union((a, b)), c)).distance(points), Union((a, b, c)).distance(points))


def test_a_smooth_union_lies_below_the_union_by_a_known_bound():
    points = random_points(200, 3, 1)
    parts = (Ball(X, 0.5), Ball(Y, 0.5), Ball(Z, 0.5))
    gap = Union(parts).distance(points) - SmoothUnion(parts, 0.1).distance(points)
    assert gap.min() >= 0.0 and gap.max() <= 0.1 * math.log(3) + 1e-6
    corner = np.ones(3) / math.sqrt(3)
    same = SmoothUnion(parts, 0.1).distance(corner) - (Union(parts).distance(corner) - 0.1 * math.log(3))
    assert abs(same[0]) < 1e-6


@pytest.mark.parametrize(
    "make",
    [
        lambda: Ball(np.eye(3)[:2], 0.5),
        lambda: Ball([0, 0, 0], 0.5),
        lambda: Ball([math.nan, 0, 1], 0.5),
        lambda: Ball(X, -0.1),
        lambda: Ball(X, math.nan),
        lambda: Ball(X, "wide"),
        lambda: Halfspace(X, 1.5),
        lambda: Capsule(X, -X, 0.1),
        lambda: Capsule(X, [1, 0], 0.1),
        lambda: Ellipsoid(X, [Y], [0.1, 0.2], 0.3),
        lambda: Ellipsoid(X, [Y], [0.0], 0.3),
        lambda: Ellipsoid(X, [X], [0.1], 0.3),
        lambda: Ellipsoid(X, [Y, Z, Y], [0.1, 0.1, 0.1], 0.3),
        lambda: Ellipsoid(X, [[1, 0]], [0.1], 0.3),
        lambda: Difference(Ball(X, 0.1), Ball([1, 0], 0.1)),
        lambda: Union((Ball(X, 0.1), Ball([1, 0], 0.1))),
        lambda: SmoothUnion((Ball(X, 0.1),), 0.0),
    ],
)
def test_an_impossible_region_is_refused(make):
    with pytest.raises(GeometryError):
        make()


@pytest.mark.parametrize(
    "make", [Union, Intersection, lambda none: SmoothUnion(none, 0.1), lambda none: Around(none, 9, 1)]
)
def test_a_region_of_nothing_is_called_empty(make):
    with pytest.raises(GeometryError, match="an empty region"):
        make(())


@pytest.mark.parametrize("bad", [[0.0, 0, 0], [math.nan, 0, 0], [math.inf, 0, 0], [0.5, 0, 0], [1.0, 0]])
def test_a_point_off_the_sphere_is_named(bad):
    with pytest.raises(GeometryError, match=r"row 0|dimension 2"):
        Ball(X, 0.5).distance(bad)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"kind": "moon"},
        {"kind": "ball", "radius": 1.0},
        {"kind": "union", "regions": 3},
        {"kind": "union", "regions": [1, 2]},
        {"kind": "ball", "radius": 1.0, "centre": {"shape": [1, 3], "float32": b"123"}},
        {"kind": "ball", "radius": 1.0, "centre": {"shape": [1, 3], "float32": "text"}},
    ],
)
def test_a_damaged_dictionary_is_refused(stored):
    with pytest.raises(GeometryError):
        region_from_dict(stored)


def test_regions_do_not_change_and_do_not_share_memory():
    centre = X.copy()
    ball = Ball(centre, 0.5)
    centre[0] = -1.0
    assert ball.centre[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        ball.centre[0, 0] = 2.0
    with pytest.raises(AttributeError):
        ball.radius = 1.0


def test_every_kind_of_region_is_tried_here():
    kinds = {region.kind for region in one_of_each(4, 0)}
    assert kinds == {cls.kind for cls in _concrete(Region)}


def _concrete(cls):
    return {c for sub in cls.__subclasses__() for c in {sub, *_concrete(sub)} if "kind" in c.__dict__}
