"""What is said about a call that does not fit: how many arguments it takes, of which types."""

from __future__ import annotations

from sdol.kernel import table
from sdol.kernel.kinds import KINDS
from sdol.kernel.types import NIL, Bindings, Type, fits, is_con, parts, show, substitute
from sdol.lang import ast, foreign
from sdol.lang.body import Body, Value
from sdol.lang.candidates import Candidate, Given, Slot, named, rows_formed, rows_named
from sdol.lang.conversion import mismatch, mixed_spaces, nil_help, way_out
from sdol.lang.unit import ModuleScope, suggestion

MOST_SHOWN = 40
"""Characters of an argument that a help line repeats."""

MOST_NAMED = 12
"""Functions of a module that a message names."""


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
    if len(candidates) == 1:
        return _wrong_count_of(body, span, what, candidates[0], given)
    text = f"`{what}` cannot take {counted(len(given))}"
    return body.problem("E0303", span, text, reason=_forms(what, candidates), help=_as_method(what))


def _as_method(name: str) -> str:
    """How what is called by this name belongs to something, too; nothing where it does not."""
    owners = dict.fromkeys(show(r.signatures[0].params[0].type) for r in rows_named(name, "method"))
    return f"of a {' or a '.join(owners)}, write `x.{name}(…)`" if owners else ""


def _wrong_count_of(body: Body, span: ast.Span, what: str, candidate: Candidate, given: list[Given]) -> Value:
    """The parameter that has no argument, or the argument that has no parameter."""
    params = [p.name for p in candidate.params]
    reason = _forms(what, [candidate])
    if len(given) > len(params):
        text = f"`{what}` takes {counted(len(params)) if params else 'no argument'}, and here it gets {len(given)}"
        return body.problem(
            "E0303",
            given[len(params)].node.span,
            text,
            label="one too many",
            reason=reason,
            help="leave it out",
        )
    named_ = {g.name for g in given}
    needed = [p.name for p in candidate.params if p.default is None and not p.many]
    after = sum(g.name is None for g in given)
    lacking = [n for n in needed if n not in named_ and params.index(n) >= after]
    if not lacking:
        return body.problem("E0303", span, f"`{what}` cannot take {counted(len(given))}", reason=reason)
    text = f"`{what}` is called without `{lacking[0]}`"
    return body.problem("E0303", span, text, reason=reason, help=f"write `{what}({', '.join(needed)})`")


def _forms(what: str, candidates: list[Candidate]) -> str:
    known_first = sorted(candidates, key=lambda c: bool(c.params) and is_con(c.params[0].type, *KINDS))
    return "it is " + " or ".join(f"`{what}{_signature(c)}`" for c in known_first[:3])


def no_fit(
    body: Body, span: ast.Span, what: str, arranged: list[tuple[Candidate, list[Slot]]], given: list[Given]
) -> Value:
    types = ", ".join(show(g.value.type) if g.value else "a function" for g in given)
    spaced = [g for g in given if g.value and is_con(g.value.type, "vec", "list", "disp", "region")]
    if len(spaced) == 2 and spaced[0].value and spaced[1].value:
        mixed = mixed_spaces(spaced[0].value.type, spaced[1].value.type)
        if mixed:
            return two_spaces(body, what, spaced[0], spaced[1])
    if problem := _in_another_space(body, what, arranged):
        return problem
    return body.problem(
        "E0302",
        span,
        f"`{what}` does not take ({types})",
        reason=_forms(what, told := _not_for_data([c for c, _ in arranged])),
        help=_misfit(body, told, given),
    )


def _in_another_space(body: Body, what: str, arranged: list[tuple[Candidate, list[Slot]]]) -> Value | None:
    """The problem of arguments of which nothing is wrong but the space of one."""
    for _, slots in arranged:
        bound: Bindings = {}
        wrong = [
            (at, slot.param.name, slot.given, substitute(slot.param.type, bound))
            for at, slot in enumerate(slots)
            if slot.given and slot.given.value and not fits(slot.given.value.type, slot.param.type, bound)
        ]
        if len(wrong) != 1:
            continue
        at, name, given, wanted = wrong[0]
        if given.value and mixed_spaces(given.value.type, wanted):
            because = f"argument {at + 1} of `{what}`, `{name}`, is {show(wanted)}"
            return mismatch(body, given.value.type, wanted, given.node.span, because)
    return None


def _not_for_data(candidates: list[Candidate]) -> list[Candidate]:
    """Those that a value which is no json could fit: what takes json is told where there is nothing else."""
    return [c for c in candidates if c.row is None or c.row.family != "json"] or candidates


def _misfit(body: Body, candidates: list[Candidate], given: list[Given]) -> str:
    """How the first argument that no candidate takes could be made to fit."""
    for at, one in enumerate(given):
        wanted = [_wanted(c, at, given) for c in candidates if c.params]
        if one.value is None or any(fits(one.value.type, w, {}) for w in wanted):
            continue
        if is_con(one.value.type, "optional"):
            return nil_help(body, one.node)
        return next((h for w in wanted if (h := way_out(one.value.type, w))), "")
    return ""


def _wanted(candidate: Candidate, at: int, given: list[Given]) -> Type:
    """What a candidate takes at a place, after the arguments before it."""
    bound: Bindings = {}
    for param, one in zip(candidate.params, given[:at], strict=False):
        if one.value:
            fits(one.value.type, param.type, bound)
    return substitute(candidate.params[min(at, len(candidate.params) - 1)].type, bound)


def two_spaces(body: Body, what: str, left: Given, right: Given) -> Value:
    """Two vectors of different spaces meet: the mistake that this language exists to prevent."""
    assert left.value and right.value
    here = _space_of(left.value.type)
    text = body.module.source.text
    first, second = (_single(text, g.node) for g in (left, right))
    both = all(g.value and is_con(g.value.type, "vec", "list") for g in (left, right))
    movable = is_con(right.value.type, "vec", "list")
    if "hd" in (here, _space_of(right.value.type)):
        return _symbol_meets_meaning(body, left, right)
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


def _symbol_meets_meaning(body: Body, left: Given, right: Given) -> Value:
    assert left.value and right.value
    return body.problem(
        "E0301",
        right.node.span,
        "a symbol and the meaning of a text live in different spaces",
        label=show(right.value.type),
        labels=[body.label(left.node.span, show(left.value.type))],
        reason="symbols, of the space `hd`, stand for nothing but themselves",
        help="bind and bundle symbols with symbols, and compare texts with texts",
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


def unknown_function(body: Body, span: ast.Span, name: str, given: list[Given]) -> Value:
    if name in body.module.broken:
        return body.bad(span)
    known = [*body.names(), *(r.verb for r in table.reachable("call"))]
    if body.module.prelude:
        known += body.module.prelude.functions
    methods = rows_named(name, "method")
    if methods:
        kind = show(methods[0].signatures[0].params[0].type)
        return body.problem("E0202", span, f"`{name}` belongs to a {kind}", help=f"write `x.{name}(…)`")
    help = instead(body, name, [_written(body, g) for g in given])
    help = help or suggestion(name, known, "`sdol isa` lists the instructions, or define it: `fn` …")
    return body.problem("E0202", span, f"there is no function `{name}`", help=help)


def instead(body: Body, name: str, args: list[str]) -> str:
    """What is written here for a function that other languages, or a module of the library, call so."""
    meant = foreign.meant_by(name)
    call = f"{meant}({', '.join(args)})"
    if named(body, meant):
        return f"write `{call}`" + (": it gives a new list" if meant in foreign.GROWS else "")
    if any(not row.signatures[0].params for row in rows_formed(name)):
        return f"`{name}` is a value, not a function: write it without parentheses, such as `{name}.lines`"
    if name in foreign.SENTENCES:
        return foreign.SENTENCES[name]
    if name in foreign.NAMES:
        return f"here it is written `{foreign.NAMES[name]}`"
    if module := foreign.in_library(meant):
        at_top = "" if module in body.module.modules else f"write `import {module}` above, and "
        return f"it is in the library: {at_top}`{module}.{call}`"
    return ""


def needs_parentheses(body: Body, node: ast.Call | ast.Index | ast.Field) -> Value | None:
    """The problem of `codebook f(x)`, which would call a codebook, and of an index or a field in its place."""
    of: ast.Expr = node
    while isinstance(of, ast.Call | ast.Index | ast.Field):
        of = of.function if isinstance(of, ast.Call) else of.operand
    if not isinstance(of, ast.Around | ast.Codebook):
        return None
    word, item = ("around", of.examples) if isinstance(of, ast.Around) else ("codebook", of.items)
    alone, meant = (_part(body, item.span.start, end) for end in (item.span.end, node.span.end))
    return body.problem(
        {ast.Call: "E0308", ast.Index: "E0304", ast.Field: "E0206"}[type(node)],
        node.span,
        f"`{word}` takes `{alone}` alone, without what follows it",
        reason=f"`{word}` takes the one literal, name or parenthesis that stands behind it",
        help=f"write `{word} ({meant})`",
    )


def _part(body: Body, start: int, end: int) -> str:
    """A part of the program as it stands there, or `…` for a long one."""
    text = body.module.source.text[start:end]
    return text if len(text) <= MOST_SHOWN and "\n" not in text else "…"


def no_function(body: Body, field_: ast.Field, module: ModuleScope) -> Value:
    """A module without the function that is called."""
    known = list(module.functions)
    shown = ", ".join(f"`{name}`" for name in known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
    return body.problem(
        "E0202",
        field_.name_span,
        f"the module `{module.name}` has no function `{field_.name}`",
        reason=f"it defines {shown}" if known else "it defines no functions",
        help=suggestion(field_.name, known, f"define it there: `fn {field_.name}(…)`"),
    )


def _on_a_store(name: str, store: str, args: list[str]) -> str:
    if name in foreign.SEARCHES:
        return f"a store is searched by `near {args[0] if args else 'query'} in {store}`"
    meant = foreign.ON_A_STORE.get(name)
    return f"write `{store}.{meant}({', '.join(args)})`" if meant else ""


def _written(body: Body, given: Given) -> str:
    """An argument as it stands in the program, or `…` for a long one."""
    text = _part(body, given.node.span.start, given.node.span.end)
    return f"{given.name}: {text}" if given.name else text


def _takes(body: Body, name: str, first: Type) -> bool:
    """Whether a function of this name takes such a value first."""
    return any(c.params and fits(first, c.params[0].type, {}) for c in named(body, name))


def no_method(body: Body, field_: ast.Field, operand: Type, given: list[Given]) -> Value:
    args = [_written(body, g) for g in (Given(field_.operand), *given)]
    if is_con(operand, "store"):
        help = _on_a_store(field_.name, args[0], args[1:])
    elif any(fits(operand, r.signatures[0].params[0].type, {}) for r in rows_named(field_.name, "field")):
        help = f"it is a field, not a function: `{args[0]}.{field_.name}`"
    elif rows_named(field_.name, "method") and not _takes(body, field_.name, operand):
        help = _as_method(field_.name)
    else:
        help = instead(body, field_.name, args)
    known = [r.verb for r in table.reachable("method") if fits(operand, r.signatures[0].params[0].type, {})]
    return body.problem(
        "E0206",
        field_.name_span,
        f"{show(operand)} has no `{field_.name}`",
        help=help or suggestion(field_.name, known, f"it has {', '.join(known)}" if known else ""),
    )
