"""Programs to trees: the contract programs, precedence, newlines, words, texts, spans."""

from __future__ import annotations

import pytest
from contract import DOLLAR, EFFECTS, INTERPOLATION, NOTES, PROGRAMS, TRIAGE
from trees import dump, tree

from sdol.diagnostics import Source
from sdol.lang import ast
from sdol.lang.parser import parse


def expression(text: str) -> str:
    return tree(f"x = {text}").removeprefix("(assign x = ").removesuffix(")")


def test_triage() -> None:
    assert tree(TRIAGE) == (
        '(region billing (around (listlit ["my card was charged twice" "refund my payment"'
        ' "the invoice is wrong"])))'
        ' (region shipping (around (listlit ["where is my parcel" "the delivery is late"'
        ' "it was sent to the wrong address"])))'
        " (fn team [(param msg (namedtype text))] (namedtype text) (block [(route (embed msg) ["
        '(routearm billing (block ["billing"])) (routearm shipping (block ["shipping"]))'
        ' (routearm (block ["a person"]))])]))'
        " (for line (field input lines) (block [(print [(call team [line]) line])]))"
    )


def test_interpolation() -> None:
    assert tree(INTERPOLATION) == (
        '(let calm (embed "the market is calm")) (let belief calm True)'
        ' (interpolate belief (embed "volatility is rising") 0.25) (print [(~ belief calm)])'
    )


def test_dollar_of_mexico() -> None:
    record = "(+ (+ (* 'country '{0}) (* 'capital '{1})) (* 'currency '{2}))"
    assert tree(DOLLAR) == (
        f"(let usa {record.format('usa', 'washington', 'dollar')})"
        f" (let mexico {record.format('mexico', 'mexico_city', 'peso')})"
        " (let words (codebook (listlit ['usa 'washington 'dollar 'mexico 'mexico_city 'peso])))"
        " (print [(call cleanup [(/ mexico (paren (/ usa 'dollar))) words])])"
    )


def test_store_and_near() -> None:
    assert tree(NOTES) == (
        "(store notes)"
        ' (for row (call read_jsonl ["notes.jsonl"])'
        " (block [(call (field notes put) [(field row text) row])]))"
        ' (for hit (near "late parcel" notes 3 (> (payloadfield year) 2020))'
        " (block [(print [(field hit score) (field hit text)])]))"
    )


def test_effects_and_tests() -> None:
    assert tree(EFFECTS) == (
        "(fn head [(param path (namedtype text))] (namedtype text) [[fs.read]]"
        " (block [(index (field (call read [path]) lines) 0)]))"
        ' (try (block [(print [(call head ["report.txt"])])]) e'
        ' (block [(print ["not today: {(field e message)}"])]))'
        ' (test assignment reaches its target (block [(let x (embed "a") True)'
        ' (interpolate x (embed "b") 1) (assert (> (~ x (embed "b")) 0.999))]))'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~x.title", "(embed (field x title))"),
        ('~"chat"@swift', '(embed "chat" swift)'),
        ("~x as s", "(translate (embed x) s)"),
        ("-v as s", "(- (translate v s))"),
        ("!a >> 2", "(>> (! a) 2)"),
        ("a >> -1 >> 2", "(>> (>> a (- 1)) 2)"),
        ("a * b >> 2", "(* a (>> b 2))"),
        ("a + b * c - d", "(- (+ a (* b c)) d)"),
        ("a - b & c", "(& (- a b) c)"),
        ("a | b & c", "(| a (& b c))"),
        ("a ~ b | c", "(~ a (| b c))"),
        ("a ~ b > 0.5", "(> (~ a b) 0.5)"),
        ("~a ~= ~b", "(~= (embed a) (embed b))"),
        ("not a in b and c not in d or e", "(or (and (not (in a b)) (not in c d)) e)"),
        ("a or b |> f(1) |> g.h()", "(call (field g h) [(call f [(or a b) 1] True)] True)"),
        ("x => y => x |> f()", "(lambda [[x]] (lambda [[y]] (call f [x] True)))"),
        ("(x, y) => {a: x}", "(lambda [[x] [y]] (recordlit [[a x]]))"),
        ("() => { a }", "(lambda (block [a]))"),
        ("x => {}", "(lambda [[x]] (block))"),
        ("near a | b in s |> f()", "(call f [(near (| a b) s)] True)"),
        (
            "near q in s top n + 1 where .a and .b",
            "(near q s (+ n 1) (and (payloadfield a) (payloadfield b)))",
        ),
        ("around f(x)", "(call (around f) [x])"),
        ("codebook (a + b)", "(codebook (paren (+ a b)))"),
        ("[x * x for x in xs if x > 1]", "(comprehension (* x x) x xs (> x 1))"),
        ("f(1, a: 2,)", "(call f [1 a: 2])"),
        ("[1, 2,]", "(listlit [1 2])"),
        ('{a: 1, "b c": [],}', "(recordlit [[a 1] [b c (listlit)]])"),
        ("xs[0].text", "(field (index xs 0) text)"),
        (
            "if a { 1 } else if b { 2 } else { 3 }",
            "(if a (block [1]) (block [(if b (block [2]) (block [3]))]))",
        ),
        ("if a { 1 } + 2", "(+ (if a (block [1])) 2)"),
        ("try { a } else { b }", "(try (block [a]) (block [b]))"),
        ("1_000 + 0.5 + 1e-3 + 0x1f", "(+ (+ (+ 1000 0.5) 0.001) 31)"),
        ("true and nil == false", "(and True (== nil False))"),
    ],
)
def test_expressions_bind_as_the_table_says(text: str, expected: str) -> None:
    assert expression(text) == expected


def test_statements() -> None:
    assert tree("xs[0].a += 1") == "(assign (field (index xs 0) a) += 1)"
    assert tree("let {a, b: [c, _]} = r") == "(let (recordpattern [[a a] [b (listpattern [c _])]]) r)"
    assert tree("let {a} = r") == "(let (recordpattern [[a a]]) r)"
    assert tree("while true { break }") == "(while True (block [(break)]))"
    assert (
        tree('import stats\nimport "a.sdol"\nspace swift')
        == "(import stats) (import a.sdol True) (space swift)"
    )
    assert tree("store notes@swift") == "(store notes swift)"
    assert tree("print") == "(print)"
    assert tree('assert a, "why"') == '(assert a "why")'


def test_types() -> None:
    def written(text: str) -> str:
        return tree(f"let x: {text} = y").removeprefix("(let x ").removesuffix(" y)")

    assert written("vec@S") == "(namedtype vec S)"
    assert written("list[vec@S]?") == "(optionaltype (namedtype list [(namedtype vec S)]))"
    assert (
        written("{a: int, b: text?,}")
        == "(recordtype [[a (namedtype int)] [b (optionaltype (namedtype text))]])"
    )
    assert written("fn(int) -> text?") == "(fntype [(namedtype int)] (optionaltype (namedtype text)))"
    assert written("(fn(int))?") == "(optionaltype (fntype [(namedtype int)]))"
    assert written("store@swift") == "(namedtype store swift)"


def test_a_function_with_everything() -> None:
    text = '## What it does.\n##   more\nfn f(a: int, b: text = "x",) -> nil uses fs.read, net { return }'
    module, _ = parse(Source("t", text))
    assert dump(module.items[0]) == (
        '(fn f [(param a (namedtype int)) (param b (namedtype text) "x")] (namedtype nil)'
        " [[fs.read] [net]] (block [(return)]) What it does.\n  more)"
    )


def test_a_comment_after_code_documents_nothing() -> None:
    assert tree("let a = 1 ## about a\nfn f() { }") == "(let a 1) (fn f (block))"


def test_match_arms_take_statements_patterns_and_guards() -> None:
    text = (
        'match x {\n  -1 => print "low"\n\n  n if n > 2 => { n }  # why\n'
        '  {k: "a"} => y = 1\n  [a, _] => return a\n}'
    )
    assert tree(text) == (
        '(match x [(matcharm -1 (block [(print ["low"])])) (matcharm n (> n 2) (block [n]))'
        ' (matcharm (recordpattern [[k "a"]]) (block [(assign y = 1)]))'
        " (matcharm (listpattern [a _]) (block [(return a)]))])"
    )


def test_route_labels_are_regions() -> None:
    assert tree('route v {\n a & !b => 1\n around ["x"] => 2\n void => x <- v by 1\n}') == (
        '(route v [(routearm (& a (! b)) (block [1])) (routearm (around (listlit ["x"])) (block [2]))'
        " (routearm (block [(interpolate x v 1)]))])"
    )


# --- newlines -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "a b"),
        ("f(\n1,\n\n2\n)", "(call f [1 2])"),
        ("[\n1\n,2]", "(listlit [1 2])"),
        ("f(x => {\n a\n b\n})", "(call f [(lambda [[x]] (block [a b]))])"),
        ("a\n\n# why\n  |> f()\n  # and\n  |> g()", "(call g [(call f [a] True)] True)"),
        ("if a { 1 }\n# or\n\nelse { 2 }", "(if a (block [1]) (block [2]))"),
        ("if a {\n\n1\n\n# end\n}", "(if a (block [1]))"),
        ("r = {\n\n a: 1,\n\n b: [\n2\n]\n}", "(assign r = (recordlit [[a 1] [b (listlit [2])]]))"),
        ("a # one\r\nb\r\n", "a b"),
        ("\ufeff#!/usr/bin/env sdol\na", "a"),
        ("f(\n{ # one\n a: 1 }, 2)", "(call f [(recordlit [[a 1]]) 2])"),
    ],
)
def test_newlines(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_words_are_names_where_only_a_name_can_stand() -> None:
    assert tree("row.store.in") == "(field (field row store) in)"
    assert expression("{store: 1, if: 2}") == "(recordlit [[store 1] [if 2]])"
    assert tree("f(in: 1)") == "(call f [in: 1])"
    assert tree("let {for: x} = r") == "(let (recordpattern [[for x]]) r)"
    assert tree("let top = where(by) as uses") == "(let top (translate (call where [by]) uses))"


# --- texts --------------------------------------------------------------------------------------------------


def test_texts_nest_and_keep_their_places() -> None:
    text = 'print "a{f("x{y + "q"}}")}b"'
    module, diagnostics = parse(Source("t", text))
    assert not diagnostics
    printed = module.items[0]
    assert isinstance(printed, ast.Print)
    assert dump(printed) == '(print ["a{(call f ["x{(+ y "q")}}"])}b"])'
    outer = printed.values[0]
    assert isinstance(outer, ast.Text)
    call = outer.parts[1]
    assert isinstance(call, ast.Call)
    assert text[slice(*call.span)] == 'f("x{y + "q"}}")'


def test_escapes() -> None:
    assert expression(r'"\n\t\r\\\"\{\}\u{1f600}\u{41}"') == '"\n\t\r\\"{}\U0001f600A"'


def test_texts_over_several_lines_lose_their_margin() -> None:
    assert expression('"""\n    a\n\n      {b}\n    """') == '"a\n\n  {b}\n"'
    assert expression('"""a "quoted"\n b"""') == '"a "quoted"\n b"'
    assert expression('"""\r\n  a\r\n  """') == '"a\n"'
    assert expression('"""\n  a\n  {f("""x""",\n1)}"""') == '"a\n{(call f ["x" 1])}"'


# --- spans --------------------------------------------------------------------------------------------------


def _nodes(value: object) -> list[ast.Node]:
    if isinstance(value, tuple | list):
        return [node for item in value for node in _nodes(item)]
    if not isinstance(value, ast.Node):
        return []
    return [value, *(node for name in value.__dataclass_fields__ for node in _nodes(getattr(value, name)))]


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_every_expression_can_be_read_again_from_its_span(program: str) -> None:
    module, _ = parse(Source("t", program))
    kinds = (
        ast.Call
        | ast.Binary
        | ast.Near
        | ast.Route
        | ast.Field
        | ast.Text
        | ast.ListLit
        | ast.Embed
        | ast.Around
    )
    found = [node for node in _nodes(module.items) if isinstance(node, kinds)]
    assert found
    for node in found:
        if ".year" not in program[slice(*node.span)]:
            assert tree(program[slice(*node.span)]) == dump(node)
