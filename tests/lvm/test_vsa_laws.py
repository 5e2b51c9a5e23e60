"""The laws of vector-symbolic algebra, each with the families for which it holds."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import BSC, FHRR, HRR, MAP, Family

MAKERS: dict[str, Callable[[int], Family]] = {
    "HRR": HRR,
    "gaussian HRR": lambda d: HRR(d, unitary=False),
    "FHRR": FHRR,
    "MAP": MAP,
    "BSC": BSC,
}
ALL = set(MAKERS)
EXACT_INVERSE = {"HRR", "FHRR", "MAP", "BSC"}
ELEMENTWISE = {"FHRR", "MAP", "BSC"}
HOLDS: dict[str, set[str]] = {
    "binding commutes": ALL,
    "binding associates": ALL,
    "binding with the identity changes nothing": ALL,
    "unbinding undoes binding of atoms": EXACT_INVERSE,
    "unbinding is binding with the inverse": ALL,
    "an atom is its own inverse": {"MAP", "BSC"},
    "binding atoms keeps similarity": EXACT_INVERSE,
    "binding distributes over a bundle of three": EXACT_INVERSE,
    "binding distributes over a bundle of two": EXACT_INVERSE - {"BSC"},
    "bundling commutes": ALL,
    "bundling associates": {"MAP"},
    "permuting distributes over binding": ELEMENTWISE,
    "permuting distributes over a bundle of three": ALL,
    "permuting distributes over a bundle of two": ALL - {"BSC"},
    "permuting keeps similarity": ALL,
    "permutations add up": ALL,
    "permuted atoms unbind exactly": ELEMENTWISE,
    "truncating distributes over binding": ALL,
    "truncating distributes over a bundle of three": EXACT_INVERSE,
}


def same(f: Family, x: Any, y: Any) -> bool:
    """Equal directions, but for the rounding of float32."""
    return bool((f.similarity(x, y) > 1.0 - 2e-5).all())


def distributes(f: Family, work: Callable[[Any], Any], shorter: Family | None, *terms: Any) -> bool:
    return same(shorter or f, work(f.bundle(*terms)), (shorter or f).bundle(*map(work, terms)))


def law(name: str, f: Family, x: Any) -> bool:
    """Whether a law holds for these atoms, three matrices of the same number of rows."""
    a, b, c = x
    shorter = type(f)(max(2, f.dimension // 2))

    def cut(rows: Any) -> Any:
        return f.truncate(rows, shorter.dimension)

    laws: dict[str, Callable[[], bool]] = {
        "binding commutes": lambda: same(f, f.bind(a, b), f.bind(b, a)),
        "binding associates": lambda: same(f, f.bind(f.bind(a, b), c), f.bind(a, f.bind(b, c))),
        "binding with the identity changes nothing": lambda: same(f, f.bind(a, f.identity()), a),
        "unbinding undoes binding of atoms": lambda: same(f, f.unbind(f.bind(a, b), b), a),
        "unbinding is binding with the inverse": lambda: same(f, f.unbind(a, b), f.bind(a, f.inverse(b))),
        "an atom is its own inverse": lambda: same(f, f.inverse(a), a),
        "binding atoms keeps similarity": lambda: np.allclose(
            f.similarity(f.bind(a, c), f.bind(f.bundle(a, b, a), c)),
            f.similarity(a, f.bundle(a, b, a)),
            atol=1e-5,
        ),
        "binding distributes over a bundle of three": lambda: distributes(
            f, lambda rows: f.bind(rows, c), None, a, b, f.permute(c)
        ),
        "binding distributes over a bundle of two": lambda: distributes(
            f, lambda rows: f.bind(rows, c), None, a, b
        ),
        "bundling commutes": lambda: (
            np.array_equal(f.bundle(a, b), f.bundle(b, a)) and same(f, f.bundle(a, b, c), f.bundle(c, a, b))
        ),
        "bundling associates": lambda: same(f, f.bundle(f.bundle(a, b), c), f.bundle(a, b, c)),
        "permuting distributes over binding": lambda: same(
            f, f.permute(f.bind(a, b)), f.bind(f.permute(a), f.permute(b))
        ),
        "permuting distributes over a bundle of three": lambda: distributes(f, f.permute, None, a, b, c),
        "permuting distributes over a bundle of two": lambda: distributes(f, f.permute, None, a, b),
        "permuting keeps similarity": lambda: np.allclose(
            f.similarity(f.permute(a, 3), f.permute(b, 3)), f.similarity(a, b), atol=1e-5
        ),
        "permutations add up": lambda: np.array_equal(f.permute(f.permute(a, 5), -7), f.permute(a, -2)),
        "permuted atoms unbind exactly": lambda: same(
            f, f.unbind(f.bind(f.permute(a), f.permute(b)), f.permute(b)), f.permute(a)
        ),
        "truncating distributes over binding": lambda: same(
            shorter, cut(f.bind(a, b)), shorter.bind(cut(a), cut(b))
        ),
        "truncating distributes over a bundle of three": lambda: distributes(f, cut, shorter, a, b, c),
    }
    assert laws.keys() == HOLDS.keys()
    return laws[name]()


@pytest.mark.parametrize("family", MAKERS)
@pytest.mark.parametrize("name", HOLDS)
@given(st.integers(64, 600), st.integers(1, 5), st.integers(-(2**40), 2**40))
@settings(deadline=None, max_examples=12)
def test_a_law_holds_for_its_families(name: str, family: str, d: int, n: int, seed: int) -> None:
    f = MAKERS[family](d)
    holds = law(name, f, np.split(f.random(3 * n, seed), 3))
    if family in HOLDS[name]:
        assert holds


@pytest.mark.parametrize("name", [name for name, families in HOLDS.items() if families != ALL])
def test_a_law_holds_for_no_other_family(name: str) -> None:
    for family in ALL - HOLDS[name]:
        f = MAKERS[family](512)
        assert not law(name, f, np.split(f.random(6, 1), 3)), family


@pytest.mark.parametrize("family", MAKERS)
@given(st.integers(-(2**40), 2**40))
@settings(deadline=None, max_examples=10)
def test_unrelated_is_nearly_orthogonal(family: str, seed: int) -> None:
    """Cosines of independent rows have variance 1/d (FHRR: 1/2d); six standard deviations allowed."""
    f = MAKERS[family](1024)
    a, b, c = (rows[None] for rows in f.random(3, seed))
    unlike = [(a, b), (f.bind(a, b), a), (f.permute(a), a), (f.bind(a, b), f.bind(a, c))]
    unlike += [(f.bind(f.permute(a), b), f.bind(a, f.permute(b))), (f.bundle(a, b), c)]
    bounds = np.full(len(unlike), 6 / 32)
    assert (np.abs([f.similarity(x, y)[0] for x, y in unlike]) < bounds).all()


@pytest.mark.parametrize("family", MAKERS)
def test_a_bundle_is_as_similar_to_each_term_as_theory_says(family: str) -> None:
    """1/sqrt(n) for sums; sqrt(2/(pi n)) for majorities of many (Kanerva 1996, by the central limit)."""
    f = MAKERS[family](4096)
    for n in (5, 25):
        rows = f.random(n, 7)
        bundle = f.bundle(*(row[None] for row in rows))
        expected = np.sqrt(2 / (np.pi * n)) if family == "BSC" else 1 / np.sqrt(n)
        assert abs(f.similarity(bundle, rows).mean() / expected - 1) < 0.08


@pytest.mark.parametrize("family", MAKERS)
def test_bundles_of_two_that_share_nothing_are_unlike(family: str) -> None:
    """A tie that were broken by one fixed row would make the cosine of binary ones 1/4."""
    f = MAKERS[family](4096)
    a, b, c, d = (row[None] for row in f.random(4, 3))
    assert abs(f.similarity(f.bundle(a, b), f.bundle(c, d))[0]) < 6 / 64
