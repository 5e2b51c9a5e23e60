"""`sdol debug` by scripts: what it says is the same each time, and the program's output is told apart from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell.conftest import Answer

ROOT = Path(__file__).parents[2]
PROGRAM = """\
# halves
fn half(n: int) -> num {
  let ten = 10
  ten / n
}

var done = 0
for n in [2, 5, 0] {
  let shown = try { "{half(n)}" } else e { e.message }
  print n, shown
  done += 1
}
print half(done - 3)
"""

Debug = Callable[..., Answer]


@pytest.fixture
def debug(call: Callable[..., Answer], script: Callable[..., str], tmp_path: Path) -> Debug:
    """Debugs a program by commands; the answer's output is what they say, without those that lead there."""

    def debugged(commands: str, *words: str, text: str = PROGRAM) -> Answer:
        (tmp_path / "commands").write_text(commands.replace("; ", "\n"))
        return call("debug", script(text, "p.sdol"), "-x", "commands", *words)

    return debugged


def said(answer: Answer, command: str) -> str:
    """What a command said, at its last turn."""
    return answer.out.rpartition(f"debug> {command}\n")[2].partition("debug> ")[0]


def test_a_session_as_it_is_read(debug: Debug) -> None:
    answer = debug("break half if n == 5; continue; print n + 1; finish; back; next; info locals; quit")
    assert answer == (0, EXPECTED, "")


EXPECTED = """\
p.sdol:7 in the top level
>    7 | var done = 0
debug> break half if n == 5
breakpoint 1 at p.sdol:3 in half if n == 5
debug> continue
| 2 5.0
breakpoint 1
p.sdol:3 in half, call 1 deep
>*   3 |   let ten = 10
debug> print n + 1
6
debug> finish
it returned 2.0
p.sdol:9 in the top level
>    9 |   let shown = try { "{half(n)}" } else e { e.message }  n = 5
debug> back
p.sdol:4 in half, call 1 deep (in the past)
>    4 |   ten / n                      ten = 10, n = 5
debug> next
p.sdol:10 in the top level
>   10 |   print n, shown               n = 5, shown = "2.0"
debug> info locals
done: int = 1
n: int = 5
shown: text = "2.0"
debug> quit
"""


def lines(answer: Answer) -> list[int]:
    """The lines of the program at which it stopped, in order."""
    return [int(line[2:].split("|")[0]) for line in answer.out.splitlines() if line.startswith(">")]


@pytest.mark.parametrize(
    ("commands", "stops"),
    [
        ("n; n; n; n; n", [7, 8, 9, 10, 11, 8]),
        ("s; s; s; s; s", [7, 8, 9, 3, 4, 10]),
        ("b 4; c; c; c", [7, 4, 4, 4]),
        ("b 12; c", [7, 13]),
        ("tb 4; c; c", [7, 4, 4]),  # the second stop is the failure at the end
        ("b 4; c 3", [7, 4]),
        ("b 4; ignore 1 2; c; p n", [7, 4]),
        ("b 4; disable 1; c", [7, 4]),
        ("b 4; c; fin; u", [7, 4, 9, 10]),
        ("u 11; u 13", [7, 11, 13]),
        ("b 11; c; c; rc; rc", [7, 11, 11, 11, 7]),
        ("catch all; c; c; c", [7, 4, 4]),
        ("n 4; rn 2; back", [7, 11, 9, 8]),
        ("si 3; rsi 3", [7, 8, 7]),
        ("b half; c; up; down", [7, 3, 9, 3]),
        ("b half; c; rf", [7, 3, 9]),
    ],
)
def test_where_it_stops(debug: Debug, commands: str, stops: list[int]) -> None:
    assert lines(debug(commands + "; quit")) == stops


def test_a_failure_is_shown_before_anything_is_lost(debug: Debug) -> None:
    answer = debug("c; where; p ten; c; back; q")
    assert "it is about to fail: E0501: division by zero\np.sdol:4 in half" in answer.out
    inner, outer = said(answer, "where").splitlines()
    assert inner == ">  0 p.sdol:4 in half  ten = 10, n = 0"
    assert outer == "   1 p.sdol:13 in the top level  done = 3"
    assert said(answer, "p ten") == "10\n"
    assert "error[E0501]: division by zero" in said(answer, "c")
    assert "p.sdol:4 in half, call 1 deep (in the past)" in said(answer, "back")
    assert debug("catch none; c").status == 1


def test_the_status_is_that_of_the_program_or_of_the_script(debug: Debug) -> None:
    assert debug("c; q", text="print 1").status == 0
    assert debug("c; c", text='print read("x")').status == 3
    assert debug("q", text="print 1 / 0").status == 0
    wrong = debug("n; nonsense; n")
    assert (wrong.status, lines(wrong)) == (2, [7, 8])
    assert "there is no command `nonsense`" in wrong.out


def test_watches_tell_what_changed_and_end_with_their_call(debug: Debug) -> None:
    answer = debug("n; watch done; c; c; delete; tb 4; c; watch ten; c")
    assert "watch 1: done was 0, and is 1" in answer.out
    assert "watch 1: done was 1, and is 2" in answer.out
    assert said(answer, "c").startswith("watch 3: ten is gone: its call has ended")
    globals = debug("n; watch total; c; c", text="var total = 1\nfn f() { total = total * 5 }\nf()\nf()")
    assert "watch 1: total was 1, and is 5" in globals.out
    assert "watch 1: total was 5, and is 25" in globals.out


def test_a_changed_variable_takes_effect_and_what_was_done_stands(debug: Debug) -> None:
    answer = debug("b 13; c; set done = 5; p done; c; goto 0; n; set done = 1; c; q")
    assert said(answer, "set done = 5") == "done = 5\n"
    assert "| 5.0" in answer.out
    assert "its effects stand: output.print (4)" in said(answer, "set done = 1")
    text = debug('n; set done = "x"').out
    assert "error[E0" in text
    assert "set NAME" not in text


def test_expressions_call_functions_and_leave_the_program_alone(debug: Debug) -> None:
    text = "var n = 1\nfn bump() -> int { n = n + 1\nn }\nlet xs = [1, 2]\nprint bump(), len(xs)"
    answer = debug("n; n; p bump(); p map(xs, x => x * 2); p n; type xs; p 1 / 0; q", text=text)
    assert said(answer, "p bump()") == "2\n"
    assert said(answer, "p n") == "1\n"
    assert "[2, 4]" in said(answer, "p map(xs, x => x * 2)")
    assert said(answer, "type xs") == "list[int]\n"
    assert "division by zero" in said(answer, "p 1 / 0")
    assert "E0824" in debug("p let a = 3").out


def test_displays_are_shown_at_every_stop(debug: Debug) -> None:
    answer = debug(
        "display done * 2; n; n; undisplay 1; n", text="var done = 1\ndone = 5\nprint done\nprint 1"
    )
    assert "E0201" in answer.out  # nothing is named yet
    answer = debug(
        "n; display done * 2; n; undisplay 1; n", text="var done = 1\ndone = 5\nprint done\nprint 1"
    )
    assert [line for line in answer.out.splitlines() if line.startswith("1: ")] == [
        "1: done * 2 = 2",
        "1: done * 2 = 10",
    ]


def test_going_back_prints_and_reads_nothing_twice(debug: Debug, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("a\nb\nc\n")
    text = "var n = 0\nfor line in input.lines {\n  n += 1\n  print n, line\n}\nprint n"
    answer = debug("c; rc; c; back; back; c; run; q", "--input", "in", text=text)
    printed = [line for line in answer.out.splitlines() if line.startswith("| ")]
    assert printed == ["| 1 a", "| 2 b", "| 3 c", "| 3"]


def test_what_the_program_prints_may_go_to_a_file(debug: Debug, tmp_path: Path) -> None:
    answer = debug("tb 13; c; q", "--output", "out.txt")
    assert (tmp_path / "out.txt").read_text() == "2 5.0\n5 2.0\n0 division by zero\n"
    assert "| " not in answer.out.replace(" | ", "")


def test_why_is_about_the_last_decision_before_this_place(debug: Debug) -> None:
    text = """\
space swift
region fruit = around ["an apple", "a pear"]
region metal = around ["iron", "copper"]
fn kind(t: text) -> text {
  route ~t {
    fruit => "fruit"
    metal => "metal"
    void  => "neither"
  }
}
print kind("an apple")
print kind("copper")
"""
    answer = debug("why; next", text=text)
    assert answer.out.count("debug> why") == 1  # nothing was decided: the script ends
    answer = debug("tb 12; c; why; next; why; rn; why; q", text=text)
    told = [part.split("\n")[0] for part in answer.out.split("debug> why\n")[1:]]
    assert ["fruit" in told[0], "metal" in told[1], "fruit" in told[2]] == [True, True, True], told


def test_commands_from_standard_input(sdol, tmp_path: Path) -> None:
    (tmp_path / "p.sdol").write_text("for line in input.lines {\n  print line\n}")
    answer = sdol("debug", "p.sdol", input="n\nc\n")
    assert "E0827" in answer.stdout
    (tmp_path / "in").write_text("x\x1b[2Jy\n")
    answer = sdol("debug", "p.sdol", "--input", "in", input="n\np line\nc\n")
    assert answer.returncode == 0
    assert "x\x1b" not in answer.stdout.replace("| x\x1b[2Jy", "")  # the program's own output is its own
    (tmp_path / "commands").write_text("c\n")
    answer = sdol("debug", "p.sdol", "-x", "commands", input="one\ntwo\n")
    assert "| one\n| two\n" in answer.stdout


def test_a_program_that_does_not_compile_and_calls_that_are_wrong(call, script) -> None:
    assert call("debug", script("print x")).status == 2
    assert call("debug", "none.sdol").status == 2
    assert "cannot both come" in call("debug", "-").err
    assert call("debug", script("print 1"), "-x", "none").status == 2


def test_a_compiled_program_has_names_and_no_expressions(call, script, tmp_path: Path) -> None:
    script("let a = 4\nlet b = a * 2\nprint b")
    (tmp_path / "p.sdolasm").write_text(call("dis", "program.sdol").out)
    assert call("asm", "p.sdolasm", "-o", "p.sdolc").status == 0
    (tmp_path / "commands").write_text("b 3\nc\np b\np b + 1\n")
    answer = call("debug", "p.sdolc", "-x", "commands")
    assert said(answer, "p b") == "8\n"
    assert "no source by which an expression" in answer.out


def test_every_command_is_found_helped_and_free_of_others(debug: Debug) -> None:
    from sdol.shell.debugger.registry import every, find

    names = [name for command in every() for name in command.names]
    assert len(names) == len(set(names))
    for command in every():
        assert find(command.name) is command
        assert command.summary in " ".join(debug(f"help {command.name}").out.split())
    assert "may be more than one" in debug("dis; un").out


def test_ctrl_c_stops_at_the_next_instruction(tmp_path: Path) -> None:
    import signal

    (tmp_path / "p.sdol").write_text('var n = 0\nwrite("go", "")\nwhile true {\n  n += 1\n}')
    process = subprocess.Popen(
        [sys.executable, "-m", "sdol", "debug", "p.sdol", "--allow", "fs.write=."],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "SDOL_CACHE": str(tmp_path), "SDOL_SESSION": str(tmp_path / "s.db")},
    )
    assert process.stdin is not None
    process.stdin.write("c\np n > 0\nback\nq\n")
    process.stdin.flush()
    for _ in range(20_000):
        if (tmp_path / "go").exists():
            break
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.001)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "interrupted\np.sdol:" in out
    assert out.endswith("debug> q\n")


WORDS = [
    "",
    "1",
    "0",
    "-1",
    "999999999999",
    "half",
    "n",
    "n + 1",
    "done = 3",
    "half if n",
    "x\x1b[2J",
    "'",
    "=",
    "9",
    "4-6",
]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_typed_is_answered_and_nothing_breaks(seed: int, tmp_path: Path, monkeypatch) -> None:
    """Nonsense is told in a sentence; the program's output is that of a run without a debugger."""
    import io
    import random

    from sdol.errors import SdolError
    from sdol.kernel.output import Output
    from sdol.kernel.world import World
    from sdol.shell.debugger.program import Debuggable
    from sdol.shell.debugger.registry import every
    from sdol.shell.debugger.screen import Screen
    from sdol.shell.debugger.session import Session
    from sdol.shell.status import Rejected

    monkeypatch.chdir(tmp_path)
    Path("p.sdol").write_text(PROGRAM)
    written, choices = io.StringIO(), random.Random(seed)
    world = World(output=Output(written), session=":memory:")
    debugger, expressions = Debuggable("p.sdol").begin(world)
    session = Session(debugger, expressions, Screen(None))
    names = [name for command in every() for name in command.names if command.name != "set"]
    for _ in range(150):
        try:
            said = session.do(f"{choices.choice(names)} {choices.choice(WORDS)}")
        except (SdolError, Rejected):
            continue
        assert "\x1b" not in said
    debugger.points.breakpoints.clear()
    debugger.points.watches.clear()
    while not debugger.ended:
        debugger.resume()
    world.output.flush()
    assert written.getvalue() == "2 5.0\n5 2.0\n0 division by zero\n"


def test_names_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sdol.kernel.world import World
    from sdol.shell.debugger.program import Debuggable
    from sdol.shell.debugger.screen import Screen
    from sdol.shell.debugger.session import Session
    from sdol.shell.debugger.terminal import offered

    monkeypatch.chdir(tmp_path)
    Path("p.sdol").write_text(PROGRAM)
    session = Session(*Debuggable("p.sdol").begin(World(session=":memory:")), Screen(None))
    session.do("u 10")

    def names(text: str) -> list[str]:
        return [name for name, _ in offered(session, text)]

    assert names("con") == ["continue", "condition"] or set(names("con")) == {"continue", "condition"}
    assert names("p sh") == ["shown"]
    assert names("print len(sh") == ["shown"]
    assert names("b ha") == ["half"]
    assert names("info l") == ["locals"]
    assert names("nonsense ") == []
    assert names("n ") == []


def test_a_terminal_that_is_narrow_dumb_or_without_colour(tmp_path: Path) -> None:
    from tests.shell.test_terminal import Screen as Terminal

    (tmp_path / "p.sdol").write_text(PROGRAM)
    shown = {}
    for name, variables in {
        "colour": {"NO_COLOR": ""},
        "plain": {"NO_COLOR": "1"},
        "dumb": {"NO_COLOR": "", "TERM": "dumb"},
    }.items():
        terminal = Terminal(tmp_path, "debug", "p.sdol", COLUMNS="60", PROMPT_TOOLKIT_NO_CPR="1", **variables)
        terminal.read("debug>")
        terminal.type("b 9\r" if name != "dumb" else "b 9\n")
        terminal.read("breakpoint 1 at p.sdol:9")
        terminal.type("quit\r" if name != "dumb" else "quit\n")
        assert terminal.end() == 0
        terminal.close()
        shown[name] = terminal.shown.partition("debug>")[0]
    assert "\x1b[1;35mvar\x1b[0m" in shown["colour"]
    assert "\x1b[1;35m" not in shown["plain"]
    assert "\x1b" not in shown["dumb"]
    assert [">    7 | var done = 0" in shown[name] for name in ("plain", "dumb")] == [True, True]


def test_the_end_of_a_call_that_fails_is_told(debug: Debug) -> None:
    answer = debug("break half if n == 0; continue; finish; quit")
    assert said(answer, "finish").startswith(
        "it failed, and a `try` took the failure\np.sdol:9 in the top level"
    )


def test_a_name_that_has_no_value_yet_is_not_called_undefined(debug: Debug) -> None:
    answer = debug("watch done")
    assert "`done` has no value here" in answer.out and "a name is defined before" not in answer.out
    assert "there is no `don` here" in debug("watch don").out
