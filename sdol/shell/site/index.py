"""What the search reads: every heading of every page, with how the text below it begins."""

from __future__ import annotations

import json

from sdol.shell.site.rendering import TERM, to_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.site.pages import Page
    from sdol.shell.site.rendering import Rendered

NAME = "search-index.js"
LONGEST = 160
"""Characters of a beginning that are kept."""


def index(pages: Iterable[tuple[Page, Rendered]]) -> str:
    """JSON in a call, since a page that is opened as a file may load a script, and nothing else beside it."""
    rows = [row for page, text in pages for row in _rows(page, text)]
    found = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"sdolSearch({found.replace('<', chr(92) + 'u003c')});\n"


def _rows(page: Page, text: Rendered) -> Iterable[list[str | int]]:
    """Heading, group, place and beginning of each section, that of the page at its top, and whether it is only a word
    of the field, which comes behind what a program can use."""
    for at, heading in enumerate(text.headings):
        place = to_html(page.path) + (f"#{heading.anchor}" if at else "")
        group = page.title if at else page.group
        yield [heading.text, group, place, _cut(heading.begins), int(heading.level == TERM)]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
