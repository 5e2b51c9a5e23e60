"""Bad input as programs write it: the same trap in both engines, with the code that the catalogue explains."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ('repeat("a", 1000000000000)', "E0516"),
    ("len(range(1000000000000))", "E0516"),
    ("chunk([1], 0)", "E0516"),
    ("windows([1], 0)", "E0516"),
    ('pad("a", 1000000000)', "E0516"),
    ("fill(1000000000000, 1)", "E0516"),
    ("pow(10, 1000000000)", "E0504"),
    ("shift(1, 1000000000000)", "E0504"),
    ("exp(1000)", "E0504"),
    ("1e308 * 10 - 1e308 * 10 == 0", ""),
    ("floor(1e308 * 10)", "E0513"),
    ("sign(1e308 * 10 - 1e308 * 10)", "E0515"),
    ("median([])", "E0512"),
    ("variance([1])", "E0512"),
    ("quantile([1, 2], 1.5)", "E0515"),
    ("dot([1], [1, 2])", "E0507"),
    ("transpose([[1], [1, 2]])", "E0507"),
    ("remove_at([1], 3)", "E0510"),
    ("sample([1], 2, seed: 1)", "E0516"),
    ("random_ints(3, 5, 5, seed: 1)", "E0515"),
    ('from_base("12", 40)', "E0516"),
    ('from_base("zz", 10)', "E0514"),
    ('matches("a", "(")', "E0526"),
    ('replace_pattern("a", "a", "$9")', "E0526"),
    ('find_all(repeat("a", 200000), "(?:a.*c|a)")', "E0527"),
    ('from_base64("?")', "E0528"),
    ('percent_decode("%ff")', "E0528"),
    ('at_path({a: 1}, "a")', "E0529"),
    ('set_path({a: 1}, "/a/b", 2)', "E0521"),
    ('normal_form("a", "NFX")', "E0518"),
    ('parse_duration("soon")', "E0525"),
    ('format_time(0, "%Q")', "E0518"),
    ("make_time(2026, 2, 30)", "E0524"),
    ("add_months(0, 1000000000000)", "E0524"),
    ("mean(['a, 'b], [0, 0])", "E0506"),
    ("mean(['a], [1, 2])", "E0506"),
    ("normalise([1, 2], like: 'a)", "E0507"),
    ("normalise([0 * x for x in components('a)], like: 'a)", "E0506"),
    ("('a - 'b) * 1e308", "E0506"),
    ("slerp('a, 'b, 2)", "E0506"),
    ("ball('a, -1)", "E0506"),
    ("fit_ellipsoid(['a, 'b])", "E0506"),
    ("fit_ellipsoid(['a, 'a, 'a])", "E0506"),
    ("capsule('a, 'b, 1e308)", "E0506"),
    ("smooth_union([ball('a, 1)], 0)", "E0506"),
    ("smooth_union([], 1)", "E0553"),
    ("region_from_json({a: 1}, like: 'a)", "E0521"),
    ("nearest('a, ['a], -1)", "E0516"),
    ("len(random_points('a, 1000000000, seed: 1))", "E0516"),
]


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize(("code", "trap"), CASES, ids=[code for code, _ in CASES])
def test_a_bad_call_is_a_trap(code: str, trap: str, engine: str, run: Callable) -> None:
    found = run(f"print {code}\n", engine)
    assert (found.status, found.codes) == ((1, [trap]) if trap else (0, []))
