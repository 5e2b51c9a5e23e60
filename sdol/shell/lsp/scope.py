"""The names that can be used at a place of a document, as completion and descriptions ask for them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

from sdol.kernel.types import show
from sdol.lang import ast
from sdol.lang.analysis import Document
from sdol.lang.analysis.outline import head
from sdol.lang.analysis.project import Project
from sdol.lang.scopes import Binding
from sdol.shell.completion import Scope

Functions = dict[str, tuple[str, str]]


class DocumentScope(Scope):
    """What is visible at a place."""

    def __init__(self, project: Project, document: Document, at: int) -> None:
        self._project, self._document, self._at = project, document, at

    @cached_property
    def _visible(self) -> dict[str, Binding]:
        return self._document.visible(self._at)

    def variables(self) -> Mapping[str, str]:
        """The variables, parameters, regions and stores, and their types."""
        return {
            name: _typed(self._document, one)
            for name, one in self._visible.items()
            if one.kind not in ("function", "module")
        }

    def functions(self) -> Mapping[str, tuple[str, str]]:
        """The functions of the file, each with its head and its comment."""
        return _functions(self._document, self._visible)

    def modules(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        """The imported modules, with their functions, and their variables with their types."""
        return {name: self._members(one) for name, one in self._visible.items() if one.kind == "module"}

    def _members(self, binding: Binding) -> Functions:
        document = self._project.module(self._document, binding)
        if document is None:
            return {}
        public = {
            one.name: one
            for one in document.scopes.bindings
            if one.top and one.kind != "module" and not one.name.startswith("_")
        }
        others = {n: (_typed(document, one), "") for n, one in public.items() if one.kind != "function"}
        return {**_functions(document, public), **others}

    def folder(self) -> str:
        """The folder of the file, from which it imports others."""
        return os.path.dirname(self._document.source.name) or "."


def _functions(document: Document, named: Mapping[str, Binding]) -> Functions:
    return {
        name: (signature(document, one.node), first_sentences(one.node.doc))
        for name, one in named.items()
        if isinstance(one.node, ast.Fn)
    }


def _typed(document: Document, binding: Binding) -> str:
    type = document.type_of(binding)
    return show(type) if type is not None else ""


def signature(document: Document, node: ast.Fn) -> str:
    """The head of a function from its parameters on: `(r: num) -> num`."""
    return head(document, node).removeprefix("fn").strip().removeprefix(node.name)


def first_sentences(doc: str) -> str:
    """The comment of a function up to its examples, on one line."""
    return " ".join(doc.partition(">>>")[0].split())


def of_document(project: Project, document: Document, at: int) -> Scope:
    """What is visible at a place of a document."""
    return DocumentScope(project, document, at)
