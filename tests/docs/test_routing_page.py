"""The page about routing: its programs print what stands below them, and its figures are those that were measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from doc_blocks import Block, blocks, with_output

from benchmarks.learning.page import FIGURES, PAGE, page

BLOCKS = blocks("docs/routing.md")
SHOWN = with_output(BLOCKS)


def test_every_program_is_shown_with_its_output() -> None:
    assert len(SHOWN) == len([block for block in BLOCKS if block.language == "sdol"]) >= 7


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"line {shown[0].line}")
def test_a_program_prints_what_is_shown(
    shown: tuple[Block, Block], engine: str, run: Callable[..., Any]
) -> None:
    ran = run(shown[0].text, engine)
    assert (ran.messages, ran.out) == ([], shown[1].text)


def test_the_figures_are_those_of_the_benchmark() -> None:
    text = PAGE.read_text()
    assert page(text, json.loads(FIGURES.read_text())) == text
