"""What is said about a call that does not fit: how many arguments it takes, of which types."""

from __future__ import annotations

from sdol.kernel import table
from sdol.kernel.types import NIL, Type, fits, is_con, parts, show
from sdol.lang import ast
from sdol.lang.body import Body, Value
from sdol.lang.candidates import Candidate, Given, Slot, named, rows_named
from sdol.lang.conversion import mixed_spaces
from sdol.lang.unit import suggestion


def wrong_count(
    body: Body, span: ast.Span, what: str, candidates: list[Candidate], given: list[Given]
) -> Value:
    known = list(dict.fromkeys(p.name for c in candidates for p in c.params))
    for one in given:
        if one.name is not None and one.name not in known:
            return body.problem(
                "E0314",
                ast.Span(one.span.start, one.span.start + len(one.name)) if one.span else one.node.span,
                f"`{what}` has no parameter `{one.name}`",
                help=suggestion(one.name, known, f"its parameters are {', '.join(known)}"),
            )
    text = f"`{what}` cannot take {counted(len(given))}"
    return body.problem("E0303", span, text, reason=_forms(what, candidates))


def _forms(what: str, candidates: list[Candidate]) -> str:
    return "it is " + " or ".join(f"`{what}{_signature(c)}`" for c in candidates[:3])


def no_fit(
    body: Body, span: ast.Span, what: str, arranged: list[tuple[Candidate, list[Slot]]], given: list[Given]
) -> Value:
    types = ", ".join(show(g.value.type) if g.value else "a function" for g in given)
    spaced = [g for g in given if g.value and is_con(g.value.type, "vec", "list", "disp", "region")]
    if len(spaced) == 2 and spaced[0].value and spaced[1].value:
        mixed = mixed_spaces(spaced[0].value.type, spaced[1].value.type)
        if mixed:
            return two_spaces(body, what, spaced[0], spaced[1])
    return body.problem(
        "E0302",
        span,
        f"`{what}` does not take ({types})",
        reason=_forms(what, [c for c, _ in arranged]),
    )


def two_spaces(body: Body, what: str, left: Given, right: Given) -> Value:
    """Two vectors of different spaces meet: the mistake that this language exists to prevent."""
    assert left.value and right.value
    here = _space_of(left.value.type)
    text = body.module.source.text
    first, second = (_single(text, g.node) for g in (left, right))
    both = all(g.value and is_con(g.value.type, "vec", "list") for g in (left, right))
    movable = is_con(right.value.type, "vec", "list")
    other = f"{second} as {here}" if movable else f"{first} as {_space_of(right.value.type)}"
    operator = not what.isidentifier() or what == "in"
    together = f"{first} {what} {other}" if movable else f"{other} {what} {second}"
    return body.problem(
        "E0301",
        right.node.span,
        "these two vectors live in different spaces" if both else "these two live in different spaces",
        label=show(right.value.type),
        labels=[body.label(left.node.span, show(left.value.type))],
        help=f"translate one side: `{together if operator else other}`",
    )


def _space_of(t: Type) -> str:
    """The name of the space in a type."""
    return next((show(p)[1:] for p in parts(t) if show(p).startswith("@")), "")


def _single(text: str, node: ast.Expr) -> str:
    """The source of an expression, in parentheses where `as` would take only its end."""
    written = text[node.span.start : node.span.end]
    return f"({written})" if isinstance(node, (ast.Binary, ast.Unary)) else written


def counted(n: int) -> str:
    return "no argument" if n == 0 else "1 argument" if n == 1 else f"{n} arguments"


def _signature(candidate: Candidate) -> str:
    arrow = "" if candidate.result == NIL else f" -> {show(candidate.result)}"
    return f"({', '.join(map(str, candidate.params))}){arrow}"


def unknown_function(body: Body, span: ast.Span, name: str) -> Value:
    if name in body.module.broken:
        return body.bad(span)
    known = [*body.names(), *(r.verb for r in table.reachable("call"))]
    if body.module.prelude:
        known += body.module.prelude.functions
    methods = rows_named(name, "method")
    if methods:
        kind = show(methods[0].signatures[0].params[0].type)
        return body.problem("E0202", span, f"`{name}` belongs to a {kind}", help=f"write `x.{name}(…)`")
    help = suggestion(name, known, "`sdol isa` lists the instructions")
    return body.problem("E0202", span, f"there is no function `{name}`", help=help)


def no_method(body: Body, field_: ast.Field, operand: Type) -> Value:
    text = body.module.source.text
    help = ""
    if named(body, field_.name):
        inside = text[field_.operand.span.start : field_.operand.span.end]
        help = f"write `{field_.name}({inside}, …)` or `{inside} |> {field_.name}(…)`"
    known = [r.verb for r in table.reachable("method") if fits(operand, r.signatures[0].params[0].type, {})]
    return body.problem(
        "E0206",
        field_.name_span,
        f"{show(operand)} has no `{field_.name}`",
        help=help or suggestion(field_.name, known, f"it has {', '.join(known)}" if known else ""),
    )
