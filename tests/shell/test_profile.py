"""`sdol profile`: exact counts, times that add up, and a flame graph that speedscope reads."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.shell.conftest import Answer
from tests.shell.waiting import when_there

Call = Callable[..., Answer]
ROOT = Path(__file__).parents[2]
PROGRAM = """\
fn fib(n: int) -> int { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }
fn twice(n: int) -> int {
  let once = fib(n)
  once + fib(n)
}
print twice(6)
for i in range(40) { sleep(0.001) }
"""
CALLS_OF_FIB_6 = 25
"""2 F(7) - 1, with F the Fibonacci numbers: 13 of them add nothing, 12 add two others."""


@pytest.fixture
def answer(call: Call, script: Callable[..., str]) -> dict[str, Any]:
    told = call("profile", script(PROGRAM), "--json", "--output", "flames.json", "--top", "100")
    assert (told.status, told.err) == (0, "")
    found: dict[str, Any] = told.json
    return found


def test_calls_are_counted_exactly(answer: dict[str, Any]) -> None:
    assert answer["output"] == "16\n"
    calls = {f["function"]: f["calls"] for f in answer["functions"]}
    assert (calls["main"], calls["twice"], calls["fib"]) == (1, 1, 2 * CALLS_OF_FIB_6)
    counts = {i["instruction"]: i["count"] for i in answer["by_instruction"]}
    assert counts["num.lt"] == 2 * CALLS_OF_FIB_6
    assert counts["num.add"] == 2 * (CALLS_OF_FIB_6 // 2) + 1
    assert counts["call"] == 2 * CALLS_OF_FIB_6 + 1
    assert sum(counts.values()) == answer["instructions"]


def test_times_add_up_and_recursion_counts_once(answer: dict[str, Any]) -> None:
    total = answer["nanoseconds"]
    assert 40_000_000 <= total <= answer["with_measuring"]
    for table in ("functions", "lines", "by_instruction"):
        assert sum(row["alone"] for row in answer[table]) == total
        assert all(row["alone"] <= row["in_all"] <= total for row in answer[table])
    by_name = {f["function"]: f for f in answer["functions"]}
    assert by_name["main"]["in_all"] == total
    assert by_name["twice"]["in_all"] == by_name["twice"]["alone"] + by_name["fib"]["in_all"]


def test_what_takes_the_most_time_comes_first(answer: dict[str, Any]) -> None:
    for table in ("functions", "lines", "by_instruction"):
        times = [row["alone"] for row in answer[table]]
        assert times == sorted(times, reverse=True)
    loop = next(row for row in answer["lines"] if row["file"] == "program.sdol" and row["line"] == 7)
    assert (loop["count"], loop["alone"] >= 40_000_000) == (41, True)
    slow = next(i for i in answer["by_instruction"] if i["instruction"].endswith(".sleep"))
    assert (slow["count"], slow["alone"] >= 40_000_000) == (40, True)


def test_the_flame_graph_is_what_speedscope_reads(answer: dict[str, Any], tmp_path: Path) -> None:
    found = json.loads((tmp_path / "flames.json").read_text())
    assert found["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    frames, (profile,) = found["shared"]["frames"], found["profiles"]
    assert (profile["type"], profile["unit"], profile["startValue"]) == ("sampled", "nanoseconds", 0)
    assert len(profile["samples"]) == len(profile["weights"])
    assert sum(profile["weights"]) == profile["endValue"] == answer["nanoseconds"]
    assert all(0 <= i < len(frames) for stack in profile["samples"] for i in stack)
    assert all(set(f) == {"name", "file", "line"} for f in frames)
    stacks = {tuple(frames[i]["name"] for i in stack) for stack in profile["samples"]}
    fib = PROGRAM.splitlines()[0][:56]
    inner = [s for s in stacks if s[-1] == "num.lt"]
    assert {s[:4] for s in inner} == {("main", "6: print twice(6)", "twice", s[3]) for s in inner}
    assert {s[4] for s in inner} == {"fib"}
    assert all(len(s) == 7 and s[5].startswith(f"1: {fib[:40]}") for s in inner)


def test_a_table_for_a_person(call: Call, script: Callable[..., str]) -> None:
    told = call("profile", script(PROGRAM), "--top", "1")
    assert (told.status, told.err) == (0, "")
    lines = told.out.splitlines()
    assert lines[0] == "16"
    assert "instructions in" in lines[1] and "with the measuring it took" in lines[1]
    heads = [line.split()[-1] for line in lines if line.split()[:2] == ["ms", "alone"]]
    assert heads == ["function", "line", "instruction"]
    assert sum("more: `--top" in line for line in lines) == 3


def test_a_failure_is_told_after_what_was_measured_until_then(call: Call, script) -> None:
    failing = script("fn f(n: int) -> num { 1 / n }\nlet x = try { f(0) } else { 1.0 }\nprint x\nprint f(0)")
    told = call("profile", failing)
    assert told.status == 1
    assert told.out.startswith("1.0\n") and "num.div" in told.out
    assert "error[E0501]" in told.err
    found = call("profile", failing, "--json")
    assert (found.status, found.err, found.json["status"]) == (1, "", 1)
    assert found.json["diagnostics"][0]["code"] == "E0501"
    assert {f["function"]: f["calls"] for f in found.json["functions"]} == {"main": 1, "f": 2}


def test_a_deep_recursion_is_one_node(call: Call, script, tmp_path: Path) -> None:
    text = "fn down(n: int) -> int { if n == 0 { 0 } else { 1 + down(n - 1) } }\nprint down(3000)"
    found = call("profile", script(text), "--json", "--output", "f.json").json
    assert {f["function"]: f["calls"] for f in found["functions"]} == {"main": 1, "down": 3001}
    assert max(map(len, json.loads((tmp_path / "f.json").read_text())["profiles"][0]["samples"])) == 5


@pytest.mark.parametrize(
    "words", [["--output", "none/f"], ["--output", "."], ["--output", "program.sdol"], ["--top", "x"]]
)
def test_a_wrong_call_runs_nothing(call: Call, script, words: list[str]) -> None:
    told = call("profile", script('print "ran"'), *words)
    assert (told.status, told.out) == (2, "")


def test_a_program_that_does_not_compile(call: Call, script) -> None:
    told = call("profile", script("print x"), "--json")
    assert (told.status, told.err) == (2, "")
    assert set(told.json) == {"status", "output", "diagnostics"}


def test_ctrl_c_shows_what_was_measured(tmp_path: Path) -> None:
    (tmp_path / "p.sdol").write_text('print "begun"\nwrite("go", "")\nwhile true { }')
    process = subprocess.Popen(
        [sys.executable, "-m", "sdol", "profile", "p.sdol", "--allow", "fs.write=."],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "SDOL_CACHE": str(tmp_path), "SDOL_SESSION": str(tmp_path / "s.db")},
    )
    when_there(tmp_path / "go", process)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert process.returncode in (130, -signal.SIGINT)
    assert out.startswith("begun\n") and "ms alone" in out
