"""Pictures: what is drawn is what the numbers say, on a page of any width, whatever the numbers and labels are."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.kernel.pictures import Picture, projection
from sdol.kernel.pictures.bars import MOST_BARS, Bars
from sdol.kernel.pictures.curves import Curves, curves
from sdol.kernel.pictures.heatmap import Heatmap, heatmap
from sdol.kernel.pictures.histogram import histogram
from sdol.kernel.pictures.page import ASCII, UNICODE, page_of
from sdol.kernel.pictures.scale import covering, doubles, powers, within
from sdol.kernel.pictures.scatter import Scatter
from sdol.kernel.pictures.sparkline import sparkline
from sdol.kernel.pictures.spectrum import spectrum
from sdol.kernel.show import columns

ANY = st.floats(width=64)
LISTS = st.lists(ANY, max_size=30).map(lambda xs: np.array(xs, np.float64))
LABELS = st.text(max_size=30)
TITLES = st.sampled_from(["", "a title", "東京の天気 " * 12, "\x1b[31mred\x1b[0m\r\n\t\u202eback"])


def _named(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(LABELS, min_size=count, max_size=count)


@st.composite
def heatmaps(draw: st.DrawFn) -> Heatmap:
    n, m = draw(st.integers(0, 50)), draw(st.integers(0, 90))
    seed = draw(LISTS)
    values = np.resize(seed, (n, m)) if len(seed) else np.zeros((n, m))
    rows = draw(st.just([]) | _named(n))
    across = rows if n == m and draw(st.booleans()) else draw(st.just([]) | _named(m))
    return heatmap(values, rows, across, draw(TITLES))


@st.composite
def drawn_curves(draw: st.DrawFn) -> Curves:
    ys = draw(st.lists(LISTS, max_size=8))
    return curves(draw(_named(len(ys))), ys, draw(TITLES), log=draw(st.booleans()))


@st.composite
def bars(draw: st.DrawFn) -> Bars:
    values = draw(LISTS | st.just(np.arange(100.0)))
    return Bars(draw(TITLES), draw(_named(len(values))), values, draw(st.booleans()))


@st.composite
def scatters(draw: st.DrawFn) -> Scatter:
    xs = draw(LISTS)
    names = draw(st.just([]) | _named(len(xs)))
    return Scatter(draw(TITLES), np.column_stack([xs, xs[::-1]]), names, draw(TITLES))


@st.composite
def other_pictures(draw: st.DrawFn) -> Picture:
    xs = draw(LISTS)
    if draw(st.booleans()):
        return histogram(xs, draw(st.none() | st.integers(1, 40)), draw(TITLES))
    return sparkline(xs, draw(st.integers(1, 20)))


PICTURES = st.one_of(heatmaps(), drawn_curves(), bars(), scatters(), other_pictures())
WIDTHS = st.integers(20, 120)


# --- all of them --------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(PICTURES, WIDTHS, st.booleans())
def test_no_line_is_wider_than_the_page_and_nothing_in_it_acts(
    picture: Picture, width: int, ascii: bool
) -> None:
    lines = picture.text(width, ascii=ascii).split("\n")
    assert max(map(columns, lines)) <= width or picture.kind == "sparkline"
    for line in lines:
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)
        assert line.isascii() or not ascii


@settings(max_examples=100, deadline=None)
@given(PICTURES)
def test_a_picture_made_again_from_its_data_is_the_same(picture: Picture) -> None:
    assert str(Picture.from_dict(picture.to_dict())) == str(picture)


PARTS = heatmap(np.eye(2), ["a", "b"], [], "").to_dict()


@pytest.mark.parametrize(
    "change",
    [
        {"picture": "sculpture"},
        {"picture": None},
        {"cells": np.zeros(3)},
        {"cells": [[0.0]]},
        {"cells": np.zeros((2, 2), np.float32)},
        {"cells": np.zeros((3, 3))},
        {"size": [2]},
        {"rows": ["a"]},
        {"rows": [1, 2]},
        {"low": math.inf},
        {"high": math.nan},
        {"title": None},
        {"more": 1},
    ],
    ids=str,
)
def test_damaged_data_make_no_picture(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Picture.from_dict(PARTS | change)


def test_data_of_every_kind_are_checked() -> None:
    made = [
        curves(["a"], [np.arange(3.0)], ""),
        Bars("", ["a"], np.ones(1), True),
        histogram(np.arange(3.0), None, ""),
        Scatter("", np.zeros((1, 2)), [], ""),
        sparkline(np.ones(2), 5),
        spectrum(np.ones(4, np.float32), ""),
    ]
    for picture in made:
        for name in picture.to_dict().keys() - {"picture"}:
            with pytest.raises(ValueError):
                Picture.from_dict(picture.to_dict() | {name: object()})


# --- matrices -----------------------------------------------------------------------------------------------


def test_a_small_matrix_is_written_in_shades_and_numbers() -> None:
    drawn = str(heatmap(np.array([[0.0, 1.0], [0.25, 0.5]]), ["ox", "cow"], ["ox", "cow"], "cattle"))
    assert drawn.splitlines() == [
        "cattle",
        "    ox     cow",
        "ox   0.00  █1.00",
        "cow ░0.25  ▒0.50",
        "",
        "0.0 [  ] 0.2 [░░] 0.4 [▒▒] 0.6 [▓▓] 0.8 [██] 1.0",
    ]


def _shades(text: str, margin: int, each: int) -> list[list[int]]:
    """The levels of the cells of a drawn matrix, line by line; -1 for an unknown one."""
    body = text.split("\n\n")[0].splitlines()[1:]
    levels = UNICODE.shades
    return [[levels.find(c) for c in line.ljust(200)[margin::each]] for line in body]


def test_each_shade_stands_for_a_fifth_of_the_scale() -> None:
    values = np.linspace(-3, 7, 30)[None, :] + np.zeros((4, 1))
    found = np.array(_shades(str(heatmap(values, [], [], "")), 2, 2))[:, :30]
    assert found.tolist() == [[min(int(i / 29 * 5), 4) for i in range(30)]] * 4


def test_numbers_beyond_a_given_scale_have_its_last_shades() -> None:
    drawn = str(heatmap(np.array([[-9.0, 0.5, 9.0]]), [], [], "", 0.0, 1.0))
    assert drawn.splitlines()[1] == "0  -9.00  ▒ 0.50  █ 9.00"


@pytest.mark.parametrize(
    ("low", "high"), [(2.0, 1.0), (1.0, 1.0), (5.0, None), (None, -5.0), (0.0, math.inf)]
)
def test_a_scale_that_is_none_is_refused(low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError, match="it would go from"):
        heatmap(np.array([[0.0, 1.0]]), [], [], "", low, high)


def test_a_matrix_of_one_number_says_which() -> None:
    assert str(heatmap(np.full((2, 2), 0.5), [], [], "")).endswith("all 0.5 ▒▒")


def test_what_is_not_finite_is_marked_and_counted() -> None:
    drawn = str(heatmap(np.array([[math.nan, 1.0], [math.inf, 2.0]]), [], [], ""))
    assert re.search(r"^0 \?\s+ 1\.00$", drawn, re.MULTILINE)
    assert drawn.endswith("? 2 values not drawn: NaN, infinite or beyond 1e+300")


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_matrix_is_no_picture(shape: tuple[int, int]) -> None:
    assert str(heatmap(np.zeros(shape), [], [], "of nothing")) == "of nothing\n(nothing to draw)"


def test_a_large_matrix_is_drawn_by_means() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(size=(1024, 512)) + np.linspace(0, 9, 1024)[:, None]
    values[700, 3] = math.nan
    picture = heatmap(values, [], [], "")
    assert picture.cells.shape == (256, 256)
    assert picture.cells == pytest.approx(np.nanmean(values.reshape(256, 4, 256, 2), axis=(1, 3)))
    assert (picture.left, picture.size) == (1, [1024, 512])
    drawn = str(picture)
    assert "1,024 x 512 numbers, drawn as the means of 37 x 32 parts" in drawn
    assert drawn.splitlines()[1].startswith("0-27")


def test_a_square_that_is_reduced_stays_square() -> None:
    drawn = str(heatmap(np.eye(1000), [], [], ""))
    n, m = map(int, re.findall(r"means of (\d+) x (\d+) parts", drawn)[0])
    assert n == m
    levels = np.array(_shades(drawn, 8, 2))[:n, :m]
    assert (np.argmax(levels, axis=1) == np.arange(n)).all()


def test_labels_that_have_no_room_above_are_listed_below() -> None:
    names = [f"column {i}" for i in range(20)]
    drawn = heatmap(np.arange(40.0).reshape(2, 20), [], names, "").text(60)
    assert "columns: 0 column 0, 1 column 1," in drawn
    assert " 19 column 19" in drawn


def test_rows_of_narrow_cells_have_their_place_beside_their_name() -> None:
    names = ["first", "second", *(f"n{i}" for i in range(2, 30))]
    lines = str(heatmap(np.eye(30), names, names, "")).splitlines()
    assert lines[1].startswith(" 0 first ")
    assert lines[2].startswith(" 1 second")
    assert lines[0].split() == ["0", "5", "10", "15", "20", "25"]


def test_a_wide_label_is_cut_to_its_columns() -> None:
    drawn = heatmap(np.eye(2), ["東京の天気はいいです" * 3, "b"], [], "").text(30)
    assert drawn.splitlines()[1].startswith("東京の天… █1.00")


# --- vectors ------------------------------------------------------------------------------------------------


def _unit(n: int, d: int = 16) -> np.ndarray:
    rows = np.random.default_rng(n).normal(size=(n, d)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_many_similarities_are_means_of_the_table() -> None:
    rows = _unit(1024)
    found = projection.similarities(rows, [], "")
    whole = rows.astype(np.float64) @ rows.T.astype(np.float64)
    assert found.cells == pytest.approx(whole.reshape(256, 4, 256, 4).mean(axis=(1, 3)), abs=1e-7)


def test_few_similarities_are_exact() -> None:
    rows = _unit(9)
    assert projection.similarities(rows, [], "").cells == pytest.approx(rows @ rows.T, abs=1e-6)


def test_points_of_a_line_lie_on_a_line_in_their_plane() -> None:
    steps = np.array([-2.0, -1.0, 0.0, 3.0])
    rows = steps[:, None] * np.array([3.0, 4.0, 0.0]) + 7
    found = projection.plane(rows, [], "").points
    assert found[:, 0] == pytest.approx(
        5 * steps
    )  # the axis points to where its largest coordinate is positive
    assert found[:, 1] == pytest.approx(0, abs=1e-9)
    assert "100% across, 0.0% up" in str(projection.plane(rows, [], ""))


@pytest.mark.parametrize(
    "rows", [np.zeros((0, 1)), np.ones((1, 5)), np.ones((3, 1)), np.arange(3.0)[:, None]]
)
def test_a_plane_of_next_to_nothing(rows: np.ndarray) -> None:
    found = projection.plane(rows, [], "")
    assert found.points.shape == (len(rows), 2)
    assert str(found)


# --- curves -------------------------------------------------------------------------------------------------


def dots(drawn: str) -> np.ndarray:
    """The dots of a plot in braille, (rows, columns), by the bits of the standard."""
    lines = [line for line in drawn.splitlines() if re.search("[┤│]", line)]
    signs = [re.split("[┤│]", line)[1] for line in lines]
    width = max(map(len, signs))
    found = np.zeros((4 * len(signs), 2 * width), bool)
    places = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1)]
    for row, line in enumerate(signs):
        for at, sign in enumerate(line):
            bits = ord(sign) - 0x2800 if sign != " " else 0
            for bit, (down, side) in enumerate(places):
                found[4 * row + down, 2 * at + side] = bits >> bit & 1
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=2, max_size=50).filter(lambda ys: max(ys) - min(ys) > 0.01))
def test_a_curve_passes_through_its_points(ys: list[float]) -> None:
    values = np.array(ys)
    drawn = str(curves([""], [values], ""))
    grid = dots(drawn)
    marks = [float(m) for m in re.findall(r"^ *(-?[\d.]+) ┤", drawn, re.MULTILINE)]
    rows = (marks[0] - values) / (marks[0] - marks[-1]) * (len(grid) - 1)
    margin = drawn.splitlines()[0].index("┤") + 1
    across = np.linspace(0, 2 * (80 - margin) - 1, len(ys))
    for row, column in zip(rows, across, strict=True):
        near = grid[max(round(row) - 1, 0) : round(row) + 2, max(round(column) - 1, 0) : round(column) + 2]
        assert near.any()


def test_a_curve_has_no_holes() -> None:
    grid = dots(str(curves([""], [np.array([0.0, 1.0, 0.0, 1.0])], "")))
    filled = grid.any(axis=0)
    assert filled[: np.flatnonzero(filled)[-1] + 1].all()
    for before, after in zip(grid.T[:-1], grid.T[1:], strict=True):
        a, b = np.flatnonzero(before), np.flatnonzero(after)
        if len(b):
            assert a.min() <= b.max() + 1
            assert b.min() <= a.max() + 1


def test_a_gap_stays_one() -> None:
    ys = np.array([1.0] * 4 + [math.nan] * 20 + [2.0] * 4)
    drawn = str(curves([""], [ys], ""))
    assert "20 values not drawn" in drawn
    assert not dots(drawn)[:, 40:110].any()


def test_one_point_of_a_million_is_seen() -> None:
    ys = np.zeros(1_000_000)
    ys[123_456] = 5.0
    drawn = str(curves([""], [ys], ""))
    grid = dots(drawn)
    assert grid.all(axis=0).sum() == 1
    assert np.flatnonzero(grid.all(axis=0))[0] == pytest.approx(0.123456 * grid.shape[1], abs=2)
    assert "1,000,000 points, drawn as the extremes of 4,082 stretches" in drawn


def test_a_decay_is_a_straight_line_on_a_logarithmic_scale() -> None:
    drawn = str(curves([""], [10.0 ** -np.arange(9)], "", log=True))
    grid = dots(drawn)
    rows = np.array([np.flatnonzero(column).mean() for column in grid.T])
    assert rows == pytest.approx(np.linspace(0, len(grid) - 1, len(rows)), abs=1)
    assert re.findall(r"^ *(\S+) ┤", drawn, re.MULTILINE) == ["1", "0.01", "0.0001", "1e-06", "1e-08"]


def test_what_has_no_logarithm_is_left_out() -> None:
    assert "2 values not drawn" in str(curves([""], [np.array([0.0, -1.0, 1.0, 10.0])], "", log=True))


def test_places_need_no_order() -> None:
    xs, ys = np.array([2.0, 0.0, 1.0]), np.array([4.0, 0.0, 1.0])
    assert str(curves([""], [ys], "", xs=xs)) == str(curves([""], [np.array([0.0, 1.0, 4.0])], ""))


def test_curves_are_told_apart_without_colour() -> None:
    lines = str(curves(["one", "two"], [np.zeros(9), np.ones(9)], "")).splitlines()
    assert lines[0] == "● one  ○ two"
    assert lines[1].startswith("1.0 ┤○○○○")
    assert lines[-3].startswith("0.0 ┤●●●●")


@pytest.mark.parametrize("ys", [[], [math.nan], [math.inf, -math.inf]])
def test_a_curve_of_nothing(ys: list[float]) -> None:
    assert "(nothing to draw)" in str(curves([""], [np.array(ys)], ""))


# --- bars ---------------------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = str(Bars("", ["a", "b", "c"], np.array([64.0, 32.0, 1.0]), True)).splitlines()
    eighths = [8 * line.count("█") + sum("▏▎▍▌▋▊▉".find(c) + 1 for c in line) for line in drawn]
    assert eighths[0] == 8 * (80 - 1 - 2 - 4)
    assert eighths[1:] == [eighths[0] // 2, round(eighths[0] / 64)]


def test_bars_of_negative_numbers_begin_at_the_same_line() -> None:
    drawn = str(Bars("", ["up", "down"], np.array([3.0, -1.0]), True)).splitlines()
    assert drawn[0].index("█") == drawn[1].rindex("█") + 1
    assert drawn[1].count("█") == pytest.approx(drawn[0].count("█") / 3, abs=1)


def test_more_bars_than_lines_are_counted() -> None:
    names = [str(i) for i in range(10_000)]
    lines = str(Bars("", names, np.ones(10_000), True)).splitlines()
    assert len(lines) == MOST_BARS + 1
    assert lines[-1] == "and 9,960 more"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200), st.none() | st.integers(1, 40))
def test_a_histogram_counts_every_number_once(xs: list[float], intervals: int | None) -> None:
    found = histogram(np.array(xs), intervals, "")
    assert found.counts.sum() == len(xs)
    slack = 1e-6 * (found.edges[-1] - found.edges[0])
    assert found.edges[0] - slack <= min(xs) <= max(xs) <= found.edges[-1] + slack or len(found.counts) == 1
    assert (np.diff(found.edges) > 0).all() or len(found.counts) == 1


def test_whole_numbers_have_an_interval_each() -> None:
    lines = histogram(np.array([3.0, 5.0, 5.0]), None, "dice").text(20).splitlines()
    assert [line.split()[0] for line in lines] == ["dice", "3", "4", "5"]
    assert [line.split()[-1] for line in lines[1:]] == ["1", "0", "2"]


def test_a_histogram_of_one_number_is_one_bar() -> None:
    assert histogram(np.array([0.5, 0.5]), 7, "").text(20) == "0.5  ████████████  2"


# --- sparklines, points, spectra ----------------------------------------------------------------------------


def test_a_sparkline_goes_from_the_least_sign_to_the_greatest() -> None:
    assert str(sparkline(np.arange(8.0), 40)) == UNICODE.levels
    assert sparkline(np.arange(8.0), 40).text(ascii=True) == ASCII.levels == "12345678"
    assert str(sparkline(np.array([1.0, math.nan, 2.0]), 40)) == "▁ █"
    assert str(sparkline(np.array([]), 40)) == ""
    assert len(str(sparkline(np.arange(1e6), 40))) == 40


def test_points_stand_where_they_are_with_their_names_beside_them() -> None:
    points = np.array([[0.0, 0.0], [10.0, 10.0]])
    lines = str(Scatter("", points, ["origin", "far"], "")).splitlines()
    assert lines[0] == "10 ┤" + " " * 71 + "far ●"
    assert lines[-3] == " 0 ┤● origin"


def test_names_without_room_are_counted() -> None:
    points = np.zeros((5, 2))
    assert "3 of 5 names have no room" in str(Scatter("", points, list("abcde"), ""))


def test_an_atom_has_a_flat_spectrum_and_a_bundle_has_none() -> None:
    atom = spectrum(lvm.atom("paris")[0], "")
    assert atom.magnitudes == pytest.approx(1, abs=1e-4)
    assert "magnitude by frequency: 1.00 to 1.00, 1.00 in the mean" in str(atom)
    bundle = lvm.bundle(lvm.atom("paris"), lvm.atom("rome"))[0]
    assert spectrum(bundle, "").magnitudes.std() > 0.2


def test_a_spectrum_of_a_wave_is_one_line_with_its_phase() -> None:
    wave = np.cos(2 * np.pi * (5 * np.arange(64) / 64) + 1.0)
    found = spectrum(wave, "")
    assert np.flatnonzero(found.magnitudes > 1e-3).tolist() == [5]
    assert found.magnitudes[5] == pytest.approx(32)
    assert found.phases[5] == pytest.approx(1.0)


# --- scales -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0.0, 1.0000001, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-3.2, 4.1, ["-4", "-2", "0", "2", "4", "6"]),
        (105.0, 543.0, ["100", "200", "300", "400", "500", "600"]),
        (0.0, 0.0, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (5e8, 1e9, ["5e+08", "6e+08", "7e+08", "8e+08", "9e+08", "1e+09"]),
    ],
)
def test_marks_are_round_numbers(low: float, high: float, marks: list[str]) -> None:
    assert [label for _, label in covering(low, high, 6).marks] == marks


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.integers(2, 12))
def test_a_scale_covers_its_stretch_with_marks_in_order(a: float, b: float, most: int) -> None:
    low, high = min(a, b), max(a, b)
    scale = covering(low, high, most)
    slack = (scale.high - scale.low) * 1e-6
    assert scale.low - slack <= low <= high <= scale.high + slack
    values = [x for x, _ in scale.marks]
    assert values == sorted(set(values))
    assert len(values) <= 2 * most + 2
    assert all(scale.low <= x <= scale.high for x, _ in within(low, high, most).marks)


def test_marks_of_places_are_whole() -> None:
    assert [label for _, label in within(0, 3, 10, whole=True).marks] == ["0", "1", "2", "3"]


def test_powers_are_marked_by_what_they_are() -> None:
    assert [label for _, label in powers(-2.0, 3.0, 6).marks] == ["0.01", "0.1", "1", "10", "100", "1e+03"]


def test_a_whole_number_beyond_doubles_is_infinite() -> None:
    assert doubles([10**400, -(10**400), 1]).tolist() == [math.inf, -math.inf, 1.0]


def test_a_page_is_never_too_narrow_nor_too_wide() -> None:
    assert [page_of(w).width for w in (1, 60, 500)] == [20, 60, 120]
