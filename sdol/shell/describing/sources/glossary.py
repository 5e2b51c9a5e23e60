"""The glossary: the field's words, from `docs/glossary.md`."""

from __future__ import annotations

import re
from functools import cache

from sdol.resources import folder
from sdol.shell.describing.description import Description

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.*) \|$", re.MULTILINE)
_OTHER = re.compile(r"(?<!\*)\*(\w[\w ]*)\*(?!\*)")


def names() -> Iterable[str]:
    return _page()


def find(name: str) -> list[Description]:
    found = _page().get(name.lower())
    return [found] if found else []


@cache
def _page() -> dict[str, Description]:
    text = (folder("docs") / "glossary.md").read_text(encoding="utf-8")
    return {row[1].lower(): _described(row[1], row[2].replace("\\|", "|")) for row in _ROW.finditer(text)}


def _described(word: str, meaning: str) -> Description:
    also = tuple(dict.fromkeys(other.lower() for other in _OTHER.findall(meaning)))
    sentence = meaning[0].upper() + meaning[1:].rstrip(".") + "."
    return Description(word, "term", word, (), sentence, (), also)
