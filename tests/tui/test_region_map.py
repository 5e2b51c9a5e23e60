"""The region map: what it shows, that it keeps still, and that looking about changes nothing else."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import NAMES, SPACE, near, reading, regions

from sdol import lvm
from sdol.kernel.debugging import Variable
from sdol.kernel.kinds import Made
from sdol.kernel.pictures.page import ASCII, UNICODE, Page, plain
from sdol.kernel.show import columns
from sdol.kernel.values import Region
from sdol.lvm.routing import Router, Several
from sdol.lvm.surrounding import Around
from sdol.tui.map import outline, plane, window
from sdol.tui.map.drawing import caption
from sdol.tui.map.finding import under, unnamed
from sdol.tui.map.model import RegionMap
from sdol.tui.models.reading import Reading


def shown(given_reading: Reading, width: int = 80, height: int = 24, *, ascii: bool = False) -> str:
    seen = RegionMap()
    seen.show(given_reading)
    return plain(seen.lines(width, height, Page(width, ASCII if ascii else UNICODE)))


# --- the plane ------------------------------------------------------------------------------------------------


def test_the_plane_tells_groups_apart_and_a_new_point_lies_with_its_own() -> None:
    groups = [near(at, 12) for at in range(3)]
    made = plane.fit(groups)
    middles = np.stack([made.place(group).mean(axis=0) for group in groups])
    for at in range(3):
        away = np.linalg.norm(made.place(near(at, 50, seed=7))[:, None] - middles, axis=2)
        assert (away.argmin(axis=1) == at).mean() > 0.95


def test_the_axes_are_orthonormal_also_where_all_points_lie_on_a_line_or_are_one() -> None:
    for rows in (near(0, 12), near(0, 1), np.repeat(near(0, 1), 5, axis=0), near(0, 2)):
        axes = plane.fit([rows]).axes
        assert np.allclose(axes @ axes.T, np.eye(2), atol=1e-9)


def test_more_examples_than_dimensions_give_the_same_components() -> None:
    many = [near(at, 150) for at in range(3)]
    made = plane.fit(many)
    centred = np.concatenate([g - g.mean(axis=0) for g in many]) / 2 / np.sqrt(150)
    means = np.stack([g.mean(axis=0) for g in many])
    rows = np.concatenate([means - means.mean(axis=0), centred]).astype(np.float64)
    _, lengths, directions = np.linalg.svd(rows, full_matrices=False)
    assert np.allclose(np.abs(np.vecdot(made.axes, directions[:2])), 1, atol=1e-6)
    assert made.told == pytest.approx((lengths[:2] ** 2).sum() / (lengths**2).sum())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_a_fourth_region_hardly_moves_the_other_three(seed: int) -> None:
    three = [near(at, 12, seed) for at in range(3)]
    before = plane.fit(three)
    fourth = lvm.normalise(0.5 * near(0, 12, seed) + 0.5 * near(1, 12, seed + 1))
    turned, still = plane.fit([*three, fourth]), plane.fit([*three, fourth], before)

    def moved(after: plane.Plane) -> float:
        return float(np.linalg.norm(after.place(np.concatenate(three)) - before.place(np.concatenate(three))))

    assert moved(still) <= moved(turned) + 1e-9
    assert moved(still) < 0.35 * float(np.linalg.norm(before.place(np.concatenate(three))))


def test_a_lifted_place_is_seen_where_it_was_before_it_was_scaled_to_the_sphere() -> None:
    made = plane.fit([near(at, 12) for at in range(3)])
    row = near(0, 1)[0]
    assert np.allclose(made.lift(made.place(row[None]), row)[0], row, atol=1e-6)


def test_discriminants_turn_away_from_a_spread_that_all_groups_share() -> None:
    # Three groups that differ along the first two axes by 1, and spread along the third by 3, as all do.
    rng = np.random.default_rng(2)
    middles = np.array([[0, 0], [1, 0], [0, 1]], float)
    groups = [
        np.hstack(
            [
                at + 0.1 * rng.normal(size=(60, 2)),
                3 * rng.normal(size=(60, 1)),
                0.1 * rng.normal(size=(60, 5)),
            ]
        )
        for at in middles
    ]
    usual, apart = plane.fit(groups), plane.fit(groups, apart=True)
    assert np.abs(usual.axes[:, 2]).max() > 0.9
    assert np.abs(apart.axes[:, 2]).max() < 0.1 and apart.told > 0.85
    assert np.allclose(apart.axes @ apart.axes.T, np.eye(2), atol=1e-9)


@pytest.mark.parametrize("counts", [(1, 1), (12, 12), (1, 12, 3), (5,)])
def test_discriminants_of_few_examples_are_a_plane_too(counts: tuple[int, ...]) -> None:
    axes = plane.fit([near(at, count) for at, count in enumerate(counts)], apart=True).axes
    assert np.allclose(axes @ axes.T, np.eye(2), atol=1e-9)


# --- outlines -------------------------------------------------------------------------------------------------


def test_an_extent_holds_eight_in_ten_of_the_places() -> None:
    places = np.random.default_rng(3).normal(size=(50, 2)) @ np.array([[3.0, 1.0], [0.0, 0.5]])
    way = outline.extent(places)
    centre = places.mean(axis=0)
    root = np.linalg.cholesky(np.cov((places - centre).T, bias=True) + 1e-6 * np.eye(2))
    level = np.linalg.norm(np.linalg.solve(root, (way[0] - centre)))
    inside = np.linalg.norm(np.linalg.solve(root, (places - centre).T), axis=0) <= level + 1e-9
    assert inside.sum() == 40


def test_the_outline_of_a_ball_is_the_circle_that_its_radius_says() -> None:
    ball = Region(SPACE, lvm.Ball(near(0, 1), 0.4), "ball")
    seen = RegionMap()
    seen.show(reading([ball, *regions()[1:]]))
    assert seen.plane is not None and seen.scene is not None
    way = seen.way(seen.scene.areas[0])
    axes, centre = seen.plane.axes, near(0, 1)[0].astype(np.float64)
    # Along a direction in the plane the border is at cos r c + sin r u, with u the unit tangent of that direction.
    u = axes[0] - (axes[0] @ centre) * centre
    border = np.cos(0.4) * centre + np.sin(0.4) * u / np.linalg.norm(u)
    assert np.allclose(way[0], seen.plane.place(border[None])[0], atol=1e-3)


def test_an_exact_border_lies_where_the_distance_is_zero_in_the_plane_of_the_query() -> None:
    among = [Region(SPACE, lvm.Ball(near(at, 1), 0.6), name) for at, name in enumerate(("a", "b"))]
    seen = RegionMap()
    seen.show(reading(among, asked=near(0, 1, seed=5)))
    seen.sliced = True
    seen.lines(80, 24, Page(80, UNICODE))
    borders = seen.borders()
    assert borders is not None and "exact" in caption(seen)
    (x, y) = seen.cells(seen.plane.place(near(0, 1, seed=5)))[0]  # type: ignore[union-attr]
    row = borders[0][np.abs(borders[0][:, 1] - y) < 0.5]
    assert (row[:, 0] < x).any(), "on the way from the query to the other region there is no border"
    field = among[0].shape.distance(
        seen.plane.lift(seen.window.places(borders[0], *seen.size), near(0, 1, seed=5)[0])  # type: ignore[union-attr]
    )
    assert np.abs(field).max() < 0.08, "the border is not where the distance is zero"


# --- the window -----------------------------------------------------------------------------------------------


@given(st.floats(0.1, 10), st.tuples(st.integers(0, 79), st.integers(0, 23)))
def test_zooming_leaves_what_is_under_the_cursor_there(factor: float, at: tuple[int, int]) -> None:
    before = window.Window(0.1, -0.2, 0.01)
    place = before.places(np.array([at], float), 80, 24)
    assert np.allclose(before.zoomed(factor, 80, 24, at).cells(place, 80, 24)[0], at, atol=1e-6)


def test_everything_is_on_the_screen_until_somebody_moves_it() -> None:
    seen = RegionMap()
    seen.show(reading(regions(), points=near(0, 30)))
    for width, height in ((80, 24), (250, 70), (20, 6)):
        seen.lines(width, height, Page(width, UNICODE))
        cells = seen.cells(seen.plane.place(near(0, 30)))  # type: ignore[union-attr]
        assert (cells >= 0).all() and (cells < seen.size).all()


def test_what_somebody_looks_at_stays_when_points_and_regions_come() -> None:
    seen = RegionMap()
    seen.show(reading(regions()))
    seen.lines(80, 24, Page(80, UNICODE))
    seen.zoom(3, (10, 10))
    looked_at = seen.window
    seen.show(reading(regions(("cards", "cash", "fees", "more")), points=near(3, 40, spread=3)))
    seen.lines(80, 24, Page(80, UNICODE))
    assert seen.window == looked_at


# --- what is drawn --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (250, 70), (12, 3), (1, 1)])
@pytest.mark.parametrize("ascii", [False, True])
def test_a_map_fits_its_place_exactly(width: int, height: int, ascii: bool) -> None:
    text = shown(reading(regions(), points=near(0, 20), asked=near(1, 6)), width, height, ascii=ascii)
    lines = text.split("\n")
    assert len(lines) == height and max(map(columns, lines)) <= width
    assert not ascii or text.isascii()


def test_names_outcome_and_honesty_are_written_on_it() -> None:
    text = shown(reading(regions(), asked=np.concatenate([near(1, 1, seed=9), near(0, 1, seed=9)])))
    assert all(name in text for name in ("cards", "cash", "fees"))
    assert "message 1  in cards, " in text and "8 in 10 examples, are no borders" in text
    lost = shown(reading(regions(), asked=near(9, 1)))
    assert "in none: " in lost and "╳" in lost


def test_all_that_were_asked_at_once_are_seen_with_what_came_of_each_and_without_a_way() -> None:
    asked = np.concatenate([near(0, 150, seed=4), near(1, 40, seed=4), near(9, 10, seed=4)])
    given_reading = reading(regions(), asked=asked, time=5000)
    at_once = given_reading._replace(decided=tuple(one._replace(time=7) for one in given_reading.decided))
    seen = RegionMap()
    seen.show(at_once)
    assert seen.scene is not None and len(seen.scene.queries) == 200 and len(seen.scene.track()) == 1
    text = plain(seen.lines(100, 30, Page(100, UNICODE)))
    inside = [one for one in seen.scene.queries if one.chosen]
    lost = len(seen.scene.queries) - len(inside)
    assert f"× in none {lost}" in text and lost >= 10
    assert text.split("\n")[-1].split("  ")[1].startswith("● cards 1")
    ascii = plain(seen.lines(100, 30, Page(100, ASCII)))
    assert f"x in none {lost}" in ascii and "A cards 1" in ascii and "B cash" in ascii


def test_queries_one_after_the_other_have_a_way_of_at_most_so_many() -> None:
    seen = RegionMap()
    seen.show(reading(regions(), asked=near(0, 60)))
    assert seen.scene is not None and len(seen.scene.queries) == 60
    assert [one.name for one in seen.scene.track()] == [f"message {at}" for at in range(36, 60)]


def test_going_back_takes_back_what_was_asked_later() -> None:
    seen = RegionMap()
    seen.show(reading(regions(), asked=near(0, 6), time=10))
    assert seen.scene is not None and len(seen.scene.queries) == 6
    seen.show(reading(regions(), asked=near(0, 6), time=2))
    assert [one.name for one in seen.scene.queries] == ["message 0", "message 1", "message 2"]


def test_what_is_under_the_cursor_has_a_name() -> None:
    seen = RegionMap()
    seen.show(reading(regions(), points=near(0, 5), asked=near(1, 1)))
    seen.lines(80, 24, Page(80, UNICODE))
    at = seen.cells(seen.plane.place(near(1, 1)))[0]  # type: ignore[union-attr]
    assert list(under(seen, *np.floor(at)))[:1] == ["message 0"]
    assert "cash" in list(under(seen, *np.floor(at)))
    assert list(under(seen, -30, -30)) == []


def test_a_point_goes_by_its_text_once_that_is_known() -> None:
    seen = RegionMap()
    seen.show(reading(regions(), points=near(5, 1)))
    seen.lines(80, 24, Page(80, UNICODE))
    x, y = np.floor(seen.cells(seen.plane.place(near(5, 1))))[0].tolist()  # type: ignore[union-attr]
    seen.cursor = x, y
    row = unnamed(seen)
    assert row is not None and next(under(seen, x, y)) == "messages[0]"
    seen.texts[row.tobytes()] = "where is my card"
    assert unnamed(seen) is None and next(under(seen, x, y)) == "where is my card"


@pytest.mark.parametrize(
    ("columns_moved", "lines_moved", "arrow"), [(500, 0, "←"), (-500, 0, "→"), (0, 500, "↑")]
)
def test_an_arrow_points_to_a_query_that_is_not_on_the_screen(
    columns_moved: int, lines_moved: int, arrow: str
) -> None:
    seen = RegionMap()
    seen.show(reading(regions(), asked=near(1, 1)))
    seen.lines(80, 24, Page(80, UNICODE))
    seen.pan(columns_moved, lines_moved)
    assert arrow in plain(seen.lines(80, 24, Page(80, UNICODE)))


def test_examples_that_are_all_equal_and_a_region_without_a_middle_are_drawn_as_far_as_they_can_be() -> None:
    same = Region(SPACE, Around(np.repeat(near(0, 1), 5, axis=0), 4.0, 0.7), "same")
    rest = Region(SPACE, lvm.Complement(same.shape), "rest")
    assert "same" in shown(reading([same, rest], points=near(0, 3)))


def test_text_from_outside_cannot_act_on_the_terminal() -> None:
    evil = Region(SPACE, regions()[0].shape, "a\x1b[2Jb\u202ec")
    text = shown(reading([evil, *regions()[1:]]))
    assert "\x1b" not in text and "\u202e" not in text and "a␛[2Jb" in text


def test_nothing_one_point_and_two_spaces() -> None:
    assert "the program holds none yet" in shown(Reading())
    assert shown(reading([], points=near(0, 1)))
    seen = RegionMap()
    seen.show(reading(regions()))
    other = [Region("other@1", lvm.Ball(near(0, 1), 0.5), "elsewhere")]
    seen.show(reading(other))
    assert seen.scene is not None and seen.scene.space == "other@1"
    assert "elsewhere" in plain(seen.lines(80, 24, Page(80, UNICODE)))
    seen.show(reading(regions()))
    assert seen.scene.space == SPACE


def test_of_many_regions_those_about_the_query_are_outlined_and_the_rest_is_said() -> None:
    among = regions(tuple(f"region_{at}" for at in range(40)))
    seen = RegionMap()
    seen.show(reading(among, asked=near(33, 1)))
    seen.lines(120, 40, Page(120, UNICODE))
    assert "region_33" in [area.name for area in seen.outlined()]
    assert "28 without outline" in caption(seen)


def test_a_frame_takes_less_than_thirty_milliseconds() -> None:
    seen = RegionMap()
    given_reading = reading(regions(), points=near(0, 1000), asked=near(1, 24))
    seen.show(given_reading)
    seen.lines(120, 40, Page(120, UNICODE))
    taken = []
    for _ in range(5):
        began = time.process_time()
        seen.zoom(1.01)
        seen.show(given_reading)
        seen.lines(120, 40, Page(120, UNICODE))
        taken.append(time.process_time() - began)
    assert min(taken) < 0.03


def test_the_regions_of_a_router_are_seen_with_its_examples_and_the_same_ones_change_nothing() -> None:
    rows = np.concatenate([near(at, 12) for at in range(3)])
    router = Router.fit(rows, [name for name in NAMES for _ in range(12)])
    held = (Variable("r", "router@toy", Made("router", SPACE, router), 0),)
    seen = RegionMap()
    seen.show(Reading(variables=held))
    assert seen.scene is not None and [area.name for area in seen.scene.areas] == list(NAMES)
    assert np.allclose(seen.scene.areas[1].rows, near(1, 12), atol=1e-6)
    text = plain(seen.lines(80, 24, Page(80, UNICODE)))
    assert all(name in text for name in NAMES) and "8 in 10 examples" in text
    areas = list(seen.scene.areas)
    seen.show(Reading(variables=held))
    assert all(a is b for a, b in zip(areas, seen.scene.areas, strict=True))


def test_the_regions_of_a_router_of_several_labels_are_seen_and_so_is_a_label_that_was_learned() -> None:
    rows = np.concatenate([near(at, 12) for at in range(3)])
    several = Several.fit(rows, [[name] for name in NAMES for _ in range(12)])
    router = Router.fit(rows, [name for name in NAMES for _ in range(12)]).learn(near(7, 1)[0], "loans")
    for kind, made in (("tagger", several), ("router", router)):
        held = (Variable("r", f"{kind}@toy", Made(kind, SPACE, made), 0),)
        seen = RegionMap()
        seen.show(Reading(variables=held))
        assert seen.scene is not None and [area.name for area in seen.scene.areas] == list(made.names)
        assert "8 in 10 examples" in caption(seen)
    assert seen.scene.area("loans").middle @ near(7, 1)[0] > 0.999  # type: ignore[union-attr, operator]


def test_fifteen_thousand_examples_in_a_hundred_and_fifty_regions_are_taken_in_within_seconds() -> None:
    rng = np.random.default_rng(0)
    groups = [lvm.normalise(rng.normal(size=(100, 384))) for _ in range(150)]
    began = time.process_time()
    made = plane.fit(groups)
    assert made.axes.shape == (2, 384) and time.process_time() - began < 3


def test_two_names_beside_each_other_are_not_one() -> None:
    from types import SimpleNamespace

    from sdol.tui.map.canvas import Canvas
    from sdol.tui.map.drawing import _name

    canvas = Canvas(Page(40, UNICODE), 40, 5)
    for name, column in (("cash", 10), ("fees", 14)):
        _name(canvas, SimpleNamespace(name=name, number=0), column, 2)  # type: ignore[arg-type]
    rows = [plain([line]) for line in canvas.lines()]
    assert not any("cashfees" in row for row in rows) and {"cash", "fees"} <= set(" ".join(rows).split())
