"""Symbols in lists, codebooks asked for more than one item, and operators that lift over vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.parametrize("engine", ["step", "emit"])


@pytest.mark.parametrize(
    ("program", "shown"),
    [
        ("print map('k * ['a, 'b] / 'k, v => v ~ 'b > 0.99)", "[false, true]"),
        ("print map(['a, 'b] * ['c, 'd] / ['c, 'd], v => v ~ 'b > 0.99)", "[false, true]"),
        ("print map((['a, 'b] >> 2) >> -2, v => v ~ 'b > 0.99)", "[false, true]"),
        ("print map(['a, 'b] + 'c, v => v ~ 'c > 0.6)", "[true, true]"),
        ("print bind(['a]) ~ 'a > 0.99, inverse(inverse('a)) ~ 'a > 0.99", "true true"),
        ("print bind(['a, 'b, 'c]) ~ 'c * 'a * 'b > 0.99", "true"),
        ("let none: list[text] = []\nprint symbols(none), len(random_symbols(0, seed: 1))", "[] 0"),
        ('let xs = symbols(["x", "y"])\nprint len(items(codebook xs))', "2"),
        (
            "let none: list[vec@hd] = []\nprint cleanup(none, codebook ['a]), confidence(none, codebook ['a])",
            "[] []",
        ),
        ("let b = codebook ['a, 'b]\nprint [f.item for f in cleanup_top('b, b, 9)]", "['b, 'a]"),
        ("let b = codebook ['a, 'a]\nprint [f.place for f in cleanup_top('a, b, 1)]", "[0]"),
        ("let xs = levels(3)\nprint (xs[0] * 'k) / 'k ~ xs[0] > 0.99", "true"),
        ("print random_symbols(2, seed: 1)[1] ~ random_symbols(3, seed: 1)[1] > 0.99", "true"),
    ],
)
def test_what_is_shown(program: str, shown: str, engine: str, run: Callable[..., Any]) -> None:
    ran = run(program, engine)
    assert (ran.out.rstrip("\n"), ran.messages) == (shown, [])


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("let none: list[vec@hd] = []\nprint bind(none)", "E0552"),
        ("print levels(1)", "E0515"),
        ("print random_symbols(-1, seed: 1)", "E0516"),
        ("print levels(50000000)", "E0516"),
        ("print cleanup_top('a, codebook ['a], -1)", "E0516"),
        ('print cleanup(~["cat"], codebook [\'a])', "E0301"),
    ],
)
def test_what_is_refused(program: str, code: str, engine: str, run: Callable[..., Any]) -> None:
    ran = run(program, engine)
    assert (ran.out, ran.codes) == ("", [code])


def test_a_list_of_less_than_nothing_is_told_as_it_was_asked_for(
    engine: str, run: Callable[..., Any]
) -> None:
    assert (
        run("print random_symbols(-1, seed: 1)", engine)
        .messages[0]
        .startswith("a list cannot have -1 elements")
    )


def test_what_has_no_json_is_told_by_the_name_of_its_kind(engine: str, run: Callable[..., Any]) -> None:
    ran = run("store s@hd\nlet _ = s.put('a, {glass: lens(['b])})", engine)
    assert ran.codes == ["E0611"] and "at .glass" in ran.messages[0] and "Made" not in ran.messages[0]
