"""Completion in programs: what the grammar, the scope and the library offer, in which order, and where nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel import table
from sdol.lang.pieces import pieces
from sdol.shell.completion import Everywhere, Item, Offer, Scope, complete
from sdol.shell.completion import library as shipped
from sdol.shell.completion.ranking import EXACT, FOLDED, SCATTERED, closeness
from sdol.shell.library import modules


class Desk(Scope):
    """A scope with something of everything."""

    def variables(self) -> Mapping[str, str]:
        return {
            "notes": "store@minilm",
            "hits": "list[hit@minilm]",
            "msg": "text",
            "point": "vec@minilm",
            "billing": "region@minilm",
            "count": "int",
            "row": "{name: text, year: int}",
            "Mixed": "int",
        }

    def functions(self) -> Mapping[str, tuple[str, str]]:
        return {
            "team": ("(msg: text, wide: bool = false) -> text", "Who answers. At once.\n  >>> team(1)\n  2")
        }

    def modules(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        return {
            "lists": {n: (s, d) for n, s, d in shipped.functions_of("lists")},
            "prices": {"best": ("hit@swift", "")},
        }

    def partitions(self, prefix: str, most: int) -> list[tuple[str, str]]:
        return [(n, "3 records") for n in ("notes", "old") if n.startswith(prefix)]

    def texts(self, prefix: str, most: int) -> list[str]:
        return [t for t in ("late parcel", 'late "again"') if t.startswith(prefix)]

    def keys(self, partition: str) -> Mapping[str, str]:
        return {"year": "int", "title": "text"} if partition == "notes" else {}


def offer(text: str, scope: Scope | None = None) -> Offer:
    """What is offered at the mark `|`, or at the end."""
    at = text.index("¦") if "¦" in text else len(text)
    return complete(text.replace("¦", ""), at, scope or Desk())


def texts(text: str) -> list[str]:
    return [item.text for item in offer(text).items]


def item(text: str, name: str) -> Item:
    return next(i for i in offer(text).items if i.text == name)


# --- the grammar --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "offered", "not_offered"),
    [
        (
            "",
            {"let", "fn", "store", "print", "while", "near", "transaction"},
            {"else", "top", "where", "void"},
        ),
        ("let x = ", {"near", "if", "route", "transaction"}, {"let", "print", "top"}),
        ("near q in notes ", {"top", "where"}, {"let", "by", "uses"}),
        ("near q in notes top 3 ", {"where"}, {"top"}),
        ("x <- y ", {"by", "and"}, {"top", "where"}),
        ("if x { 1 } ", {"else", "and"}, {"let"}),
        ("try { 1 } ", {"else"}, {"and", "let"}),
        ("route x {\n  ", {"void"}, {"let", "else"}),
        ("fn f() -> text ", {"uses"}, {"let", "by"}),
        ("fn f() {\n  ", {"let", "return"}, {"fn", "import", "test", "space"}),
        ("let a = = 3\nprint ", {"near"}, {"let"}),
        ("let ", set(), {"nil", "true"}),
        ("match x {\n  ", {"nil", "true"}, {"let"}),
    ],
)
def test_keywords_only_where_the_grammar_takes_them(
    text: str, offered: set[str], not_offered: set[str]
) -> None:
    keywords = {i.text for i in offer(text).items if i.kind == "keyword"}
    assert offered <= keywords
    assert not not_offered & keywords


@pytest.mark.parametrize(
    "text", ["# le", "## le", '"le', '"a \\{le', "12", "1.", "let ", "fn ", '"""\nle', "for "]
)
def test_nothing_in_comments_numbers_texts_and_where_a_name_is_given(text: str) -> None:
    assert [i for i in offer(text).items if i.kind not in ("keyword",)] == []


@pytest.mark.parametrize(
    ("text", "expected"), [("let x: te", "text"), ("fn f(a: li", "list"), ("fn f() -> ve", "vec")]
)
def test_types_where_a_type_stands(text: str, expected: str) -> None:
    assert expected in texts(text)
    assert {i.kind for i in offer(text).items} <= {"type", "keyword"}


@pytest.mark.parametrize("text", ["~msg@", "point as ", "space ", "let x: vec@"])
def test_spaces(text: str) -> None:
    assert set(texts(text)) == {"hd", "minilm", "swift"}
    assert item(text, "swift") == Item("swift", "space", "", "256 dimensions")


def test_modules_effects_partitions_symbols() -> None:
    assert "lists" in texts("import ")
    assert "prelude" not in texts("import ")
    assert texts("fn f() uses fs.read, n") == ["net"]
    assert texts("fn f() uses fs") == ["fs.read", "fs.write"]
    assert texts("fn f() uses fs.r") == ["read"]
    assert texts("store o") == ["old"]
    assert texts("let a = 'paris\nprint 'pa") == ["'paris"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('print row["a b"], row.year\nlet row: json = 1\nprint row["', ["a b", "year"]),
        ('print row["a b"], row.year\nlet row: json = 1\nprint "{row["a', ["a b"]),
        ('print row["a b"]\nlet row = [1]\nprint row["', []),
        ('print row["a b"]\nprint ["', []),
    ],
)
def test_keys_of_data_that_are_named_above(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


# --- names --------------------------------------------------------------------------------------------------


def test_a_variable_of_a_comprehension_is_not_known_behind_it() -> None:
    text = "fn f(xs: list[int]) -> text { join([if zz > 1 { a } else { b } for zz in xs], c) }\nif x { 1 }\nprint z"
    assert "zz" not in texts(text)
    assert "zz" in texts("print [z¦ for zz in xs]")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("let f = zq => {\n z", ["zq"]),
        ("print map([1], (zq, zr) => { z", ["zq", "zr"]),
        ("let f = zq => zr => z", ["zq", "zr"]),
        ("let f = zq => zq + 1\nprint z", []),
        ("print map([1], zq => zq), z", []),
        ("print map([1], zq => zq)\nif z", []),
        ("match x {\n  {a: zq} if zq > 1 => z", ["zq"]),
        ("match x {\n  [zq, zr] => z", ["zq", "zr"]),
        ("match x {\n  zq => 1\n  zr if zr > 1 => z", ["zr"]),
        ("match x {\n  zq => 1\n}\nprint z", []),
    ],
)
def test_parameters_and_patterns_are_known_up_to_the_end_of_what_they_belong_to(
    text: str, known: list[str]
) -> None:
    assert [i.text for i in offer(text).items if i.kind == "variable"] == known


def test_parameters_behind_one_that_is_a_function() -> None:
    assert item("fn f(g: fn(int) -> int, zebra: list[int]) -> int {\n  z", "zebra").type == "list[int]"


def test_an_item_has_its_type_and_a_sentence() -> None:
    assert item("te", "team") == Item(
        "team", "function", "(msg: text, wide: bool = false) -> text", "Who answers."
    )
    assert item("uppe", "upper") == Item(
        "upper", "instruction", "(t: text) -> text", table.get("text.upper").summary
    )
    assert item("le", "len").type == "(xs: list[T]) -> int"
    assert item("cou", "count") == Item("count", "variable", "int", "")
    assert item("arg", "args").type == "json"


def test_every_instruction_that_can_be_called_is_offered() -> None:
    for row in table.reachable("call"):
        assert row.verb in texts(row.verb), row.name


def test_exact_beginnings_come_first_then_other_case_then_scattered_letters() -> None:
    assert (closeness("gro", "group_by"), closeness("Gro", "group_by")) == (EXACT, FOLDED)
    assert closeness("gb", "group_by") == SCATTERED
    assert closeness("b", "group_by") is None
    assert closeness("bg", "group_by") is None
    assert texts("lists.gb") == ["group_by"]
    assert texts("mixe") == ["Mixed"]
    assert texts("le")[0] == "let"
    assert texts("st")[0] == "store"
    shown = texts("print ma")
    assert shown.index("map") < shown.index("matches")


def test_the_rest_of_the_word_is_replaced() -> None:
    found = offer("print co¦nut + 1")
    assert (found.start, found.end) == (6, 11)


# --- locals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "type"),
    [
        ("fn f(path: text) -> int {\n  pa", "path", "text"),
        ("let total = 1 + 2\ntot", "total", "int"),
        ("let part = 1 / 2\npar", "part", "num"),
        ("let near_it = ~msg@swift\nnear", "near_it", "vec@swift"),
        ("let both = [msg, msg]\nbot", "both", "list[text]"),
        ("let found = near msg in notes top 2\nfou", "found", "list[hit@minilm]"),
        ("let shouted = msg |> upper\nsho", "shouted", "text"),
        ("let alike = point ~ ~msg\nali", "alike", "num"),
        ("let way = point - ~msg\nwa", "way", "disp@minilm"),
        ("let same = msg == msg\nsam", "same", "bool"),
        (
            "let groups = lists.group_by(hits, h => h.text)\ngrou",
            "groups",
            "list[{key: text, items: list[hit@minilm]}]",
        ),
        ("for hit in hits { hi", "hit", "hit@minilm"),
        ("for line in input.lines { lin", "line", "text"),
        ("map(hits, one => on", "one", "hit@minilm"),
        ("[one for one in hits if on", "one", "hit@minilm"),
        ("let {name: called} = row\ncall", "called", "text"),
        ("let [one, two] = hits\ntw", "two", "hit@minilm"),
        ("store letters@swift\nlett", "letters", "store@swift"),
        ("let odd: region = f(1)\nod", "odd", "region@minilm"),
        ('let x = 1\nprint "a {x + x', "x", "int"),
        ("let unknowable = mystery(1)\nunkn", "unknowable", ""),
    ],
)
def test_locals_with_their_types(text: str, name: str, type: str) -> None:
    assert item(text, name)[:3] == (name, "variable", type)


@pytest.mark.parametrize(
    "text", ["fn f(path: text) { 1 }\npat", "if msg { let inner = 1 }\ninne", "let mine = mi¦ + 1"]
)
def test_what_is_out_of_scope_is_not_offered(text: str) -> None:
    assert not {"path", "inner", "mine"} & set(texts(text))


# --- after a dot --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("row.", ["name", "year"]),
        ("hits[0].", ["id", "payload", "score", "text", "vec"]),
        ("for h in hits { print h.sc", ["score"]),
        ("map(hits, h => h.sc", ["score"]),
        ("let x = [h.sc¦ for h in hits if h.score > 0]", ["score"]),
        ("[{a: h.sc¦} for h in hits]", ["score"]),
        ("try { 1 } else e { e.m", ["message"]),
        ("notes.fi", ["first"]),
        ("notes.first()[0].sc", ["score"]),
        ("msg.", ["lines"]),
        ("input.", ["lines", "rows", "text"]),
        ("lists.group", ["group_by"]),
        ("prices.", ["best"]),
        ("prices.best.sc", ["score"]),
        ("near msg in notes where .", ["title", "year"]),
        ("near msg in elsewhere where .", []),
        ('"a {row.na', ["name"]),
        ("count.", []),
    ],
)
def test_members(text: str, expected: list[str]) -> None:
    found = texts(text)
    assert (sorted(found) if text.endswith(".") else found[: len(expected)]) == expected


def test_of_data_the_fields_that_the_program_names_are_offered() -> None:
    found = offer("let a = args.folder\nprint args.").items
    assert found == (Item("folder", "field", "", "a field that is named above"),)
    assert texts("let a = args.folder\nprint hits[0].fo") == []


def test_a_function_of_the_text_with_a_record_in_its_head() -> None:
    text = 'fn told(r: {"a b": text}) -> list[{name: text}] {\n  []\n}\n'
    assert item(text + "tol", "told").type == '(r: {"a b": text}) -> list[{name: text}]'
    assert texts(text + "told(r)[0].") == ["name"]


def test_a_module_that_is_not_imported_says_so() -> None:
    assert item("statistics.corr", "correlation").doc.endswith("Needs `import statistics`.")


# --- calls --------------------------------------------------------------------------------------------------


def test_the_arguments_that_are_still_to_be_given() -> None:
    assert texts("team(")[:2] == ["msg: ", "wide: "]
    assert texts("team(msg, ")[0] == "wide: "
    assert "wide: " not in texts("team(msg, wide: true, ")
    assert item("team(", "wide: ").type == "bool = false"
    assert "payload: " in texts("notes.put(msg, ")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("decide(po", "point"),
        ("near msg in n", "notes"),
        ("near msg in ", "notes"),
        ("route p", "point"),
        ("route point {\n  ", "billing"),
        ("~", "msg"),
        ("print point ~ ", "point"),
        ("if count == ", "count"),
        ("near msg in notes top ", "count"),
        ("for x in ", "hits"),
        ("near ", "point"),
        ("team(msg, wide: ", "all"),
    ],
)
def test_what_fits_the_expected_type_comes_first(text: str, first: str) -> None:
    assert texts(text)[0] == first


def test_a_pipeline_offers_what_takes_its_value_first() -> None:
    shown = texts("msg |> t")
    assert shown.index("trim") < shown.index("table")
    assert texts("msg |> te")[0] == "team"
    assert not {"msg", "hits"} & set(texts("msg |> "))


# --- whatever is typed --------------------------------------------------------------------------------------

WORDS = (
    "let var fn if else for in near top where route match try as import store region uses around by text list"
)
SIGNS = '=> -> = ( ) [ ] { } . , : ~ @ " """ \' \\ | |> ? <- + - * == # ##'
PIECES = st.sampled_from(
    [*WORDS.split(), *SIGNS.split(), "\n", "x", "msg", "hits", "notes", "lists", "f", "1", "2.5"]
)


@given(
    st.lists(PIECES, max_size=25).map(" ".join)
    | st.lists(PIECES, max_size=25).map("".join)
    | st.text(max_size=30)
)
def test_whatever_is_typed_there_is_an_answer(text: str) -> None:
    for at in {0, len(text) // 2, len(text)}:
        found = complete(text, at, Desk())
        assert 0 <= found.start <= at <= found.end <= len(text)


def test_a_long_file_takes_no_longer() -> None:
    text = "let x = 1\n" * 50_000
    found = complete(text + "print ms", len(text) + 8, Desk())
    assert found.items[0].text == "msg"


def test_deep_nesting_is_no_trouble() -> None:
    assert offer("(" * 3_000 + "m").start == 3_000
    assert offer("let x = " + "f(" * 900 + "1" + ")" * 900 + "\nx.").start > 0


def test_the_library_is_read_as_the_parser_reads_it() -> None:
    for module in modules():
        read = {name: f"fn {name}{head}" for name, head, _ in shipped.functions_of(module.name)}
        assert read == {function.name: function.signature for function in module.functions}
        assert all(shipped.parsed(head) for _, head, _ in shipped.functions_of(module.name))


def test_nothing_is_known_everywhere_but_what_every_program_has() -> None:
    assert [i.text for i in complete("inpu", 4, Everywhere()).items] == ["input"]


def test_guessing_types_ends_soon_however_deep_the_lambdas() -> None:
    found = offer("let x = " + "map(hits, y => " * 60 + "y" + ")" * 60 + "\nprint x")
    assert "x" in [i.text for i in found.items]


@pytest.mark.parametrize(
    "bad", ['"{', "(", "let x = ", "fn f(a: ", "[x for x in ", "x => ", "region r = ", "if x { "]
)
def test_bad_text_is_answered_soon(bad: str) -> None:
    began = time.process_time()
    offer(bad * (10_000 // len(bad)) + "x")
    assert time.process_time() - began < 5  # a third of a second; what is not linear takes minutes


ROOT = Path(__file__).resolve().parents[2]
WORDS_OF = {"keyword", "declaration", "constant", "word operator", "builtin", "function", "module", "space"}


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.sdol")), ids=lambda path: path.stem)
def test_what_the_examples_say_is_what_is_offered(path: Path) -> None:
    """Every seventh word of a kind that can be known: after its first letter it is among the offers."""
    text = path.read_text(encoding="utf-8")

    class Importing(Scope):
        def modules(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
            named = set(re.findall(r"^import (\w+)", text, re.MULTILINE))
            return {m: {n: (s, d) for n, s, d in shipped.functions_of(m)} for m in named}

    for piece in [p for p in pieces(text) if p.kind in WORDS_OF][::7]:
        word = text[piece.start : piece.end]
        found = complete(text, piece.start + 1, Importing())
        assert word in [i.text for i in found.items], text[piece.start - 20 : piece.end]
        assert (found.start, found.end) == (piece.start, piece.end)
