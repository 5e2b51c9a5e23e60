"""The library against plain definitions in Python, on data that hypothesis makes."""

from __future__ import annotations

import io
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sdol.compiler.image import Image
from sdol.compiler.link import ready
from sdol.diagnostics import Source
from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.lang.program import compile_expression

NUMBERS = st.integers(-1000, 1000).map(lambda n: n / 8)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=30)
KEYS = st.sampled_from(["a", "b", "c", "", "B", "é"])
ROWS = st.lists(st.fixed_dictionaries({"k": st.none() | KEYS, "n": st.integers(0, 9)}), max_size=12)
LISTS = "import lists\nlet xs: list[int] = args.xs\n"


@cache
def compiled(code: str) -> Image:
    program, _, problems = compile_expression(Source("test", code))
    assert problems == []
    return Image.make(program)


def value(code: str, **arguments: Any) -> Any:
    """What the last line gives, where `args` are the arguments."""
    world = World(
        output=Output(io.StringIO()), session=":memory:", input_path="/dev/null", arguments=arguments
    )
    try:
        return ready(compiled(code), world, "emit").call()
    finally:
        world.close()


def of_pairs(call: str, pairs: list[tuple[float, float]]) -> Any:
    code = f"import statistics\nlet xs: list[num] = args.xs\nlet ys: list[num] = args.ys\nstatistics.{call}"
    return value(code, xs=[p[0] for p in pairs], ys=[p[1] for p in pairs])


@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_correlation_and_regression_are_those_of_numpy(pairs: list[tuple[float, float]]) -> None:
    xs, ys = np.array(pairs).T
    assume(xs.std() > 0.1 and ys.std() > 0.1)
    assert of_pairs("correlation(xs, ys)", pairs) == pytest.approx(np.corrcoef(xs, ys)[0, 1], abs=1e-9)
    assert of_pairs("covariance(xs, ys)", pairs) == pytest.approx(np.cov(xs, ys)[0, 1], abs=1e-6)
    slope, intercept = np.polyfit(xs, ys, 1)
    line = of_pairs("regression(xs, ys)", pairs)
    assert (line["slope"], line["intercept"]) == pytest.approx((slope, intercept), rel=1e-6, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_a_rank_is_the_number_of_smaller_ones_and_half_of_the_equal(pairs: list[tuple[float, float]]) -> None:
    xs = [p[0] for p in pairs]
    expected = [sum(y < x for y in xs) + (sum(y == x for y in xs) + 1) / 2 for x in xs]
    assert of_pairs("ranks(xs)", pairs) == expected


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-5, 5), max_size=20))
def test_groups_and_runs(xs: list[int]) -> None:
    groups = value(LISTS + "lists.group_by(xs, n => mod(n, 3))", xs=xs)
    expected: dict[int, list[int]] = {}
    for n in xs:
        expected.setdefault(n % 3, []).append(n)
    assert {g["key"]: g["items"] for g in groups} == expected
    assert [g["key"] for g in groups] == list(expected)
    runs = value(LISTS + "lists.chunk_by(xs, n => mod(n, 3))", xs=xs)
    assert runs == [list(run) for _, run in groupby(xs, lambda n: n % 3)]
    assert value(LISTS + "lists.scan(xs, 0, (a, b) => a + b)", xs=xs) == np.cumsum(xs, dtype=int).tolist()


@settings(max_examples=50, deadline=None)
@given(ROWS, ROWS)
def test_joins_are_nested_loops(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> None:
    other = [{"k": row["k"], "m": row["n"]} for row in right]
    expected = [a | b for a in left for b in other if a["k"] is not None and a["k"] == b["k"]]
    code = 'import tables\nlet a: list[json] = args.a\nlet b: list[json] = args.b\ntables.{}(a, b, "k")'
    assert value(code.format("inner_join"), a=left, b=other) == expected
    known = {row["k"] for row in other} - {None}
    alone = [row for row in left if row["k"] not in known]
    assert value(code.format("anti_join"), a=left, b=other) == alone
    assert len(value(code.format("left_join"), a=left, b=other)) == len(expected) + len(alone)


@settings(max_examples=50, deadline=None)
@given(st.text('ab. !?\n"é', max_size=40), st.integers(1, 20))
def test_texts_lose_no_word(t: str, n: int) -> None:
    code = "import text\nlet t: text = args.t\nlet n: int = args.n\n"
    sentences = value(code + "text.sentences(t)", t=t, n=n)
    assert " ".join(sentences) == " ".join(t.split())
    assert len(value(code + "text.shorten(t, n)", t=t, n=n)) <= n
    assert value(code + "words(text.indent(t))", t=t, n=n) == t.split()
