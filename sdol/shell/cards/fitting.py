"""Why a value is not of the form of a pattern, part by part, and the value as it would be if it were."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError
from sdol.kernel.equality import equal
from sdol.lang import ast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    Path: TypeAlias = tuple[str | int, ...]
    """The names of fields and numbers of places that lead from a value to a part of it."""


class Anything:
    """Stands in a value for a part of which nothing is known."""

    def __repr__(self) -> str:
        return "…"


ANYTHING = Anything()


class Misfit(NamedTuple):
    """A part of a value that does not fit.

    Attributes:
        path: to the part.
        kind: "value" (another one), "missing" (no such field), "length" (of a list) or "form".
        wanted: the value, the length, or a value of the form that was asked for.
        found: the part that stands there; of "missing" nothing, of "length" the length.
    """

    path: Path
    kind: str
    wanted: Any
    found: Any


def misfits(pattern: ast.Pattern, value: Any, path: Path = ()) -> list[Misfit]:
    """All parts that do not fit, in the order in which they are looked at; none where the pattern fits."""
    match pattern:
        case ast.LiteralPattern():
            wanted = literal(pattern.value)
            return [] if _same(value, wanted) else [Misfit(path, "value", wanted, value)]
        case ast.RecordPattern():
            return _of_record(pattern, value, path)
        case ast.ListPattern():
            return _of_list(pattern, value, path)
    return []


def _of_record(pattern: ast.RecordPattern, value: Any, path: Path) -> list[Misfit]:
    if not isinstance(value, dict):
        return [Misfit(path, "form", example(pattern), value)]
    found: list[Misfit] = []
    for name, inner in pattern.fields:
        inside = misfits(inner, value.get(name), (*path, name))
        if inside and name not in value:  # a field that data do not have is nil
            inside = [Misfit((*path, name), "missing", example(inner), None)]
        found += inside
    return found


def _of_list(pattern: ast.ListPattern, value: Any, path: Path) -> list[Misfit]:
    if not is_list(value):
        return [Misfit(path, "form", example(pattern), value)]
    found: list[Misfit] = []
    if len(value) != len(pattern.items):
        found.append(Misfit(path, "length", len(pattern.items), len(value)))
    for at, inner in enumerate(pattern.items[: len(value)]):
        found += misfits(inner, value[at], (*path, at))
    return found


def is_list(value: Any) -> bool:
    """Whether it is a list, of vectors too."""
    return hasattr(value, "__len__") and not isinstance(value, (str, dict))


def _same(value: Any, wanted: Any) -> bool:
    try:
        return equal(value, wanted)
    except SdolError:  # a vector, which has no equality
        return False


def literal(node: ast.Expr) -> Any:
    """The value of a literal in a pattern."""
    match node:
        case ast.Unary(_, "-", ast.Number(_, number)):
            return -number
        case ast.Number(_, number):
            return number
        case ast.Bool(_, truth):
            return truth
        case ast.Text(_, parts):
            return "".join(part for part in parts if isinstance(part, str))
    return None


def example(pattern: ast.Pattern) -> Any:
    """A value that fits a pattern."""
    match pattern:
        case ast.LiteralPattern():
            return literal(pattern.value)
        case ast.RecordPattern():
            return {name: example(inner) for name, inner in pattern.fields}
        case ast.ListPattern():
            return [example(inner) for inner in pattern.items]
    return ANYTHING


def bindings(pattern: ast.Pattern, value: Any, path: Path = ()) -> Iterator[tuple[str, Path, Any]]:
    """The names that a pattern which fits gives to parts of a value: name, path and part of each."""
    match pattern:
        case ast.NamePattern():
            if pattern.name != "_":
                yield pattern.name, path, value
        case ast.RecordPattern():
            for name, inner in pattern.fields:
                part = ANYTHING if value is ANYTHING else value.get(name)
                yield from bindings(inner, part, (*path, name))
        case ast.ListPattern():
            for at, inner in enumerate(pattern.items):
                yield from bindings(inner, ANYTHING if value is ANYTHING else value[at], (*path, at))


def mended(pattern: ast.Pattern, value: Any) -> Any:
    """The value with no more changed than the pattern asks for."""
    match pattern:
        case ast.LiteralPattern():
            wanted = literal(pattern.value)
            return value if _same(value, wanted) else wanted
        case ast.RecordPattern():
            kept, other = (value, None) if isinstance(value, dict) else ({}, ANYTHING)
            fields = {name: mended(inner, kept.get(name, other)) for name, inner in pattern.fields}
            return {**kept, **fields}
        case ast.ListPattern():
            items = list(value) if is_list(value) else []
            items += [ANYTHING] * (len(pattern.items) - len(items))
            return [mended(inner, item) for inner, item in zip(pattern.items, items, strict=False)]
    return value


def put(value: Any, path: Path, part: Any) -> Any:
    """The value with another part."""
    if not path:
        return part
    first, *rest = path
    inner = put(value[first], tuple(rest), part)
    if isinstance(value, dict):
        return {**value, first: inner}
    return [inner if at == first else item for at, item in enumerate(value)]


def written(path: Path) -> str:
    """A path as a program would write it behind the value: `a.b[0]`; "it" for the value itself."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "it"
