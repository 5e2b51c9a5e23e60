"""`sdol lint`: what each rule finds and lets pass, what a comment allows, and what the command says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.diagnostics import Source
from sdol.lang.lint.rules import CODES, lint
from sdol.lang.program import compile_source
from sdol.shell import catalogue
from tests.compiler.programs import rolled
from tests.shell.conftest import Answer

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted([*(ROOT / "stdlib").glob("*.sdol"), *(ROOT / "examples").glob("*.sdol")])


def found(text: str) -> list[tuple[str, int, int]]:
    """The code, line and column of each finding, of a program that is no module."""
    source = Source("p.sdol", text + "\nprint 0")
    return [(d.code, *source.position(d.labels[0].start)) for d in lint(source)]


def in_module(text: str) -> list[str]:
    return [d.code for d in lint(Source("m.sdol", text))]


CASES = {
    # names that are not used
    "let a = 1": [("L001", 1, 5)],
    "let {a, b: c} = {a: 1, b: 2}": [("L001", 1, 6), ("L001", 1, 12)],
    "for x in [1] { print 1 }": [("L001", 1, 5)],
    "let xs = [1 for x in [2]]\nprint xs": [("L001", 1, 17)],
    "try { print 1 } else e { print 2 }": [("L001", 1, 22)],
    "let n = [1]\nprint match n {\n  [a] => 1\n  _ => 2\n}": [("L001", 3, 4)],
    'region r = around ["a"]': [("L001", 1, 8)],
    "store notes": [("L001", 1, 7)],
    "var n = 0\nn = 1\nn += 1": [("L001", 1, 5)],
    "fn f(a: int, b: int) -> int { a }\nprint f(1, 2)": [("L002", 1, 14)],
    "print map([1], n => 2)": [("L002", 1, 16)],
    "fn f(n: int) -> int { f(n) }": [("L003", 1, 4)],
    "import lists": [("L004", 1, 1)],
    # names that are used, wherever that is
    'let a = 1\nlet b = [1]\nprint "{a}", b[a - 1], (() => a)()': [],
    "let a = 2\nfn f() -> int { a }\nprint f()": [],
    "fn f() -> int { 1 }\nlet g = f\nprint g()": [],
    'fn f(n: int) -> int { n }\ntest "f" { assert f(1) == 1 }': [],
    "import lists\nprint lists.count_by([1], n => n)": [],
    'region r = around ["a"]\nprint route ~"b" {\n  r => 1\n  void => 2\n}': [],
    'store notes\nprint near "a" in notes where .year > 1': [],
    "var v = 'a\nv <- 'b by 1\nprint v": [],
    "let _a = 1\nlet _ = 2\nfor _ in [1] { print 1 }\nprint map([1], _n => 2)": [],
    # names that hide others
    "let a = 1\nfor b in [1] {\n  let a = 2\n  print a, b\n}\nprint a": [("L005", 3, 7)],
    "fn f(a: int) -> list[int] { map([a], a => a) }\nprint f(1)": [("L005", 1, 38)],
    "let a = 1\nfn f(a: int) -> int { a }\nprint f(a)": [],
    "let a = 1\nfn f() -> int {\n  let a = 2\n  a\n}\nprint f() + a": [],
    "var a = 1\nfn f() -> int {\n  let a = 2\n  a\n}\na += 1\nprint f() + a": [("L005", 3, 7)],
    "for a in [1] { print a }\nfor a in [2] { print a }": [],
    # thresholds
    'print ~"a" ~ ~"b" > 0.8, 0.5 <= (~"a" ~ ~"b")': [("L006", 1, 7), ("L006", 1, 26)],
    'print ~"a" ~ ~"b" > 0.999, ~"a" ~= ~"b", ~"a" ~ ~"b" > 0, \'a ~ \'b < 0.5': [],
    'assert ~"a" ~ ~"b" > 0.2': [],
    'let limit = 0.3\nprint ~"a" ~ ~"b" > limit': [],
    # conditions
    "if false { print 1 }": [("L007", 1, 4)],
    "let a = 1\nprint if a < a or 1 > 2 { 1 } else { 2 }": [("L007", 2, 10)],
    "let a = true\nprint [n for n in [1] if not (a and false)]": [("L007", 2, 26)],
    "let a = 0.5\nif a == a { print a }\nif a < 1 and a > 0 { print 2 }": [],
    "while true { break }": [],
    "while false { break }": [("L007", 1, 7)],
    # variables that do not vary, long lines
    "var a = 1\nprint a": [("L008", 1, 5)],
    f'print "{"x" * 112}"': [],
    f'print "{"x" * 113}"': [("L009", 1, 121)],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_what_is_found(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text) == expected


def test_a_file_that_only_defines_is_for_others() -> None:
    assert in_module('let limit = 3\nregion r = around ["a"]') == []
    assert in_module("fn f() -> int { 1 }\nfn _g() -> int { 2 }") == ["L010", "L003"]
    assert in_module('fn f() -> int { g() }\nfn g() -> int { 1 }\ntest "f" { assert f() == 1 }') == []
    assert in_module("##   >>> f()\n##   1\nfn f() -> int { 1 }") == []


ALLOWING = {
    "let a = 1  # lint: allow L001 for the exercise": [],
    "# lint: allow L001: for the exercise\n# and more\n\nlet a = 1": [],
    "var a = 1  # lint: allow L001, L005 because\na = 2": [("L011", 1, 12)],
    "let a = 1  # lint: allow L001": [("L001", 1, 5), ("L011", 1, 12)],
    "let a = 1  # lint: allow L999 because": [("L001", 1, 5), ("L011", 1, 12)],
    "let a = 1  # lint: off": [("L001", 1, 5), ("L011", 1, 12)],
    "# lint: allow L001 because\nprint 1\nlet a = 1": [("L011", 1, 1), ("L001", 3, 5)],
    "print 1  # lint: allow L001 because": [("L011", 1, 10)],
    'print "# lint: allow"': [],
}


@pytest.mark.parametrize(("text", "expected"), ALLOWING.items())
def test_what_a_comment_allows(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text) == expected


def test_every_rule_has_an_entry() -> None:
    assert list(CODES) == [code for code in catalogue.codes() if code.startswith("L")]


def test_the_command_says_what_it_found(call: Callable[..., Answer], script: Callable[..., str]) -> None:
    name = script("var a = 1\nprint a")
    answer = call("lint", name)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("warning[L008]: the variable `a` never changes\n  --> program.sdol:1:5\n")
    [told] = call("lint", "--json").json
    assert (told["code"], told["severity"], told["line"], told["column"]) == ("L008", "warning", 1, 5)
    assert call("lint", script("print 1")) == Answer(0, "", "")


def test_a_program_that_does_not_compile_is_told_as_by_check(
    call: Callable[..., Answer], script: Callable[..., str]
) -> None:
    name = script("let a = nothing()")
    checked, linted = call("check", name), call("lint", name)
    assert linted == checked and linted.status == 2
    assert call("check", ".") == checked._replace(err=checked.err.replace(name, f"./{name}"))
    assert call("lint", "missing.sdol").status == 2
    assert call("lint", "--json", name).json[0]["severity"] == "error"


def test_nothing_in_a_large_file_takes_long() -> None:
    lines = [f"let v{n} = {n}\nif v{n} > {n} {{ print v{n} }}" for n in range(2000)]
    assert found("\n".join(lines)) == []


@pytest.mark.parametrize("seed", range(8))
def test_a_program_compiles_when_the_advice_is_taken(seed: int) -> None:
    text = rolled(seed)
    source = Source("p.sdol", text)
    for one in reversed(lint(source)):
        at = one.labels[0].start
        if one.code in ("L001", "L002") and one.help.endswith("that it is not needed"):
            text = f"{text[:at]}_{text[at:]}"
        elif one.code == "L008":
            before = text.rindex("var", 0, at)
            text = f"{text[:before]}let{text[before + 3 :]}"
    changed = Source("p.sdol", text)
    assert compile_source(changed)[1] == []
    assert [d.message for d in lint(changed) if d.help.endswith("that it is not needed")] == []


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_nothing_is_said_of_the_library_and_the_examples(path: Path) -> None:
    assert [(d.code, d.message) for d in lint(Source(path.name, path.read_text()))] == []
