"""Any program, typed line by line: it does what it does as a file, it is saved as one, and all of it can be undone."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sitting import Sitting

from sdol.compiler.link import ready
from sdol.diagnostics import Source
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.lang.parser import parse_entry
from sdol.shell.repl.saving import program_of
from sdol.shell.running import compile_new
from tests.compiler.programs import rolled

SEEDS = st.integers(0, 10**6)


def as_file(text: str) -> tuple[str, str]:
    """What a program prints, and the code that it fails with."""
    printed = io.StringIO()
    world = World(output=Output(printed), session=":memory:")
    code = ""
    try:
        ready(compile_new("test.sdol", text), world, "emit").call()
    except Trap as trap:
        code = trap.error.code
    world.close()
    return printed.getvalue(), code


def as_entries(sitting: Sitting, text: str) -> str:
    """Types a program item by item, up to the first failure; the code of that."""
    for item in parse_entry(Source("test", text))[0].items:
        codes = sitting.codes(text[item.span.start : item.span.end])
        if codes:
            return codes[0]
    return ""


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SEEDS)
def test_entries_do_what_the_file_does(sitting: Sitting, seed: int) -> None:
    text = rolled(seed)
    before = len(sitting.printed.getvalue())
    sitting.evaluator.reset()
    sitting.evaluator.entries.clear()
    code = as_entries(sitting, text)
    assert (sitting.printed.getvalue()[before:], code) == as_file(text)
    if not code:
        saved = program_of(sitting.evaluator)
        assert saved.problems == []
        assert as_file(saved.text) == as_file(text)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SEEDS, SEEDS)
def test_all_of_it_can_be_undone(sitting: Sitting, one: int, other: int) -> None:
    sitting.evaluator.reset()
    as_entries(sitting, rolled(one))
    evaluator = sitting.evaluator
    names, values, count = evaluator.session.names(), evaluator.live.values(), len(evaluator.undoing.entries)
    as_entries(sitting, rolled(other))
    if len(evaluator.undoing.entries) > count:
        evaluator.take_back(len(evaluator.undoing.entries) - count)
    assert evaluator.session.names() == names
    now = evaluator.live.values()
    assert now.keys() == values.keys()
    assert all(now[index] is values[index] for index in values)


@pytest.mark.parametrize("blank", ["\n", "\n\n", "\r\n"])
def test_a_pasted_program_is_one_entry(sitting: Sitting, blank: str) -> None:
    lines = ("fn f() -> int { 1 }", "", "print f()", "# done", "let x = f()", "x + 1")
    assert sitting.value(blank.join(lines)) == 2
    assert (sitting.printed.getvalue(), sitting.evaluator.number) == ("1\n", 1)
