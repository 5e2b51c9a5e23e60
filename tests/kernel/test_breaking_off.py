"""Breaking a long instruction off from another thread: wherever it comes, the run is the plain run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, get_ident
from time import monotonic, sleep
from typing import Any

import pytest

from sdol.kernel.debugging import travel
from sdol.kernel.debugging.window import BrokenOff, Undisturbed, Window
from tests.kernel.test_debugging_travel import Debugged

PATIENCE = 30.0  # seconds

BUSY = """\
fn folded(n: int) -> int {
  var sum = 0
  for i in [k * k for k in range(n)] { sum = mod(sum * 31 + i, 9973) }
  sum
}
var last = 0
for round in range(20) {
  last = mod(last * 7 + folded(60 + round), 9973)
  let words = sort(["{mod(i * 7, 13)} of {round}" for i in range(20)])
  print "{round} {last} {words[3]}"
}
print last
"""


@pytest.fixture
def _often() -> Iterator[None]:
    """Threads give way to each other after every few bytecodes."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_often")
@pytest.mark.parametrize("everywhere", [False, True])
def test_wherever_it_strikes_nothing_is_lost_and_nothing_done_twice(everywhere: bool) -> None:
    """Everywhere: between two instructions, too, and before an effect, where nobody means to strike."""
    plain, struck = Debugged(BUSY).end(), 0
    while struck < 5:
        one = Debugged(BUSY)
        with _striking(one, everywhere) as times:
            assert one.end() == plain
        struck += len(times)


@contextmanager
def _striking(one: Debugged, everywhere: bool) -> Iterator[list[float]]:
    """Strikes as often as it can; gives when it did."""
    window, ended, times = one.debugger._travel.window, Event(), []

    def strike() -> None:
        while not ended.is_set():
            if window.strike(_anywhere) if everywhere else one.debugger.break_off():
                times.append(monotonic())
                sleep(0.0005)

    striker = Thread(target=strike)
    striker.start()
    try:
        yield times
    finally:
        ended.set()
        striker.join()


def _slow(one: Debugged, began: Event, often: int = 1) -> list[int]:
    """Has an instruction of two operands go on until it is broken off, at one of its calls; gives these."""
    calls: list[int] = []
    code = one.machine.prepared(0)
    at, entry = next((at, e) for at, e in enumerate(code) if len(e) == 5 and e[2:3] and callable(e[2]))

    def for_ever(*args: Any) -> Any:
        calls.append(get_ident())
        began.set()
        end = monotonic() + PATIENCE
        while len(calls) == often and monotonic() < end:
            sleep(0)
        return entry[2](*args)

    code[at] = (*entry[:2], for_ever, *entry[3:])
    return calls


def test_it_stands_before_the_instruction_with_its_values_and_does_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(travel.Traveller, "_restore", None)  # nothing is run over again for it
    one, began = Debugged("var n = 20\nvar m = n * 2\nprint m\n"), Event()
    calls = _slow(one, began)

    def strike() -> None:
        began.wait(PATIENCE)
        while not one.debugger.break_off():
            sleep(0.001)

    striker = Thread(target=strike)
    striker.start()
    stop = one.debugger.resume()
    striker.join()
    assert stop.reason == "interrupted" and one.debugger.frames()[0].line == 2
    assert one.debugger.time < 10 and one.debugger.now[1] == 1, "who hears it again can tell"
    assert one.debugger.resume().reason == "ended"
    assert (one.printed, len(calls)) == ("40\n", 2)


def test_to_come_back_to_where_it_stood_nothing_that_took_long_is_done_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(travel, "DEAR", 0.0)  # all of it took long
    one = Debugged("var n = 20\nvar m = n * 2\nprint m\n")
    calls = _slow(one, Event(), often=2)
    while one.debugger.frames()[0].line < 3:
        one.debugger.step()
    there = one.debugger.time
    one.debugger.go(0)
    one.debugger.go(there)
    assert (one.debugger.time, one.debugger.frames()[0].line, len(calls)) == (there, 3, 1)


@pytest.mark.parametrize("edge", ["__enter__", "__exit__"])
def test_as_the_window_opens_or_closes_it_may_come_too(monkeypatch: pytest.MonkeyPatch, edge: str) -> None:
    """Nothing has closed the window then, and the run goes over effects again."""
    text, hook, passed = "for i in range(60) { print i }\n", sys.unraisablehook, [0]
    effects: list[Window] = []
    plain, real, shut = Debugged(text).end(), getattr(Window, edge), Window.shut

    def protected(window: Window) -> None:
        effects.append(window)
        assert len(effects) < 200, "it comes to no end"
        shut(window)

    def struck(window: Window, *told: object) -> None:
        passed[0] += 1
        if edge == "__enter__":
            real(window)
        if passed[0] in (2, 4, 5):
            be_struck(window)
        if edge == "__exit__":
            real(window, *told)

    monkeypatch.setattr(Window, edge, struck)
    monkeypatch.setattr(Window, "shut", protected)
    monkeypatch.setattr(travel, "STRIDE", 40)
    assert Debugged(text).end() == plain
    assert passed[0] >= 5 and sys.unraisablehook is hook


def test_a_thread_that_goes_on_while_it_is_looked_at_is_left_alone() -> None:
    window, goes_on, stop, done = Window(), Event(), Event(), []

    def work() -> None:
        with window:
            goes_on.wait(PATIENCE)
            while not stop.is_set():
                done.append(len(done))

    def slowly(frame: object) -> bool:
        goes_on.set()
        while len(done) < 3:
            sleep(0.001)
        return True

    worker = Thread(target=work)
    worker.start()
    while window._thread is None:
        sleep(0.001)
    struck = window.strike(slowly)
    stop.set()
    worker.join(PATIENCE)
    assert not struck


def be_struck(window: Window) -> None:
    """Waits in an open window for a thread that strikes it."""
    ready: list[bool] = []

    def strike() -> None:
        while not (ready and window.strike(_anywhere)):
            sleep(0.0001)

    Thread(target=strike).start()
    end = monotonic() + PATIENCE
    ready.append(True)
    while monotonic() < end:
        pass
    pytest.fail("it has not come")


def _anywhere(frame: object) -> bool:
    return True


def test_a_window_is_struck_once_and_only_while_it_is_open() -> None:
    window = Window()
    assert not window.strike(_anywhere)
    with pytest.raises(BrokenOff), window:
        assert not window.strike(lambda frame: False)
        try:
            be_struck(window)
        finally:
            assert not window.strike(_anywhere)
    assert not window.strike(_anywhere)


def test_one_that_is_lost_in_a_finalizer_is_told_to_nobody_and_struck_again() -> None:
    class Busy:
        def __del__(self) -> None:
            began.set()
            end = monotonic() + PATIENCE
            while monotonic() < end:
                pass

    window, began, hook = Window(), Event(), sys.unraisablehook
    struck = []

    def strike() -> None:
        began.wait(PATIENCE)
        while len(struck) < 2:
            struck.extend([True] * window.strike(_anywhere))

    striker = Thread(target=strike)
    striker.start()
    with pytest.raises(BrokenOff), window:
        Busy()
        striker.join(PATIENCE)
        pytest.fail("the second one comes here")
    assert sys.unraisablehook is hook


def test_what_is_not_to_be_disturbed_is_not_and_what_came_before_comes_first() -> None:
    window, ready, go, done = Window(), Event(), Event(), []

    def work() -> None:
        try:
            with window:
                with Undisturbed(window):
                    ready.set()
                    go.wait(PATIENCE)
                    done.append("protected")
                ready.clear()
                end = monotonic() + PATIENCE
                while monotonic() < end:
                    pass
        except BrokenOff:
            done.append("broken off")

    worker = Thread(target=work)
    worker.start()
    ready.wait(PATIENCE)
    assert not window.strike(_anywhere)
    go.set()
    while not window.strike(lambda frame: not ready.is_set()):
        sleep(0.001)
    worker.join(PATIENCE)
    assert done == ["protected", "broken off"]
