"""The page about drift: its programs print what stands below them, and it says what drift cannot see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from doc_blocks import Block, blocks, with_output

BLOCKS = blocks("docs/drift.md")
SHOWN = with_output(BLOCKS)


def test_every_program_is_shown_with_its_output() -> None:
    assert len(SHOWN) == len([block for block in BLOCKS if block.language == "sdol"]) == 7


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"line {shown[0].line}")
def test_a_program_prints_what_is_shown(
    shown: tuple[Block, Block], engine: str, run: Callable[..., Any]
) -> None:
    ran = run(shown[0].text, engine)
    assert (ran.messages, ran.out) == ([], shown[1].text)
