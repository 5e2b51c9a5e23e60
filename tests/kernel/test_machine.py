"""The stepping machine: it stops before any instruction, shows what it did, and is plain data in between."""

from __future__ import annotations

import io
import pickle
from collections import Counter

import pytest

from sdol.compiler.image import Image
from sdol.compiler.link import ready, stepping
from sdol.diagnostics import Source
from sdol.kernel.machine import Machine
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.watching import Stopwatch, nodes
from sdol.kernel.world import World
from sdol.lang.program import compile_source

TEXT = """
fn half(n: int) -> num { 10 / n }
var done = 0
for n in [2, 0, 5] {
  let shown = try { "{half(n)}" } else e { e.message }
  print n, shown
  done += 1
}
let total = done
print map(["a", "b"], t => "{t}{total}")
"""
OUTPUT = '2 5.0\n0 division by zero\n5 2.0\n["a3", "b3"]\n'


class Given:
    """A program on the machine, and what it has printed so far."""

    def __init__(self, text: str) -> None:
        program, problems = compile_source(Source("t.sdol", text))
        assert problems == []
        self.written = io.StringIO()
        self.world = World(output=Output(self.written), session=":memory:")
        self.image = Image.make(program)
        self.machine: Machine = stepping(self.image, self.world)
        self.machine.start()

    @property
    def printed(self) -> str:
        self.world.output.flush()
        return self.written.getvalue()


def test_one_instruction_at_a_time_is_the_same_run() -> None:
    whole, stepped = Given(TEXT), Given(TEXT)
    assert whole.machine.run() is True
    count = 1
    while not stepped.machine.run(1):
        count += 1
    assert whole.printed == stepped.printed == OUTPUT
    assert count > 50


def test_a_budget_counts_what_is_executed_also_across_a_caught_trap() -> None:
    total = sum(1 for _ in Given(TEXT).machine.events())
    short, enough = Given(TEXT), Given(TEXT)
    assert short.machine.run(total - 1) is False
    assert short.machine.run(1) is True
    assert enough.machine.run(total) is True


@pytest.mark.parametrize("stop", [0, 1, 17, 33, 40, 61])
def test_frames_and_globals_are_data_that_another_machine_goes_on_with(stop: int) -> None:
    first, second = Given(TEXT), Given(TEXT)
    assert first.machine.run(stop) is False
    kept = pickle.dumps((first.machine.frames, first.machine.globals))
    second.machine.frames, second.machine.globals = pickle.loads(kept)
    assert second.machine.run() is True
    assert first.printed + second.printed == OUTPUT


def test_events_tell_what_each_instruction_wrote_or_caught() -> None:
    events = list(Given("print 1 + 2").machine.events())
    assert [(e.entry[0], e.value) for e in events][:3] == [("const", 1), ("const", 2), ("op", 3)]
    assert {e.function for e in events} == {"main"}
    failing = [e for e in Given(TEXT).machine.events() if e.error]
    assert [(e.function, e.depth, e.entry[2]) for e in failing] == [("half", 2, "num.div")]
    assert failing[0].error and failing[0].error.code == "E0501"


def test_a_return_is_an_event_of_the_call_that_ends() -> None:
    events = list(Given("fn f() -> int { 7 }\nprint f()").machine.events())
    assert next((e.function, e.value) for e in events if e.entry[0] == "return") == ("f", 7)


def test_events_tell_what_was_read_before_it_was_overwritten() -> None:
    events = list(Given("var n = 1\nfor x in [5] { n += x }\nprint n").machine.events())
    added = next(e for e in events if e.entry[2:3] == ("num.add",))
    assert (added.args, added.value) == ((1, 5), 6)
    taken = [(e.args, e.wrote >= 0, e.value) for e in events if e.entry[0] == "next"]
    assert taken == [((0,), True, 5), ((1,), False, None)]


def test_events_are_of_what_is_wanted_and_last_of_what_failed() -> None:
    failing = Given("fn f() -> num { 1 / 0 }\nprint f()")
    division = next(i for i, entry in enumerate(failing.machine.listings[1].entries) if entry[0] == "op")
    events = failing.machine.events({(1, division)})
    only = next(events)
    assert (only.code, only.position, only.depth, only.wrote) == (1, division, 2, -1)
    assert only.error is not None and only.error.code == "E0501"
    with pytest.raises(Trap):
        next(events)


def test_a_stopwatch_counts_what_events_show_also_where_a_call_fails() -> None:
    counted: Counter[tuple[int, int]] = Counter((e.code, e.position) for e in Given(TEXT).machine.events())
    watch = Stopwatch(Given(TEXT).machine)
    watch.run()
    measured: Counter[tuple[int, int]] = Counter()
    for node in nodes(watch.root):
        assert all(code == node.function and spent.time >= 0 for (code, _), spent in node.spent.items())
        measured.update({at: spent.count for at, spent in node.spent.items()})
    assert measured == counted


def test_frames_show_the_open_calls() -> None:
    one = Given('fn f(n: int) -> int { if n == 0 { stop("x") }\nf(n - 1) }\nprint f(3)')
    deepest = 0
    with pytest.raises(Trap) as trap:
        while not one.machine.run(1):
            deepest = max(deepest, len(one.machine.frames))
    assert deepest == 5
    assert [name for *_, name in trap.value.places] == ["f", "f", "f", "f", "main"]
    assert one.machine.frames == []


def test_a_program_that_is_interrupted_is_not_caught_and_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Given('try { print "a"\nprint "b" } else { print "caught" }')
    real, calls = one.world.gate.perform, []

    def interrupted(*args: object) -> object:
        calls.append(args)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(one.world.gate, "perform", interrupted)
    with pytest.raises(KeyboardInterrupt):
        one.machine.run()
    assert one.machine.run() is True
    assert one.printed == "b\n"


DEEP = {
    "plain": "fn f(n: int) -> int { f(n + 1) }\nprint f(0)",
    "by turns": "fn f(n: int) -> int { 1 + g(n + 1) }\nfn g(n: int) -> int { f(n) }\nprint f(0)",
    "with effects": "fn f(n: int) -> int { print n\nf(n + 1) }\nprint f(0)",
    "with instructions": 'fn f(n: int) -> text { f(len(upper("{n}"))) }\nprint f(0)',
    "through a library function": "fn f(n: int) -> list[int] { map([n], k => f(k)[0]) }\nprint f(0)",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_recursion_without_end_is_told_in_the_same_words_and_places(text: str) -> None:
    ends = []
    for engine in ("step", "emit"):
        one = Given(text)
        with pytest.raises(Trap) as trap:
            ready(one.image, one.world, engine).call()
        ends.append((one.printed, trap.value.error.message, trap.value.places))
    assert ends[0] == ends[1]
    assert len(ends[0][2]) == 4000
