"""`sdol isa`, and the pages that are made from the same table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sdol.kernel.table import load_all
from sdol.shell import instructions, reference
from sdol.shell.help import all_commands
from tests.shell.conftest import Answer

Call = Callable[..., Answer]


def test_json_is_the_whole_table(call: Call) -> None:
    rows = call("isa", "--json").json
    assert [row["name"] for row in rows] == list(load_all())
    assert {tuple(row) for row in rows} == {("name", "family", "signature", "effect", "summary", "examples")}
    assert all(row["examples"] and row["summary"].endswith(".") for row in rows)
    upper = next(row for row in rows if row["name"] == "text.upper")
    assert upper["signature"] == "(t: text) -> text"
    assert upper["examples"][0] == {"code": 'upper("ab")', "output": "AB"}


def test_the_table_lists_everything_in_eighty_columns(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = call("isa").out
    assert all(f"  {name}" in listed for name in load_all())
    assert max(map(len, listed.splitlines())) <= 80


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("text.upper", ["text.upper"]),
        ("upper", ["text.upper"]),
        ("num", None),
        ("len", None),
        ("~", ["sphere.similarity"]),
    ],
)
def test_names(name: str, found: list[str] | None, call: Call) -> None:
    rows = [row["name"] for row in call("isa", name, "--json").json]
    family, verb = ([n for n in load_all() if n.split(".")[at] == name] for at in (0, 1))
    assert rows == (found or family or verb)


def test_another_word_finds_what_is_told_of_it(call: Call) -> None:
    rows = [row["name"] for row in call("isa", "Regular", "--json").json]
    assert "pattern.matches" in rows
    assert "text.upper" not in rows


def test_a_page_shows_how_it_is_written_and_what_it_does(call: Call) -> None:
    page = call("isa", "fs.read").out
    for part in ("fs.read", "read(", "(path: text)", "needs `--allow fs.read`"):
        assert part in page


@pytest.mark.parametrize(
    ("name", "help"), [("uper", "did you mean `upper`?"), ("text.upppr", "`text.upper`")]
)
def test_a_name_that_was_not_meant(name: str, help: str, call: Call) -> None:
    answer = call("isa", name)
    assert (answer.status, answer.out) == (2, "")
    assert help in answer.err


def test_every_instruction_says_how_it_is_written() -> None:
    for row in load_all().values():
        assert instructions.written(row), row.name


# --- the generated pages ------------------------------------------------------------------------------------


def test_the_pages_in_docs_are_those_of_this_program() -> None:
    assert reference.stale() == [], "run `python -m sdol.shell.reference`"


def test_pages_are_written_and_removed(tmp_path) -> None:
    (tmp_path / "instructions").mkdir()
    (tmp_path / "instructions" / "gone.md").write_text("old")
    assert "instructions/gone.md" in reference.stale(tmp_path)
    reference.write(tmp_path)
    assert reference.stale(tmp_path) == []
    assert not (tmp_path / "instructions" / "gone.md").exists()


def test_every_command_and_option_is_documented() -> None:
    page = reference.pages()["commands.md"]
    for command in all_commands():
        assert f"## sdol {command.name}\n" in page
        assert all(option.name in page for option in command.options)


@pytest.mark.parametrize(
    ("name", "parts"),
    [("map", ["fn map(xs: list[T]", "every program has it"]), ("group_by", ["fn group_by(", "import lists"])],
)
def test_a_function_of_the_library_is_told(name: str, parts: list[str], call: Call) -> None:
    answer = call("isa", name)
    assert answer.status == 2
    assert all(part in answer.err for part in parts)
