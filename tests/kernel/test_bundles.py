"""`bundle` of a list: what it gives in a program, and how it refuses."""

from __future__ import annotations

from typing import Any

import pytest

ENGINES = ("step", "emit")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("bundle(['a, 'b, 'c]) ~ ('a + 'b + 'c) > 0.9999", "true"),
        ('bundle(~["a cat", "a dog"]@swift) ~ ~"a cat"@swift > 0.5', "true"),
        ("round(bundle(['a, 'b], [2, 0]) ~ 'a, 4)", "1.0"),
        ("round(bundle(['a], [-1]) ~ 'a, 4)", "-1.0"),
        ("bundle([bundle(['a, 'b, 'c]), 'b], [sqrt(3), -1]) ~ 'b < 0.1", "true"),
    ],
)
def test_a_bundle_of_a_list(run: Any, engine: str, given: str, shown: str) -> None:
    ran = run(f"print {given}", engine)
    assert (ran.out, ran.messages) == (f"{shown}\n", [])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("bundle(take(['a], 0))", "E0552"),
        ("bundle(['a, 'a], [1, -1])", "E0506"),
        ("bundle(['a, 'b], [1])", "E0506"),
        ("bundle(['a, 'b], [1, num(\"nan\")])", "E0506"),
    ],
)
def test_what_has_no_direction_is_refused(run: Any, engine: str, given: str, code: str) -> None:
    ran = run(f"print {given} ~ 'a", engine)
    assert (ran.status, ran.codes) == (1, [code])
