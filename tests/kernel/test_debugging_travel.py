"""Going forth and back: a run under the debugger is the plain run, and every effect happens exactly once."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdol.compiler.image import Image
from sdol.compiler.link import stepping
from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.kernel.debugging import Debugger, travel
from sdol.kernel.input import Input, Stream
from sdol.kernel.machine import Machine
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.lang.program import compile_source
from tests.compiler.programs import rolled

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


class Debugged:
    """A program under the debugger, what it has printed, and how often it passed the gate."""

    def __init__(self, text: str, **world: Any) -> None:
        program, problems = compile_source(Source("t.sdol", text))
        assert [p.message for p in problems] == []
        self.written = io.StringIO()
        self.world = World(output=Output(self.written), session=":memory:", **world)
        self.machine: Machine = stepping(Image.make(program), self.world)
        self.machine.start()
        self.debugger = Debugger(self.machine)

    @property
    def printed(self) -> str:
        self.world.output.flush()
        return self.written.getvalue()

    def state(self) -> object:
        """Everything that the machine holds, by value where values are equal, else by what they are."""
        frames = [
            (f.code, f.position, f.dst, f.handlers, *map(held, f.registers)) for f in self.machine.frames
        ]
        return self.debugger.time, frames, [held(v) for v in self.machine.globals]

    def end(self) -> tuple[object, ...]:
        while not self.debugger.ended:
            self.debugger.resume()
        trap = self.debugger.stop.trap
        return self.printed, trap and (trap.error.code, trap.error.message, trap.places)


def held(value: Any) -> Any:
    """Something that is equal for equal values, vectors included."""
    if isinstance(value, list):
        return [held(v) for v in value]
    if isinstance(value, dict):
        return {name: held(v) for name, v in value.items()}
    if isinstance(value, Stream):
        return value.standing()
    rows = getattr(value, "rows", None)
    if hasattr(rows, "tobytes"):
        return value.space, rows.tobytes()
    return value if isinstance(value, (int, float, str, bool, type, type(None))) else type(value).__name__


def plain(text: str) -> tuple[object, ...]:
    one = Debugged(text)
    machine = stepping(Image.make(compile_source(Source("t.sdol", text))[0]), one.world)
    try:
        machine.call()
    except Trap as trap:
        return one.printed, (trap.error.code, trap.error.message, trap.places)
    return one.printed, None


def moves(debugger: Debugger) -> dict[str, Any]:
    return {
        "instruction": debugger.instruction,
        "step": debugger.step,
        "over": debugger.over,
        "out": debugger.out,
        "until": debugger.until,
        "instruction back": debugger.instruction_back,
        "back": debugger.back,
        "over back": debugger.over_back,
        "out back": debugger.out_back,
        "resume back": debugger.resume_back,
    }


@SETTINGS
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_whatever_is_walked_forth_and_back_the_run_is_the_plain_one(seed: int, walk: int) -> None:
    text, choices = rolled(seed), random.Random(walk)
    one = Debugged(text)
    line = choices.randint(1, text.count("\n"))
    try:
        one.debugger.points.break_at(0, line)
    except SdolError as error:
        assert error.code == "E0823"
    every = moves(one.debugger)
    for _ in range(12):
        every[choices.choice(list(every))]()
    one.debugger.points.breakpoints.clear()
    assert one.end() == plain(text)


@SETTINGS
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_state_at_a_time_is_the_same_however_it_was_come_to(seed: int, walk: int) -> None:
    one, choices = Debugged(rolled(seed)), random.Random(walk)
    states = [one.state()]
    while not one.debugger.ended and len(states) < 400:
        one.debugger.instruction()
        if one.debugger.stop.reason != "failure":
            states.append(one.state())
    for _ in range(10):
        time = choices.randrange(len(states))
        one.debugger.go(time)
        assert one.state() == states[time]


def test_many_snapshots_are_thinned_and_all_of_the_past_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel, "STRIDE", 16)
    one = Debugged("var n = 0\nfor i in range(2000) { n = n + i\nprint n }\nprint n")
    one.end()
    snapshots = one.debugger._travel._snapshots
    assert 8 <= len(snapshots) <= 64
    printed = one.printed
    choices = random.Random(4)
    for _ in range(50):
        time = choices.randrange(one.debugger.latest)
        one.debugger.go(time)
        assert one.debugger.time == time
    assert (one.debugger.earliest, one.printed) == (0, printed)


@pytest.mark.parametrize("item", ["n", "'a >> n", "{v: 'a >> n}"])
def test_lists_that_are_being_built_are_gone_back_over(monkeypatch: pytest.MonkeyPatch, item: str) -> None:
    monkeypatch.setattr(travel, "STRIDE", 1)
    text = f"let xs = [{item} for n in range(40)]\nprint len(xs), xs[7], xs[39]"
    one, choices = Debugged(text), random.Random(1)
    one.end()
    for _ in range(30):
        one.debugger.go(choices.randrange(one.debugger.latest))
        one.debugger.instruction()
    seen = one.printed
    one.debugger.go(choices.randrange(10))
    frame = one.debugger.frames()[0].frame
    one.debugger.set_register(one.debugger.frames()[0], 0, frame.registers[0])  # from here it is done anew
    one.end()
    assert one.printed == 2 * seen
    assert seen.startswith("40 ")


def test_a_long_record_of_effects_is_cut_at_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel, "STRIDE", 16)
    monkeypatch.setattr(travel, "MOST_EFFECTS", 100)
    one = Debugged("for i in range(1000) { print i }")
    one.end()
    assert one.debugger._travel.recorder.kept < 200
    assert one.debugger.go(0).reason == "beginning"
    assert one.debugger.earliest > 0
    assert one.debugger.instruction_back().reason == "beginning"
    one.end()
    assert one.printed == "".join(f"{i}\n" for i in range(1000))


@pytest.mark.parametrize("stride", [1, 7, 10_000])
def test_input_is_read_once_and_streams_stand_where_they_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    monkeypatch.setattr(travel, "STRIDE", stride)
    (tmp_path / "in").write_text('{"a": 1}\nbroken\n{"a": 3}\n{"a": 4}\n')
    text = 'let rows = json_rows(input, on_error: "skip")\nfor r in rows {\n  let a = r.a\n'
    text += "  let b = skipped(rows)\n  print a, b\n}\nprint skipped(rows)"
    one, choices = Debugged(text, input_path=str(tmp_path / "in")), random.Random(stride)
    one.debugger.points.break_at(0, 5)
    seen: dict[int, object] = {}
    for _ in range(60):
        time = one.debugger.time
        assert seen.setdefault(time, one.state()) == one.state()
        choices.choice(list(moves(one.debugger).values()))()
    one.debugger.points.breakpoints.clear()
    assert one.end() == ("1 0\n3 1\n4 1\n1\n", None)
    one.world.close()


def test_a_way_that_is_taken_anew_reads_its_lines_again(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("a\nb\nc\n")
    text = "var n = 0\nfor line in input.lines {\n  n += 1\n  print n, line\n}"
    one = Debugged(text, input_path=str(tmp_path / "in"))
    assert one.end()[0] == "1 a\n2 b\n3 c\n"
    one.debugger.go(0)
    one.debugger.points.break_at(0, 4)
    one.debugger.resume()
    one.debugger.points.breakpoints.clear()
    view = one.debugger.frames()[0]
    n = next(v for v in one.debugger.variables(view) if v.name == "n")
    assert one.debugger.set_register(view, n.register, 7) == ["output.print"] * 3
    assert one.end()[0] == "1 a\n2 b\n3 c\n7 a\n8 b\n9 c\n"
    one.world.close()


def test_an_input_is_gone_back_over_whatever_its_lines_are(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"a\n\xff\nc\nd")
    given = Input(str(tmp_path / "in"), before_waiting=lambda: None)
    assert given.lines.next() == "a"
    with pytest.raises(SdolError, match="UTF-8"):
        given.lines.next()
    assert [given.lines.next(), given.number] == ["c", 3]
    assert given.go_back(2)
    assert [given.lines.next(), given.lines.next(), given.lines.next()] == ["c", "d", None]
    assert given.go_back(1)
    with pytest.raises(SdolError, match="line 2 of"):
        given.lines.next()
    given.close()


def test_failures_of_effects_are_remembered(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(effect: str, resource: str, place: object) -> bool:
        asked.append(effect)
        return False

    one = Debugged('let t = try { read("nothing") } else e { e.code }\nprint t', ask=ask)
    for _ in range(3):
        assert one.end() == ("E0401\n", None)
        one.debugger.go(0)
    assert asked == ["fs.read"]


def test_another_value_takes_another_way_and_the_effects_that_stand_are_named() -> None:
    one = Debugged('var n = 1\nprint "first"\nif n > 1 { print "large" } else { print "small" }\nprint n')
    one.end()
    one.debugger.go(0)
    while "n" not in {v.name for v in one.debugger.variables(one.debugger.frames()[0])}:
        one.debugger.over()
    view = one.debugger.frames()[0]
    variable = next(v for v in one.debugger.variables(view) if v.name == "n")
    assert (variable.type, variable.value) == ("int", 1)
    assert one.debugger.set_register(view, variable.register, 5) == ["output.print"] * 3
    assert one.end()[0] == "first\nsmall\n1\nfirst\nlarge\n5\n"
    one.debugger.go(0)
    assert one.end()[0] == "first\nsmall\n1\nfirst\nlarge\n5\n"


def test_a_value_cannot_be_changed_before_a_transaction_that_stands() -> None:
    one = Debugged('store s@swift\nvar n = 1\ntransaction { s.put("a cat") }\nprint n')
    one.end()
    one.debugger.go(1)
    with pytest.raises(SdolError, match="cannot be changed") as error:
        one.debugger.set_register(one.debugger.frames()[0], 0, 2)
    assert error.value.code == "E0539"


def test_an_instruction_that_is_broken_off_is_stopped_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Debugged("var n = 0\nfor i in [1, 2, 3] { print i }\nprint n")
    perform, pressed = one.machine.gate.perform, []

    def pressed_twice(*args: Any) -> Any:
        if not pressed:
            pressed.append(True)
            one.debugger.interrupt()
            raise KeyboardInterrupt
        return perform(*args)

    monkeypatch.setattr(one.machine.gate, "perform", pressed_twice)
    assert one.debugger.resume().reason == "interrupted"
    assert one.debugger.resume().reason == "ended"
    assert one.printed == "1\n2\n3\n0\n"
