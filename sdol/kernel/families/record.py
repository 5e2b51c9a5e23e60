"""Records: names with values. A record of `json` is the same thing, of which the checker knows no fields."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@instruction(
    "record.make",
    "(*pairs: T) -> json",
    surface="syntax",
    form="{name: value}",
    examples=[Example('{a: 1, b: "x"}', '{a: 1, b: "x"}')],
)
def make(*pairs: Any) -> dict[str, Any]:
    """A record, from names and values in turn."""
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


@instruction("record.record", "() -> json", examples=[Example("record()", "{}")])
def record() -> dict[str, Any]:
    """The record without fields."""
    return {}


@instruction(
    "record.get",
    "(r: T, name: text) -> U",
    surface="syntax",
    form="r.name",
    inline="r[name]",
    examples=[Example("{a: 1, b: 2}.b", "2")],
)
def get(r: dict[str, Any], name: str) -> Any:
    """A field of a record whose fields are known."""
    return r[name]


def _of(more: str, result: str) -> tuple[str, str]:
    """Signatures for `json` and for a record whose fields are known: each of these fits the type `{}`."""
    return f"(r: json{more}) -> {result}", f"(r: {{}}{more}) -> {result}"


@instruction(
    "record.keys",
    _of("", "list[text]"),
    examples=[Example("keys(record())", "[]"), Example("keys({a: 1, b: 2})", '["a", "b"]')],
)
def keys(r: Any) -> list[str]:
    """The names of the fields, in their order."""
    return list(_record(r, "keys"))


@instruction(
    "record.values",
    _of("", "list[json]"),
    examples=[Example("values(record())", "[]"), Example("values({a: 1, b: 2})", "[1, 2]")],
)
def values(r: Any) -> list[Any]:
    """The values of the fields, in their order."""
    return list(_record(r, "values").values())


@instruction(
    "record.has",
    _of(", name: text", "bool"),
    examples=[Example('has(record(), "a")', "false"), Example('has({a: nil}, "a")', "true")],
)
def has(r: Any, name: str) -> bool:
    """Whether there is a field of that name, be it nil."""
    return name in _record(r, "has")


@instruction(
    "record.with",
    _of(", name: text, value: T", "json"),
    examples=[Example('with(record(), "a", 1)', "{a: 1}"), Example('with({a: 1}, "b", 2)', "{a: 1, b: 2}")],
)
def with_(r: Any, name: str, value: Any) -> dict[str, Any]:
    """The record with one field set."""
    return {**_record(r, "with"), name: value}


@instruction(
    "record.without",
    (*_of(", name: text", "json"), *_of(", names: list[text]", "json")),
    examples=[
        Example('without(record(), "a")', "{}"),
        Example('without({a: 1, b: 2}, "a")', "{b: 2}"),
        Example('without(record(), ["a"])', "{}"),
        Example('without({a: 1, b: 2, c: 3}, ["a", "c"])', "{b: 2}"),
    ],
)
def without(r: Any, name: str | list[str]) -> dict[str, Any]:
    """The record without one field, or without those of a list."""
    left_out = {name} if isinstance(name, str) else set(name)
    return {key: value for key, value in _record(r, "without").items() if key not in left_out}


@instruction(
    "record.pick",
    _of(", names: list[text]", "json"),
    examples=[
        Example('pick(record(), ["a"])', "{}"),
        Example('pick({a: 1, b: 2, c: 3}, ["c", "a"])', "{c: 3, a: 1}"),
    ],
)
def pick(r: Any, names: list[str]) -> dict[str, Any]:
    """The record with only the fields of these names that it has, in their order."""
    fields = _record(r, "pick")
    return {name: fields[name] for name in names if name in fields}


@instruction(
    "record.rename_field",
    _of(", old: text, new: text", "json"),
    examples=[
        Example('rename_field(record(), "a", "b")', "{}"),
        Example('rename_field({a: 1, b: 2}, "a", "x")', "{x: 1, b: 2}"),
    ],
)
def rename_field(r: Any, old: str, new: str) -> dict[str, Any]:
    """The record with a field under another name, at its place; any other field of that name goes."""
    fields = _record(r, "rename_field")
    if old not in fields:
        return fields
    return {new if key == old else key: value for key, value in fields.items() if key == old or key != new}


@instruction(
    "record.items",
    _of("", "list[{name: text, value: json}]"),
    examples=[Example("items(record())", "[]"), Example("items({a: 1})", '[{name: "a", value: 1}]')],
)
def items(r: Any) -> list[dict[str, Any]]:
    """The fields of a record as a list of names and values."""
    return [{"name": name, "value": value} for name, value in _record(r, "items").items()]


@instruction(
    "record.from_items",
    "(items: list[{name: text, value: T}]) -> json",
    examples=[Example('from_items([{name: "a", value: 1}, {name: "b", value: 2}])', "{a: 1, b: 2}")],
)
def from_items(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The record with these names and values; of one name, the last."""
    return {item["name"]: item["value"] for item in items}


@instruction(
    "record.merge",
    ("(a: json, b: json) -> json", "(a: {}, b: {}) -> json"),
    examples=[
        Example("merge(record(), record())", "{}"),
        Example("merge({a: 1, b: 2}, {b: 3})", "{a: 1, b: 3}"),
    ],
)
def merge(a: Any, b: Any) -> dict[str, Any]:
    """The fields of both records; where they share a name, the second's."""
    return {**_record(a, "merge"), **_record(b, "merge")}


def _record(r: Any, verb: str) -> dict[str, Any]:
    """The value, if it is a record; data of a file or a service may be anything."""
    if isinstance(r, dict):
        return r
    from sdol.errors import SdolError
    from sdol.kernel.checked import describe

    raise SdolError("E0521", f"`{verb}` takes a record, and this is {describe(r)}")
