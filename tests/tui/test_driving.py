"""The driver: a program in a thread, gone through forth and back, paused, asked and changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.decided import VOID
from sdol.kernel.pictures.page import Line, plain
from sdol.store import Database
from sdol.tui.models.driving import Driver
from sdol.tui.models.engine import Engine
from sdol.tui.models.text import shown
from tests.kernel.test_breaking_off import be_struck
from tests.tui.conftest import Driven

Drive = Callable[..., Driven]

COUNT = """\
fn half(n: int) -> num {
  10 / n
}
var done = 0
for i in [1, 2, 5] {
  done += i
  print half(i)
}
"""

FOREVER = "var n = 0\nwhile true {\n  n += 1\n}\n"

ROUTE = """\
space swift
region billing = around ["my card was charged twice", "refund my payment"]
region parcels = around ["where is my parcel", "the parcel is late"]
for m in ["refund my payment", "where is my parcel", "zebra quantum soup"] {
  route ~m {
    billing => print "b"
    parcels => print "p"
    void => print "v"
  }
}
"""


def test_it_stands_before_the_first_line_and_has_done_nothing(drive: Drive) -> None:
    reading = drive(COUNT).driver.reading
    assert (reading.state, reading.line, reading.time, reading.output) == ("stopped", 4, 0, ())


def test_it_goes_forth_into_over_and_out_of_calls_and_back(drive: Drive) -> None:
    driven = drive(COUNT)
    lines = [driven.move(name).line for name in ("step", "step", "step", "step", "out")]
    assert lines == [5, 6, 7, 2, 7]
    assert driven.move("over").line == 5
    assert driven.driver.reading.output == ("10.0",)
    back = driven.move("back")
    assert back.past and back.line == 2
    assert driven.move("start").time == 0
    assert driven.run().output == ("10.0", "5.0", "2.0"), "no effect is repeated"


def test_it_stays_at_the_end_and_can_be_gone_back_into(drive: Drive) -> None:
    driven = drive(COUNT)
    assert driven.run().state == "ended"
    back = driven.move("back")
    assert (back.state, back.values["done"]) == ("stopped", 8)


def test_a_loop_without_end_gives_readings_is_paused_and_goes_on(drive: Drive) -> None:
    driven = drive(FOREVER)
    driven.driver.run()
    while driven.driver.reading.time == 0:
        driven.driver.pulse()
    driven.driver.pause()
    paused = driven.still()
    assert paused.state == "stopped" and paused.why == "interrupted" and paused.values["n"] > 0
    assert driven.move("step").time > paused.time


def test_a_breakpoint_that_is_set_while_it_runs_stops_it(drive: Drive) -> None:
    driven = drive(FOREVER)
    driven.driver.run()
    driven.driver.change(lambda engine: engine.toggle(engine.reading("running").source.name, 3))
    while driven.driver.running:
        driven.driver.pulse()
    reading = driven.still()
    assert (reading.line, reading.why) == (3, "breakpoint 1")
    assert {line for _, line in reading.breakpoints} == {3}


def test_every_pulse_may_fall_on_a_breakpoint_and_none_is_run_over(drive: Drive) -> None:
    driven = drive("var n = 0\nwhile n < 40 {\n  n += 1\n}\n")
    name = driven.driver.reading.source.name
    driven.driver.change(lambda engine: engine.toggle(name, 3))
    seen = []
    for _ in range(40):
        driven.driver.run()
        while driven.driver.running:
            driven.driver.pulse()
        seen.append(driven.still().values["n"])
    assert seen == list(range(40))


def test_a_slow_run_goes_line_by_line(drive: Drive) -> None:
    driven = drive(COUNT)
    driven.driver.speed = 1000.0
    assert driven.run().state == "ended"
    assert driven.driver.reading.output == ("10.0", "5.0", "2.0")


def test_the_prompt_evaluates_where_it_stands_and_knows_the_debuggers_commands(drive: Drive) -> None:
    driven = drive(COUNT)
    driven.say(":until 7")
    assert driven.say("done * 10") == "10"
    assert driven.say(":set done = 100") == "done = 100"
    assert driven.driver.reading.values["done"] == 100
    assert "E0206" in driven.say("done +") or "error" in driven.say("done +")
    assert "no command `nonsense`" in driven.say(":nonsense")


def test_decisions_are_heard_with_their_texts_and_forgotten_on_the_way_back(drive: Drive) -> None:
    driven = drive(ROUTE)
    end = driven.run()
    found = [(one.text, one.made.chosen) for one in end.decided]  # type: ignore[union-attr]
    assert found == [("refund my payment", 0), ("where is my parcel", 1), ("zebra quantum soup", VOID)]
    driven.move("start")
    assert driven.driver.reading.decided == ()
    assert [one.number for one in driven.run().decided] == [1, 2, 3]


def test_why_asks_about_a_text_that_the_program_has_not_seen(drive: Drive) -> None:
    driven = drive(ROUTE)
    driven.run()
    assert "to parcels" in driven.say(':why "where is the parcel"')
    assert "about a text or a vector" in drive(ROUTE).say(":why 3")


def test_effects_are_noted_once_and_lie_ahead_after_going_back(drive: Drive) -> None:
    driven = drive(COUNT)
    assert [one.name for one in driven.run().happened] == ["output.print"] * 3
    reading = driven.move("start")
    assert (len(reading.happened), reading.next_effect) == (3, 0)
    assert len(driven.run().happened) == 3


def test_a_failure_is_stopped_before_and_its_status_is_the_programs(drive: Drive) -> None:
    driven = drive("let n = 0\nprint 1 / n\n")
    stopped = driven.run()
    assert (stopped.state, stopped.line) == ("stopped", 2) and "division by zero" in stopped.why
    ended = driven.run()
    assert ended.state == "ended" and driven.driver.status == 1


def test_leave_is_asked_of_the_person_and_refused_when_nobody_is_there(drive: Drive, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("yes")
    program = f'print read("{tmp_path / "f"}")\n'
    driven = drive(program)
    asked = []

    def put(question: object) -> None:
        asked.append(question)
        driven.consent.answer(True)

    driven.consent.put = put  # type: ignore[assignment]
    assert driven.run().output == ("yes",)
    assert "p.sdol:1: print read" in asked[0].place
    other = drive(program)
    other.consent.close()
    assert "E0401" in other.run().why


def test_a_program_that_reads_the_keyboard_is_told_how_to_be_given_input(drive: Drive) -> None:
    driven = drive("for line in input.lines { print line }\n")
    assert "E0827" in driven.run().why


def test_what_keeps_it_from_beginning_is_kept(
    begun: Callable[..., tuple[Driver, object]], tmp_path: Path
) -> None:
    (tmp_path / "no.db").write_text("this is no database, whatever its name says" * 100)
    driver, _ = begun("print 1\n", "--session", str(tmp_path / "no.db"))
    driver.start()
    driver.close()
    assert driver.reading.state == "failed" and getattr(driver.failure, "code", "").startswith("E06")


def test_output_without_end_is_kept_short(drive: Drive) -> None:
    driven = drive('var n = 0\nwhile n < 12000 {\n  n += 1\n  print "line {n}"\n}\n')
    reading = driven.run()
    assert (len(reading.output), reading.unseen, reading.output[-1]) == (5000, 7000, "line 12000")


@pytest.mark.parametrize("deep", [3000])
def test_deep_recursion_is_read_in_part(drive: Drive, deep: int) -> None:
    driven = drive(
        f"fn down(n: int) -> int {{\n  if n == 0 {{ return 0 }}\n  down(n - 1) + 1\n}}\nprint down({deep})\n"
    )
    driven.say(":break 2 if n == 0")
    reading = driven.run()
    assert len(reading.calls) == 200 and reading.calls[0].name == "down"


def test_what_cannot_be_shown_is_said_and_the_program_goes_on(drive: Drive) -> None:
    driven = drive(COUNT)
    told: SimpleQueue[str] = SimpleQueue()

    def question(engine: Engine) -> list[Line]:
        raise SdolError("E0604", "the session is locked")

    driven.driver.look(shown(question), lambda rows: told.put(plain(rows)))
    assert told.get(timeout=30) == "the session is locked"
    assert driven.run().state == "ended"


def test_a_long_embedding_is_watched_and_broken_off_and_done_again(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    driven = drive('space swift\nlet vs = ~["text {i}" for i in range(3000)]\nprint len(vs)\n')
    driver, told = driven.driver, driven.driver.progress
    seen: list[tuple[int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 2:
            driver.pause()
        told(what, done, total)

    engine = driver._engine
    assert engine is not None
    monkeypatch.setattr(engine.world.embeddings, "_progress", progress)
    paused = driven.run()
    assert (paused.state, paused.line, paused.why) == ("stopped", 2, "interrupted")
    assert len(seen) == 2 and seen[1][0] < seen[1][1] == 3000
    assert driven.run().output == ("3000",)


def test_a_program_of_slow_instructions_is_paused_at_once(drive: Drive) -> None:
    from time import monotonic

    slow = 'space swift\nregion a = around ["x"]\nlet vs = ~["text {i}" for i in range(4000)]\n'
    driven = drive(slow + "var n = 0\nwhile true {\n  n += 1\n  let d = decide(vs, [a])\n}\n")
    driven.driver.run()
    driven.pulsed(lambda reading: len(reading.decided) == 2000)
    began = monotonic()
    driven.driver.pause()
    assert driven.still().why == "interrupted" and monotonic() - began < 2.0


def test_what_happens_before_a_long_effect_is_seen_during_it(drive: Drive) -> None:
    driven = drive('print "before"\nsleep(0.4)\nprint "after"\n')
    driven.driver.run()
    during = driven.pulsed(lambda reading: reading.doing != "")
    assert (during.line, during.output, during.doing) == (2, ("before",), "in time.sleep")
    assert driven.still().output == ("before", "after")


def test_what_it_fails_with_is_shown_with_its_line_and_what_helps(drive: Drive) -> None:
    driven = drive("fn half(n: int) -> num {\n  10 / n\n}\nprint half(0)\n")
    about = driven.run().trouble
    assert "division by zero" in about[0] and any("p.sdol:2:3" in line for line in about)
    ended = driven.run()
    assert ended.state == "ended" and "division by zero" in ended.trouble[0]
    assert driven.move("back").trouble == ()


def test_a_step_among_thousands_of_variables_takes_some_milliseconds(drive: Drive) -> None:
    from time import process_time

    driven = drive("".join(f"var v{at} = {at}\n" for at in range(3000)) + "print v1\nprint v2\nprint v3\n")
    driven.say(":until 3000")
    engine = driven.driver._engine
    assert engine is not None
    engine.debugger.step(), engine.reading("stopped")
    began = process_time()
    engine.debugger.step()
    assert len(engine.reading("stopped").variables) == 3000
    assert process_time() - began < 0.2  # some milliseconds


def test_a_question_is_answered_in_the_middle_of_a_long_effect_and_the_screen_waits_for_nothing(
    drive: Drive,
) -> None:
    from threading import Event
    from time import monotonic

    driven = drive("let x = 41\nsleep(1.0)\nprint x\n")
    driver, asked, goes_on = driven.driver, Event(), Event()
    driver.run()
    driven.pulsed(lambda reading: reading.doing != "")

    def question(engine: Engine) -> object:
        asked.set()
        goes_on.wait(5)
        return engine.reading("running").values["x"]

    answers: SimpleQueue[object] = SimpleQueue()
    driver.look(question, answers.put)
    driven.pulsed(lambda reading: asked.is_set())
    began = monotonic()
    driver.pulse()  # while it is being answered
    assert monotonic() - began < 2
    goes_on.set()
    assert answers.get(timeout=5) == 41
    assert driven.still().output == ("41",)


FIT = """\
space swift
let words = ["card", "parcel", "refund", "fee", "cash", "limit", "pin", "loan", "rate", "bank"]
let texts = ["{words[mod(i, 10)]} {words[mod(floor_div(i, 10), 10)]} {mod(i, 7)}" for i in range(6000)]
let labels = ["team {mod(i, 150)}" for i in range(6000)]
let examples = ~texts
let teams = fit(examples, labels)
print teams
"""


def _fits() -> bool:
    """Whether a thread is in the middle of fitting a router."""
    import sys

    from sdol.learn.families import router

    frames = list(sys._current_frames().values())
    while frames:
        frame = frames.pop()
        if frame.f_code is router.fit.__code__:
            return True
        frames += [frame.f_back] if frame.f_back is not None else []
    return False


def test_an_instruction_that_computes_for_long_is_broken_off_and_done_again(drive: Drive) -> None:
    """Fitting takes some five seconds here; nobody waits for its end."""
    from time import monotonic

    driven = drive(FIT)
    driver = driven.driver
    driven.say(":until 6")
    times = set()
    for begin in (driver.run, lambda: driver.move("step")):
        begin()
        driven.pulsed(lambda reading: _fits())
        began = monotonic()
        driver.pause()
        paused = driven.still()
        assert monotonic() - began < 3.0
        assert (paused.state, paused.line, paused.why, paused.values.get("teams")) == (
            *("stopped", 6, "interrupted"),
            None,
        )
        assert driven.say("len(labels)") == "6000"
        times.add(paused.time)
    assert len(times) == 1, "the same instruction"
    driver.run()
    driven.pulsed(lambda reading: _fits())
    driver.close()
    assert not driver._thread.is_alive(), "who leaves waits for nothing"


@pytest.mark.parametrize("begin", ["run", ":continue"])
def test_what_was_decided_before_it_was_broken_off_is_heard_and_kept_once(
    drive: Drive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: str
) -> None:
    path, real, heard = str(tmp_path / "work.db"), decisions.append, []
    driven = drive(ROUTE, "--session", path)

    def append(made: Any) -> None:
        real(made)
        heard.append(made)
        if len(heard) in (1, 3):
            assert driven.driver._engine is not None
            be_struck(driven.driver._engine.debugger._travel.window)

    monkeypatch.setattr(decisions, "append", append)
    while driven.driver.reading.state != "ended":
        driven.run() if begin == "run" else driven.say(begin)
    assert len(heard) == 5, "two of three were broken off"
    reading = driven.driver.reading
    assert [one.number for one in reading.decided] == [1, 2, 3] and reading.output == ("b", "p", "v")
    driven.close()
    with Database.open(path) as database:
        assert [one.number for one in database.decisions.of(1)] == [1, 2, 3]
