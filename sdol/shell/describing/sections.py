"""A page of Markdown in its sections."""

from __future__ import annotations

import re
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"```+")
_HEADING = re.compile(r"^(#{1,4}) (.+)$", re.MULTILINE)


class Section(NamedTuple):
    """A heading with its level, 1 for that of the page, and what stands below it, up to the next heading."""

    level: int
    heading: str
    text: str


def parts(page: str) -> Iterator[tuple[bool, str]]:
    """The page in order as prose and fenced blocks, with which of the two each is; joined they are the page."""
    kept: list[str] = []
    fence = ""
    for line in page.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            kept.append(line)
            if line.strip() == fence:
                yield True, "".join(kept)
                kept, fence = [], ""
        elif mark:
            yield False, "".join(kept)
            kept, fence = [line], mark[0]
        else:
            kept.append(line)
    yield bool(fence), "".join(kept)


def sections(page: str) -> list[Section]:
    """The sections in their order; what stands above the first heading is in none."""
    # a `# comment` of a program is no heading
    prose = "".join(" " * len(part) if fenced else part for fenced, part in parts(page))
    heads = list(_HEADING.finditer(prose))
    ends = [*(head.start() for head in heads), len(page)][1:]
    return [
        Section(len(head[1]), head[2].strip(), page[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    ]


def slug(heading: str) -> str:
    """The anchor that a heading gets on the usual forges: its letters, digits, blanks as hyphens, and underscores."""
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "_-")
