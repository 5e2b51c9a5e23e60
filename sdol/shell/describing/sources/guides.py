"""The guides: the pages of `docs` that are written by hand, and their sections."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sdol.resources import folder
from sdol.shell.describing.description import Description
from sdol.shell.describing.sections import sections, slug

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MADE = "<!-- Generated"
"""How pages begin that say again what other sources say."""

APART = ("vocabulary", "glossary")
"""Pages that are sources of their own."""


def names() -> Iterable[str]:
    return [*pages(), *_sections()]


def find(name: str) -> list[Description]:
    path = pages().get(name)
    if path:
        return [_page(name, path)]
    return _sections().get(name.lower(), [])


@cache
def pages() -> dict[str, Path]:
    """The files of all pages by their names, `language`."""
    return {path.stem: path for path in sorted(folder("docs").glob("*.md"), key=lambda path: path.stem)}


def _page(name: str, path: Path) -> Description:
    text = path.read_text(encoding="utf-8")
    first, *_ = sections(text)
    return Description(
        name, "guide", first.heading, (), text[text.index(first.heading) + len(first.heading) :].strip()
    )


@cache
def _sections() -> dict[str, list[Description]]:
    found: dict[str, list[Description]] = {}
    for name, path in pages().items():
        text = path.read_text(encoding="utf-8")
        if name not in APART and not text.startswith(MADE):
            for level, heading, body in sections(text):
                title = heading.replace("`", "")
                if level > 1 and body:
                    section = Description(f"{name}#{slug(title)}", "section", title, (), body, (), (name,))
                    found.setdefault(title.lower(), []).append(section)
                    found.setdefault(section.name, []).append(section)
    return found
