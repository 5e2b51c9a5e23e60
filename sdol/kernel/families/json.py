"""Data of a file or a service: looked into freely, checked where a program states a type."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.checked import converter, describe
from sdol.kernel.show import brief
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


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
    examples=[Example(r'match parse_json("\{}") {' + "\n  {a} => true\n  _ => false\n}", "true")],
)
def is_record(j: Any) -> bool:
    """Whether the data are a record, whatever its fields."""
    return isinstance(j, dict)


@instruction(
    "json.is_list",
    "(j: json) -> bool",
    surface="syntax",
    form="[x] => in a match on json",
    examples=[Example('match parse_json("3") {\n  [x] => true\n  _ => false\n}', "false")],
)
def is_list(j: Any) -> bool:
    """Whether the data are a list, whatever its items."""
    return isinstance(j, list)


@instruction(
    "json.len",
    ("(j: json) -> int", "(j: {}) -> int"),
    examples=[Example('len(parse_json("[1, 2]"))', "2"), Example("len({a: 1, b: 2})", "2")],
)
def len_(j: Any) -> int:
    """How many elements, fields or characters the data have."""
    if isinstance(j, (list, dict, str)):
        return len(j)
    raise SdolError("E0521", f"{describe(j)} has no length", help="print the value to see what it is")


@instruction(
    "json.contains",
    "(a: json, b: json) -> bool",
    surface="syntax",
    form="a in b",
    examples=[
        Example('2 in parse_json("[1, 2]")', "true"),
        Example(r'"ell" in parse_json("\"hello\"")', "true"),
    ],
)
def contains(a: Any, b: Any) -> bool:
    """Whether a list of the data holds a value, or a text of the data another."""
    if isinstance(b, list):
        from sdol.kernel.families.list import contains

        return bool(contains(a, b))
    if isinstance(b, str) and isinstance(a, str):
        return a in b
    help = "write `has(record, name)`" if isinstance(b, dict) else "print the value to see what it is"
    raise SdolError("E0521", f"{describe(a)} cannot be in {describe(b)}", help=help)


@instruction("json.num", "(j: json) -> num", examples=[Example(r'num(parse_json("\"2.5\""))', "2.5")])
def num(j: Any) -> float:
    """The number in the data, or the number that a text of them writes."""
    from sdol.kernel.families.num import num

    return float(num(_number(j)))


@instruction("json.int", "(j: json) -> int", examples=[Example(r'int(parse_json("\"42\""))', "42")])
def int_(j: Any) -> int:
    """The whole part of a number in the data, or the whole number that a text of them writes."""
    from sdol.kernel.families.num import int_

    return int(int_(_number(j)))


def _number(j: Any) -> float | str:
    return j if isinstance(j, str) else converter("num")(j, "")


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


@instruction(
    "json.pretty_json",
    "(value: T, indent: int = 2) -> text",
    examples=[
        Example("pretty_json({a: [1, nil]})", '{\n  "a": [\n    1,\n    null\n  ]\n}'),
        Example("pretty_json([1], indent: 4)", "[\n    1\n]"),
    ],
)
def pretty_json(value: Any, indent: int = 2) -> str:
    """The value as strict JSON over several lines, each level set in by so many blanks (0 to 16)."""
    import json

    if not 0 <= indent <= 16:
        raise SdolError("E0516", f"{indent} blanks are out of range", help="write 0 to 16 of them")
    plain = to_json(value)
    return _deep(lambda text: json.dumps(json.loads(text), ensure_ascii=False, indent=indent), plain)  # type: ignore[no-any-return]


def _deep(function: Callable[[Any], Any], value: Any) -> Any:
    """A function that recurses into data, called with room for it."""
    from sdol.kernel.rows import nesting

    try:
        return nesting(function, value)
    except RecursionError:
        raise SdolError("E0522", "this value is nested too deeply") from None


# --- looking into and changing data -------------------------------------------------------------------------


@instruction(
    "json.kind_of",
    "(j: json) -> text",
    examples=[
        Example('[kind_of(x) for x in parse_json("[1, null, [], true]")]', '["num", "nil", "list", "bool"]')
    ],
)
def kind_of(j: Any) -> str:
    """What the data are: "record", "list", "text", "num", "bool" or "nil"."""
    if j is None or isinstance(j, bool):
        return "nil" if j is None else "bool"
    if isinstance(j, (int, float)):
        return "num"
    if isinstance(j, str):
        return "text"
    return "list" if isinstance(j, list) else "record"


@instruction(
    "json.at_path",
    "(j: json, path: text) -> json",
    examples=[
        Example('at_path({a: [{b: 7}]}, "/a/0/b")', "7"),
        Example('at_path({a: 1}, "/x/y")', "nil"),
    ],
)
def at_path(j: Any, path: str) -> Any:
    """What stands at a path such as "/items/0/name" (a JSON pointer, RFC 6901); nil where there is nothing."""
    for name in _steps(path):
        if isinstance(j, dict):
            j = j.get(name)
        elif isinstance(j, list) and _is_place(name) and int(name) < len(j):
            j = j[int(name)]
        else:
            return None
    return j


@instruction(
    "json.set_path",
    "(j: json, path: text, value: T) -> json",
    examples=[
        Example('set_path({a: [1, 2]}, "/a/0", 9)', "{a: [9, 2]}"),
        Example('set_path({a: [1]}, "/a/-", 2)', "{a: [1, 2]}"),
        Example('set_path(record(), "/a/b", 1)', "{a: {b: 1}}"),
    ],
)
def set_path(j: Any, path: str, value: Any) -> Any:
    """The data with another value at a path; records are made where they are missing, `-` is the end of a list."""
    steps, outer = _steps(path), []
    for name in steps:
        outer.append({} if j is None else j)
        j = _inside(outer[-1], name, path)
    for name, around in zip(reversed(steps), reversed(outer), strict=True):
        value = _put(around, name, value)
    return value


def _inside(around: Any, name: str, path: str) -> Any:
    if isinstance(around, dict):
        return around.get(name)
    if isinstance(around, list) and name in ("-", str(len(around))):
        return None
    if isinstance(around, list) and _is_place(name) and int(name) < len(around):
        return around[int(name)]
    raise SdolError(
        "E0521",
        f"{describe(around)} has no place `{brief(name)}`",
        reason=f"asked for by the path {brief(path)}",
    )


def _put(around: Any, name: str, value: Any) -> Any:
    if isinstance(around, dict):
        return {**around, name: value}
    at = len(around) if name == "-" else int(name)
    return [*around[:at], value, *around[at + 1 :]]


def _steps(path: str) -> list[str]:
    if path and not path.startswith("/"):
        raise SdolError("E0529", f"{brief(path)} is no path into data", help='write it as "/items/0/name"')
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _is_place(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) < 10


@instruction(
    "json.merge_patch",
    "(j: json, patch: json) -> json",
    examples=[Example("merge_patch({a: {b: 1, c: 2}}, {a: {b: nil, d: 3}})", "{a: {c: 2, d: 3}}")],
)
def merge_patch(j: Any, patch: Any) -> Any:
    """The data with a patch worked in, level by level; nil in the patch takes a field away (RFC 7396)."""
    return _deep(lambda both: _merged(*both), (j, patch))


def _merged(j: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    made = dict(j) if isinstance(j, dict) else {}
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = _merged(made.get(name), value)
    return made


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
    return converter(type)(value, "")
