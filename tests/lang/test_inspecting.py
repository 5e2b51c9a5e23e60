"""Programs compiled whole, to be looked into, and expressions within their functions."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdol.compiler.verify import verify
from sdol.diagnostics import Source
from sdol.lang.inspecting import Inspector, compile_whole
from sdol.lang.program import compile_source
from sdol.lang.reach import keep_reachable
from tests.compiler.engines import outcome, stepping
from tests.compiler.programs import rolled

SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
TEXT = """\
import statistics
fn half(n: int, of: vec@hd) -> num {
  let ten = 10
  ten / n
}
fn same(x: T) -> T { x }
var total = 0
fn add(n: int) { total = total + n }
let unused = "kept"
print half(2, 'a), same(1)
"""


def whole(text: str) -> Inspector:
    compiler, problems = compile_whole(Source("t.sdol", text))
    assert [p.message for p in problems] == []
    return Inspector(compiler)


@SETTINGS
@given(st.integers(0, 10**6))
def test_a_program_that_is_kept_whole_is_sound_and_does_the_same(seed: int) -> None:
    text = rolled(seed)
    program = whole(text).program
    trimmed = deepcopy(program)
    keep_reachable(trimmed, [0])
    verify(trimmed)
    assert outcome(stepping(program)) == outcome(stepping(compile_source(Source("t.sdol", text))[0]))


def test_nothing_is_left_out_of_it() -> None:
    function = whole(TEXT).program.functions[0]
    assert "unused" in function.names


NAMES = [("n", "int"), ("of", "vec@hd"), ("ten", "int")]


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("ten / n", "num"),
        ("half(n, of)", "num"),
        ("of ~ 'a", "num"),
        ("total", "int"),
        ("same([n, ten])", "list[int]"),
        ("map([1], x => x + n)", "list[int]"),
        ("statistics.ranks([1.0])", "list[num]"),
        ('if n > 1 { upper("a") } else { "b" }', "text"),
        ('"{n} of {ten}"', "text"),
        ("add(n)", "nil"),
    ],
)
def test_an_expression_has_the_names_around_it(text: str, type: str) -> None:
    inspector = whole(TEXT)
    half = next(i for i, f in enumerate(inspector.program.functions) if f.name == "half")
    compiled = inspector.compile(text, half, NAMES)
    assert ([p.message for p in compiled.problems], str(compiled.type)) == ([], type)


@pytest.mark.parametrize(
    ("text", "wanted", "code"),
    [
        ("m", None, "E0201"),
        ("n +", None, "E0120"),
        ("let a = n", None, "E0824"),
        ("n\nten", None, "E0824"),
        ("", None, "E0824"),
        ("n = 4", None, "E0824"),
        ('"x"', "int", "E0302"),
        ("of == of", None, "E0312"),
    ],
)
def test_what_does_not_compile_leaves_the_program_as_it_was(text: str, wanted: str | None, code: str) -> None:
    inspector = whole(TEXT)
    before = deepcopy(inspector.program)
    half = next(i for i, f in enumerate(inspector.program.functions) if f.name == "half")
    found = inspector.compile(text, half, NAMES, wanted)
    assert found.function is None
    assert [p.code for p in found.problems] == [code]
    assert inspector.program.functions == before.functions
    assert inspector.compile("n", half, NAMES).problems == []


def test_types_that_the_language_cannot_write_are_none_for_an_expression() -> None:
    inspector = whole(TEXT)
    known = [
        "int",
        "text?",
        "list[{a: int, b: vec@minilm}]",
        "fn(int) -> int",
        "region@swift",
        "T",
        "stream[text]",
    ]
    assert [t for t in known if not inspector.known(0, t)] == []
    assert [t for t in ("failure", "unknown", "never", "", "list[unknown]") if inspector.known(0, t)] == []
