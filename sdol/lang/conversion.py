"""What stands where another type is wanted: json is checked, a text for a meaning embedded."""

from __future__ import annotations

from sdol.diagnostics import Label
from sdol.kernel.kinds import SPACED_KINDS
from sdol.kernel.types import (
    BOOL,
    INT,
    JSON,
    NIL,
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


def fitted(
    body: Body, value: Value, wanted: Type, node: ast.Expr, because: str, origin: Label | None = None
) -> Value:
    """The value as the place wants it, converted where the language converts.

    Else a problem with the reason, and where that is said.
    """
    if fits(value.type, wanted, {}):
        return value
    converted = convert(body, value, wanted, node)
    return converted or mismatch(body, value.type, wanted, node.span, because, origin)


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
    return wanted == JSON and _json_like(actual)


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


def mismatch(
    body: Body, actual: Type, wanted: Type, span: ast.Span, because: str, origin: Label | None = None
) -> Value:
    """Reports that a value is of another type than its place wants."""
    labels = [origin] if origin else []
    if mixed := mixed_spaces(actual, wanted):
        here, there = mixed
        return body.problem(
            "E0301",
            span,
            "this value lives in another space than its place",
            label=show(actual),
            labels=labels,
            reason=because or f"{show(wanted)} is wanted here",
            help=_way_across(actual, here, there),
        )
    if actual in (TEXT, list_of(TEXT)) and (problem := _no_meaning(body, wanted, span)):
        return problem
    return body.problem(
        "E0302",
        span,
        f"expected {show(wanted)}, found {show(actual)}",
        label=show(actual),
        labels=labels,
        reason=because,
        help=way_out(actual, wanted),
    )


def _way_across(actual: Type, here: str, there: str) -> str:
    if is_con(actual, "region"):
        return f"make a region of {there} from the same texts: `around [~text@{there}, …]`"
    if made := next((p for p in parts(actual) if is_con(p, "codebook", *SPACED_KINDS)), None):
        return f"make a {made.name} of vectors of {there}"  # type: ignore[union-attr]
    if there == "hd":
        return "write a symbol: `'paris`"
    if here == "hd":
        return 'embed a text: `~"…"`; a symbol stands for nothing but itself'
    return f"translate it from {here}, `… as {there}`, or embed its text there, `~text@{there}`"


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


def way_out(actual: Type, wanted: Type) -> str:
    """What to write to come from one type to another; nothing where no way is known."""
    if is_con(actual, "optional") and fits(narrow(actual), wanted, {}):
        return "it may be nil: test it first, `if x != nil { … }`, or give a value for that: `or_else(x, …)`"
    if is_con(actual, "stream") and is_con(wanted, "list"):
        return "a stream is read once, as it comes; `list(…)` reads all of it"
    if actual == TEXT and is_con(wanted, "vec"):
        return "write a symbol: `'paris`" if show(wanted) == "vec@hd" else "embed it: `~x`"
    if is_con(actual, "vec") and is_con(wanted, "region"):
        return "make a region of it: `around [v]`, or `ball(v, 0.5)`"
    if wanted == TEXT:
        return 'put it into a text: `"{x}"`'
    if wanted == BOOL:
        return _as_condition(actual)
    if is_con(actual, "num") and is_con(wanted, "int"):
        return "make it whole: `round(x)`, `floor(x)` or `int(x)`"
    if actual == TEXT and is_con(wanted, "num", "int"):
        return f"read it as a number: `{show(wanted)}(x)`"
    if isinstance(wanted, Fn) and not isinstance(actual, Fn):
        return "write a function: `x => …`"
    if is_con(actual, "residue") and is_con(wanted, "num", "int"):
        return "take the integer that it holds: `value(r)`"
    if is_con(wanted, "residue") and actual in (INT, JSON):
        return "count in remainders: `residue(n)`"
    if is_con(wanted, "codebook") and is_con(actual, "list"):
        return "make a codebook of them: `codebook xs`"
    return _way_into(actual, wanted)


def _as_condition(actual: Type) -> str:
    """How the truth that other languages find in a value is asked for."""
    if is_con(actual, "optional", "nil"):
        return "ask whether it is there: `x != nil`"
    if is_con(actual, "int", "num"):
        return "a number is no condition: compare it, `x != 0`"
    if actual == TEXT:
        return 'a text is no condition: compare it, `x != ""`'
    if is_con(actual, "list"):
        return "a list is no condition: ask for its length, `len(xs) > 0`"
    return "write a comparison, such as `x == y`"


def _way_into(actual: Type, wanted: Type) -> str:
    """Help for a place that wants something of many, or of any type."""
    if actual == NIL:
        return f"if it may be nil, its type is `{show(wanted)}?`"
    if is_con(wanted, "optional"):
        return way_out(actual, narrow(wanted))
    if is_con(wanted, "list") and is_con(actual, "list"):
        return _each(actual.args[0], wanted.args[0])  # type: ignore[union-attr]
    if is_con(wanted, "list") and actual == JSON:
        return "say first what the data are: `let xs: list[text] = …`; `json` for text where they differ"
    if is_con(wanted, "list") and _may_be_item(actual, wanted.args[0]):  # type: ignore[union-attr]
        return "write a list of it: `[x]`"
    if is_con(wanted, "list") and actual == TEXT:
        return "a text is no list: `chars(t)`, `words(t)` and `t.lines` give one"
    if is_con(wanted, "stream") and is_con(actual, "list"):
        return "it is a list already: leave the call out"
    if isinstance(wanted, Con) and len(wanted.name) == 1 and wanted.name.isupper():
        return f"`{wanted.name}` stands for any type: give a value made of the parameters, or name the type"
    if isinstance(wanted, Record) and isinstance(actual, Record):
        return _field_way_out(actual, wanted)
    return ""


def _may_be_item(actual: Type, item: Type) -> bool:
    """Whether a list of the value was meant: it is no list itself, and the list is not one of anything."""
    return isinstance(item, Con) and not is_con(actual, "list") and fits(actual, item, {})


def _field_way_out(actual: Record, wanted: Record) -> str:
    """What to do about the first field of a record that is missing or of another type."""
    for name, type in wanted.fields:
        own = actual.get(name)
        if own is None:
            return f"the field `{name}` is missing"
        if not fits(own, type, {}):
            help = way_out(own, type)
            return f"the field `{name}` is {show(own)}, and {show(type)} is wanted" + (
                f"; {help}" if help else ""
            )
    return ""


def _each(actual: Type, wanted: Type) -> str:
    """How the items of a list are made what is wanted."""
    if wanted == TEXT:
        return 'convert each: `["{x}" for x in xs]`'
    if is_con(wanted, "num", "int") and is_con(actual, "text", "num"):
        return f"convert each: `[{show(wanted) if actual == TEXT else 'round'}(x) for x in xs]`"
    if is_con(wanted, "vec"):
        return "write a list of texts, or of vectors"
    if is_con(wanted, "codebook") and is_con(actual, "vec"):
        return "write a list of codebooks: `[codebook xs, codebook ys]`"
    return "make each item what is wanted: `[f(x) for x in xs]`"


def bind(actual: Type, wanted: Type, bound: Bindings) -> bool:
    """Whether the value fits a generic place, as it is or by conversion; binds the place's variables."""
    trial = dict(bound)
    if fits(actual, wanted, trial):
        bound |= trial
        return True
    return convertible(actual, substitute(wanted, bound))
