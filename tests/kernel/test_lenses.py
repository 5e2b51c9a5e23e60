"""Lenses and media as values of the language: spaces, lists, bad input, and that the engines agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NEAR = 'let kin = [slerp(\'cat, symbol("k{i}"), 0.3) for i in range(20)]\n'
ENGINES = ("step", "emit")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("program", "code"),
    [
        ('print bend(lens([\'a]), ~"a cat"@swift)', "E0301"),
        ('print density(medium([\'a]), ~"a cat"@swift)', "E0301"),
        ("print lens(['a]) == lens(['a])", "E0312"),
        ("let none: list[vec@hd] = []\nprint lens(none)", "E0553"),
        ("let none: list[vec@hd] = []\nprint medium(none)", "E0553"),
        ("print lens(['a], limit: 4)", "E0506"),
        ("print lens(['a], axes: 5000)", "E0506"),
        ("print masses(used(lens(['a]), [3]))", "E0506"),
        ("print masses(used(lens(['a]), [0], -1))", "E0506"),
        ("print charges(decay(medium(['a]), -2))", "E0506"),
        ("print charges(reward(medium(['a]), 'b, -1))", "E0506"),
        ("print charges(redistribute(medium(['a]), -1))", "E0506"),
        ("print medium(['a], reach: 0)", "E0506"),
    ],
)
def test_what_cannot_be_is_told(program: str, code: str, engine: str, run: Callable[..., Any]) -> None:
    found = run(program, engine)
    assert found.codes == [code]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_list_is_bent_as_its_elements_are(engine: str, run: Callable[..., Any]) -> None:
    program = (
        f"{NEAR}let glass = used(lens(kin), [0, 3], 2)\n"
        "let qs = [slerp(x, 'far, 0.2) for x in kin]\n"
        "let together = bend(glass, qs)\n"
        "var apart = 0\n"
        "for i in range(20) { if deflection(glass, qs[i]) != deflection(glass, qs)[i] { apart += 1 } }\n"
        "for i in range(20) { if angle(together[i], bend(glass, qs[i])) != 0 { apart += 1 } }\n"
        "print apart\n"
    )
    assert run(program, engine).out == "0\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_list_changes_nothing(engine: str, run: Callable[..., Any]) -> None:
    program = (
        "let none: list[vec@hd] = []\nlet field = medium(['a])\n"
        "print charges(reward(field, none)), len(bend(lens(['a]), none)), density(field, none)"
    )
    assert run(program, engine).out == "[1.0] 0 []\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_made_of_a_medium_leaves_it_as_it_was(engine: str, run: Callable[..., Any]) -> None:
    program = (
        "let field = medium(['a, 'b])\n"
        "let later = decay(redistribute(reward(field, 'a, 5)), 64)\n"
        "print charges(field), round(sum(charges(later)), 9)"
    )
    assert run(program, engine).out == "[1.0, 1.0] 3.5\n"
