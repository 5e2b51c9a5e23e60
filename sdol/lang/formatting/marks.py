"""What only the syntax tree knows of a token: whether a sign is a prefix, whether a bracket calls.

Each is a set of character offsets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sdol.lang import ast
from sdol.lang.ast import Span


@dataclass
class Marks:
    """Offsets in a source text.

    Attributes:
        binary: where a `-` or `~` between two operands begins.
        called: where what stands before the `(` or `[` of a call, a signature or an index ends.
        indexed: the same for an index, in which no comma may stand.
        typed: where the name of a type ends.
        payload: the dot of a `.name` without an operand.
        comprehensions: the `[` of a comprehension.
        conditions: the first token after the `if` of a comprehension.
        patterns: the brace of a record pattern.
    """

    binary: set[int] = field(default_factory=set)
    called: set[int] = field(default_factory=set)
    indexed: set[int] = field(default_factory=set)
    typed: set[int] = field(default_factory=set)
    payload: set[int] = field(default_factory=set)
    comprehensions: set[int] = field(default_factory=set)
    conditions: set[int] = field(default_factory=set)
    patterns: set[int] = field(default_factory=set)

    def note(self, node: ast.Node) -> None:
        """Adds what one node says."""
        match node:
            case ast.Binary(op="-" | "~"):
                self.binary.add(node.op_span.start)
            case ast.Call():
                self.called.add(node.function.span.end)
            case ast.Index():
                self.called.add(node.operand.span.end)
                self.indexed.add(node.operand.span.end)
            case ast.Fn():
                self.called.add(node.name_span.end)
            case ast.NamedType():
                self.called.add(node.span.start + len(node.name))
                self.typed.add(node.span.start + len(node.name))
            case ast.FnType():
                self.called.add(node.span.start + len("fn"))
            case ast.PayloadField():
                self.payload.add(node.span.start)
            case ast.RecordPattern():
                self.patterns.add(node.span.start)
            case ast.Comprehension():
                self.comprehensions.add(node.span.start)
                if node.condition is not None:
                    self.conditions.add(node.condition.span.start)


_MARKED = (
    *(ast.Binary, ast.Call, ast.Index, ast.Fn, ast.NamedType, ast.FnType, ast.PayloadField),
    *(ast.RecordPattern, ast.Comprehension),
)


def marks(module: ast.Module) -> Marks:
    """What the tree of a file says of its tokens."""
    found = Marks()
    for node in nodes(module.items):
        if isinstance(node, _MARKED):
            found.note(node)
    return found


def nodes(items: list[ast.Stmt]) -> Iterator[ast.Node]:
    """Every node, in no particular order; a loop, since chains of operators are deep."""
    waiting: list[Any] = list(items)
    while waiting:
        value = waiting.pop()
        if isinstance(value, ast.Node):
            yield value
            waiting += [getattr(value, name) for name in parts_of(type(value))]
        elif type(value) is tuple:
            waiting += value


_parts: dict[type, tuple[str, ...]] = {}


def parts_of(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node that are not merely places."""
    found = _parts.get(kind)
    if found is None:
        places = ("span", "op_span", "name_span", "at")
        fields = kind.__dataclass_fields__  # type: ignore[attr-defined]
        found = _parts[kind] = tuple(name for name in fields if name not in places)
    return found


def is_place(value: object) -> bool:
    return type(value) is Span
