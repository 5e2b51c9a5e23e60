"""One analysed file: its names, types and problems, also while it is being written."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.diagnostics import Source
from sdol.kernel.types import show
from sdol.lang.analysis import Document
from sdol.lang.analysis.highlights import highlights
from sdol.lang.analysis.inlays import inlays
from sdol.lang.analysis.observing import Stopped
from sdol.lang.analysis.outline import around, folds, outline
from sdol.lang.program import compile_source

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted(
    path
    for folder in ("examples", "stdlib", "tests/golden")
    for path in (ROOT / folder).rglob("*.sdol")
    if path.stat().st_size < 20_000
)


def document(text: str) -> Document:
    return Document(Source("file.sdol", text))


def names(found: Document) -> dict[str, str]:
    """The type of every definition, as it is written."""
    known = {one.name: found.type_of(one) for one in found.scopes.bindings}
    return {name: show(type) for name, type in known.items() if type is not None}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_program_of_the_repository(path: Path) -> None:
    """The problems are those of the compiler; every variable has a type, and every name stands where it is said."""
    source = Source(str(path), path.read_text(encoding="utf-8"))
    found = Document(source)
    _, problems = compile_source(source)
    assert [one.to_json() for one in found.checked.problems] == [one.to_json() for one in problems]
    for mention in found.mentions:
        shown = source.text[slice(*mention.span)]
        assert shown == mention.name or (mention.binding and mention.binding.kind == "module")
    if not problems:
        untyped = [
            b.name
            for b in found.scopes.bindings
            if b.kind not in ("function", "module") and not found.type_of(b)
        ]
        assert untyped == []
    coloured = [one.span for one in highlights(found)]
    assert all(one.end <= other.start for one, other in pairwise(coloured))
    for entry in outline(found):
        assert entry.span.start <= entry.name_span.start <= entry.name_span.end <= entry.span.end
    assert all(one.first < one.last for one in folds(found))


def test_types_of_all_kinds_of_names() -> None:
    text = """
fn f(p: int) -> num { p * 0.5 }
let {a, b} = {a: 1, b: "x"}
let xs = map([1, 2], item => f(item))
for x in xs { print x }
let found = try { f(1) } else e { len(e.message) * 0.5 }
print [each for each in [true]], found, b
"""
    known = names(document(text))
    assert known == {
        "p": "int",
        "a": "int",
        "b": "text",
        "xs": "list[num]",
        "item": "int",
        "x": "num",
        "found": "num",
        "e": "{code: text, message: text, reason: text, help: text}",
        "each": "bool",
    }


def test_types_at_places() -> None:
    text = 'let n = 3\nlet words = ["a", "b"]\nif first(words) != nil { print words[n - 3] ~ "x" }\n'
    text = text.replace(' ~ "x"', "")
    found = document(text)

    def type_at(part: str) -> str:
        type = found.type_at(text.index(part))
        return show(type) if type else ""

    assert (type_at("n ="), type_at('"b"'), type_at("first(w"), type_at("- 3")) == (
        "int",
        "text",
        "text?",
        "int",
    )
    assert found.type_at(len(text)) is None


def test_a_vector_has_its_space() -> None:
    found = names(document('space swift\nlet a = ~"x"\nlet b = ~"x"@minilm\nregion r = around ["y"]\n'))
    assert found == {"a": "vec@swift", "b": "vec@minilm", "r": "region@swift"}


def test_the_instruction_that_an_operator_became() -> None:
    text = 'print ~"a" ~ ~"b"\n'
    found = document(text)
    around = found.expression_at(text.index(" ~ ") + 1)
    assert around and found.seen.instructions[around] == "sphere.similarity"


def test_the_constructs_around_a_place() -> None:
    text = "fn f(n: int) -> int {\n  if n > 10 { n * (2 + n) } else { 0 }\n}\n"
    found = [text[slice(*span)] for span in around(document(text), text.index("+ n") + 2)]
    assert found[:4] == ["n", "2 + n", "(2 + n)", "n * (2 + n)"] and found[-1] == text.strip()
    assert all(small in large for small, large in pairwise(found))


# --- while it is written ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "let y = ",
        "foo(",
        "xs |> ",
        "n.",
        "if n > ",
        "let = 3",
        "print )",
        "{",
        '"text',
        "for z in",
        "~ ~",
    ],
)
def test_a_function_in_which_somebody_writes_keeps_its_other_lines(line: str) -> None:
    rest = "  let after = before * 2\n  after\n}\nlet z = f(1)\n"
    text = f"fn f(n: int) -> int {{\n  let before = n + 1\n  {line}\n{rest}"
    found = document(text)
    assert found.problems
    known = names(found)
    assert known.get("before") == "int" and known.get("n") == "int"
    visible = found.visible(text.index(rest) - 1)
    assert {"n", "before", "f"} <= set(visible)


def test_what_can_be_named_where() -> None:
    function = "fn f(p: int) -> int {\n  let own = p\n  own + 1\n}\n"
    text = f"let early = 1\n{function}for x in [1] {{\n  print x\n}}\nlet late = 2\nprint 0\n"
    found = document(text)

    def visible(part: str) -> set[str]:
        return set(found.visible(text.index(part)))

    assert visible("p\n  own") == {"early", "late", "f", "p"}
    assert visible("own + 1") == {"early", "late", "f", "p", "own"}
    assert visible("[1]") == {"early", "f"}
    assert visible("print x") == {"early", "f", "x"}
    assert visible("print 0") == {"early", "f", "late"}


def test_nobody_wants_to_know_any_more() -> None:
    asked = iter([False, False, True])
    found = Document(Source("file.sdol", "print 1 + 2, 3, 4\n"), stopped=lambda: next(asked, True))
    with pytest.raises(Stopped):
        _ = found.problems


PIECES = st.sampled_from(
    [
        *(
            "fn f(x: num) -> num {",
            "for x in ",
            "if ",
            "else",
            "route a {",
            "match x {",
            "import lists",
            "let a = ",
        ),
        *(
            "{",
            "}",
            "(",
            ")",
            "[",
            "f(",
            '"t {',
            '"',
            "\n",
            " ",
            ".",
            "~",
            "|>",
            "=>",
            "##",
            "# c",
            "\t",
            ",",
        ),
        *("a", "é", "lists.", "1"),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_text_has_an_analysis(text: str) -> None:
    found = document(text).complete()
    assert all(
        text[slice(*one.span)] == one.name
        for one in found.mentions
        if not (one.binding and one.binding.kind == "module")
    )
    for offset in range(len(text) + 1):
        found.type_at(offset)
        found.visible(offset)
    assert all(0 <= one.span.start <= one.span.end <= len(text) for one in highlights(found))
    assert all(one.first < one.last for one in folds(found))
    list(inlays(found, 0, len(text)))
    outline(found)
