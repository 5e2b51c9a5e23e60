"""Where on the site a name is described."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sdol.shell.site.rendering import Heading, Parsed

WORDS = "vocabulary.md"
"""The page whose headings hold names between marks of code."""


def named(pages: Iterable[Parsed]) -> dict[str, str]:
    """Names, and the page and anchor where each is described first: words and signs before all others."""
    found: dict[str, str] = {}
    for page in sorted(pages, key=lambda page: page.path != WORDS):
        for heading in page.headings:
            place = page.path if heading.level == 1 else f"{page.path}#{heading.anchor}"
            for name in _names(page.path, heading):
                found.setdefault(name, place)
    return found


def _names(path: str, heading: Heading) -> Iterator[str]:
    if path == WORDS:
        yield from heading.codes
    elif path.startswith("errors/"):
        yield heading.text.partition(":")[0]
    elif path.startswith("instructions/"):
        yield heading.text
        yield heading.text.partition(".")[2]  # the verb, by which programs call it
    else:
        yield heading.text if heading.level > 1 else re.sub(r"\.md$", "", path.rpartition("/")[2])
        yield heading.text.lower()
