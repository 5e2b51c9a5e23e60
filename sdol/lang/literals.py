"""Literals: numbers, texts, lists, records, comprehensions."""

from __future__ import annotations

from sdol.kernel import ir
from sdol.kernel.types import (
    BOOL,
    INT,
    JSON,
    NIL,
    NUM,
    TEXT,
    UNKNOWN,
    Con,
    Fn,
    Record,
    Type,
    fits,
    is_con,
    join,
    list_of,
    show,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.conversion import convert, convertible, mixed_spaces
from sdol.lang.narrowing import narrowed
from sdol.lang.unit import place


@expression(ast.Number)
def _number(body: Body, node: ast.Number, _: Type | None) -> Value:
    return body.constant(node.span, node.value, INT if isinstance(node.value, int) else NUM)


@expression(ast.Bool)
def _bool(body: Body, node: ast.Bool, _: Type | None) -> Value:
    return body.constant(node.span, node.value, BOOL)


@expression(ast.Nil)
def _nil(body: Body, node: ast.Nil, _: Type | None) -> Value:
    return body.constant(node.span, None, NIL)


@expression(ast.Text)
def _text(body: Body, node: ast.Text, _: Type | None) -> Value:
    literal = literal_text(node)
    if literal is not None:
        return body.constant(node.span, literal, TEXT)
    parts = [Value(body.text(node.span, p), TEXT) if isinstance(p, str) else body.expr(p) for p in node.parts]
    plain = all(part.type in (TEXT, INT) for part in parts)
    return body.op(node.span, "text.join_plain" if plain else "text.join_parts", [p.reg for p in parts], TEXT)


def literal_text(node: ast.Expr) -> str | None:
    """The text of a literal without interpolation."""
    while isinstance(node, ast.Paren):
        node = node.inner
    if isinstance(node, ast.Text) and all(isinstance(p, str) for p in node.parts):
        return "".join(p for p in node.parts if isinstance(p, str))
    return None


@expression(ast.Paren)
def _paren(body: Body, node: ast.Paren, hint: Type | None) -> Value:
    return body.expr(node.inner, hint)


# --- lists --------------------------------------------------------------------------------------------------


@expression(ast.ListLit)
def _list(body: Body, node: ast.ListLit, hint: Type | None) -> Value:
    wanted = hint.args[0] if isinstance(hint, Con) and hint.name == "list" else None
    values: list[Value] = []
    for item in node.items:
        before = values[-1].type if values else None
        value = body.expr(item, wanted or (before if isinstance(before, Fn) else None))
        if wanted is not None and not fits(value.type, wanted, {}):
            value = convert(body, value, wanted, item) or value
        values.append(value)
    item_type = _item_type(body, node, values)
    return body.op(node.span, "list.make", [v.reg for v in values], list_of(item_type))


def _item_type(body: Body, node: ast.ListLit, values: list[Value]) -> Type:
    """The one type of the items; int and num give num, and what is beside nil is optional."""
    found: Type = UNKNOWN
    for value, item in zip(values, node.items, strict=True):
        joined = value.type if found == UNKNOWN else join(found, value.type)
        if joined is None and JSON in (found, value.type):
            joined = JSON
        mixed = mixed_spaces(value.type, found)
        if mixed:
            text = "the vectors of a list live in one space"
            help = f"translate it with `as {mixed[1]}`, or embed its text there"
            body.problem("E0301", item.span, text, label=show(value.type), help=help)
            return UNKNOWN
        if joined is None:
            body.problem(
                "E0315",
                item.span,
                f"this item is {show(value.type)}, the ones before it are {show(found)}",
                label=show(value.type),
                labels=[body.label(node.items[0].span, show(values[0].type))],
                reason="the items of a list have one type",
                help=_of_different_kinds(found, value.type),
            )
            return UNKNOWN
        found = joined
    return found


def _of_different_kinds(*types: Type) -> str:
    if all(convertible(t, JSON) for t in types):
        return "make them alike, or say that they are data of any kind: `let items: list[json] = […]`"
    return "make them alike, or use a record for things of different kinds"


@expression(ast.Comprehension)
def _comprehension(body: Body, node: ast.Comprehension, _: Type | None) -> Value:
    from sdol.lang.loops import over

    span = node.span
    made = body.op(span, "collect.begin", [], Con("builder"))
    begin = body.nodes[-1]
    item: list[Type] = []

    def each() -> None:
        if node.condition is None:
            item.append(_collect(body, node, made))
            return
        condition = body.condition(node.condition, "the `if` of a comprehension is a condition")
        with body.block() as then:
            narrowed(body, node.condition, True)
            item.append(_collect(body, node, made))
        body.add(ir.If(place(node.condition.span), condition.reg, then, []))

    over(body, node.pattern, node.source, each)
    result = list_of(item[0] if item else UNKNOWN)
    if item and is_con(item[0], "vec", "disp") and isinstance(begin, ir.Op):
        begin.name = "collect.gather"
    return body.op(span, "collect.end", [made.reg], result)


def _collect(body: Body, node: ast.Comprehension, made: Value) -> Type:
    value = body.expr(node.item)
    body.op(node.item.span, "collect.add", [made.reg, value.reg], NIL)
    return value.type


# --- records ------------------------------------------------------------------------------------------------


@expression(ast.RecordLit)
def _record(body: Body, node: ast.RecordLit, hint: Type | None) -> Value:
    seen: dict[str, Type] = {}
    args: list[int] = []
    for name, item in node.fields:
        wanted = hint.get(name) if isinstance(hint, Record) else None
        value = body.expr(item, wanted)
        if name in seen:
            body.problem("E0203", item.span, f"the field `{name}` is given twice")
        seen[name] = value.type
        args += [body.text(item.span, name), value.reg]
    return body.op(node.span, "record.make", args, Record(tuple(seen.items())))
