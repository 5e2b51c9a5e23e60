"""The comparison of sessions and tools: its tables are whole, and what it says of ours is there."""

from __future__ import annotations

import re

import pytest
from doc_blocks import ROOT

from sdol.shell.help import all_commands
from sdol.shell.repl import registry

PAGE = (ROOT / "docs/comparison-repl.md").read_text()
TABLES = [
    [[cell.strip() for cell in row.strip("|").split("|")] for row in table.strip().splitlines()]
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE)
]
COMPARED = [row for table in TABLES if table[0][1] == "SDOL" for row in table[2:]]


def test_every_row_has_a_cell_for_each_tool() -> None:
    assert len(COMPARED) > 60
    for table in TABLES:
        assert {len(row) for row in table} == {len(table[0])}, table[0]
        assert all(cell for row in table[2:] for cell in row), table[0]


def test_the_colon_commands_exist() -> None:
    named = {name for row in COMPARED for name in re.findall(r"`:(\w+)", row[1])}
    assert "why" in named and named <= set(registry.names())


def test_the_commands_and_their_options_exist() -> None:
    known = {command.name: command for command in all_commands()}
    for call in (call for row in COMPARED for call in re.findall(r"`sdol ([^`]+)`", row[1])):
        name, *words = call.split()
        assert name in known, call
        assert {w for w in words if w.startswith("--")} <= {o.name for o in known[name].options}, call


@pytest.mark.parametrize("row", COMPARED, ids=lambda row: row[0])
def test_we_miss_nothing_that_three_have(row: list[str]) -> None:
    others = [cell for cell in row[2:] if cell != "no" and not re.fullmatch(r"\*[^*]+\*", cell)]
    assert row[1] != "no" or len(others) < 3
