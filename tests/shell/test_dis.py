"""`sdol dis`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.shell.conftest import Answer

Call = Callable[..., Answer]
PROGRAM = """\
fn twice(n: int) -> int { n * 2 }
var total = 0
for x in [1, 2] {
  if x == 2 { total += twice(x) }
}
let a_vector = ~"a cat"@swift
print total, a_vector ~ a_vector, "\x1b"
"""


@pytest.fixture
def listing(call: Call, script: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a terminal of 80 columns shows."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sdol.shell.commands.dis.is_terminal", lambda stream: True)
    answer = call("dis", script(PROGRAM))
    assert (answer.status, answer.err) == (0, "")
    return answer.out


def test_source_stands_above_its_instructions(listing: str) -> None:
    lines = listing.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("    1 | fn twice(n: int)"))
    assert "num.mul r0, r1" in listing
    assert lines[at - 1].endswith("program.sdol:1")
    assert "   4 |   if x == 2 { total += twice(x) }" in listing


def test_registers_constants_and_calls_are_readable(listing: str) -> None:
    assert '= ~"a cat"@swift' in listing
    assert "# total: int" in listing and "# x: int" in listing
    assert "call 1 twice(" in listing
    assert max(map(len, listing.splitlines())) <= 80


def test_every_jump_has_its_label(listing: str) -> None:
    words = listing.split()
    aims = {words[i + 1] for i, word in enumerate(words) if word == "goto"}
    assert aims
    assert aims == {line[:-1] for line in listing.splitlines() if line.startswith("L")}


def test_a_terminal_shows_no_tables(listing: str) -> None:
    assert "@" not in listing.replace("@swift", "").replace("@hd", "")
    assert not [line for line in listing.splitlines() if line.startswith(("constant", "source", "  r0:"))]


def test_nothing_acts_on_the_terminal(listing: str) -> None:
    assert "\x1b" not in listing


def test_a_pipe_takes_it_whole(
    call: Call, script: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    lines = call("dis", script(PROGRAM)).out.splitlines()
    assert lines[0] == "assembly 1"
    at = lines.index('source 0 "program.sdol"')
    *plain, last = PROGRAM.splitlines()
    assert lines[at + 1 : at + 8] == [
        *(f"| {line}" for line in plain),
        '|"' + last.replace('"', '\\"').replace("\x1b", "\\u001b") + '\\n"',
    ]
    assert "…" not in "".join(lines)


def test_one_function_as_json(call: Call, script: Callable[..., str]) -> None:
    found = call("dis", script(PROGRAM), "--function", "twice", "--json").json
    assert [f["name"] for f in found] == ["twice"]
    assert found[0]["registers"][0] == {"name": "n", "type": "int"}
    assert [c["text"] for c in found[0]["code"]] == ["r1 = 2", "r2 = num.mul r0, r1", "return r2"]
    assert {c["line"] for c in found[0]["code"]} == {1}


def test_no_such_function(call: Call, script: Callable[..., str]) -> None:
    answer = call("dis", script(PROGRAM), "--function", "twcie")
    assert (answer.status, answer.out) == (2, "")
    assert "did you mean `twice`?" in answer.err
