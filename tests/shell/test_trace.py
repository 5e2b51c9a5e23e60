"""`sdol trace`: each instruction with what it read and wrote, filtered, as text and as JSON lines."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sdol.shell.excerpts import MOST, excerpt
from tests.shell.conftest import Answer
from tests.shell.waiting import when_there

Call = Callable[..., Answer]
ROOT = Path(__file__).parents[2]
PROGRAM = """\
fn half(n: int) -> num { 10 / n }
var done = 0
for n in [2, 0] {
  let shown = try { "{half(n)}" } else e { e.message }
  print n, shown
  done += 1
}
"""


@pytest.fixture
def records(call: Call, script: Callable[..., str]) -> Callable[..., list[dict[str, Any]]]:
    """The JSON lines of a trace that ends well; the last one says so."""

    def traced(*words: str, text: str = PROGRAM) -> list[dict[str, Any]]:
        answer = call("trace", script(text), *words, "--json")
        assert (answer.status, answer.err) == (0, "")
        *lines, end = map(json.loads, answer.out.splitlines())
        assert end == {"status": 0, "shown": sum("at" in line for line in lines), "diagnostics": []}
        return lines

    return traced


def test_a_line_of_the_source_then_its_instructions_and_what_they_printed(call: Call, script) -> None:
    answer = call("trace", script("let a = 20 + 1\nprint a * 2"))
    assert (answer.status, answer.err) == (0, "")
    lines = [" ".join(line.split()) for line in answer.out.splitlines()]
    assert lines[0] == "program.sdol:1 in main | let a = 20 + 1"
    assert lines[3].endswith("r0 = 20, r1 = 1 → a = 21")
    assert lines.index("program.sdol:2 in main | print a * 2") < lines.index("| 42")
    assert "output.print" in lines[lines.index("| 42") - 1]


def test_values_and_failures_as_json(records: Callable[..., list[dict[str, Any]]]) -> None:
    good, bad = records("--instruction", "num.div")[0], records("--instruction", "num.div")[-2]
    assert (good["line"], good["function"], good["depth"]) == (1, "half", 2)
    assert [(r["name"], r["shown"]) for r in good["read"]] == [("", "10"), ("n", "2")]
    assert (good["wrote"]["type"], good["wrote"]["shown"]) == ("num", "5.0")
    assert (bad["wrote"], bad["error"]["code"]) == (None, "E0501")


def test_what_is_printed_stands_in_its_place_whatever_is_shown(records) -> None:
    kinds = [line.get("instruction", line.get("printed")) for line in records("--instruction", "num")]
    assert kinds == ["num.div", "2 5.0\n", "num.add", "num.div", "0 division by zero\n", "num.add"]


def test_filters_of_one_kind_add_up_and_of_different_kinds_narrow(records) -> None:
    def names(*words: str) -> set[tuple[str, int, str]]:
        return {(r["function"], r["line"], r["instruction"]) for r in records(*words) if "at" in r}

    whole = names()
    assert names("--function", "half") == {n for n in whole if n[0] == "half"}
    assert names("--line", "5-6") == {n for n in whole if n[1] in (5, 6)}
    assert names("--line", "6-") == {n for n in whole if n[1] >= 6}
    assert names("--line", "1", "--line", "6") == {n for n in whole if n[1] in (1, 6)}
    assert names("--line", "6", "--instruction", "num.*") == {("main", 6, "num.add")}
    assert names("--effect", "output") == {("main", 5, "output.print")}
    assert names("--effect", "store") == set()


def test_lines_are_of_the_file_itself_unless_another_is_named(call: Call, script) -> None:
    script("fn f(n: int) -> int {\n  n + 1\n}", "helper.sdol")
    main = script('import "helper.sdol"\nprint helper.f(1)')
    files = [
        {json.loads(line).get("file") for line in call("trace", main, *words, "--json").out.splitlines()}
        - {None}
        for words in (["--line", "2-"], ["--line", "helper.sdol:2"], [])
    ]
    assert files == [{"program.sdol"}, {"helper.sdol"}, {"program.sdol", "helper.sdol"}]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--function", "hafl"], "did you mean `half`?"),
        (["--instruction", "num.dvi"], "did you mean `num.div`?"),
        (["--effect", "telepathy"], "there are output"),
        (["--line", "99"], "became an instruction"),
        (["--line", "x"], "names no line"),
        (["--line", "other.sdol:1"], "no file `other.sdol`"),
        (["--last", "0"], "is no count"),
        (["--output", "none/trace"], "there is no folder"),
        (["--output", "program.sdol"], "is the program itself"),
    ],
)
def test_what_nothing_can_pass_is_refused_before_anything_runs(call: Call, script, words, told) -> None:
    answer = call("trace", script(PROGRAM), *words)
    assert (answer.status, answer.out) == (2, "")
    assert told in answer.err


def test_the_last_instructions_before_a_failure(call: Call, script) -> None:
    answer = call("trace", script('print "a"\nlet x = 4\nprint x / 0'), "--last", "2")
    assert answer.status == 1
    assert "✗ E0501: division by zero" in answer.out.splitlines()[-1]
    assert sum(line.startswith("   ") for line in answer.out.splitlines()) == 2
    assert "error[E0501]" in answer.err
    records = call("trace", "program.sdol", "--json", "--last", "1")
    *_, end = map(json.loads, records.out.splitlines())
    assert (records.status, records.err, end["status"]) == (1, "", 1)
    assert end["diagnostics"][0]["code"] == "E0501"


def test_a_trace_in_a_file_leaves_standard_output_to_the_program(call: Call, script, tmp_path: Path) -> None:
    answer = call("trace", script(PROGRAM), "--output", "t.jsonl", "--json")
    assert answer == (0, "2 5.0\n0 division by zero\n", "")
    kept = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text().splitlines()]
    assert kept[-1]["status"] == 0
    assert not [line for line in kept if "printed" in line]


def test_a_program_that_does_not_compile_leaves_the_old_trace(call: Call, script, tmp_path: Path) -> None:
    (tmp_path / "t").write_text("old")
    assert call("trace", script("print x"), "--output", "t").status == 2
    assert (tmp_path / "t").read_text() == "old"


def test_values_are_cut_unless_they_are_wanted_whole(records) -> None:
    text = 'let xs = [k for k in range(500)]\nlet t = "a\x1b\\nb"\nprint len(xs), t, ~"a cat"@swift'
    cut = records("--instruction", "list.len", text=text)
    whole = records("--instruction", "list.len", "--whole", text=text)
    assert len(cut[0]["read"][0]["shown"]) == MOST
    assert cut[0]["read"][0]["shown"].endswith("…")
    assert whole[0]["read"][0]["value"] == list(range(500))


def test_a_cut_costs_no_more_than_what_is_shown() -> None:
    huge: Any = [["x" * 10**6] * 10**6] * 10
    assert excerpt(huge) == '[["' + "x" * (MOST - 4) + "…"
    nested: Any = []
    for _ in range(10**5):
        nested = [nested]
    assert excerpt(nested) == "[" * (MOST - 1) + "…"
    assert excerpt({"a": 1, "b c": [True, None]}) == '{a: 1, "b c": [true, nil]}'
    assert excerpt(10**5000) == "<too large to be shown>"


def test_a_compiled_program_and_options_of_run(call: Call, script) -> None:
    script("for l in input.lines { print l, args.n }")
    (Path.cwd() / "in.txt").write_text("one\n")
    assert call("dis", "program.sdol").status == 0
    (Path.cwd() / "p.sdolasm").write_text(call("dis", "program.sdol").out)
    assert call("asm", "p.sdolasm", "-o", "p.sdolc").status == 0
    for name in ("program.sdol", "p.sdolc"):
        answer = call("trace", name, "--input", "in.txt", "-D", "n=7", "--effect", "output")
        assert "     | one 7\n" in answer.out
    refused = call("trace", script('print read("x.txt")'))
    assert refused.status == 3


def test_ctrl_c_leaves_what_came_last(tmp_path: Path) -> None:
    (tmp_path / "p.sdol").write_text('print "begun"\nwrite("go", "")\nwhile true { }')
    words = ["p.sdol", "--last", "2", "--output", "t", "--json", "--effect", "output"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sdol", "trace", *words, "--allow", "fs.write=."],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "SDOL_CACHE": str(tmp_path), "SDOL_SESSION": str(tmp_path / "s.db")},
    )
    when_there(tmp_path / "go", process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode in (130, -signal.SIGINT)
    shown, end = map(json.loads, (tmp_path / "t").read_text().splitlines())
    assert (shown["instruction"], end["status"]) == ("output.print", 130)


def test_limits_of_a_run_that_is_watched(call: Call, script) -> None:
    script("fn f(n: int) -> int { f(n + 1) }\nvar n = 0\nwhile n < 100 { n += 1 }\nprint f(n)")
    for command in ("trace", "profile"):
        assert "deeper than 50 calls" in call(command, "program.sdol", "--max-depth", "50").err
        spent = call(command, "program.sdol", "--max-instructions", "99")
        assert (spent.status, "has executed 99 instructions" in spent.err) == (1, True)
        assert call(command, "program.sdol", "--max-memory", "x").status == 2


@pytest.mark.parametrize("columns", [30, 60, 200])
def test_a_terminal_is_as_wide_as_it_is_and_coloured_unless_it_is_dumb(tmp_path: Path, columns: int) -> None:
    from tests.shell.test_terminal import Screen

    (tmp_path / "p.sdol").write_text(
        'let words = [w for w in "a long line of words" |> words()]\nprint len(words)'
    )
    kept = {"NO_COLOR": "", "SDOL_CACHE": str(tmp_path), "COLUMNS": str(columns)}
    for variables, coloured in (
        (kept, True),
        ({**kept, "TERM": "dumb"}, False),
        ({**kept, "NO_COLOR": "1"}, False),
    ):
        screen = Screen(tmp_path, "trace", "p.sdol", **variables)
        shown = screen.read()
        screen.close()
        plain = re.sub("\x1b\\[[0-9;]*m", "", shown)
        assert max(len(line) for line in plain.splitlines()) <= columns
        assert ("\x1b[" in shown) is coloured
        assert "list.len" in plain
