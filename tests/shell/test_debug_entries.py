"""`:step`, `:break` and `:trace`: entries of a session under the debugger, over the session's own variables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HALF = "fn half(n: int) -> num {\n  let ten = 10\n  ten / n\n}\n"


class Ended:
    """What a session from a pipe said."""

    def __init__(self, out: str, err: str, status: int) -> None:
        self.out, self.err, self.status = out, err, status

    def __contains__(self, text: str) -> bool:
        return text in self.out


@pytest.fixture
def session(sdol: Callable[..., object]) -> Callable[[str], Ended]:
    """A session from a pipe, in which the debugger reads on from the same pipe."""

    def ran(text: str) -> Ended:
        found = sdol("repl", input=text)
        return Ended(found.stdout, found.stderr, found.returncode)  # type: ignore[attr-defined]

    return ran


def test_an_entry_is_stepped_through_and_gives_its_value(session) -> None:
    found = session(HALF + "let k = 3\n:step half(4) + k\ns\nn\np n + k\nback\nc\n_ * 2\n")
    assert (found.err, found.status) == ("", 0)
    assert "debug> n\nentry 1:3 in half, call 1 deep\n>    3 |   ten / n    " in found
    assert "debug> p n + k\n7\n" in found
    assert found.out.endswith("debug> c\n5.5\n11.0\n")


def test_functions_go_from_one_engine_to_the_other_and_back(session) -> None:
    entries = """\
let k = 5
var fs: list[fn(int) -> int] = [x => x + k]
:step fs = [fs[0], y => y * k]
c
fs[0](1) + fs[1](2)
:trace fs[1](fs[0](1))
let held: {f: fn(int) -> int} = {f: fs[1]}
held.f(3)
"""
    found = session(entries)
    assert (found.err, found.status) == ("", 0)
    assert "debug> c\n16\n" in found
    assert "apply" in found
    assert found.out.splitlines()[-2:] == ["30", "15"]


def test_a_trace_has_only_what_was_typed(session) -> None:
    found = session(':trace match 5 {\n  1 => "one"\n  _ => "many"\n}\n:why\n')
    assert (found.err, found.status) == ("", 0)
    assert "logic.eq" in found and '= "many"' in found and "to case 2" in found
    assert "matched" not in found.out


def test_entries_stop_at_breakpoints_and_what_is_changed_there_counts(session) -> None:
    entries = ":break half if n > 2\nhalf(1)\nhalf(5)\nn\nset ten = 20\nc\n:break off\nhalf(5)\n"
    found = session(HALF + entries)
    assert (found.err, found.status) == ("", 0)
    assert "  1  half if n > 2\n10.0\nbreakpoint 1\nentry 1:2 in half" in found
    assert found.out.endswith("debug> c\n4.0\nthere are no breakpoints: entries run through\n2.0\n")


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (":break nothing\n", "no function `nothing`"),
        (":break half if m\n", "there is no `m` here"),
        (":break off 4\n", "no breakpoint 4"),
        (":break 77\n", "no line of entry 1 from 77 on"),
        (":step\n", "usage: `:step EXPR`"),
        (":step half(\n", "E0106"),
        (":step half(1)\nq\n", "left before its end"),
        (":step half(0)\nc\nc\n", "division by zero"),
        (":trace half(0)\n", "division by zero"),
    ],
)
def test_what_goes_wrong_is_told_once_and_the_session_goes_on(session, entries: str, told: str) -> None:
    found = session(HALF + entries + "\nhalf(5)\n")
    assert found.err.count(told) == 1
    assert found.out.endswith("2.0\n")
    assert "Traceback" not in found.err


def test_what_an_entry_had_done_stands_when_it_is_left(session) -> None:
    found = session("var n = 1\n:step for i in [1, 2, 3] { n += i\nprint n }\nn\nn\nn\nq\nn\n:undo\nn\n")
    assert found.out.splitlines()[-1] == "1"
