"""What `:why` says of cases agrees with what a `match` does, and the changes that it names lead where it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sdol.kernel import decisions
from sdol.kernel.decided import VOID
from sdol.kernel.world import World
from sdol.lang.interactive import Session
from sdol.shell.cards.cases import cases_of, changes, goes_to
from sdol.shell.cards.fitting import ANYTHING, mended, misfits
from sdol.shell.repl.evaluator import Evaluator

FIELDS = st.sampled_from(["a", "b", "c"])
scalars = st.sampled_from([None, True, False, 0, 1, 1.5, -2, "", "x", "y z"])
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3),
    max_leaves=8,
)


def literal(value: Any) -> str:
    return "nil" if value is None else json.dumps(value)


forms = st.recursive(
    scalars.map(literal) | st.just("_"),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(FIELDS, inner, min_size=1, max_size=2).map(
            lambda fields: "{" + ", ".join(f"{name}: {one}" for name, one in fields.items()) + "}"
        )
    ),
    max_leaves=6,
)
tests = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.integers(-3, 3)).map(
    lambda test: f"x {test[0]} {test[1]}"
)
guards = st.recursive(
    tests,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda g: f"({g[0]} {g[1]} {g[2]})")
        | inner.map(lambda guard: f"not ({guard})")
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    world = World(session=":memory:")
    made = Evaluator(Session("swift"), world)
    made.enter('var j = parse_json("null")\nvar n = 0', final=True)
    yield made
    world.close()
    decisions.stop()


def written(heads: list[str], subject: str) -> str:
    arms = "\n".join(f"  {head} => {number}" for number, head in enumerate([*heads, "_"]))
    return f"match {subject} {{\n{arms}\n}}"


def taken(evaluator: Evaluator, name: str, value: Any, text: str) -> int:
    """The case that the program takes; what the checker refuses is left out."""
    evaluator.live.assign({evaluator.session.scope.globals[name].index: value})
    found = evaluator.enter(text, final=True)
    assume(found.status == "value")
    return int(found.value)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=data, heads=st.lists(forms, min_size=1, max_size=4))
def test_forms(evaluator: Evaluator, value: Any, heads: list[str]) -> None:
    text = written(heads, "j")
    there = taken(evaluator, "j", value, text)
    cases = cases_of(text)
    assert goes_to(cases, value, {}) == there
    for case in cases:
        assert misfits(case.pattern, mended(case.pattern, value)) == []
    for change in changes(cases, value, there, {}):
        assert change.then < there
        made = mended(cases[change.then].pattern, value)
        if "…" not in repr(made):
            assert taken(evaluator, "j", made, text) <= change.then


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=st.integers(-5, 5), asked=st.lists(guards, min_size=1, max_size=4))
def test_guards(evaluator: Evaluator, value: int, asked: list[str]) -> None:
    text = written([f"x if {guard}" for guard in asked], "n")
    there = taken(evaluator, "n", value, text)
    cases = cases_of(text)
    assert goes_to(cases, value, {}) == there
    for change in changes(cases, value, there, {}):
        if change.name:
            assert taken(evaluator, "n", change.number, text) == change.then


def test_a_part_of_which_nothing_is_known_fits_no_literal() -> None:
    (case, *_) = cases_of("match x {\n  {a: 1} => 1\n  _ => 2\n}")
    assert [part.kind for part in misfits(case.pattern, {"a": ANYTHING})] == ["value"]
    assert mended(case.pattern, {"a": ANYTHING, "b": 2}) == {"a": 1, "b": 2}


def test_what_is_no_match_has_no_cases() -> None:
    assert cases_of("1 + 1") == cases_of("match x {") == cases_of("") == []


def test_where_no_case_fits_every_one_might_have() -> None:
    cases = cases_of("match x {\n  {a: 1, b: 2} => 1\n  {a: 1, c} => 2\n  [x] => 3\n}")
    assert goes_to(cases, {"a": 2}, {}) == VOID
    assert [(one.then, one.size) for one in changes(cases, {"a": 2}, VOID, {})] == [(2, 1), (1, 1)]
