"""Whatever stands in a file, compiling it ends with a program or with diagnostics, never an exception."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from contract import PROGRAMS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdol.compiler.image import Image
from sdol.compiler.verify import verify
from sdol.diagnostics import Diagnostic, Source
from sdol.lang.program import compile_source
from sdol.lang.render import render

GOLDEN = Path(__file__).parents[1] / "golden"
ROOT = GOLDEN.parents[1]
REAL = [p for f in ("examples", "stdlib") for p in sorted((ROOT / f).glob("**/*.sdol"))]
TEXTS = [*PROGRAMS.values(), *(p.read_text() for p in [*sorted(GOLDEN.glob("**/*.sdol")), *REAL])]
TOKEN = re.compile(r"\s+|\w+|'\w+|\"[^\"\n]*\"|=>|->|<-|\|>|[^\w\s]")
TOKENS = [TOKEN.findall(text) for text in TEXTS]
WORDS = sorted({token for tokens in TOKENS for token in tokens})
quick = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def checked(text: str) -> list[Diagnostic]:
    """Compiles a text; what has no problem must verify and emit, what has must render."""
    program, problems = compile_source(Source(str(GOLDEN / "fuzzed.sdol"), text))
    if problems:
        assert render(problems, color=False, width=80)
    else:
        verify(program)
        Image.make(program)
    return problems


@quick
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_a_soup_of_tokens(words: list[str]) -> None:
    checked(" ".join(words))


@st.composite
def damaged(draw: Callable) -> str:
    """A program of which some tokens are gone, doubled, exchanged, or replaced by those of another."""
    tokens = list(draw(st.sampled_from(TOKENS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(tokens) - 1))
        kind = draw(st.sampled_from(["drop", "double", "swap", "replace", "cut"]))
        if kind == "drop" and len(tokens) > 1:
            del tokens[at]
        elif kind == "double":
            tokens.insert(at, tokens[at])
        elif kind == "swap":
            other = draw(st.integers(0, len(tokens) - 1))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == "cut":
            tokens = tokens[: at + 1]
        else:
            tokens[at] = draw(st.sampled_from(WORDS))
    return "".join(tokens)


@quick
@given(damaged())
def test_a_damaged_program(text: str) -> None:
    checked(text)


@quick
@given(st.text(max_size=200))
def test_any_characters(text: str) -> None:
    checked(text)


ODD = [
    "\0",
    "\ufeff",
    "\u202e",
    "\u2028",
    "\x1b[31m",
    "\r",
    "\x0c",
    "\udc80",
    "é",
    "𝒳",
    "٣",
    "²",
    "“",
    "'",
    '"',
    "{",
    "\\",
]


@st.composite
def sprinkled(draw: Callable) -> str:
    """A program with characters in it that no program should have."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(ODD) | st.characters()) + text[at:]
    return text


@quick
@given(sprinkled())
def test_odd_characters_in_a_program(text: str) -> None:
    checked(text)


@quick
@given(st.sampled_from("([{~-!\"'"), st.integers(1, 5_000), st.sampled_from(["", "1", "x", "}", ")"]))
def test_any_depth(sign: str, times: int, end: str) -> None:
    checked(f"print {sign * times}{end}")


@pytest.mark.parametrize(
    "line",
    [
        "print " + "1 + " * 50_000 + "1",
        "let x = [" + "1, " * 100_000 + "1]",
        'print "' + "a" * 1_000_000 + '"',
        'print "' + "{1}" * 20_000 + '"',
        "x" * 1_000_000,
        "# " + "x" * 1_000_000,
        "print f(" + "a b " * 20_000 + ")",
        "%" * 100_000,
        ";" * 100_000,
        "let x = " + "1" * 5_000,
        "let x = 1." + "1" * 5_000,
        "print " + "x." * 50_000 + "y",
        "match 1 {\n" + "".join(f"[{'_, ' * (i % 7)}true, false] => {i}\n" for i in range(200)) + "}",
    ],
    ids=lambda line: line[:12],
)
def test_a_very_long_line(line: str) -> None:
    start = time.process_time()
    checked(line)
    assert time.process_time() - start < 20


def test_a_number_of_thousands_of_digits_is_told_by_its_length() -> None:
    (found,) = checked("let x = " + "7" * 5_000)
    assert found.code == "E0132"
    assert found.message == "this number has 5,000 digits, more than 4,300"


def test_two_hundred_different_mistakes_are_told_in_order() -> None:
    kinds = [
        "let a{} = %\n",
        "pritn {}\n",
        "let b{} = missing{}\n",
        "x{} y\n",
        "fn g{}(a) {{ a }}\n",
        "if x{} = 1 {{ }}\n",
    ]
    text = "".join(kinds[i % len(kinds)].format(i, i) for i in range(1_200))
    found = checked(text)
    assert 200 <= len(found) <= 1_200
    assert [at for at, d in enumerate(found) if d.code == "E0100"] == [len(found) - 1]
    assert re.fullmatch(r"and [\d,]+ more", found[-1].message)
    places = [d.labels[0].start for d in found if d.labels]
    assert places == sorted(places)


@pytest.mark.parametrize("broken", [0, 300])
def test_of_very_many_mistakes_the_first_are_told_and_the_others_counted(broken: int) -> None:
    text = "".join(f"let x{i}: num = missing{i}\n" for i in range(500)) + "let = 1\n" * broken
    *told, last = checked(text)
    assert [d.message for d in told] == [f"there is no `missing{i}` here" for i in range(200)]
    assert (last.code, last.message) == ("E0100", f"and {300 + broken} more")


def test_two_hundred_mistakes_are_all_told() -> None:
    text = "".join(f"let x{i}: num = missing{i}\n" for i in range(200))
    assert [d.message for d in checked(text)] == [f"there is no `missing{i}` here" for i in range(200)]


def test_a_mistake_is_told_once() -> None:
    text = (
        "let rows = nothing\nfor r in rows { print r.name + 1, upper(r.x), rows[0] ~ r }\nprint rows |> len()"
    )
    assert [d.code for d in checked(text)] == ["E0201"]


def test_ten_thousand_lines_compile() -> None:
    one = "fn f{0}(n: int) -> int {{\n  let m = n + {0}\n  if m > 2 {{ return m }}\n  m\n}}\nprint f{0}(1)\n"
    _, problems = compile_source(Source("t.sdol", "".join(one.format(i) for i in range(1667))))
    assert problems == []


DEEP = {
    "parentheses": "print " + "(" * 150 + "1" + ")" * 150,
    "lists": "let xs = " + "[" * 100 + "1" + "]" * 100,
    "nots": "print " + "not " * 300 + "true",
    "sums": "print " + " + ".join(["1"] * 1000),
    "differences": "print " + " - ".join(["1"] * 1000),
    "conditions": "print " + " and ".join(["1 < 2"] * 1000),
    "bundles": "print " + " + ".join(["'a"] * 500) + " ~ 'a",
    "pipes": "print 1" + " |> max(1)" * 800,
    "blocks": "if true { " * 100 + "print 1" + " }" * 100,
    "else if": "let x = 1\nif x == 1 { print 1 }"
    + "".join(f" else if x == {i} {{ print {i} }}" for i in range(200)),
    "cases": "let x = 1\nprint match x {\n" + "".join(f"{i} => {i}\n" for i in range(200)) + "_ => 0\n}",
    "list pattern": "match [1] {\n[" + ", ".join(["1", "_"] * 60) + "] => print 1\n_ => print 2\n}",
    "calls": "fn f(n: int) -> int { n }\nprint " + "f(" * 120 + "1" + ")" * 120,
    "arguments": f"fn f({', '.join(f'a{i}: int' for i in range(300))}) {{}}\nf({', '.join(['1'] * 300)})",
    "items": f"print [{', '.join(['1'] * 3_000)}]",
    "loops": "".join(f"for a{i} in [1] {{ " for i in range(18)) + "print 1" + "}" * 18,
    "trys": "try {" * 17 + " print 1 " + "} else { print 2 }" * 17,
    "handlers": "try { print 1 } else {" * 9 + " print 1 " + "}" * 9,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_deep_or_long_runs_on_both_engines(text: str, run: Callable) -> None:
    assert checked(text) == []
    step, emit = run(text, "step"), run(text, "emit")
    assert step == emit
    assert step.status == 0


TOO_DEEP = {
    "cases": "let x = 1\nprint match x {\n" + "".join(f"{i} => {i}\n" for i in range(300)) + "_ => 0\n}",
    "loops": "".join(f"for a{i} in [1] {{ " for i in range(19)) + "print 1" + "}" * 19,
    "trys": "try {" * 19 + " print 1 " + "} else { print 2 }" * 19,
    "handlers": "try { print 1 } else {" * 10 + " print 1 " + "}" * 10,
    "comprehensions": "let x = " + "[len(" * 19 + "[1]" + ") for i in [1]]" * 19,
}


@pytest.mark.parametrize("text", TOO_DEEP.values(), ids=TOO_DEEP)
def test_what_no_engine_takes_is_one_diagnostic(text: str) -> None:
    assert [d.code for d in checked(text)] == ["E0218"]
