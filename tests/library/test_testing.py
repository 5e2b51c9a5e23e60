"""`sdol test`: what it finds, runs and says, and the status that it ends with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from sdol.shell import testing
from sdol.shell.options import UsageError
from sdol.shell.sources import programs

Call = Callable[..., "CompletedProcess[str]"]

SOME = """
let base = 3
fn more(n: int) -> int { n + base }
test "it adds" { assert more(1) == 4 }
test "it does not" {
  print "looking"
  assert more(1) == 5
}
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes programs into the folder that the test is in."""
    monkeypatch.chdir(tmp_path)

    def write(**programs: str) -> None:
        for name, text in programs.items():
            (tmp_path / f"{name}.sdol").write_text(text)

    return write


def outcomes(name: str, part: str = "", **surroundings: object) -> list[testing.Result]:
    return list(testing.results(testing.opened(name, part), testing.Surroundings(**surroundings)))


def test_a_failure_says_what_both_sides_were(written: Callable[..., None], sdol: Call) -> None:
    written(some=SOME)
    found = sdol("test", "some.sdol")
    assert (found.returncode, found.stderr) == (1, "")
    assert "this does not hold: more(1) == 5" in found.stdout
    assert "note: `more(1)` is 4\n" in found.stdout
    assert "printed: looking" in found.stdout
    assert found.stdout.endswith("1 passed, 1 failed\n")


def test_as_json(written: Callable[..., None], sdol: Call) -> None:
    written(some=SOME)
    found = sdol("test", "--json", ".")
    told = json.loads(found.stdout)
    assert found.returncode == told["status"] == 1
    assert (told["passed"], told["failed"], told["diagnostics"]) == (1, 1, [])
    first, second = told["tests"]
    assert (first["title"], first["passed"], first["output"], first["diagnostics"]) == (
        "it adds",
        True,
        "",
        [],
    )
    assert (second["output"], second["diagnostics"][0]["code"]) == ("looking\n", "E0509")
    assert second["seconds"] >= 0


def test_only_the_tests_that_are_named(written: Callable[..., None], sdol: Call) -> None:
    written(some=SOME)
    assert sdol("test", "-k", "ADDS").returncode == 0
    nothing = sdol("test", "-k", "subtracts")
    assert nothing.returncode == 2
    assert "no test has `subtracts` in its title" in nothing.stderr


def test_what_does_not_compile_is_told_and_the_rest_still_runs(
    written: Callable[..., None], sdol: Call
) -> None:
    written(broken='test "x" { assert nothing }', fine='test "y" { assert true }')
    found = sdol("test")
    assert found.returncode == 2
    assert "error[E0201]" in found.stdout
    assert found.stdout.endswith("1 passed, 0 failed, 1 file did not compile\n")


def test_without_a_test_there_is_nothing_to_pass(written: Callable[..., None], sdol: Call) -> None:
    written(plain="print 1")
    assert sdol("test", "plain.sdol").returncode == 2
    assert sdol("test", "missing").returncode == 2


def test_every_test_has_its_own_world(written: Callable[..., None]) -> None:
    written(
        kept="""
store notes
var n = 0
fn seen() -> int {
  n += 1
  n
}
test "first" {
  notes.put("a", {x: 1})
  assert notes.count() == 1 and seen() == 1
}
test "second" {
  notes.put("b", {x: 1})
  assert notes.count() == 1 and seen() == 1
}
"""
    )
    for engine in ("step", "emit"):
        assert [r.problems for r in outcomes("kept.sdol", engine=engine)] == [[], []]


def test_a_top_level_that_fails_fails_the_tests(written: Callable[..., None]) -> None:
    written(stops='stop("no input")\ntest "x" { assert true }')
    assert [r.problems[0].message for r in outcomes("stops.sdol")] == ["no input"]


def test_the_input_is_empty_and_effects_need_their_grant(written: Callable[..., None]) -> None:
    written(
        reads="""
fn there() -> bool uses fs.read { exists("reads.sdol") }
test "no input" { assert input.text == "" }
test "a file" { assert there() }
"""
    )
    assert [r.passed for r in outcomes("reads.sdol")] == [True, False]
    assert [r.passed for r in outcomes("reads.sdol", allow_all=True)] == [True, True]


def test_folders_are_searched_but_not_hidden_ones(written: Callable[..., None], tmp_path: Path) -> None:
    for name in ("a/b.sdol", ".hidden/c.sdol", "a/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    written(e="")
    assert programs([".", "e.sdol"]) == ["./e.sdol", "./a/b.sdol", "e.sdol"]
    with pytest.raises(UsageError):
        programs(["missing"])


def test_titles_of_any_case_reach_the_stepping_engine(written: Callable[..., None]) -> None:
    written(named='test "Function" { assert 1 == 1 }\ntest "Över" { assert 1 == 1 }')
    assert [r.passed for r in outcomes("named.sdol", engine="step")] == [True, True]
