"""What a mistake is called, where it is marked, and that it hides nothing else."""

from __future__ import annotations

import re

import pytest
from trees import dump, problems

from sdol.diagnostics import Diagnostic, Source
from sdol.lang.parser import parse
from sdol.lang.syntax_errors import TITLES
from sdol.lang.syntax_mistakes import MISTAKES


def told(text: str) -> list[Diagnostic]:
    return parse(Source("t.sdol", text))[1]


@pytest.mark.parametrize(
    ("text", "code", "marked", "says"),
    [
        # what the language page promises
        ("if x<-1 { }", "E0115", "<-", "write `x < -1`"),
        ("x<-1", "E0115", "<-", "write `x < -1`"),
        ("let a = {}", "E0117", "{", "record()"),
        ("let ask = 1", "E0108", "ask", "later version"),
        ("a < b < c", "E0114", "<", "a < b and b < c"),
        ("a ~ b ~ c", "E0114", "~", "does not chain"),
        ("let t = (1, 2)", "E0133", "(1, 2)", "list [a, b]"),
        ("print(1, 2)", "E0133", "(1, 2)", "print a, b"),
        ("x |> f", "E0136", "f", "|> f()"),
        # other languages
        ("def foo(x) { }", "E0109", "def", "`fn`"),
        ("function foo(x) { }", "E0109", "function", "`fn`"),
        ("if a { 1 } elif b { 2 }", "E0109", "elif", "else if"),
        ("if x:\n", "E0117", ":", "{ ... }"),
        ("else:\n", "E0117", ":", "{ ... }"),
        ("try { 1 } catch e { 2 }", "E0109", "catch", "try { ... } else e"),
        ("let a = b && c", "E0113", "&&", "`and`"),
        ("let a = b || c", "E0113", "||", "`or`"),
        ("x++", "E0113", "++", "x += 1"),
        ("x := 1", "E0113", ":", "let x"),
        ("let a = b ? 1 : 2", "E0113", "?", "if a { b } else { c }"),
        ("while (a) do", "E0109", "do", "braces"),
        ("for (i in xs) { }", "E0111", "(", "for x in xs"),
        ("for i of xs { }", "E0111", "of", "`in`"),
        ("switch x { }", "E0109", "switch", "match"),
        ("print f(x=1)", "E0118", "=", "x: ..."),
        ("xs.map(x -> x)", "E0118", "->", "`=>`"),
        ("let f = fn(x) { x }", "E0116", "fn", "x => ..."),
        ("let a = 1 // why", "E0113", "//", "#"),
        # equals signs
        ("if x = 1 { }", "E0113", "=", "`==`"),
        ("let x == 1", "E0113", "==", "`=`"),
        ("let x 1", "E0111", "1", "`=`"),
        ("let x", "E0111", "", "let x = ..."),
        ("let x =", "E0120", "=", "value"),
        # blocks, arms, records
        ("if x { if y { fn g() { } } }", "E0116", "fn", "top level"),
        ("while x\n{ }", "E0111", "", "`{`"),
        ("try { 1 }", "E0119", "", "else"),
        ("else { 1 }", "E0119", "else", "`if`"),
        ("match x {\n 1 => 2,\n 3 => 4\n}", "E0118", ",", "line"),
        ("match x {\n}", "E0138", "match", "arms"),
        ("route v {\n a: 1\n}", "E0117", "{", "=>"),
        ("let f = x =>", "E0120", "=>", "body"),
        ("let r = {a, b}", "E0118", "a", "name: value"),
        ("let r = {a: 1 b: 2}", "E0118", "b", "comma"),
        ("let r = {a: 1\nb: 2}", "E0118", "", "comma"),
        ("let r = {a: 1, a: 2}", "E0130", "a", "two fields"),
        ("f(a b)", "E0118", "b", "comma"),
        ("f(a: 1, 2)", "E0137", "2", "last"),
        # names and types
        ("let store = 1", "E0112", "store", "another name"),
        ("fn f(in: text) { }", "E0112", "in: text", "another name"),
        ("fn f(a) { }", "E0111", "a", "a: text"),
        ("fn f(a: int, a: int) { }", "E0140", "a: int", "two parameters"),
        ("for i, x in xs { }", "E0113", ",", "for {index, value} in enumerate(xs)"),
        ("let a = b +\n", "E0120", "+", "goes on"),
        ("print a.\n", "E0120", ".", "a name"),
        ("print 3.\n", "E0132", "3.", "3.0"),
        ("near q s", "E0111", "s", "in store"),
        ("pritn x", "E0121", "x", "`print`"),
        ('print "{x:.2f}"', "E0118", ":", "expression"),
        ("a[1:2]", "E0113", ":", "slice"),
        ("test { }", "E0111", "{", "title"),
    ],
)
def test_mistakes_and_their_remedies(text: str, code: str, marked: str, says: str) -> None:
    (found,) = told(text)
    (label, *_) = found.labels
    assert (found.code, text[label.start : label.end]) == (code, marked)
    assert says in f"{found.message} / {found.help}"


def test_every_code_has_a_title() -> None:
    assert {mistake.code for mistake in MISTAKES} <= set(TITLES)


def test_no_message_speaks_of_tokens() -> None:
    texts = [f"{mistake.message} {mistake.help}" for mistake in MISTAKES]
    unforeseen = [
        one.message
        for text in ("let x: = 1", "@", "1 = ", "fn 5", "as as as", "x.", ")")
        for one in told(text)
    ]
    assert not [
        text
        for text in texts + unforeseen
        if re.search(r"token|[Uu]nexpected|NAME|NUMBER|STRING|NEWLINE|LREC|\$END", text)
    ]


# --- one mistake does not hide the others -------------------------------------------------------------------


def test_each_item_is_told_of_and_the_good_ones_are_kept() -> None:
    module, diagnostics = parse(Source("t", "let = 1\nprint a\nx y\nfn f( { }\nlet z = 2"))
    assert [one.code for one in diagnostics] == ["E0110", "E0121", "E0106"]
    assert [dump(item) for item in module.items] == ["(print [a])", "(let z 2)"]
    assert module.broken == {"f"}


def test_two_mistakes_in_one_function() -> None:
    text = (
        "fn f() {\n  let = 1\n  if a {\n    x y\n    print 1\n  }\n"
        "  match q {\n    1 => 2 3\n    4 =>\n  }\n}\nlet z = 1"
    )
    module, diagnostics = parse(Source("t", text))
    assert [text[slice(one.labels[0].start, one.labels[0].end)] for one in diagnostics] == [
        "=",
        "y",
        "3",
        "=>",
    ]
    assert [dump(item) for item in module.items] == ["(let z 1)"]
    assert module.broken == {"f"}


@pytest.mark.parametrize(
    ("text", "line", "names"),
    [
        ("print f(1, 2\nlet y = 2\nlet z = 3", 1, ["Print", "Let", "Let"]),
        ("fn f() {\n  print 1\nfn g() { }", 1, ["Fn", "Fn"]),
        # the brace that lacks its closer is the one whose closer stands at another indentation
        ("fn f() {\n  if x {\n    print 1\n}\nfn g() { }\nlet z = 1", 2, ["Fn", "Fn", "Let"]),
        ("fn f() {\n  print (1\n}\nlet y = 2", 2, ["Fn", "Let"]),
        ("let a = [1, 2", 1, ["Let"]),
        ("print 1)\nlet y = 2", 1, ["Print", "Let"]),
        ("print (1]\nlet y = 2", 1, ["Print", "Let"]),
        ("}\nlet y = 2", 1, ["Let"]),
    ],
)
def test_a_bracket_that_does_not_match_costs_nothing_else(text: str, line: int, names: list[str]) -> None:
    source = Source("t", text)
    module, diagnostics = parse(source)
    assert [one.code for one in diagnostics] == ["E0106"]
    assert source.position(diagnostics[0].labels[0].start)[0] == line
    assert [type(item).__name__ for item in module.items] == names


def test_unindented_code_in_a_block_is_no_mistake() -> None:
    assert problems("for x in xs {\nlet y = x\nstore z\n}") == []


def test_a_stray_sign_is_taken_for_what_was_meant() -> None:
    module, diagnostics = parse(Source("t", "let a = 5 % 2; let b = a ≤ 3"))
    assert [dump(item) for item in module.items] == ["(let a (* 5 2))", "(let b (<= a 3))"]
    assert len(diagnostics) == 3
