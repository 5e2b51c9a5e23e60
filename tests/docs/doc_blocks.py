"""The fenced blocks of a page, in order."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED = re.compile(r"as `([\w.]+)`:$")


class Block(NamedTuple):
    """A block: its language, the words after it, its text, its line, and the file it is to be saved as."""

    language: str
    words: str
    text: str
    line: int
    file: str


def with_output(found: list[Block]) -> list[tuple[Block, Block]]:
    """The programs under which it stands what they print, each with that."""
    return [(one, below) for one, below in pairwise(found) if below.language == "output"]


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text()
    found = []
    for fence in FENCE.finditer(text):
        before = text[: fence.start()].rstrip()
        saved = SAVED.search(before)
        line = text.count("\n", 0, fence.start()) + 1
        found.append(Block(fence[1], fence[2].strip(), fence[3], line, saved[1] if saved else ""))
    return found
