"""Saved machines: whatever a program holds, it goes on from its bytes as if nothing had happened."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from programs import programs

from sdol.compiler.image import Image
from sdol.compiler.link import resumed, stepping
from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.kernel import saved
from sdol.kernel.gate import Grant
from sdol.kernel.machine import UNSET, Closure, Machine
from sdol.kernel.output import Output
from sdol.kernel.saved_bytes import Reader, Writer
from sdol.kernel.saved_values import kind_named, kind_of
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.lang.program import compile_source

GOLDEN = Path(__file__).parents[1] / "golden"
TEXT = """
fn half(n: int) -> num { 10 / n }
let zone = ball('a, 0.4) | around ['b, 'c]
var seen = 0
for n in [2, 0, 5] {
  let shown = try { "{half(n)}" } else e { e.message }
  print n, shown, 'b in zone, cleanup('a * 'x / 'x, codebook ['a, 'b])
  seen += 1
}
let by = seen
print map(["a", "b"], t => "{t}{by}"), [k * by for k in range(4) if k > 1]
"""
OUTPUT = '2 5.0 true \'a\n0 division by zero true \'a\n5 2.0 true \'a\n["a3", "b3"] [6, 9]\n'


def compiled(text: str) -> Image:
    program, problems = compile_source(Source("t.sdol", text))
    assert [p.message for p in problems] == []
    return Image.make(program)


class Stage:
    """One process's part of a run: a world of its own, and what was printed in it."""

    def __init__(self, **options: Any) -> None:
        self.written = io.StringIO()
        self.world = World(output=Output(self.written), **{"session": ":memory:", **options})

    def printed(self) -> str:
        self.world.close()
        return self.written.getvalue()


def outcome(image: Image, stops: Iterator[int], **options: Any) -> tuple[object, ...]:
    """What a program prints in all, its result and its trap, saved and loaded at each stop."""
    stage = Stage(**options)
    machine, printed = stepping(image, stage.world), ""
    machine.start()
    try:
        for stop in stops:
            if machine.run(stop):
                return printed + stage.printed(), "result"
            if stage.world.transactions.open:
                continue
            data = machine.save()
            printed += stage.printed()
            stage = Stage(**options)
            machine = resumed(data, stage.world)
        machine.run()
    except Trap as trap:
        return printed + stage.printed(), trap.error.code, trap.error.message, trap.places
    return printed + stage.printed(), "result"


def saved_at(stop: int, text: str = TEXT) -> bytes:
    stage = Stage()
    machine = stepping(compiled(text), stage.world)
    machine.start()
    assert machine.run(stop) is False
    return machine.save()


# --- going on -----------------------------------------------------------------------------------------------


def test_a_program_may_be_saved_before_each_of_its_instructions() -> None:
    image = compiled(TEXT)
    assert outcome(image, iter([])) == (OUTPUT, "result")
    assert outcome(image, iter([1] * 1000)) == (OUTPUT, "result")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.lists(st.integers(1, 60), max_size=4))
def test_generated_programs_go_on_as_if_nothing_had_happened(text: str, stops: list[int]) -> None:
    image = compiled(text)
    assert outcome(image, iter(stops)) == outcome(image, iter([]))


@pytest.mark.parametrize("name", sorted(p.stem for p in GOLDEN.glob("*.sdol")))
def test_the_golden_programs_go_on(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)
    given = tmp_path / "input.txt"
    given.write_text("first line\nsecond\n")
    image = compiled(Path(f"{name}.sdol").read_text())

    def run(session: str, stops: list[int]) -> tuple[object, ...]:
        grants = [Grant.parse("fs.read=lib")]
        return outcome(
            image, iter(stops), session=str(tmp_path / session), input_path=str(given), grants=grants
        )

    assert run("many.db", [7, 50, 3] * 12) == run("one.db", [])


def test_what_is_being_built_and_what_is_shared_stays_one(tmp_path: Path) -> None:
    text = "var all = []\nfor i in range(30) { all = [all, all] }\nprint len(all), [v for v in ['a, 'b]]"
    image = compiled(text.replace("var all = []", "var all: list[json] = []"))
    assert outcome(image, iter([20] * 40)) == ("2 ['a, 'b]\n", "result")


# --- values -------------------------------------------------------------------------------------------------

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**2000), 2**2000)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(max_size=40), inner)
        | st.lists(inner).map(tuple)
        | st.builds(Closure, st.integers(), st.lists(inner).map(tuple), st.text(max_size=3))
    ),
)


def again(value: Any) -> Any:
    return Reader(Writer(kind_of).write([value]), kind_named, None).read()[0]


def plain(value: Any) -> object:
    """A value in a form in which equal means the same type and bits."""
    if isinstance(value, Closure):
        return ("closure", value.function, plain(list(value.captures)), value.name)
    if isinstance(value, (list, tuple)):
        return (type(value), [plain(v) for v in value])
    if isinstance(value, dict):
        return [(k, plain(v)) for k, v in value.items()]
    return (type(value), struct.pack("<d", value) if isinstance(value, float) else value)


@settings(max_examples=150, deadline=None)
@given(values)
def test_every_value_comes_back_with_its_type_and_bits(value: Any) -> None:
    assert plain(again(value)) == plain(value)


def test_numbers_keep_every_bit() -> None:
    nan = struct.unpack("<d", bytes.fromhex("010000000000f8ff"))[0]
    for number in (nan, -0.0, float("inf"), 5e-324):
        for held in (number, [number], [number, "x"]):
            kept = again(held)
            kept = kept[0] if isinstance(kept, list) else kept
            assert struct.pack("<d", kept) == struct.pack("<d", number)


def test_deep_and_shared_values_need_no_recursion_and_no_room() -> None:
    deep: list[Any] = []
    shared: list[Any] = ["x"]
    for _ in range(100_000):
        deep = [deep]
    for _ in range(200):
        shared = [shared, shared]
    assert len(Writer(kind_of).write([deep, shared])) < 1_000_000
    one, two = again(shared)
    assert one is two
    assert again(UNSET) is UNSET


# --- what is refused ----------------------------------------------------------------------------------------


def refused(data: bytes, **options: Any) -> SdolError:
    stage = Stage(**options)
    with pytest.raises(SdolError) as raised:
        resumed(data, stage.world)
    stage.world.close()
    return raised.value


def sealed(body: bytes) -> bytes:
    """A body under a checksum that fits it: what somebody tampered with on purpose."""
    rest = saved._version() + body
    return saved.MAGIC + hashlib.sha256(rest).digest() + rest


def body(data: bytes) -> bytes:
    return saved._body(data)


def test_damage_is_told_from_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved_at(30)
    assert refused(b"").code == refused(b"PK\x03\x04" * 9).code == "E0531"
    assert refused(data[:-1]).reason == refused(data + b"x").reason == "it is damaged or cut off"
    monkeypatch.setattr(saved, "__version__", "0.0.0")
    assert refused(data).code == "E0532"


def test_a_changed_instruction_or_space_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    swift = saved_at(5, 'print ~"a"@swift ~ ~"b"@swift\nprint 1, 2')
    ours = saved.table_digest
    monkeypatch.setattr(saved, "table_digest", lambda program: ours(program)[::-1])
    assert refused(swift).code == "E0532"
    monkeypatch.undo()
    stage = Stage()
    machine = stepping(compiled('print ~"a"@swift ~ ~"b"@swift'), stage.world)
    machine.start()
    machine.program.spaces["swift"] = "swift@of-last-year"
    error = refused(machine.save())
    assert (error.code, "swift@of-last-year" in error.reason) == ("E0533", True)


def test_a_session_without_the_store_is_refused(tmp_path: Path) -> None:
    stage = Stage(session=str(tmp_path / "a.db"))
    machine = stepping(compiled("store notes@hd\nprint notes.count()\nnotes.put('a)\nprint 1"), stage.world)
    machine.start()
    machine.run(6)
    data = machine.save()
    stage.world.close()
    assert refused(data, session=str(tmp_path / "b.db")).code == "E0535"


READING = "for line in input.lines { print line }\nprint input.text"


def test_input_goes_on_where_it_was_in_a_file_that_begins_the_same(tmp_path: Path) -> None:
    lines, other = tmp_path / "lines.txt", tmp_path / "other.txt"
    lines.write_bytes(b"one\r\ntwo\nthree")
    other.write_bytes(b"one\r\nTWO\nthree")
    image = compiled(READING)
    whole = outcome(image, iter([]), input_path=str(lines))
    assert whole == ("one\ntwo\nthree\n\n", "result")
    assert outcome(image, iter([3] * 50), input_path=str(lines)) == whole
    stage = Stage(input_path=str(lines))
    machine = stepping(image, stage.world)
    machine.start()
    machine.run(10)
    data = machine.save()
    stage.world.close()
    assert refused(data, input_path=str(other)).code == "E0534"
    lines.unlink()
    assert refused(data).code == "E0801"


def test_standard_input_is_not_read_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo\n")))
    stage = Stage()
    machine = stepping(compiled(READING), stage.world)
    machine.start()
    machine.run(10)
    data = machine.save()
    assert refused(data).code == "E0534"
    given = tmp_path / "given.txt"
    given.write_bytes(b"one\ntwo\nand more\n")
    later = Stage(input_path=str(given))
    resumed(data, later.world).run()
    assert stage.printed() + later.printed() == "one\ntwo\nand more\n\n"


def test_a_transaction_is_not_cut_in_two(tmp_path: Path) -> None:
    stage = Stage(session=str(tmp_path / "a.db"))
    machine = stepping(
        compiled("store s@hd\ntransaction { s.put('a)\ns.put('b) }\nprint s.count()"), stage.world
    )
    machine.start()
    while not stage.world.transactions.open:
        machine.run(1)
    with pytest.raises(SdolError) as raised:
        machine.save()
    assert raised.value.code == "E0536"
    assert machine.run() is True


# --- fuzzing ------------------------------------------------------------------------------------------------

STATES = [saved_at(stop) for stop in (1, 30, 60)]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STATES), st.data())
def test_a_flipped_bit_is_noticed(state: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(state) - 1)), data.draw(st.integers(0, 7))
    changed = bytearray(state)
    changed[at] ^= 1 << bit
    assert refused(bytes(changed)).code == "E0531"


def go_on(data: bytes) -> None:
    """Loads and runs a while what may be anything: it is refused, or runs, or fails as a program fails."""
    stage = Stage()
    try:
        machine = resumed(data, stage.world)
    except SdolError as error:
        assert error.code in ("E0531", "E0532", "E0533", "E0701")
        return
    try:
        machine.run(300)
    except Exception as error:  # `sdol resume` tells of any as E0531
        assert not isinstance(error, (SystemError, AssertionError))


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([body(s) for s in STATES]), st.data())
def test_a_tampered_state_is_refused_or_runs(state: bytes, data: st.DataObject) -> None:
    changed = bytearray(state)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    go_on(sealed(bytes(changed)))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
@example(b"")
@example(b"\x10\xff\xff\xff\xff\xff\xff\xff\xff\x7f")  # a list longer than memory
@example(b"\x17\x00\x02\xff\xff\xff\xff\x0f\xff\xff\xff\xff\x0f")  # a matrix larger than memory
@example(b"\x18\x05range\x03\x03\x00\x03\x02\x03\x00")  # a range with the step 0
def test_any_bytes_are_refused(data: bytes) -> None:
    assert refused(sealed(data)).code == "E0531"


def test_a_program_that_shares_its_blocks_is_refused() -> None:
    """It would be walked as a tree of 2^40 nodes."""
    stage = Stage()
    machine = stepping(compiled("if 1 < 2 { print 1 } else { print 2 }"), stage.world)
    machine.start()
    block = machine.program.functions[0].body
    branch: Any = next(node for node in block if type(node).__name__ == "If")
    for _ in range(40):
        inner = [type(branch)(branch.place, branch.condition, branch.then, branch.then)]
        branch.then = branch.otherwise = inner
    assert refused(machine.save()).code == "E0531"


def test_calls_that_stand_nowhere_are_refused() -> None:
    def with_frames(change: Any) -> str:
        machine = resumed(saved_at(30), Stage().world)
        change(machine)
        return refused(machine.save()).code

    def set_position(machine: Machine) -> None:
        machine.frames[-1].position = 10**6

    def set_code(machine: Machine) -> None:
        machine.frames[-1].code = -1

    def drop_register(machine: Machine) -> None:
        machine.frames[-1].registers.pop()

    def doubled(machine: Machine) -> None:
        machine.frames.append(machine.frames[-1])

    def no_globals(machine: Machine) -> None:
        machine.globals.append(1)

    changes = (set_position, set_code, drop_register, doubled, no_globals)
    assert [with_frames(change) for change in changes] == ["E0531"] * len(changes)
