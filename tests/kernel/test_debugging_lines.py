"""Where lines begin, which names mean something there, and where the debugger stops for what reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.debugging import Debugger
from tests.compiler.programs import rolled
from tests.kernel.test_debugging_travel import SETTINGS, Debugged

LOOPS = """\
fn f(n: int) -> int {
  if n > 1 {
    return n * 2
  } else {
    let m = n
    m + f(
      n + 1
    )
  }
}
var total = 0
for i in range(3) {
  if i == 1 { continue }
  total += f(i)
}
while total > 3 {
  total = total - 4
}
let shown = try {
  stop("no")
} else e {
  e.message
}
print shown, total
"""


def walk(text: str, move: str) -> list[int]:
    """The lines at which a program stops, when it is gone through by one command."""
    one = Debugged(text)
    one.debugger.catching = "none"
    lines = [one.debugger.frames()[0].line]
    while not one.debugger.ended:
        getattr(one.debugger, move)()
        lines += [view.line for view in one.debugger.frames()[:1]]
    return lines


def test_next_goes_line_by_line_through_loops_branches_and_failures() -> None:
    loop = [12, 13, 14, 12, 13, 12, 13, 14, 12]
    assert walk(LOOPS, "over") == [11, *loop, 16, 17, 16, 17, 16, 19, 20, 22, 24]


def test_step_goes_into_calls_and_to_no_line_a_second_time_for_the_end_of_a_call() -> None:
    called = walk(LOOPS, "step")[4:14]
    assert called == [2, 5, 7, 2, 5, 7, 2, 3, 12, 13]


@SETTINGS
@given(st.integers(0, 10**6))
def test_back_stops_at_the_places_where_step_did(seed: int) -> None:
    one = Debugged(rolled(seed))
    one.debugger.catching = "none"
    times = []
    while not one.debugger.ended and len(times) < 60:
        times.append(one.debugger.time)
        one.debugger.step()
    for time in reversed(times):
        one.debugger.back()
        assert one.debugger.time == time


@SETTINGS
@given(st.integers(0, 10**6))
def test_a_name_that_is_shown_has_been_given_a_value(seed: int) -> None:
    one = Debugged(rolled(seed))
    one.debugger.catching = "none"
    for _ in range(40):
        if one.debugger.ended:
            break
        for view in one.debugger.frames():
            for variable in one.debugger.variables(view):
                may_be_nil = variable.type == "nil" or variable.type.endswith("?")
                assert variable.value is not None or may_be_nil, variable
        one.debugger.step()


def names(debugger: Debugger) -> dict[str, object]:
    return {v.name: v.value for v in debugger.variables(debugger.frames()[0])}


def test_names_are_those_of_the_blocks_around_and_inner_ones_hide_outer_ones() -> None:
    text = """\
let a = 1
if a == 1 {
  let b = 2
  for a in ["x"] {
    print a, b
  }
  print a
}
let c = 3
print c
"""
    one, seen = Debugged(text), {}
    while not one.debugger.ended:
        seen.setdefault(one.debugger.frames()[0].line, names(one.debugger))
        one.debugger.step()
    assert seen[5] == {"b": 2, "a": "x"}
    assert seen[7] == {"a": 1, "b": 2}
    assert seen[10] == {"a": 1, "c": 3}


def test_a_breakpoint_moves_to_a_line_that_has_instructions() -> None:
    one = Debugged("# a\n\nfn f() -> int { 1 }\n\nprint f()\n# end\n").debugger
    assert one.points.break_at(0, 1).line == 3
    assert one.points.break_at(0, 4).line == 5
    assert one.points.break_in("f").line == 3
    for wrong in (
        lambda: one.points.break_at(0, 6),
        lambda: one.points.break_in("g"),
        lambda: one.points.delete(9),
    ):
        with pytest.raises(SdolError) as error:
            wrong()
        assert error.value.code == "E0823"


def test_out_gives_what_the_call_gave_at_any_depth() -> None:
    one = Debugged(
        "fn fib(n: int) -> int {\n  if n < 2 { return n }\n  fib(n - 1) + fib(n - 2)\n}\nprint fib(6)"
    ).debugger
    made = one.points.break_in("fib")
    made.test = lambda: one.machine.frames[-1].registers[0] == 4
    one.resume()
    one.points.breakpoints.clear()
    values = []
    while len(one.frames()) > 1:
        values.append(one.out().value)
    assert values == [3, 5, 8]
    assert one.out_back().reason == "step" or one.time == 0


def test_failures_are_stopped_at_where_nothing_takes_them() -> None:
    text = 'store s@swift\nlet a = try { 1 / 0 } else { 2 }\ntransaction {\n  s.put("a cat")\n  stop("no")\n}'
    one = Debugged(text).debugger
    stop = one.resume()
    assert (stop.reason, stop.error and stop.error.code, one.frames()[0].line) == ("failure", "E0551", 5)
    one.go(0)
    one.catching = "all"
    assert [one.resume().reason, one.frames()[0].line] == ["failure", 2]
    assert one.resume().reason == "failure"
    one.catching = "none"
    ended = one.resume()
    assert (ended.reason, ended.trap and ended.trap.error.message) == ("ended", "no")


def test_a_watch_of_a_local_means_that_of_its_call() -> None:
    text = "fn f(n: int) -> int {\n  var m = n\n  if n > 0 {\n    m = m + f(n - 1)\n  }\n  m\n}\nprint f(2)"
    one = Debugged(text).debugger
    one.points.break_in("f")
    one.resume()
    one.points.breakpoints.clear()
    one.over()
    view = one.frames()[0]
    register = next(v.register for v in one.variables(view) if v.name == "m")
    depth = len(one.machine.frames)
    one.points.watch("m", lambda: one.machine.frames[depth - 1].registers[register], view, {register})
    first, second = one.resume(), one.resume()
    assert [(c.old, c.new, c.gone) for c in (*first.changes, *second.changes)] == [
        (2, 3, False),
        (3, None, True),
    ]
    assert one.points.watches == {}
