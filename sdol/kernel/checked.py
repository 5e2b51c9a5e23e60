"""Data checked against a type: what happens where a program says which type a value of `json` has."""

from __future__ import annotations

from functools import lru_cache

from sdol.errors import SdolError
from sdol.kernel.show import brief

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.types import Type

    Converter = Callable[[Any, str], Any]
    """Gives the value in a type, or fails with the path at which it is not of that type."""


def describe(value: Any) -> str:
    """What a value of `json` is, in the words of an error."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value!r}" if abs(value) < 1e18 else "a large number"
    if isinstance(value, str):
        return f"the text {brief(value)}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return _describe_record(value) if isinstance(value, dict) else "a value that is no data"


def _describe_record(value: dict[str, Any]) -> str:
    if not value:
        return "an empty record"
    names = ", ".join(list(value)[:5])
    return f"a record with {names}{', …' if len(value) > 5 else ''}"


@lru_cache(maxsize=1024)
def converter(type: str) -> Converter:
    """What makes a value of `json` one of a type; called with the value and the path at which it stands."""
    from sdol.kernel.notation import parse_type

    return _make(parse_type(type))


def _make(type: Type) -> Converter:
    from sdol.kernel.types import Con, Record

    match type:
        case Con("optional", (inner,)):
            return _optional(_make(inner))
        case Con("list", (inner,)):
            return _list(_make(inner), str(type))
        case Record(fields):
            return _record({name: _make(t) for name, t in fields}, str(type))
        case Con(name, ()) if name in _SCALARS:
            return _scalar(name, _SCALARS[name])
    return lambda value, path: value  # `json` itself, and what the checker could not tell


def _fail(expected: str, value: Any, path: str) -> SdolError:
    where = f" at {path}" if path else ""
    return SdolError(
        "E0520",
        f"expected {expected}, found {describe(value)}{where}",
        reason="the data are not of the type that the program states",
        help=_other(expected, value, path),
    )


def _other(expected: str, value: Any, path: str) -> str:
    """What to write for such data instead."""
    if value is None:
        return f"write `{expected}?` where it may be missing, and test it for nil"
    if path:
        return "look at the data, `print …`, and state a type that all of them have, such as `list[json]`"
    if expected in ("num", "int") and isinstance(value, str):
        return f"`{expected}(…)` reads the number that a text writes"
    if expected == "text" and not isinstance(value, (list, dict)):
        return 'put it into a text: `"{…}"`'
    return f"look at the data, `print …`, and state a type that they have: `let x: {_type(value)} = …`"


def _type(value: Any) -> str:
    """The type of data as a program writes it, for the plainest."""
    kinds = {bool: "bool", int: "num", float: "num", str: "text", list: "list[json]"}
    return kinds.get(type(value), "json")


_NO = object()


def _int(value: Any) -> Any:
    if type(value) is int:
        return value
    return int(value) if isinstance(value, float) and value.is_integer() else _NO


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "num": lambda value: value if type(value) in (int, float) else _NO,
    "int": _int,
    "text": lambda value: value if isinstance(value, str) else _NO,
    "bool": lambda value: value if isinstance(value, bool) else _NO,
    "nil": lambda value: None if value is None else _NO,
}


def _scalar(name: str, take: Callable[[Any], Any]) -> Converter:
    def converted(value: Any, path: str) -> Any:
        found = take(value)
        if found is _NO:
            raise _fail(name, value, path)
        return found

    return converted


def _optional(inner: Converter) -> Converter:
    return lambda value, path: None if value is None else inner(value, path)


def _list(inner: Converter, type: str) -> Converter:
    def converted(value: Any, path: str) -> Any:
        if not isinstance(value, list):
            raise _fail(type, value, path)
        return [inner(item, f"{path}[{at}]") for at, item in enumerate(value)]

    return converted


def _record(fields: dict[str, Converter], type: str) -> Converter:
    def converted(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            raise _fail(type, value, path)
        return {**value, **{name: take(value.get(name), f"{path}.{name}") for name, take in fields.items()}}

    return converted
