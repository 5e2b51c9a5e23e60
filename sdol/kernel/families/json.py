"""Data of a file or a service: looked into freely, checked where a program states a type."""

from __future__ import annotations

from functools import lru_cache

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.types import Type

    Converter = Callable[[Any, str], Any]
    """Gives the value in a type, or fails with the path at which it is not of that type."""


@instruction(
    "json.field",
    "(j: json, name: text) -> json",
    surface="syntax",
    form="j.name",
    examples=[Example(r'parse_json("\{\"a\": [1]}").a', "[1]"), Example(r'parse_json("\{}").a', "nil")],
)
def field(j: Any, name: str) -> Any:
    """A field of the data; nil where it is missing, or where there is nothing to look into."""
    if isinstance(j, dict):
        return j.get(name)
    if j is None:
        return None
    raise SdolError(
        "E0521",
        f"{describe(j)} has no field `{name}`",
        reason="the data are of another form here than the program expects",
        help="print the value to see what it is",
    )


@instruction(
    "json.index",
    ("(j: json, i: int) -> json", "(j: json, name: text) -> json"),
    surface="syntax",
    form="j[i]",
    examples=[Example('parse_json("[1, 2]")[-1]', "2"), Example(r'parse_json("\{\"a b\": 1}")["a b"]', "1")],
)
def index(j: Any, i: Any) -> Any:
    """An element of the data by its place, or a field by its name."""
    if isinstance(i, str):
        return field(j, i)
    if isinstance(j, list) and type(i) is int:
        from sdol.kernel.families.list import at

        return at(j, i)
    if j is None:
        return None
    raise SdolError(
        "E0521", f"{describe(j)} has no element {describe(i)}", help="print the value to see what it is"
    )


@instruction(
    "json.is_record",
    "(j: json) -> bool",
    surface="syntax",
    form="{name} => in a match on json",
    examples=[Example(r'match parse_json("\{}") {' + "\n{a} => true\n_ => false\n}", "true")],
)
def is_record(j: Any) -> bool:
    """Whether the data are a record, whatever its fields."""
    return isinstance(j, dict)


@instruction(
    "json.is_list",
    "(j: json) -> bool",
    surface="syntax",
    form="[x] => in a match on json",
    examples=[Example('match parse_json("3") {\n[x] => true\n_ => false\n}', "false")],
)
def is_list(j: Any) -> bool:
    """Whether the data are a list, whatever its items."""
    return isinstance(j, list)


@instruction("json.len", "(j: json) -> int", examples=[Example('len(parse_json("[1, 2]"))', "2")])
def len_(j: Any) -> int:
    """How many elements, fields or characters the data have."""
    if isinstance(j, (list, dict, str)):
        return len(j)
    raise SdolError("E0521", f"{describe(j)} has no length", help="print the value to see what it is")


@instruction(
    "json.to_json",
    "(value: T) -> text",
    examples=[Example("to_json({a: [1, 2], b: nil})", '{"a": [1, 2], "b": null}')],
)
def to_json(value: Any) -> str:
    """The value as strict JSON on one line."""
    import json
    from functools import partial

    from sdol.kernel.rows import nesting

    try:
        written: str = nesting(partial(json.dumps, ensure_ascii=False, allow_nan=False), value)
        if not written.isascii():
            written.encode()
    except UnicodeEncodeError:  # half of a surrogate pair has no form in UTF-8, but has one in JSON
        return json.dumps(value)
    except RecursionError:
        raise SdolError("E0522", "this value is nested too deeply to be written as JSON") from None
    except (TypeError, ValueError) as error:
        raise _not_json(error) from None
    return written


def _not_json(error: Exception) -> SdolError:
    what = (
        "NaN and infinity have" if isinstance(error, ValueError) else "a vector, a region and a function have"
    )
    return SdolError(
        "E0522",
        "this value cannot be written as JSON",
        reason=f"{what} no form in it",
        help="write numbers that are finite, texts, booleans, nil, and lists and records of these",
    )


@instruction(
    "json.parse_json",
    "(t: text) -> json",
    examples=[Example('parse_json("[1, 2.5, null]")', "[1, 2.5, nil]")],
)
def parse_json(t: str) -> Any:
    """The data that a text of strict JSON holds."""
    from sdol.kernel.rows import read_json

    try:
        return read_json(t)
    except ValueError as error:
        raise SdolError("E0523", "this text is not JSON", reason=str(error)) from None


# --- checked conversion -------------------------------------------------------------------------------------


@instruction(
    "json.convert",
    "(value: json, type: text) -> T",
    surface="syntax",
    form="checked conversion",
    examples=[Example('let n: int = parse_json("[3]")[0]\nn + 1', "4")],
)
def convert(value: Any, type: str) -> Any:
    """The data as a value of a type; an error says what was found, and where."""
    return _converter(type)(value, "")


def describe(value: Any) -> str:
    """What a value of `json` is, in the words of an error."""
    from sdol.kernel.show import quote

    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value!r}" if abs(value) < 1e18 else "a large number"
    if isinstance(value, str):
        return f"the text {quote(value if len(value) <= 40 else value[:39] + '…')}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return _describe_record(value) if isinstance(value, dict) else "a value that is no data"


def _describe_record(value: dict[str, Any]) -> str:
    if not value:
        return "an empty record"
    names = ", ".join(list(value)[:5])
    return f"a record with {names}{', …' if len(value) > 5 else ''}"


@lru_cache(maxsize=1024)
def _converter(type: str) -> Converter:
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
        help=f"write `{expected}?` where it may be missing, and test it for nil" if value is None else "",
    )


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
