"""The formatter: how things look, what it keeps, and that it never makes another program."""

from __future__ import annotations

import pytest

from sdol.diagnostics import Source
from sdol.lang import formatting
from sdol.lang.formatting import formatted


def after(text: str) -> str:
    """The formatted text, formatting of which changes nothing more."""
    found, problems = formatted(Source("program.sdol", text))
    assert not problems
    assert formatted(Source("program.sdol", found)) == (found, [])
    return found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("let a=1+ -2*- 3", "let a = 1 + -2 * -3\n"),
        ('let v = ~ "x" @ swift', 'let v = ~"x"@swift\n'),
        ("print a~b,~ a,! r,not(a),a - b,- a", "print a ~ b, ~a, !r, not (a), a - b, -a\n"),
        ("print f (x) . y [ - 1 ],( a ) [0]", "print f(x).y[-1], (a)[0]\n"),
        ("x<- ~b by- 1", "x <- ~b by -1\n"),
        ("print near q in s top (3) where .year>2020", "print near q in s top (3) where .year > 2020\n"),
        ("print top (3), by [0]", "print top(3), by[0]\n"),
        (
            "fn f( a:num=1,b : list [text] ? )->vec @ S uses fs . read,net{ a }",
            "fn f(a: num = 1, b: list[text]?) -> vec@S uses fs.read, net { a }\n",
        ),
        ("let {a} = r\nlet { b , c : { d } } = r", "let {a} = r\nlet {b, c: {d}} = r\n"),
        ("let f = ( x,y )=>{ x }\nlet g=()=>0", "let f = (x, y) => { x }\nlet g = () => 0\n"),
        ("fn f( g : fn ( int )->int ) { }", "fn f(g: fn(int) -> int) {}\n"),
        ("let r = { a : 1,'b:2 }".replace("'b", '"b"'), 'let r = {a: 1, "b": 2}\n'),
        ("store s @ swift\nprint a>> - 1 as t", "store s@swift\nprint a >> -1 as t\n"),
        ("match x {\n-1=>2\n_ if a=>{ 3 }\n}", "match x {\n  -1 => 2\n  _ if a => { 3 }\n}\n"),
        ('print 1_000,0X1f,1E3,\'a,"\\u{41}{ a+b }"', 'print 1_000, 0X1f, 1E3, \'a, "\\u{41}{ a+b }"\n'),
    ],
)
def test_blanks(written: str, expected: str) -> None:
    assert after(written) == expected


def test_blank_lines_stay_one_at_most_and_none_at_the_edges() -> None:
    assert after("\n\n\nlet a = 1\n\n\n\nif a > 0 {\n\n  a\n\n\n  a\n\n}\n\n\n") == (
        "let a = 1\n\nif a > 0 {\n  a\n\n  a\n}\n"
    )
    assert after("") == after("\n \n") == ""


def test_a_block_stays_on_one_line_where_it_was_and_its_if_is_of_one_kind() -> None:
    assert after("if a { b }  else   { c }") == "if a { b } else { c }\n"
    assert after("if a { b } else {\nc }") == "if a {\n  b\n} else {\n  c\n}\n"
    long = f'print if a {{ "{"x" * 40}" }} else {{ "{"y" * 40}" }}'
    assert after(long) == f'print if a {{\n  "{"x" * 40}"\n}} else {{\n  "{"y" * 40}"\n}}\n'


COMMENTS = """\
# first

## of f
fn f(  # header
  a: num,  # of a
  # alone
  b: num,
  # last
) {  # of the body
  # nothing
}  # end
let r = [
  1, 2,  # two

  # alone
  3,
]
if a {
  b  # beside
  # below
}
# before else
else {
  c
}
let p = a
  |> f()  # one
  # two
  |> g()
match x {
  1 => 2  # arm
  # between
  _ => 3
}
let s = (
  1  # why
  + 2
)
# the end
"""


def test_every_comment_keeps_its_place() -> None:
    assert after(COMMENTS) == COMMENTS


def test_what_is_no_comment_is_left_alone() -> None:
    text = 'let s = """\n   # no comment  \n {a # one within a text\n} """\nlet t = "#"  # one\n'
    assert after(text) == text


def test_comments_before_commas_and_brackets_go_behind_what_they_speak_of() -> None:
    assert after("let a = [1 # one\n, 2 # two\n]") == "let a = [\n  1,  # one\n  2,  # two\n]\n"
    assert after("f(\n# why\n)") == "f(\n  # why\n)\n"
    assert after("f( # why\n)") == "f(  # why\n)\n"


LONG = "a_name_of_thirty_characters_xx"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # what fits is joined, but for a comma that asks for lines
        ("let a = [\n1,\n2\n]", "let a = [1, 2]\n"),
        ("let a = [\n1,\n2,\n]", "let a = [\n  1,\n  2,\n]\n"),
        # words fill their lines, anything else gets lines of its own
        (
            f"let a = [{', '.join([LONG] * 4)}]",
            f"let a = [\n  {LONG}, {LONG}, {LONG},\n  {LONG},\n]\n",
        ),
        (
            f"let a = f(g({LONG}), g({LONG}), g({LONG}), 3)",
            f"let a = f(\n  g({LONG}),\n  g({LONG}),\n  g({LONG}),\n  3,\n)\n",
        ),
        # the last bracket opens first, and takes a single one inside of it along
        (
            f"print g([{LONG}, {LONG}, {LONG}, 3])",
            f"print g([\n  {LONG}, {LONG}, {LONG}, 3,\n])\n",
        ),
        (
            f"print map({LONG}, x => {{\nx }})",
            f"print map({LONG}, x => {{\n  x\n}})\n",
        ),
        # a pipeline is broken at each step, and stays so
        (
            f"let b = {LONG} |> f({LONG}) |> f({LONG})",
            f"let b = {LONG}\n  |> f({LONG})\n  |> f({LONG})\n",
        ),
        ("let b = a\n|> f() |> g()", "let b = a\n  |> f()\n  |> g()\n"),
        # between round brackets operators and the parts of a comprehension begin lines
        (
            f"let c = ({LONG} > 1 and {LONG} or {LONG} < 2)",
            f"let c = (\n  {LONG} > 1 and {LONG}\n  or {LONG} < 2\n)\n",
        ),
        (
            f"let c = [{LONG} + 1 for {LONG} in f({LONG}) if a > 3]",
            f"let c = [\n  {LONG} + 1\n  for {LONG} in f({LONG}) if a > 3\n]\n",
        ),
        # a signature is broken at its parameters
        (
            f"fn {LONG}({LONG}: text, b: num) -> list[{{{LONG}: text}}] {{ 1 }}",
            f"fn {LONG}(\n  {LONG}: text, b: num,\n) -> list[{{{LONG}: text}}] {{ 1 }}\n",
        ),
    ],
)
def test_long_lines(written: str, expected: str) -> None:
    found = after(written)
    assert found == expected
    assert max(map(len, found.splitlines())) <= formatting.WIDTH


def test_a_comma_is_added_only_where_the_grammar_takes_one() -> None:
    index = f"print {LONG}[{LONG} + {LONG} + {LONG} + 1]"
    assert after(index) == f"print {LONG}[\n  {LONG} + {LONG} + {LONG} + 1\n]\n".replace(
        f" + {LONG}", f"\n  + {LONG}"
    ).replace(" + 1", "\n  + 1")
    assert after("let a = (1 + 2,)\nlet f = (x,) => x") == "let a = (1 + 2)\nlet f = (x) => x\n"


def test_brackets_as_deep_as_the_parser_takes_them() -> None:
    lines = after(f"print {'[' * 500}1,{']' * 500}\n").splitlines()
    assert lines[0] == "print ["
    assert lines[500] == " " * 1000 + "1,"
    assert lines[-1] == "]"


def test_long_chains() -> None:
    assert after(f"let a = {' +'.join(['b[0]'] * 4000)}") == f"let a = {' + '.join(['b[0]'] * 4000)}\n"


def test_a_program_with_mistakes_is_left_as_it_is() -> None:
    text = "let a  =  1\nlet b  =\n"
    found, problems = formatted(Source("program.sdol", text))
    assert found == text
    assert [d.code for d in problems] == ["E0120"]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ("let a = 2  # one\n", "its tree"),
        ("let a = 1  # two\n", "a comment"),
        ("let a = \n", "no longer parse"),
        ("let a = 1.0  # one\n", "its tree"),
    ],
)
def test_another_program_is_never_given(made: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting.Printer, "whole", lambda *_: made)
    text = "let a=1 # one"
    found, problems = formatted(Source("program.sdol", text))
    assert found == text
    assert [d.code for d in problems] == ["E0999"]
    assert reason in problems[0].reason
