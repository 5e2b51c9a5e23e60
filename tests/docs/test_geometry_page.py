"""The guide to `sdol.lvm`: its programs print what stands below them, and its names exist."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout

import numpy as np
import pytest
from doc_blocks import ROOT, Block, blocks

from benchmarks.harness.registry import every
from sdol import lvm

PAGE = "docs/geometry.md"
TEXT = (ROOT / PAGE).read_text()
BLOCKS = blocks(PAGE)[1:]
PAIRS = list(zip(BLOCKS[::2], BLOCKS[1::2], strict=True))


@pytest.mark.parametrize(("program", "output"), PAIRS, ids=lambda block: f"line {block.line}")
def test_a_program_prints_what_stands_below(program: Block, output: Block) -> None:
    assert (program.language, output.language) == ("python", "text")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(program.text, PAGE, "exec"), {"np": np, "lvm": lvm})
    assert printed.getvalue() == output.text


def test_every_section_has_a_program_and_states_its_limits() -> None:
    sections = TEXT.split("\n## ")[1:]
    assert len(sections) == len(PAIRS) > 12
    assert [part.partition("\n")[0] for part in sections if part.count("\n*Limits.* ") != 1] == []


def test_every_part_that_is_used_seldom_is_shown() -> None:
    shown = set(re.findall(r"lvm\.(\w+)|`(\w+)`", TEXT))
    named = {word for pair in shown for word in pair if word}
    modules = {module for name, module in lvm._LATER.items() if name in named}
    seldom = {module for name, module in lvm._LATER.items() if name not in lvm.__all__}
    assert modules >= seldom - {"medium_graph", "superposition"}


def test_what_it_names_exists() -> None:
    for name in re.findall(r"lvm\.(\w+)", TEXT):
        assert hasattr(lvm, name), name
    judged = set(re.findall(r"^\*Limits\.\* `([\w-]+)`", TEXT, re.MULTILINE))
    assert len(judged) > 6 and judged <= set(every())
