"""What stands where another type is wanted: json is checked, a text for a meaning embedded."""

from __future__ import annotations

from sdol.kernel.types import (
    JSON,
    TEXT,
    Bindings,
    Con,
    Fn,
    Record,
    Type,
    fits,
    is_con,
    list_of,
    narrow,
    parts,
    show,
    substitute,
    variables,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value


def fitted(body: Body, value: Value, wanted: Type, node: ast.Expr, because: str) -> Value:
    """The value as the place wants it, converted where the language converts.

    Else a problem with the reason.
    """
    if fits(value.type, wanted, {}):
        return value
    converted = convert(body, value, wanted, node)
    return converted or mismatch(body, value.type, wanted, node.span, because)


def convert(body: Body, value: Value, wanted: Type, node: ast.Expr) -> Value | None:
    """The one conversion into a meaning and the checked one from json; None where there is none."""
    if _from_json(value.type, wanted):
        name = body.text(node.span, show(wanted))
        return body.op(node.span, "json.convert", [value.reg, name], wanted)
    if is_con(value.type, "json") or value.type == list_of(JSON):
        as_text = TEXT if is_con(value.type, "json") else list_of(TEXT)
        if _takes_meaning(as_text, wanted):
            return convert(body, fitted(body, value, as_text, node, ""), wanted, node)
    if _widens(value.type, wanted):
        return Value(value.reg, wanted)
    if _takes_meaning(value.type, wanted):
        from sdol.lang.embedding import embed

        return embed(body, value, _space(wanted), node)
    return None


def convertible(actual: Type, wanted: Type) -> bool:
    """Whether `convert` would find a way."""
    if _from_json(actual, wanted) or _takes_meaning(actual, wanted) or _widens(actual, wanted):
        return True
    return actual in (JSON, list_of(JSON)) and _takes_meaning(
        TEXT if actual == JSON else list_of(TEXT), wanted
    )


def _from_json(actual: Type, wanted: Type) -> bool:
    if variables(wanted) or not _json_like(wanted):
        return False
    return actual == JSON or (actual in (list_of(JSON), Con("optional", (JSON,))) and wanted != TEXT)


def _widens(actual: Type, wanted: Type) -> bool:
    """What json can hold may stand where json is wanted: nothing is lost, and nothing has to be done."""
    if is_con(wanted, "list") and is_con(actual, "list"):
        return _widens(actual.args[0], wanted.args[0])  # type: ignore[union-attr]
    return wanted == JSON and _json_like(actual) and not is_con(actual, "nil", "optional")


def _json_like(t: Type) -> bool:
    """Types that a json value can turn out to have."""
    match t:
        case Con("optional" | "list", (inner,)):
            return _json_like(inner)
        case Con(name, ()):
            return name in ("num", "int", "bool", "text", "nil", "json")
        case Record(fields):
            return all(_json_like(f) for _, f in fields)
    return False


def _takes_meaning(actual: Type, wanted: Type) -> bool:
    if is_con(wanted, "list") and is_con(actual, "list"):
        return _takes_meaning(actual.args[0], wanted.args[0])  # type: ignore[union-attr]
    if not (actual == TEXT and is_con(wanted, "vec")):
        return False
    where = _space(wanted)
    return isinstance(where, Con) and where.name.startswith("@") and where.name != "@hd"


def _space(wanted: Type) -> Type:
    assert isinstance(wanted, Con)
    return wanted.args[0] if is_con(wanted, "vec") else _space(wanted.args[0])


# --- what to say --------------------------------------------------------------------------------------------


def mismatch(body: Body, actual: Type, wanted: Type, span: ast.Span, because: str) -> Value:
    """Reports that a value is of another type than its place wants."""
    if mixed := mixed_spaces(actual, wanted):
        here, there = mixed
        return body.problem(
            "E0301",
            span,
            "this value lives in another space than its place",
            label=show(actual),
            reason=because or f"{show(wanted)} is wanted here",
            help=f"translate it from {here}, `… as {there}`, or embed its text there, `~text@{there}`",
        )
    if actual in (TEXT, list_of(TEXT)) and (problem := _no_meaning(body, wanted, span)):
        return problem
    return body.problem(
        "E0302",
        span,
        f"expected {show(wanted)}, found {show(actual)}",
        label=show(actual),
        reason=because,
        help=_way_out(actual, wanted),
    )


def _no_meaning(body: Body, wanted: Type, span: ast.Span) -> Value | None:
    """The problem of a text where a vector of symbols is wanted, or one of a space that is not known here."""
    vector = next(
        (t for t in parts(wanted) if isinstance(t, Con) and t.name not in ("list", "optional")), wanted
    )
    if not is_con(vector, "vec") or _takes_meaning(TEXT, vector):
        return None
    if show(vector) == "vec@hd":
        text, help = "a text has no meaning in `hd`, the space of symbols", "write a symbol: `'paris`"
    else:
        text = f"a text cannot be embedded here: {show(vector)} may be of any space"
        help = "embed it where the space is known, and pass the vector"
    return body.problem("E0316", span, text, help=help)


def mixed_spaces(actual: Type, wanted: Type) -> tuple[str, str] | None:
    """The names of the two spaces, where only these differ."""
    match actual, wanted:
        case Con(a, (Con(x, ()),)), Con(b, (Con(y, ()),)) if a == b and x != y and x[0] == y[0] == "@":
            return x[1:], y[1:]
        case Con("list", (inner,)), other:
            return mixed_spaces(inner, other.args[0] if is_con(other, "list") else other)  # type: ignore[union-attr]
        case other, Con("list", (inner,)):
            return mixed_spaces(other, inner)
    return None


def nil_help(body: Body, node: ast.Expr) -> str:
    """How to come by a value that may be nil: a test is remembered for names whose value is fixed."""
    written = body.module.source.text[node.span.start : node.span.end]
    name = node.name if isinstance(node, ast.Name) else ""
    known = body.local(name) or body.shared(name)
    if known and not known.mutable:
        return (
            f"it may be nil: test it first, `if {written} != nil {{ … }}`, or write `or_else({written}, …)`"
        )
    short = written if len(written) < 40 and "\n" not in written else "…"
    return f"it may be nil: keep it first, `let x = {short}`, then `if x != nil {{ … }}`"


def _way_out(actual: Type, wanted: Type) -> str:
    if is_con(actual, "optional") and fits(narrow(actual), wanted, {}):
        return "it may be nil: test it first, `if x != nil { … }`, or give a value for that: `or_else(x, …)`"
    if is_con(actual, "stream") and is_con(wanted, "list"):
        return "a stream is read once, as it comes; `list(…)` reads all of it"
    if actual == TEXT and is_con(wanted, "vec"):
        return "embed it: `~x`"
    if is_con(actual, "vec") and is_con(wanted, "region"):
        return "make a region of it: `around [v]`, or `ball(v, 0.5)`"
    if wanted == TEXT:
        return 'put it into a text: `"{x}"`'
    if is_con(actual, "num") and is_con(wanted, "int"):
        return "make it whole: `round(x)`, `floor(x)` or `int(x)`"
    if actual == TEXT and is_con(wanted, "num", "int"):
        return f"read it as a number: `{show(wanted)}(x)`"
    if isinstance(wanted, Fn) and not isinstance(actual, Fn):
        return "write a function: `x => …`"
    return ""


def bind(actual: Type, wanted: Type, bound: Bindings) -> bool:
    """Whether the value fits a generic place, as it is or by conversion; binds the place's variables."""
    trial = dict(bound)
    if fits(actual, wanted, trial):
        bound |= trial
        return True
    return convertible(actual, substitute(wanted, bound))
