"""Places where names stand, also those in the examples of comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sdol.diagnostics import Source
from sdol.kernel.depth import deep
from sdol.lang import ast
from sdol.lang.examples import Example
from sdol.lang.parser import parse
from sdol.lang.scopes import Binding, every, scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.lang.analysis.document import Document


class Mention(NamedTuple):
    """A place where a name stands.

    Attributes:
        binding: its definition in this file.
        module: for a name that is taken from a module, that module's.
        callee: for the name of an argument, the name of what is called.
        defines: whether this is the definition itself.
    """

    span: ast.Span
    name: str
    binding: Binding | None = None
    module: Binding | None = None
    callee: ast.Span | None = None
    defines: bool = False


def in_example(document: Document, example: Example) -> Iterator[Mention]:
    """The names of the file's top level in an example, also behind the file's own name, and those of its imports."""
    start, source = _alone(document.source, example)
    module, _ = parse(source)
    with deep():
        found = scopes(source, module.items)
        free = {span for _, span in found.free}
        members = [(name.name, node) for name, node in _members(module.items) if name.span in free]
    stem = Path(document.source.name).stem
    own = [(node.name, node.name_span) for before, node in members if before == stem]
    for name, span in (*found.free, *own):
        binding = document.exported(name) or document.modules.get(name)
        if binding is not None:
            yield Mention(_moved(span, start), name, binding)
    for before, node in members:
        if before in document.modules:
            yield Mention(_moved(node.name_span, start), node.name, module=document.modules[before])
    for one in found.named:
        yield Mention(_moved(one.span, start), one.name, callee=_moved(one.callee, start))


def _alone(source: Source, example: Example) -> tuple[int, Source]:
    """The lines of an example with blanks between them, and where the first begins."""
    start = at = example.code[0].start
    kept = []
    for span in example.code:
        kept += [re.sub(r"[^\n]", " ", source.text[at : span.start]), source.text[slice(*span)]]
        at = span.end
    return start, Source(source.name, "".join(kept))


def _members(items: list[ast.Stmt]) -> Iterator[tuple[ast.Name, ast.Field]]:
    """What is taken from a name by a dot."""
    for node in every(items):
        if isinstance(node, ast.Field) and isinstance(node.operand, ast.Name):
            yield node.operand, node


def _moved(span: ast.Span, by: int) -> ast.Span:
    return ast.Span(span.start + by, span.end + by)
