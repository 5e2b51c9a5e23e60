"""The kinds of values that a saved state may hold, each taken apart and made again.

Scalars, lists, records and arrays need none. What is made is checked here only as far as nothing else would
notice; what a value means is checked where it is used, as always.
"""

from __future__ import annotations

from functools import cache

from sdol.errors import SdolError
from sdol.kernel.families.input import INPUT
from sdol.kernel.input import LineStream, RowStream
from sdol.kernel.ir import NODES, Function, Program
from sdol.kernel.kinds import Made, remade
from sdol.kernel.machine import UNSET, Closure, Frame
from sdol.kernel.saved_bytes import Damaged, Kind
from sdol.kernel.saved_store import (
    records_of,
    snapshot_of,
    store_of,
    taken_records,
    taken_snapshot,
    taken_store,
)
from sdol.kernel.values import Codebook, Disp, Disps, Point, Points, Region, Vec, Vecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.gathering import Gathering
    from sdol.kernel.world import World


LARGEST = 1000.0
"""Coordinate of a vector; those of a point are at most 1, of a displacement at most pi."""


def kind_of(cls: type[Any]) -> Kind | None:
    """The kind of the objects of a class; None where they cannot be saved."""
    found = _by_class().get(f"{cls.__module__}.{cls.__qualname__}")
    if found is None and cls.__module__.startswith("sdol.lvm."):
        from sdol.lvm.region import Region as Shape

        return SHAPE if issubclass(cls, Shape) else None
    return found


def kind_named(name: str) -> Kind | None:
    """The kind that a state calls so."""
    return {kind.name: kind for kind in (SHAPE, *_by_class().values())}.get(name)


@cache
def _by_class() -> dict[str, Kind]:
    """Every kind but the shapes of regions, by the full name of its class."""
    found = {
        "sdol.kernel.machine.UNSET": Kind("unset", _nothing, lambda world: UNSET),
        "sdol.kernel.machine.Closure": Kind("closure", _slots("function", "captures", "name"), _closure),
        "sdol.kernel.machine.Frame": Kind(
            "frame", _slots("code", "registers", "dst", "position", "handlers"), _frame
        ),
        "sdol.kernel.families.input.Handle": Kind("input", _nothing, lambda world: INPUT),
        "sdol.kernel.input.LineStream": Kind("lines", _slots("current"), _lines),
        "sdol.kernel.input.RowStream": Kind("rows", lambda s: s.state(), _rows),
        "sdol.kernel.values.Codebook": Kind("codebook", _slots("items"), _codebook),
        "sdol.kernel.kinds.Made": Kind("made", _made_parts, _made),
        "sdol.kernel.values.Region": Kind("region", _slots("space", "shape", "name"), _region),
        "sdol.kernel.gathering.Gathering": Kind("gathering", lambda g: [g.so_far()], _gathering),
        "sdol.errors.SdolError": Kind("error", _slots("code", "message", "reason", "help"), _error),
        "builtins.range": Kind(
            "range", lambda r: [r.start, r.stop, r.step], lambda world, *ends: range(*ends)
        ),
        "sdol.kernel.partition.Store": Kind("store", taken_store, store_of),
        "sdol.kernel.partition.Records": Kind("records", taken_records, records_of),
        "sdol.store.snapshot.Snapshot": Kind("snapshot", taken_snapshot, snapshot_of),
    }
    found |= {f"sdol.kernel.values.{c.__name__}": _point(c) for c in (Vec, Disp)}
    found |= {f"sdol.kernel.values.{c.__name__}": _points(c) for c in (Vecs, Disps)}
    return found | {
        f"{c.__module__}.{c.__qualname__}": _node(c) for c in (*NODES.values(), Function, Program)
    }


def _nothing(value: Any) -> list[Any]:
    return []


def _slots(*names: str) -> Any:
    return lambda value: [getattr(value, name) for name in names]


def _of(kind: Any, *values: Any) -> None:
    """Raises `Damaged` where one of the values is not of the type."""
    if any(type(v) not in (kind if isinstance(kind, tuple) else (kind,)) for v in values):
        raise Damaged("a part of a value is of the wrong type")


# --- values -------------------------------------------------------------------------------------------------


def _floats(data: Any, dimensions: int) -> None:
    if getattr(data, "ndim", 0) != dimensions or data.dtype.str != "<f4":
        raise Damaged("a vector is no row of float32")
    if data.size and not float(abs(data).max()) <= LARGEST:  # nor NaN
        raise Damaged("a vector is far from the sphere")


def _point(cls: type[Point]) -> Kind:
    def make(world: World, space: str, data: Any, name: str | None) -> Point:
        _floats(data, 1)
        _of(str, space)
        return cls(space, data, name)

    return Kind(cls.__name__, _slots("space", "data", "name"), make)


def _points(cls: type[Points]) -> Kind:
    def make(world: World, space: str, rows: Any, names: list[str | None] | None) -> Points:
        _floats(rows, 2)
        _of(str, space)
        if names is not None and len(names) != len(rows):
            raise Damaged("vectors and their names differ in number")
        return cls(space, rows, names)

    return Kind(cls.__name__, _slots("space", "rows", "names"), make)


def _region(world: World, space: str, shape: Any, name: str) -> Region:
    from sdol.lvm.region import Region as Shape

    if not isinstance(shape, Shape):
        raise Damaged("a region has no shape")
    _of(str, space, name)
    return Region(space, shape, name)


def _codebook(world: World, items: Vecs) -> Codebook:
    _of(Vecs, items)
    return Codebook(items)


def _made_parts(value: Made) -> list[Any]:
    return [value.kind, value.space, value.body.to_dict()]


def _made(world: World, kind: str, space: str, parts: dict[str, Any]) -> Made:
    _of(str, kind, space)
    _of(dict, parts)
    return remade(kind, space, parts)


def _gathering(world: World, found: Points | None) -> Gathering:
    from sdol.kernel.gathering import Gathering

    made = Gathering()
    if found is not None:
        _of((Vecs, Disps), found)
        made.extend(found, list(range(len(found))))
    return made


def _closure(world: World, function: int, captures: tuple[Any, ...], name: str) -> Closure:
    _of(int, function)
    _of(tuple, captures)
    return Closure(function, captures, name)


def _error(world: World, *parts: str) -> SdolError:
    _of(str, *parts)
    code, message, reason, help = parts
    return SdolError(code, message, reason=reason, help=help)


def _shape_parts(shape: Any) -> list[Any]:
    from dataclasses import fields

    return [shape.kind, *(part for f in fields(shape) for part in (f.name, getattr(shape, f.name)))]


def _shape(world: World, kind: str, *parts: Any) -> Any:
    from sdol.lvm.region import region_from_dict

    return region_from_dict({**dict(zip(parts[::2], parts[1::2], strict=True)), "kind": kind})


SHAPE = Kind("shape", _shape_parts, _shape)


# --- the machine --------------------------------------------------------------------------------------------


def _frame(
    world: World, code: int, registers: list[Any], dst: int, position: int, handlers: tuple[Any, ...]
) -> Frame:
    _of(int, code, dst, position)
    _of(list, registers)
    _of(tuple, handlers, *handlers)
    for place, register in handlers:
        _of(int, place, register)
    made = Frame(code, registers, dst)
    made.position, made.handlers = position, handlers
    return made


def _lines(world: World, current: Any) -> LineStream:
    made = LineStream()
    made.current = current
    return made


def _rows(world: World, *state: Any) -> RowStream:
    return RowStream.restored(*state)


def _node(cls: type[Any]) -> Kind:
    """A node of the IR, a function or a program; the verifier sees to what is in it."""
    from dataclasses import fields

    names = [field.name for field in fields(cls)]

    def make(world: World, *parts: Any) -> Any:
        if len(parts) != len(names):
            raise Damaged(f"{cls.__name__} has other parts")
        return cls(*parts)

    return Kind(cls.__name__, _slots(*names), make)
