"""Every known mistake gets the message that was written for it, and every message helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sdol.diagnostics import Diagnostic, Source
from sdol.kernel import table
from sdol.lang import foreign
from sdol.lang.parser import parse
from sdol.lang.program import compile_source
from sdol.lang.syntax_examples import Entry, entries, plain
from sdol.lang.syntax_mistakes import MISTAKES
from sdol.lang.tables import tables
from sdol.resources import folder

TEXT = (folder("grammar") / "sdol.mistakes").read_text()
ENTRIES = entries(TEXT)
EXAMPLES = [(entry, example) for entry in ENTRIES for _, example in entry.examples]
PROBLEMS = Path(__file__).parents[1] / "golden" / "problems"


def told(text: str) -> list[Diagnostic]:
    return parse(Source("t.sdol", text))[1]


def pattern(text: str) -> str:
    """A message as a pattern: `$mark` and `$found` stand for what is there."""
    return re.sub(r"\\\$(mark|found)", ".+", re.escape(text))


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[plain(e) for _, e in EXAMPLES])
def test_an_example_gets_its_message_and_no_other(entry: Entry, example: str) -> None:
    (found,) = told(plain(example))
    assert found.code == entry.code
    assert re.fullmatch(pattern(entry.message), found.message)
    assert re.fullmatch(pattern(entry.help), found.help)


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[plain(e) for _, e in EXAMPLES])
def test_what_is_marked_is_underlined(entry: Entry, example: str) -> None:
    marked = re.search("[«‹](.*)[»›]", example, re.DOTALL)
    assert marked, "an example marks what is wrong in it"
    (label, *_) = told(plain(example))[0].labels
    assert plain(example)[label.start : label.end] == plain(marked[1])


def test_an_example_holds_wherever_the_parser_is_in_its_state() -> None:
    for text in ('if a { print [1, f"x"] }', 'fn g() { h(a + 1, f"x") }', 'let y = {a: [f"x"]}'):
        assert [d.message for d in told(text)] == ["a text needs no letter before its quotes"]
    assert told('let y = g"x"')[0].code == "E0121"


def test_messages_and_tables_are_of_one_make() -> None:
    assert [m[1] for m in tables().mistakes["messages"]] == [e.message for e in ENTRIES]


@pytest.mark.parametrize(
    "text", ["E0999", "- print 1", "E0999 no\n    help: x\n    - print 1", "what is this"]
)
def test_a_file_of_examples_that_makes_no_sense_is_refused(text: str) -> None:
    from sdol.lang.syntax_examples import data

    if text == "E0999":
        assert data(text, tables()) == {"messages": [["E0999", "", ""]], "index": {}}
        return
    with pytest.raises(ValueError, match=r"sdol\.mistakes"):
        data(text, tables())


# --- what the messages name exists --------------------------------------------------------------------------


def verbs() -> set[str]:
    library = {
        name
        for path in folder("stdlib").glob("*.sdol")
        for name in re.findall(r"^fn (\w+)\(", path.read_text(), re.MULTILINE)
    }
    return library | {row.verb for row in table.load_all().values()}


MADE_UP = {"f", "g", "h", "fn", "name", "T"}
"""Functions of the user that messages speak of."""


def called_in(text: str) -> set[str]:
    """The functions that the code in a message calls."""
    code = " ".join(re.findall(r"`([^`]*)`", text))
    return set(re.findall(r"(?<![.\w$])([a-z_]\w*)\(", code)) - MADE_UP


def test_functions_that_messages_name_exist() -> None:
    texts = [f"{e.message} {e.help}" for e in ENTRIES] + [f"{m.message} {m.help}" for m in MISTAKES]
    texts += foreign.SENTENCES.values()
    named = set().union(*map(called_in, texts)) | set(foreign.VERBS.values())
    assert named - verbs() == set()
    assert set(foreign.ON_A_STORE.values()) <= {row.verb for row in table.reachable("method")}


def test_names_of_other_languages_are_not_those_of_this_one() -> None:
    taken = verbs() | {row.form for row in table.reachable("syntax")}
    assert set(foreign.NAMES) & taken == set()


# --- the golden problems ------------------------------------------------------------------------------------


def problems() -> list[tuple[str, list[Diagnostic]]]:
    found = []
    for path in sorted(PROBLEMS.glob("E*.sdol")):
        _, diagnostics = compile_source(Source(path.name, path.read_text()))
        found.append((path.stem, diagnostics))
    return found


def test_every_problem_has_a_place_a_reason_and_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROBLEMS)
    found = problems()
    lacking = [(name, d.message) for name, ds in found for d in ds if not (d.labels and d.reason and d.help)]
    assert lacking == []
    assert [name for name, ds in found if name[:5] not in {d.code for d in ds}] == []
    assert len({(ds[0].code, ds[0].message) for _, ds in found}) >= 120
