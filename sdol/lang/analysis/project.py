"""Names across files: where they are defined, where they are used, and what has to change with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.lang import ast, packages
from sdol.lang.analysis.document import Document
from sdol.lang.analysis.mentions import Mention
from sdol.lang.scopes import Binding
from sdol.resources import folder

PRELUDE = "prelude"


class Place(NamedTuple):
    """Characters of a file."""

    document: Document
    span: ast.Span


class Target(NamedTuple):
    """A definition, and the file that it stands in."""

    document: Document
    binding: Binding

    @property
    def in_library(self) -> bool:
        return is_library(self.document)

    @property
    def in_package(self) -> bool:
        """Whether the file belongs to a package, which is as it was fetched."""
        name = self.document.source.name
        project = packages.project_of(os.path.dirname(name))
        return project is not None and Path(name).is_relative_to(Path(project, packages.FOLDER).resolve())


class Project:
    """The files that belong together.

    Args:
        open: the file at a path; None where there is none that can be read.
        files: the files in which a name may be used, beside the one at hand.
    """

    def __init__(
        self,
        open: Callable[[Path], Document | None],
        files: Callable[[], Iterable[Path]] = tuple,
    ) -> None:
        self.open, self.files = open, files

    # --- definitions ----------------------------------------------------------------------------------------

    def target(self, document: Document, mention: Mention) -> Target | None:
        """What a name means; None for an instruction, or one that nothing defines."""
        if mention.binding is not None:
            return Target(document, mention.binding)
        if mention.module is not None:
            module = self.module(document, mention.module)
            found = module.exported(mention.name) if module else None
            return Target(module, found) if module and found else None
        if mention.callee is not None:
            return self._parameter(document, mention)
        return of_prelude(mention.name)

    def module(self, document: Document, binding: Binding) -> Document | None:
        """The file that an import means."""
        path = document.imported(binding)
        if path is not None:
            return self.open(path)
        node = binding.node
        return library(node.target) if isinstance(node, ast.Import) and not node.is_file else None

    def called(self, document: Document, span: ast.Span) -> Target | None:
        """The function that the name at a place means, where a call names it."""
        mention = document.mention_at(span.start)
        return self.target(document, mention) if mention else None

    def _parameter(self, document: Document, mention: Mention) -> Target | None:
        assert mention.callee is not None
        function = self.called(document, mention.callee)
        if function is None or not isinstance(function.binding.node, ast.Fn):
            return None
        parameters = parameters_of(function)
        found = next((one for one in parameters if one.name == mention.name), None)
        return Target(function.document, found) if found else None

    # --- uses -----------------------------------------------------------------------------------------------

    def references(self, target: Target, document: Document) -> list[Place]:
        """Every place where a definition is named, itself included; `document` is the file that asks."""
        return [
            Place(where, mention.span)
            for where in self._around(target, document)
            for mention in where.mentions
            if mention.name == target.binding.name and self._means(where, mention, target)
        ]

    def _around(self, target: Target, document: Document) -> Iterator[Document]:
        """The files in which a definition may be named: its own, the asking one, and those that import it."""
        yield target.document
        seen = {target.document.source.name}
        if target.binding.kind == "module" or not may_leave(target.binding):
            return
        for where in (document, *self._users(target)):
            if where.source.name not in seen:
                seen.add(where.source.name)
                yield where

    def _users(self, target: Target) -> Iterator[Document]:
        """The files whose text has both names: the definition's, and its file's."""
        stem = Path(target.document.source.name).stem
        needed = [target.binding.name] if is_prelude(target.document) else [target.binding.name, stem]
        for path in self.files():
            found = self.open(path)
            if found is not None and all(name in found.source.text for name in needed):
                yield found

    def _means(self, document: Document, mention: Mention, target: Target) -> bool:
        if document.source.name == target.document.source.name and mention.binding is not None:
            return mention.binding is target.binding
        found = self.target(document, mention)
        return found is not None and same(found, target)


def same(one: Target, other: Target) -> bool:
    """Whether two are one definition: files may have been read twice."""
    if one.document.source.name != other.document.source.name:
        return False
    return (one.binding.span, one.binding.name) == (other.binding.span, other.binding.name)


def may_leave(binding: Binding) -> bool:
    """Whether another file may name a definition: one of the top level, or a parameter of a function there."""
    return binding.top or (binding.kind == "parameter" and isinstance(binding.node, ast.Param))


def parameters_of(function: Target) -> list[Binding]:
    """The parameters of a function, in order."""
    node = function.binding.node
    assert isinstance(node, ast.Fn)
    own = {id(param) for param in node.params}
    return [one for one in function.document.scopes.bindings if id(one.node) in own]


# --- the library --------------------------------------------------------------------------------------------


@cache
def library(name: str) -> Document | None:
    """A module of the library."""
    path = folder("stdlib") / f"{name}.sdol"
    try:
        return Document(Source(str(path), path.read_text(encoding="utf-8"))) if path.is_file() else None
    except (OSError, ValueError, SdolError):
        return None


def of_prelude(name: str) -> Target | None:
    """The function of the prelude that has a name."""
    document = library(PRELUDE)
    found = document.exported(name) if document else None
    return Target(document, found) if document and found else None


def is_library(document: Document) -> bool:
    return Path(document.source.name).parent == folder("stdlib")


def is_prelude(document: Document) -> bool:
    return is_library(document) and Path(document.source.name).stem == PRELUDE
