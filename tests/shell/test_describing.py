"""What a name means: everything that has a name has a sentence, and what is shown as an example is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel import table
from sdol.kernel.effects import ASKED, FREE
from sdol.lang.tables import tables
from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS
from sdol.lang.written_types import ONE_ARGUMENT, PLAIN_KINDS, SCALARS, SPACED
from sdol.shell import catalogue, library
from sdol.shell.describing import Description, Example, describe, describe_all, names, suggest
from sdol.shell.describing.colours import coloured
from sdol.shell.describing.description import first_sentence
from sdol.shell.describing.markdown import joined, markdown
from sdol.shell.describing.prose import prose
from sdol.shell.describing.searching import search
from sdol.shell.describing.sections import parts, sections
from sdol.shell.describing.showing import rows, shown
from sdol.shell.describing.sources import words

ROOT = Path(__file__).resolve().parents[2]
NAMES = names()
EXAMPLES = {
    one.examples: one
    for found in map(words.find, words.names())
    for one in found
    if one.examples and one.kind in ("word", "sign", "type", "space")
}


class Own:
    """The names of somebody who asks in the middle of a session."""

    def variables(self) -> dict[str, str]:
        return {"notes": "store@minilm", "slerp": "num", "late": "region@hd"}

    def functions(self) -> dict[str, tuple[str, str]]:
        doc = "Twice a number.\n>>> twice(2)\n4\n"
        theirs = {"lists.chunk": ("(xs: list[T]) -> list[T]", ""), "prices.tax": ("(net: num) -> num", "")}
        return {"twice": ("fn twice(x: num) -> num", doc), **theirs}


def sure(name: str) -> Description:
    found = describe(name)
    assert found is not None, name
    return found


# --- everything is described --------------------------------------------------------------------------------


def test_every_word_sign_and_type_of_the_language_has_a_sentence_and_an_example() -> None:
    known = {*tables().words, *tables().signs, *SOFT_WORDS}
    known |= {*SCALARS, *SPACED, *PLAIN_KINDS, *ONE_ARGUMENT} | {"minilm", "swift", "hd", "'", '"', "#", "##"}
    assert [one for one in known if not words.find(one)] == []
    assert [one for one in known if len(sure(one).summary) < 15 or not sure(one).examples] == []
    assert [one for one in FUTURE_WORDS if "later" not in sure(one).sentences] == []


def test_every_instruction_is_found_by_its_opcode_and_its_verb() -> None:
    for row in table.load_all().values():
        found = [one for one in describe_all(row.name) if one.kind == "instruction"]
        assert found and found[0].sentences.startswith(row.summary), row.name
        if row.surface != "syntax":
            told = [one for one in describe_all(row.verb) if one.kind == "instruction"]
            assert told and row.summary in told[0].sentences, row.verb
        assert found[0].examples, row.name


def test_every_operator_of_the_table_is_a_sign_or_a_word_with_a_description() -> None:
    forms = {
        row.form
        for row in table.reachable("syntax")
        if re.fullmatch(r"(a )?[^\w\s]+ ?[abx]|a \w+ b", row.form)
    }
    assert len(forms) > 15
    for form in forms:
        (sign,) = re.findall(r"[^\w\s]+|(?<=a )\w+(?= b)", form)
        assert words.find(sign), form


def test_every_function_of_the_library_is_found_with_its_sentence_and_examples() -> None:
    for module in library.modules():
        for function in module.functions:
            name = function.name if module.name == library.PRELUDE else f"{module.name}.{function.name}"
            found = [one for one in describe_all(name) if one.kind == "function of the library"]
            assert found and found[0].sentences.startswith(function.sentences.splitlines()[0]), name
            assert [tuple(one) for one in found[0].examples] == [tuple(one) for one in function.samples]


def test_every_command_error_and_effect_is_found() -> None:
    from sdol.shell.help import all_commands
    from sdol.shell.repl import registry

    for command in all_commands():
        assert sure(f"sdol {command.name}").signatures == (command.usage(),)
        assert sure(f"sdol {command.name}").examples, command.name
    for name in registry.names():
        assert sure(f":{name}").kind == "command of the REPL"
    for code in catalogue.codes():
        assert sure(code.lower()).title.startswith(code)
    for effect in (*FREE, *ASKED):
        assert "effect" in [one.kind for one in describe_all(effect)]


def test_every_name_has_a_sentence_that_ends_and_everything_to_see_also_is_there() -> None:
    for name in NAMES:
        found = sure(name)
        assert found.summary, name
        assert found.kind in ("guide", "section") or found.summary.rstrip().endswith((".", ":")), (
            found.summary
        )
        assert [other for other in found.see_also if not describe(other)] == [], name


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize("one", EXAMPLES.values(), ids=lambda one: str(one.name))
def test_an_example_of_the_vocabulary_prints_what_it_says(
    one: Description, engine: str, run: Callable[..., Any]
) -> None:
    for example in one.examples:
        ran = run(example.code, engine)
        assert (ran.messages, ran.out.rstrip("\n")) == ([], example.output)


# --- names --------------------------------------------------------------------------------------------------


def test_the_users_own_names_come_first() -> None:
    twice = describe("twice", Own())
    assert twice == Description(
        "twice",
        "function",
        "twice",
        ("twice(x: num) -> num",),
        "Twice a number.",
        (Example("twice(2)", "4"),),
    )
    assert [one.kind for one in describe_all("slerp", Own())] == ["variable", "instruction", "term"]
    assert describe("late", Own()).kind == "region"  # type: ignore[union-attr]
    assert describe("notes.put", Own()).title == "store.put"  # type: ignore[union-attr]
    assert describe("lists.chunk", Own()).signatures == ("lists.chunk(xs: list[T]) -> list[T]",)  # type: ignore[union-attr]
    assert describe("prices", Own()).signatures == ("prices.tax(net: num) -> num",)  # type: ignore[union-attr]
    assert describe("notes.put") is None and describe("twice") is None


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("`slerp`", "sphere.slerp"),
        ("slerp()", "sphere.slerp"),
        ("group_by", "lists.group_by"),
        ("()", "Call and grouping: ()"),
        ("a ~ b", "Embedding and similarity: ~"),
        ("else if", "else if"),
    ],
)
def test_a_name_is_found_however_it_is_written(written: str, title: str) -> None:
    assert sure(written).title == title


def test_where_a_name_has_other_meanings_sections_of_guides_are_only_pointed_at() -> None:
    kinds = [one.kind for one in describe_all("nil")]
    assert "section" not in kinds and "language#nil" in describe_all("nil")[0].see_also
    assert sure("language#nil").sentences.startswith("A `T?`")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("slrep", "slerp"), ("elif", "else if"), ("toUpperCase", "upper"), ("list.group_by", "lists.group_by")],
)
def test_what_may_have_been_meant(typed: str, meant: str) -> None:
    assert suggest(typed)[0] == meant and len(suggest(typed)) <= 3


def test_names_of_the_session_are_suggested_too() -> None:
    assert suggest("twise", Own())[0] == "twice"


@given(st.text(max_size=12))
def test_any_text_is_a_name_or_is_none(text: str) -> None:
    found = describe(text, Own())
    assert found is None or found.summary


def test_a_word_is_told_without_loading_what_computes() -> None:
    code = (
        "import sys; from sdol.shell.describing import describe; assert describe('let'); print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert {"numpy", "rich", "pygments", "onnxruntime", "markdown_it"} & set(ran.stdout.split()) == set()


# --- looked for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("group items by key", "lists.group_by"),
        ("how do I read a file", "read"),
        ("regex replace", "replace_pattern"),
        ("run the tests", "sdol test"),
        ("split a text into words", "split"),
    ],
)
def test_what_is_described_is_found(question: str, name: str) -> None:
    assert name in [one.name for one in search(question, 8)]


def test_what_nothing_has_a_word_of_is_not_found() -> None:
    assert search("qwxyz") == [] and search("the of a") == [] and search("") == []


# --- shown --------------------------------------------------------------------------------------------------


class Screen:
    """A stream without colours, of an encoding."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize("columns", [60, 80])
def test_prose_is_no_wider_than_the_screen(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for name in (
        "let",
        "slerp",
        "sdol run",
        "fs.read",
        "statistics",
        "E0301",
        "language#operators",
        "tables.group",
    ):
        text = shown([sure(name)], Screen("utf-8"))  # type: ignore[arg-type]
        prose = [line for line in text.split("\n") if not line.startswith("    ")]
        assert [line for line in prose if len(line) > columns or line != line.rstrip()] == []
        assert "\x1b" not in text and "\ue000" not in text
    listed = rows([sure(name) for name in NAMES[::20]], Screen("utf-8"))  # type: ignore[arg-type]
    assert max(map(len, listed.split("\n"))) <= columns


@pytest.mark.parametrize("name", NAMES[::11])
def test_where_the_screen_has_only_ascii_nothing_else_is_shown(name: str) -> None:
    assert shown(describe_all(name), Screen("ascii")).isascii()  # type: ignore[arg-type]


def test_colours_of_a_program_end_with_each_line_and_add_nothing_else() -> None:
    for name in NAMES[::9]:
        for example in sure(name).examples:
            drawn = coloured(joined(example), "sdol")
            assert re.sub(r"\x1b\[[\d;]*m", "", drawn) == joined(example)
            assert all(line.count("\x1b[0m") * 2 == line.count("\x1b[") for line in drawn.split("\n"))
    assert coloured("let n = 1", "sdol").startswith("\x1b[1;35mlet\x1b[0m n = ")


def test_what_somebody_else_wrote_is_inert() -> None:
    evil = Description(
        "x", "function", "x\x1b[2J", ("x()",), "Clear \x1b[2J me.", (Example("x(\x07)", "\x1b]0;"),)
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", shown([evil], Screen("utf-8")))  # type: ignore[arg-type]


@given(st.text(st.sampled_from("a `~[]()*_#|-<>!\\\n\t\x1b1."), max_size=80))
def test_any_markdown_is_shown(text: str) -> None:
    drawn = prose(text, Screen("utf-8"))  # type: ignore[arg-type]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\ue000]", drawn) and "\n\n\n" not in drawn


@pytest.mark.parametrize("sign", ["`", "`a ", "[", "[a](", "```x\n", "a.b", "`` ` "])
def test_no_text_takes_long(sign: str) -> None:
    text, began = sign * 20_000, time.process_time()
    first_sentence(text)
    list(parts(text))
    sections(text)
    prose(text[:40_000], Screen("utf-8"))  # type: ignore[arg-type]
    assert time.process_time() - began < 5  # a quarter of a second; what is not linear takes minutes


def test_a_description_is_markdown_for_editors() -> None:
    text = markdown(sure("slerp"))
    assert text.startswith(
        "```sdol\nslerp(a: vec@S, b: vec@S, t: num) -> vec@S\n```\n\nThe point at the fraction t"
    )
    assert "```sdol\nslerp('a, 'b, 1) ~ 'b > 0.999\n# true\n```" in text
    tricky = Description("f", "function", "f", (), "", (Example('"```"', "`"),), ("`",))
    assert markdown(tricky) == '````sdol\n"```"\n# `\n````\n\nSee also: `` ` ``'
