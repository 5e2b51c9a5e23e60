"""Examples in comments as `sdol test` runs them, what it says of differences, and its report for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sdol.shell import testing
from sdol.shell.main import main

Written = Callable[[str], str]

SHOWN = """
let base = 3

## Adds.
##   >>> more(1)
##   4
##   >>> let n = 3
##   >>> print n
##   >>> shop.more(n)
##   3
##   6
##
## And no more than that.
fn more(n: int) -> int { n + base }

## Divides.
##   >>> import lists
##   >>> lists.count_by([part(1), part(1)], n => n)
##   [{key: 12.0, count: 2}]
##   >>> part(0)
##   error: division by zero
fn part(n: num) -> num { 12 / n }
test "a block" { assert more(2) == 5 }
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Writes the program shop.sdol into the folder that the test is in."""
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> str:
        (tmp_path / "shop.sdol").write_text(text)
        return "shop.sdol"

    return write


def outcomes(name: str, part: str = "", engine: str = "emit") -> list[testing.Result]:
    return list(testing.results(testing.opened(name, part), testing.Surroundings(engine=engine)))


@pytest.mark.parametrize("engine", ["emit", "step"])
def test_examples_hold_beside_the_blocks(written: Written, engine: str) -> None:
    found = outcomes(written(SHOWN), engine=engine)
    assert [(r.title, r.case.kind, r.case.line, r.problems) for r in found] == [
        ("a block", "test", 23, []),
        (">>> more(1)", "example", 5, []),
        (">>> let n = 3", "example", 7, []),
        (">>> import lists", "example", 17, []),
        (">>> part(0)", "example", 20, []),
    ]


def test_an_example_is_chosen_by_its_function_too(written: Written) -> None:
    name = written(SHOWN)
    assert [r.case.line for r in outcomes(name, "part")] == [17, 20]
    assert [r.case.line for r in outcomes(name, "shop.")] == []


@pytest.mark.parametrize(
    ("shows", "difference"),
    [
        ("41", "- 41\n+ 42"),
        ("42\n##   43", "  42\n- 43"),
        ("error: no", "- error: no\n+ 42"),
    ],
)
def test_what_an_example_shows_is_compared_line_by_line(
    written: Written, shows: str, difference: str
) -> None:
    [found] = outcomes(written(f"##   >>> answer()\n##   {shows}\nfn answer() -> int {{ 42 }}"))
    assert [d.code for d in found.problems] == ["E0555"]
    assert [line for line in found.difference.splitlines() if line[0] != "?"] == difference.splitlines()


def test_an_error_that_no_example_shows_is_told_as_an_error(written: Written) -> None:
    [found] = outcomes(written("## >>> far(0)\n## 1\nfn far(n: num) -> num { 1 / n }"))
    assert found.problems[0].message == "division by zero" and found.difference == ""


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("nothing()", "E0202", (1, 8)),
        ("answer(", "E0106", (1, 14)),
        ("fn f() { }", "E0141", (1, 8)),
        ("answer() +", "E0120", (1, 17)),
    ],
)
def test_an_example_that_does_not_compile_is_told_where_it_stands(
    written: Written, line: str, code: str, place: tuple[int, int]
) -> None:
    found = testing.opened(written(f"## >>> {line}\n## 42\nfn answer() -> int {{ 42 }}"), "")
    assert code in [d.code for d in found.problems]
    assert all(d.to_json()["line"] == place[0] for d in found.problems)
    assert place[1] in [d.to_json()["column"] for d in found.problems]


def test_an_example_in_a_comment_above_nothing_is_none(written: Written) -> None:
    text = '## >>> 1\n## 2\n\nfn f() -> int { 1 }  ## >>> 3\nlet t = "## >>> 4"\n# >>> 5\nfn g() -> int { 1 }'
    assert testing.opened(written(text), "").tests == []


def test_what_examples_embed_is_embedded_once(written: Written) -> None:
    name = written(
        'space swift\n##   >>> same("a cat")\n##   true\nfn same(t: text) -> bool { ~t ~= ~"a cat" }'
    )
    for changes in (True, False):
        file = testing.opened(name, "")
        assert [r.passed for r in testing.results(file, testing.Surroundings())] == [True]
        assert [case.image.changed for case in file.tests] == [changes]


def test_long_values_are_compared_line_by_line(written: Written) -> None:
    [lists, texts, short] = outcomes(
        written(
            'test "lists" { assert [n * n for n in [1, 2, 3]] == [1, 5, 9] }\n'
            'test "texts" { assert join(["a", "b"], "\\n") == "a\\nc" }\n'
            'test "short" { assert upper("a") == "B" }\n'
        )
    )
    assert "-   5," in lists.difference and "+   4," in lists.difference
    assert texts.difference.splitlines()[-3:] == ["  a", "- c", "+ b"]
    assert short.difference == ""


def test_the_report_for_continuous_integration(written: Written, capfd: pytest.CaptureFixture[str]) -> None:
    broken = 'test "\x07<&>" {\n  print "\x1b"\n  assert 1 == 2\n}\ntest "fine" { assert true }'
    Path("broken.sdol").write_text("nothing()")
    name = written(broken)
    assert main(["test", name, "broken.sdol", "--json", "--junit", "made.xml"]) == 2
    told = json.loads(capfd.readouterr().out)
    assert [(t["kind"], t["line"], t["difference"]) for t in told["tests"]] == [
        ("test", 1, ""),
        ("test", 5, ""),
    ]
    root = ElementTree.parse("made.xml").getroot()
    assert {k: root.get(k) for k in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
    }
    first, fine, compiles = root.iter("testcase")
    assert first.get("name") == "\ufffd<&>" and list(fine) == []
    assert first.find("failure").get("type") == "E0509"  # type: ignore[union-attr]
    assert first.findtext("system-out") == "\ufffd\n"
    assert compiles.find("error").get("type") == "E0202"  # type: ignore[union-attr]


def test_a_report_that_cannot_be_written_is_a_failure(
    written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", written('test "x" { assert true }'), "--junit", "no/such/made.xml"]) == 1
    assert "E0805" in capfd.readouterr().err


def test_what_the_top_level_prints_is_not_of_an_example(written: Written) -> None:
    name = written('print "hello"\n## >>> twice(2)\n## 4\nfn twice(n: int) -> int { n * 2 }\n')
    assert [(r.passed, r.output) for r in outcomes(name)] == [(True, "hello\n")]
