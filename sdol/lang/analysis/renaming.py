"""Giving a definition another name, in all files, only where every name means afterwards what it meant before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sdol.diagnostics import Source
from sdol.lang import ast
from sdol.lang.analysis.document import Document
from sdol.lang.analysis.mentions import Mention
from sdol.lang.analysis.project import Place, Project, Target
from sdol.lang.tables import tables
from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS

_NAME = re.compile(r"[^\W\d]\w*")


class Refused(ValueError):
    """Something cannot be renamed; the message says why."""


def renamable(project: Project, document: Document, mention: Mention | None) -> Target:
    """What the name at a place means, where it can be renamed.

    Raises:
        Refused: it cannot.
    """
    if mention is None:
        raise Refused("there is no name here that could be changed")
    target = project.target(document, mention)
    if target is None:
        raise Refused(f"`{mention.name}` is not defined in this project")
    if target.binding.kind == "module":
        raise Refused("a module has the name of its file: rename the file, and change the imports")
    if target.binding.kind == "store":
        raise Refused(
            f"`{mention.name}` is the name of a partition in the database: with another name "
            "the program would open another one"
        )
    if target.in_library:
        raise Refused(f"`{mention.name}` belongs to the library")
    if target.in_package:
        raise Refused(f"`{mention.name}` belongs to a package, which stays as it was fetched")
    return target


def renamed(project: Project, document: Document, target: Target, name: str) -> dict[str, list[Place]]:
    """The places to change, by the name of their file; each becomes `replacement(place, name)`.

    Raises:
        Refused: the name is none, or some name would mean something else afterwards.
    """
    _check_name(name)
    if name == target.binding.name:
        return {}
    found: dict[str, list[Place]] = {}
    for place in project.references(target, document):
        found.setdefault(place.document.source.name, []).append(place)
    for places in found.values():
        _check_meaning(places, name)
    return found


def _check_name(name: str) -> None:
    words = (tables().words | FUTURE_WORDS) - SOFT_WORDS
    if not _NAME.fullmatch(name) or name == "_":
        raise Refused(f"`{name}` is no name: a name is letters, digits and `_`")
    if name in words:
        raise Refused(f"`{name}` is a word of the language, and cannot be a name")


def replacement(place: Place, name: str) -> str:
    """What is written at a place: a field of a pattern that has its name from there keeps the field's."""
    mention = place.document.mention_at(place.span.start)
    if mention and mention.defines and mention.binding and mention.binding.shorthand:
        return f"{mention.name}: {name}"
    return name


def _check_meaning(places: Sequence[Place], name: str) -> None:
    before = places[0].document
    after = Document(Source(before.source.name, _edited(before.source.text, places, name)))
    if _meanings(before, {place.span for place in places}, name) != _meanings(after, set(), name):
        written = before.source.text[slice(*places[0].span)]
        raise Refused(
            f"`{name}` is taken where `{written}` stands: some name would mean something else than before"
        )


def _edited(text: str, places: Sequence[Place], name: str) -> str:
    for place in sorted(places, key=lambda one: one.span, reverse=True):
        text = text[: place.span.start] + replacement(place, name) + text[place.span.end :]
    return text


def _meanings(document: Document, changed: set[ast.Span], name: str) -> list[tuple[str, int, int, bool]]:
    """Each name in the order of the text, and which definition it means, counted in that order."""
    number = {id(one): at for at, one in enumerate(document.scopes.bindings)}

    def row(mention: Mention) -> tuple[str, int, int, bool]:
        means, module = number.get(id(mention.binding), -1), number.get(id(mention.module), -1)
        clashes = mention.defines and _clashes(mention)
        return name if mention.span in changed else mention.name, means, module, clashes

    return [row(mention) for mention in document.mentions]


def _clashes(mention: Mention) -> bool:
    """Whether a definition stands beside another of that name in the same block."""
    one = mention.binding
    other = one.hides if one else None
    return bool(one and other and (one.until, one.home) == (other.until, other.home))
