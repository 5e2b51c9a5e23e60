"""What the fast engine promises by itself, and what both promise: places, room, what no `try` catches."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

import pytest
from engines import compiled

from sdol.compiler.image import Image
from sdol.compiler.link import ready
from sdol.kernel import table
from sdol.kernel.table import Instruction
from sdol.kernel.traps import Trap
from sdol.kernel.world import World

both = pytest.mark.parametrize("engine", ["step", "emit"])
INLINE = [row for row in table.load_all().values() if row.inline]


@pytest.mark.parametrize("row", INLINE, ids=lambda row: row.name)
def test_an_inlined_body_evaluates_each_argument_once_and_in_order(row: Instruction) -> None:
    found = [n for n in ast.walk(ast.parse(row.inline or "", mode="eval")) if isinstance(n, ast.Name)]
    names = [n.id for n in sorted(found, key=lambda n: n.col_offset)]
    for signature in row.signatures:
        assert names == [p.name for p in signature.params]


@both
@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("let z = 0\nprint 1 + (2 / z) * 3", "2 / z"),
        ("let xs = [1]\nprint xs[\n  7\n]", "xs[\n  7\n]"),
        ('let é = "ü"\nprint "äöü", é[9]', "é[9]"),
        ('fn f(n: int) -> num { 1 / n }\nprint "a", f(0), "b"', "1 / n"),
        ("let big = " + " + ".join(["1"] * 50) + " + floor_div(1, 0)\nprint big", "floor_div(1, 0)"),
        ("for n in [1, 0] {\n  if true {\n    print 1 / n\n  }\n}", "1 / n"),
    ],
)
def test_a_trap_is_at_the_very_characters(text: str, marked: str, engine: str) -> None:
    with pytest.raises(Trap) as trap:
        ready(Image.make(compiled(text)), World(session=":memory:"), engine).call()
    _, start, end, _ = trap.value.places[0]
    assert text[start:end] == marked


@both
@pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_the_process_is_not_caught(
    raised: type[BaseException], engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise raised

    world = World(session=":memory:")
    monkeypatch.setattr(world.gate, "perform", interrupted)
    with pytest.raises(raised):
        ready(Image.make(compiled("while true { try { print 1 } else { print 2 } }")), world, engine).call()


@both
def test_running_out_of_memory_can_be_caught(
    engine: str, run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(table.get("list.len"), "function", full)
    found = run("try { print len([1]) } else e { print e.code, e.message }", engine)
    assert found.out == "E0505 there is not enough memory for this\n"


@both
def test_a_mistake_of_the_machine_is_not_taken_for_one_of_the_program(
    engine: str, run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table.get("list.len"), "function", lambda xs: xs.nothing)
    with pytest.raises(AttributeError):
        run("try { print len([1]) } else { print 2 }", engine)


@both
def test_recursion_ends_also_inside_of_handlers(engine: str, run: Callable) -> None:
    found = run(
        'fn f(n: int) -> int { try { f(n + 1) } else { stop("at {n}") } }\n'
        "try { print f(0) } else e { print e.message }",
        engine,
    )
    assert (found.status, found.out) == (0, "at 0\n")


@both
def test_closures_may_call_each_other_as_deep_as_functions(engine: str, run: Callable) -> None:
    text = """
fn deep(n: int, f: fn(int) -> int) -> int {
  if n == 0 { f(0) } else { deep(n - 1, x => f(x + 1)) }
}
print deep(1900, x => x)
try { print deep(3900, x => x) } else e { print e.code }
"""
    assert run(text, engine).out == "1900\nE0503\n"


@both
def test_an_effect_has_room_however_deep_the_program_is(engine: str, run: Callable) -> None:
    found = run("fn f(n: int) {\n print n\n f(n + 1)\n}\nf(0)", engine)
    printed = [int(line) for line in found.out.split()]
    assert found.codes == ["E0503"]
    assert printed == list(range(len(printed)))
    assert len(printed) > 3990


def test_the_limit_on_recursion_is_put_back() -> None:
    before = sys.getrecursionlimit()
    image = Image.make(compiled("fn f(n: int) -> int { f(n) }\nprint f(1)"))
    engine = ready(image, World(session=":memory:"), "emit")
    with pytest.raises(Trap):
        engine.call()
    assert sys.getrecursionlimit() == before


@both
def test_numbers_that_leave_what_can_be_shown_or_computed(engine: str, run: Callable) -> None:
    text = """
fn told(f: fn() -> num) -> text { try { "{f()}" } else e { e.code } }
print told(() => pow(10, 5000)), told(() => pow(10, 400) / 3), told(() => pow(10, 400) + 0.5)
print told(() => int(1e308 * 10)), told(() => 1e308 * 10), pow(10, 400) > 1.5
"""
    assert run(text, engine).out == "E0504 E0504 E0504\nE0513 inf true\n"
