"""The page for readers of torchhd: its programs run, and the names in its table exist."""

import re

import pytest
from doc_blocks import ROOT, Block, blocks

from sdol import lvm

PAGE = "docs/torchhd.md"
BLOCKS = [block for block in blocks(PAGE) if block.language == "python"]
TABLE = [line.split("|")[2] for line in (ROOT / PAGE).read_text().splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line {block.line}")
def test_a_program_runs(block: Block) -> None:
    exec(compile(block.text, PAGE, "exec"), {})


def test_every_name_of_the_table_exists() -> None:
    families = [lvm.HRR(8), lvm.FHRR(8), lvm.MAP(8), lvm.BSC(8)]
    methods = re.findall(r"hd\.(\w+)", " ".join(TABLE))
    assert len(TABLE) > 20 and len(methods) > 15
    for method in methods:
        assert any(callable(getattr(family, method, None)) for family in families), method
    for name in re.findall(r"lvm\.(\w+)", " ".join(TABLE)):
        assert callable(getattr(lvm, name)), name
