"""Words, signs, types and spaces: the page `docs/vocabulary.md`, which the tests run.

A section is a heading with names in backticks, a paragraph of forms, sentences, fenced examples with their output, and
a last line of what to see also.
"""

from __future__ import annotations

import re
from functools import cache

from sdol.resources import folder
from sdol.shell.describing.description import Description, Example
from sdol.shell.describing.sections import sections

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_CODE = re.compile(r"`([^`]+)`")
_EXAMPLE = re.compile(r"```sdol\n(.*?)```\n(?:\n```output\n(.*?)```\n?)?", re.DOTALL)
_ALL_FORMS = re.compile(r"(?:`[^`]+`\s*)+")
_ALSO = "See also: "

LEVEL = 3
"""Of the headings that name something."""

KINDS = {"Words": "word", "Signs": "sign", "Types": "type", "Spaces": "space"}


def names() -> Iterable[str]:
    return _page()


def find(name: str) -> list[Description]:
    return _page().get(name) or _forms().get(name, [])


def by_kind() -> dict[str, list[str]]:
    """The names by their kinds."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS.values()}
    for name, descriptions in _page().items():
        for one in descriptions:
            found[one.kind].append(name)
    return found


@cache
def _page() -> dict[str, list[Description]]:
    """The sections by each of their names."""
    text = (folder("docs") / "vocabulary.md").read_text(encoding="utf-8")
    found: dict[str, list[Description]] = {}
    kind = ""
    for level, heading, body in sections(text):
        if level < LEVEL:
            kind = KINDS.get(heading, "")
            continue
        for name in _CODE.findall(heading):
            found.setdefault(name, []).append(_section(name, kind, heading, body))
    return found


@cache
def _forms() -> dict[str, list[Description]]:
    """The sections by how things are written, `a ~ b`."""
    found: dict[str, list[Description]] = {}
    for descriptions in _page().values():
        for one in descriptions:
            for form in one.signatures:
                found.setdefault(form, [one])
    return found


def _section(name: str, kind: str, heading: str, text: str) -> Description:
    prose = _EXAMPLE.sub("", text)
    examples = tuple(Example(m[1].rstrip("\n"), (m[2] or "").rstrip("\n")) for m in _EXAMPLE.finditer(text))
    paragraphs = [part.strip() for part in prose.split("\n\n") if part.strip()]
    forms: tuple[str, ...] = ()
    if _ALL_FORMS.fullmatch(paragraphs[0]):
        forms = tuple(_CODE.findall(paragraphs.pop(0)))
    also: tuple[str, ...] = ()
    if paragraphs[-1].startswith(_ALSO):
        also = tuple(_CODE.findall(paragraphs.pop()))
    sentences = "\n\n".join(" ".join(p.split()) for p in paragraphs)
    return Description(name, kind, _title(heading, name), forms, sentences, examples, also)


def _title(heading: str, name: str) -> str:
    """The heading for one of its names; of a plain word the word itself."""
    about, colon, _ = heading.partition(": `")
    return f"{about}: {name}" if colon else name
