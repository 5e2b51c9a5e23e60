"""The interactive loop: entries build on each other, mistakes leave no trace, and a person is asked with the line."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from sdol.lang.interactive import Session
from sdol.shell.repl.registry import unfinished

Sdol = Callable[..., subprocess.CompletedProcess[str]]


def test_entries_build_on_each_other(sdol: Sdol) -> None:
    lines = (
        'let x = 20\nfn twice(n: int) -> int {\n  n * 2\n}\ntwice(x) + 2\nvar y = 1\ny += 1\ny\n:type ~"a"\n'
    )
    done = sdol("repl", input=lines)
    assert (done.stdout, done.stderr, done.returncode) == ("42\n2\nvec@minilm\n", "", 0)


def test_a_mistake_leaves_no_trace(sdol: Sdol) -> None:
    done = sdol("repl", input="let x = 1\nlet x = nope\n1 / 0\nx\n")
    assert done.stdout == "1\n"
    assert [line[:12] for line in done.stderr.splitlines() if line.startswith("error")] == [
        "error[E0201]",
        "error[E0501]",
    ]


def test_a_name_may_be_defined_again_and_functions_see_it() -> None:
    session = Session()
    for text in ("let x = 1", "fn f() -> int { x }", "let x = x + 1", "fn f() -> int { x * 10 }", "f()"):
        assert session.add(text).problems == []


def test_an_effect_without_leave_is_refused_and_the_loop_goes_on(sdol: Sdol) -> None:
    done = sdol("repl", input='read("x.txt")\n1 + 1\n')
    assert "error[E0401]" in done.stderr
    assert done.stdout == "2\n"


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("if x {", True),
        ("f(1,", True),
        ("fn f(", True),
        ("route ~x {", True),
        ("match x {\n", True),
        ("let r = {", True),
        ("let a = (", True),
        ("let a = ()", False),
        (":type (1 +", True),
        (":nope (", False),
        ("1 + 1", False),
        ("let x =", False),
        (":help", False),
        ("", False),
    ],
)
def test_an_unfinished_entry_goes_on(text: str, more: bool) -> None:
    assert unfinished(text) == more


def test_asking_for_a_type_keeps_nothing(sdol: Sdol) -> None:
    done = sdol("repl", input='let z = 1\n:type let z = "t"\nz\n:type z + 1\n')
    assert (done.stdout, done.stderr) == ("nil\n1\nint\n", "")
