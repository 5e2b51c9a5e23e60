"""Meanings: `~x`, texts in the place of a meaning, `around`, `codebook`, symbols."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel import ir
from sdol.kernel.types import JSON, TEXT, UNKNOWN, Con, Type, fits, is_con, list_of, show, space, vec
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.conversion import fitted, mismatch
from sdol.lang.literals import literal_text
from sdol.lang.spaces import known_space
from sdol.lang.unit import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.spaces.manifest import Manifest


def embed(body: Body, value: Value, where: Type, node: ast.Expr) -> Value:
    """The vector of a text, or of a list of texts, in a space.

    A literal's is looked up when the program is linked.
    """
    assert isinstance(where, Con)
    note_service(body, where, node.span)
    literal = literal_text(node)
    if literal is not None:
        return constant(body, node.span, literal, where)
    name = body.text(node.span, show(where).removeprefix("@"))
    if is_con(value.type, "list"):
        return body.op(node.span, "embed.texts", [value.reg, name], list_of(vec(where)))
    return body.op(node.span, "embed.text", [value.reg, name], vec(where))


def asking(body: Body, node: ast.Expr, where: Type, because: str) -> Value:
    """The vector of what is looked for: a text is embedded as a query, by a model that reads queries otherwise."""
    from sdol.kernel.embedding import asks_otherwise

    described = _described(where)
    value = body.expr(node, vec(where))
    if described is None or value.type not in (TEXT, JSON) or not asks_otherwise(described):
        return fitted(body, value, vec(where), node, because)
    note_service(body, where, node.span)
    text = fitted(body, value, TEXT, node, because)
    return body.op(node.span, "embed.query", [text.reg, body.text(node.span, described.name)], vec(where))


def note_service(body: Body, where: Type, span: ast.Span) -> None:
    """Embedding by a service is an effect: `net`."""
    described = _described(where)
    if described is not None and described.kind == "remote":
        body.effect("net", span)


def _described(where: Type) -> Manifest | None:
    """The manifest of a space that is known here."""
    from sdol.spaces.registry import manifest

    name = where.name.removeprefix("@") if isinstance(where, Con) else ""
    try:
        return None if name in ("", "hd") else manifest(name)
    except SdolError:
        return None


def constant(body: Body, span: ast.Span, text: str, where: Con) -> Value:
    """The vector of a text that stands in the program."""
    if not text.strip():
        return body.problem("E0317", span, "an empty text has no meaning to embed")
    note_service(body, where, span)
    name = where.name.removeprefix("@")
    dst = body.reg(vec(where))
    body.add(ir.Const(place(span), dst, body.unit.constant("vec", name, text)))
    return Value(dst, vec(where))


@expression(ast.Embed)
def _embed(body: Body, node: ast.Embed, _: Type | None) -> Value:
    where = known_space(body, node.space or body.module.default_space, node.span)
    if where is None:
        body.expr(node.operand)
        return body.bad(node.span)
    if where == space("hd"):
        text = "a text has no meaning in `hd`, the space of symbols"
        return body.problem("E0316", node.span, text, help="write a symbol: `'paris`")
    literal = literal_text(node.operand) if isinstance(node.operand, ast.Text) else None
    if literal is not None:
        return constant(body, node.span, literal, where)
    value = operand(body, node)
    return embed(body, value, where, node.operand) if value.type != UNKNOWN else value


def operand(body: Body, node: ast.Embed) -> Value:
    """What a `~` embeds: a text or a list of texts, or unknown and a problem."""
    value = body.expr(node.operand)
    if value.type in (JSON, list_of(JSON)):
        wanted = TEXT if value.type == JSON else list_of(TEXT)
        value = fitted(body, value, wanted, node.operand, "")
    if value.type == UNKNOWN:
        return body.bad(node.span)
    if not (fits(value.type, TEXT, {}) or fits(value.type, list_of(TEXT), {})):
        return mismatch(body, value.type, TEXT, node.operand.span, "`~` embeds a text, or a list of texts")
    return value


@expression(ast.Around)
def _around(body: Body, node: ast.Around, hint: Type | None) -> Value:
    where: Type = space(body.module.default_space)
    if hint is not None and is_con(hint, "region"):
        where = hint.args[0]  # type: ignore[union-attr]
    value = body.expr(node.examples, list_of(vec(where)))
    if is_con(value.type, "list") and is_con(value.type.args[0], "vec"):  # type: ignore[union-attr]
        where = value.type.args[0].args[0]  # type: ignore[union-attr]
    value = fitted(body, value, list_of(vec(where)), node.examples, "`around` takes a list of examples")
    return body.op(node.span, "region.around", [value.reg], Con("region", (where,)))


@expression(ast.Codebook)
def _codebook(body: Body, node: ast.Codebook, _: Type | None) -> Value:
    value = body.expr(node.items, list_of(vec(space(body.module.default_space))))
    if is_con(value.type, "list") and is_con(value.type.args[0], "vec"):  # type: ignore[union-attr]
        where = value.type.args[0].args[0]  # type: ignore[union-attr]
    else:
        where = space(body.module.default_space)
    value = fitted(body, value, list_of(vec(where)), node.items, "`codebook` takes a list of vectors")
    return body.op(node.span, "symbol.codebook", [value.reg], Con("codebook", (where,)))


@expression(ast.Symbol)
def _symbol(body: Body, node: ast.Symbol, _: Type | None) -> Value:
    dst = body.reg(vec(space("hd")))
    body.add(ir.Const(place(node.span), dst, body.unit.constant("symbol", node.name)))
    return Value(dst, vec(space("hd")))


@expression(ast.Translate)
def _translate(body: Body, node: ast.Translate, _: Type | None) -> Value:
    value = body.expr(node.operand)
    where = known_space(body, node.space, node.span)
    if where is None or value.type == UNKNOWN:
        return body.bad(node.span)
    many = is_con(value.type, "list")
    item = value.type.args[0] if many else value.type  # type: ignore[union-attr]
    if not is_con(item, "vec"):
        reason = "`as` translates a vector, or a list of vectors"
        return mismatch(body, value.type, vec(where), node.operand.span, reason)
    here = item.args[0]  # type: ignore[union-attr]
    if here == where:
        return value
    if space("hd") in (here, where):
        return _symbols_apart(body, node, here)
    name = body.text(node.span, node.space)
    if many:
        return body.op(node.span, "rosetta.translate_all", [value.reg, name], list_of(vec(where)))
    return body.op(node.span, "rosetta.translate", [value.reg, name], vec(where))


def _symbols_apart(body: Body, node: ast.Translate, here: Type) -> Value:
    return body.problem(
        "E0305",
        node.span,
        f"nothing translates from {show(here).removeprefix('@')} to {node.space}",
        reason="symbols are atoms without a meaning that a model could know",
        help="embed a text in the other space, or bind vectors of one space with each other",
    )
