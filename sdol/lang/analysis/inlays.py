"""The types that a program leaves out, for an editor to show between the words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sdol.kernel.types import is_con, show
from sdol.lang import ast
from sdol.lang.analysis.document import Document
from sdol.lang.scopes import Binding

_OBVIOUS = (ast.Number, ast.Bool, ast.Text)


class Inlay(NamedTuple):
    """A type that stands after a name."""

    offset: int
    type: str


def inlays(document: Document, start: int, end: int) -> Iterator[Inlay]:
    """The types between two places of variables and of the parameters of lambdas, in the order of the text."""
    for one in document.scopes.bindings:
        if start <= one.span.end <= end and _asks(one):
            type = document.type_of(one)
            if type is not None and not is_con(type, "unknown", "never"):
                yield Inlay(one.span.end, show(type))


def _asks(one: Binding) -> bool:
    """Whether a name's type is neither written nor plain from the literal beside it."""
    if one.kind == "parameter":
        return isinstance(one.node, ast.Lambda)
    if one.kind != "variable" or isinstance(one.node, ast.Try):
        return False
    return not (isinstance(one.node, ast.Let) and (one.node.type or isinstance(one.node.value, _OBVIOUS)))
