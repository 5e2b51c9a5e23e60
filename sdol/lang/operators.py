"""Operators: each is a form of the instruction table, `a + b`, resolved by the types of its operands.

What the table cannot say is here: chains of `+` on vectors are one bundle, `and` and `or` do not run what
they need not, vectors have no `==`.
"""

from __future__ import annotations

from sdol.kernel import ir
from sdol.kernel.kinds import KINDS, UNEQUAL_KINDS
from sdol.kernel.types import (
    BOOL,
    INT,
    JSON,
    NIL,
    NUM,
    SPACED,
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
    parts,
    show,
    substitute,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.call_problems import two_spaces
from sdol.lang.candidates import Candidate, Choice, Given, candidates_of, choose, rows_formed
from sdol.lang.conversion import fitted, mixed_spaces, nil_help
from sdol.lang.narrowing import facts, not_nil
from sdol.lang.unit import place
from sdol.lang.where import condition

ARITHMETIC = frozenset("+-*/")
ORDER = frozenset({"<", "<=", ">", ">="})
MOST_FORMS = 4
"""Of an operator, in a message."""

UNEQUAL = ("vec", "disp", "region", "codebook", "store", "stream", "input", "ranked", *sorted(UNEQUAL_KINDS))
"""Types whose values are never compared for equality."""


@expression(ast.Binary)
def _binary(body: Body, node: ast.Binary, _: Type | None) -> Value:
    if node.op in ("and", "or"):
        return _short(body, node)
    if node.op == "not in":
        inner = _apply(body, node, "in", *_operands(body, node))
        if inner.type == list_of(BOOL):
            return body.op(node.span, "logic.not_each", [inner.reg], inner.type)
        return body.op(node.span, "logic.not", [inner.reg], BOOL)
    terms = _chain(node) if node.op == "+" else []
    if len(terms) > 2:
        return _sum(body, node, terms)
    left, right = _operands(body, node)
    return _apply(body, node, node.op, left, right)


def _operands(body: Body, node: ast.Binary) -> tuple[Given, Given]:
    left = Given(node.left, value=body.expr(node.left))
    return left, Given(node.right, value=body.expr(node.right))


def _apply(body: Body, node: ast.Binary, op: str, left: Given, right: Given) -> Value:
    assert left.value and right.value
    if UNKNOWN in (left.value.type, right.value.type):
        return body.bad(node.span)
    if op in ("==", "!="):
        return _equal(body, node, op, left, right)
    if op == "~=":
        return _means_same(body, node, left, right)
    if op == "in" and is_con(right.value.type, "list"):
        for given in (left, right):
            if problem := _without_equality(body, node, op, given):
                return problem
    if op in ARITHMETIC or op in ORDER:
        _from_json(body, left, right)
    choice = _choose(f"a {op} b", [left, right])
    if choice is None:
        return _no_operator(body, node, op, left, right)
    return _add(body, node.span, choice, [left, right])


def _choose(form: str, given: list[Given]) -> Choice | None:
    """The instruction of an operator for these operands."""
    arranged = [(c, slots) for c in _forms(form) if (slots := c.arrange(given)) is not None]
    choice = choose([(c, s) for c, s in arranged if not _converts(c, given)])
    if choice is not None and "1" not in choice.mask:
        choice.mask = ""
    return choice


def _add(body: Body, span: ast.Span, choice: Choice, given: list[Given]) -> Value:
    """Adds an operator's instruction; over a list its result is a list. Operands of json become what it takes."""
    row, mask = choice.candidate.row, choice.mask
    assert row is not None
    result = substitute(choice.candidate.result, choice.bound)
    for slot in choice.slots:
        if slot.given and slot.given.value and slot.given.value.type == JSON:
            wanted = substitute(slot.param.type, choice.bound)
            slot.given.value = fitted(body, slot.given.value, wanted, slot.given.node, "")
    args = [g.value.reg for g in given if g.value]
    return body.op(span, row.name, args, list_of(result) if mask else result, mask)


def _converts(candidate: Candidate, given: list[Given]) -> bool:
    """Operators embed nothing: a text beside a vector is a mistake to be told."""
    pairs = zip(candidate.params, given, strict=False)
    return any(
        is_con(p.type, "vec") and g.value is not None and g.value.type in (TEXT, list_of(TEXT), JSON)
        for p, g in pairs
    )


def _forms(form: str) -> list[Candidate]:
    return candidates_of(rows_formed(form))


def _from_json(body: Body, left: Given, right: Given) -> None:
    """A json operand becomes what its neighbour is; a number where both are json."""
    assert left.value and right.value
    for one, other in ((left, right), (right, left)):
        assert one.value and other.value
        if one.value.type == JSON:
            wanted = other.value.type if other.value.type in (TEXT, INT) else NUM
            one.value = fitted(body, one.value, NUM if wanted == INT else wanted, one.node, "")


# --- comparison ---------------------------------------------------------------------------------------------


def _equal(body: Body, node: ast.Binary, op: str, left: Given, right: Given) -> Value:
    assert left.value and right.value
    for given in (left, right) if NIL not in (left.value.type, right.value.type) else ():
        if problem := _without_equality(body, node, op, given):
            return problem
    a, b = left.value.type, right.value.type
    numbers = {a, b} <= {INT, NUM}
    if not numbers and not _comparable(a, b):
        return body.problem(
            "E0302",
            node.span,
            f"{show(a)} and {show(b)} are never equal",
            reason="values of different types are never equal, so this comparison decides nothing",
            help=_converted(op, *((_source(body, g), g.value.type) for g in (left, right) if g.value)),
            labels=[body.label(left.node.span, show(a)), body.label(right.node.span, show(b))],
        )
    return equality(body, node.span, left.value, right.value, op)


def equality(body: Body, span: ast.Span, a: Value, b: Value, op: str = "==") -> Value:
    """Adds the comparison of two values: that of plain ones is cheap, of others one by all that they hold."""
    plain = NIL in (a.type, b.type) or (_plain(a.type) and _plain(b.type))
    names = ("logic.eq", "logic.ne") if plain else ("logic.equal", "logic.unequal")
    return body.op(span, names[op == "!="], [a.reg, b.reg], BOOL)


def _plain(t: Type) -> bool:
    """Whether the comparison of Python is that of the language; NaN in a list is not."""
    if is_con(t, "optional") or (is_con(t, "list") and not any(p == NUM for p in parts(t))):
        return _plain(t.args[0])  # type: ignore[union-attr]
    return t in (INT, NUM, TEXT, BOOL)


def _without_equality(body: Body, node: ast.Binary, op: str, given: Given) -> Value | None:
    """The problem of comparing what is never equal: vectors and functions, also inside of something."""
    assert given.value
    inside = next((p for p in parts(given.value.type) if is_con(p, *UNEQUAL) or isinstance(p, Fn)), None)
    if inside is None:
        return None
    reason, help = "", ""
    if is_con(inside, "vec"):
        reason = "two computed vectors are hardly ever equal"
        help = "compare vectors with `~` (how similar) or `~=` (means the same)"
    text = f"{show(given.value.type)} has no `{op}`"
    return body.problem("E0312", node.op_span, text, label=show(given.value.type), reason=reason, help=help)


def _comparable(a: Type, b: Type) -> bool:
    """Whether a value of one type can equal one of the other; json can turn out to be anything."""
    if {JSON, UNKNOWN} & {a, b}:
        return True
    if NIL in (a, b):
        other = b if a == NIL else a
        return other == NIL or is_con(other, "optional") or (isinstance(other, Con) and other.name.isupper())
    if is_con(a, "list") and is_con(b, "list"):
        return _comparable(a.args[0], b.args[0])  # type: ignore[union-attr]
    if (
        isinstance(a, Record)
        and isinstance(b, Record)
        and {n for n, _ in a.fields} == {n for n, _ in b.fields}
    ):
        return all(_comparable(t, b.get(n) or UNKNOWN) for n, t in a.fields)
    return join(a, b) is not None


def _means_same(body: Body, node: ast.Binary, left: Given, right: Given) -> Value:
    choice = _choose("a ~ b", [left, right])
    if choice is None:
        return _no_operator(body, node, "~=", left, right)
    assert left.value and right.value
    one = left.value if is_con(left.value.type, "vec") else right.value
    verb = "space.same_threshold" if is_con(one.type, "vec") else "space.list_threshold"
    threshold = body.op(node.op_span, verb, [one.reg], NUM)
    mask = choice.mask and choice.mask + "0"
    args = [left.value.reg, right.value.reg, threshold.reg]
    return body.op(node.span, "sphere.same", args, list_of(BOOL) if mask else BOOL, mask)


def _short(body: Body, node: ast.Binary) -> Value:
    """A chain of `and` or of `or`: each side runs only where those before it have not decided."""
    because, joins = f"`{node.op}` joins two conditions", node.op == "and"
    first, *others = _chain(node)
    value = condition(body, first, because)
    known = [*facts(first, joins)]
    for term in others:
        span = first.span.to(term.span)
        result = body.reg(BOOL)
        with body.block() as run:
            not_nil(body, known)
            body.copy(term.span, result, condition(body, term, because))
        with body.block() as skip:
            body.copy(term.span, result, body.constant(term.span, not joins, BOOL))
        body.add(ir.If(place(span), value.reg, *((run, skip) if joins else (skip, run))))
        known += facts(term, joins)
        value = Value(result, BOOL)
    return value


# --- chains of plus -----------------------------------------------------------------------------------------


def _chain(node: ast.Binary) -> list[ast.Expr]:
    """The terms of `a + b + c`, or of another operator; parentheses end a chain."""
    terms: list[ast.Expr] = []
    rest: ast.Expr = node
    while isinstance(rest, ast.Binary) and rest.op == node.op:
        terms.append(rest.right)
        rest = rest.left
    return [rest, *reversed(terms)]


def _sum(body: Body, node: ast.Binary, terms: list[ast.Expr]) -> Value:
    given = [Given(t, value=body.expr(t)) for t in terms]
    types = [g.value.type for g in given if g.value]
    if UNKNOWN in types:
        return body.bad(node.span)
    if all(_is_vec(t) for t in types):
        return _bundle(body, node, given)
    total = given[0]
    for one in given[1:]:
        step = ast.Binary(total.node.span.to(one.node.span), "+", total.node, one.node, node.op_span)
        total = Given(step, value=_apply(body, step, "+", total, one))
    assert total.value
    return total.value


def _is_vec(t: Type) -> bool:
    return is_con(t, "vec") or (isinstance(t, Con) and t.name == "list" and is_con(t.args[0], "vec"))


def _bundle(body: Body, node: ast.Binary, given: list[Given]) -> Value:
    """One instruction of equal weights: bundled pair by pair the last term would weigh more."""
    choice = _choose("a + b", given)
    if choice is None:
        for one in given[1:]:
            assert one.value and given[0].value
            if mixed_spaces(given[0].value.type, one.value.type):
                return two_spaces(body, "+", given[0], one)
        return _no_operator(body, node, "+", given[0], given[-1])
    return _add(body, node.span, choice, given)


# --- unary --------------------------------------------------------------------------------------------------


@expression(ast.Unary)
def _unary(body: Body, node: ast.Unary, _: Type | None) -> Value:
    if node.op == "not":
        value = condition(body, node.operand, "`not` turns a condition round")
        return body.op(node.span, "logic.not", [value.reg], BOOL)
    if node.op == "-" and isinstance(node.operand, ast.Number):
        return body.constant(
            node.span, -node.operand.value, INT if isinstance(node.operand.value, int) else NUM
        )
    given = Given(node.operand, value=body.expr(node.operand))
    assert given.value
    if given.value.type == UNKNOWN:
        return body.bad(node.span)
    if given.value.type == JSON and node.op == "-":
        given.value = fitted(body, given.value, NUM, node.operand, "")
    choice = _choose(f"{node.op}a", [given])
    if choice is None:
        help = "`not` turns a condition round; `!` is the complement of a region" if node.op == "!" else ""
        return body.problem(
            "E0304", node.span, f"`{node.op}` does not apply to {show(given.value.type)}", help=help
        )
    return _add(body, node.span, choice, [given])


# --- problems -----------------------------------------------------------------------------------------------


def _no_operator(body: Body, node: ast.Binary, op: str, left: Given, right: Given) -> Value:
    assert left.value and right.value
    a, b = left.value.type, right.value.type
    if mixed_spaces(a, b) or _spaces_differ(a, b):
        return two_spaces(body, op, left, right)
    return body.problem(
        "E0304",
        node.op_span,
        f"`{op}` does not apply to {show(a)} and {show(b)}",
        labels=[body.label(left.node.span, show(a)), body.label(right.node.span, show(b))],
        reason=_applies(op),
        help=_instead(body, op, left, right),
    )


def _applies(op: str) -> str:
    """What an operator applies to, from the table."""
    forms = [c for c in _forms(f"a {op} b") if len(c.params) == 2 and c.params[0].type != JSON]
    forms.sort(key=lambda c: is_con(c.params[0].type, *KINDS))  # what every program has comes first
    found = dict.fromkeys(f"{show(c.params[0].type)} {op} {show(c.params[1].type)}" for c in forms)
    shown = [*found][:MOST_FORMS]
    return f"it is defined for {', '.join(f'`{one}`' for one in shown)}" if shown else ""


def _spaces_differ(a: Type, b: Type) -> bool:
    """Whether a vector meets a region or displacement of another space."""
    spaces = [t.args[0] for t in (a, b) if isinstance(t, Con) and t.name in SPACED]
    known = [show(s) for s in spaces if show(s).startswith("@")]
    return len(known) == 2 and known[0] != known[1]


def _known_space(t: Type) -> bool:
    return is_con(t, "vec") and show(t.args[0]).startswith("@")  # type: ignore[union-attr]


def _source(body: Body, given: Given) -> str:
    return body.module.source.text[given.node.span.start : given.node.span.end]


def _instead(body: Body, op: str, left: Given, right: Given) -> str:
    """What the user of another language meant."""
    assert left.value and right.value
    text = body.module.source.text
    a, b = left.value.type, right.value.type
    first, second = (text[g.node.span.start : g.node.span.end] for g in (left, right))
    if op == "+" and is_con(a, "list") and fits(b, a.args[0], {}):  # type: ignore[union-attr]
        return f"put it at the end: `append({first}, {second})`"
    if op == "+" and TEXT in (a, b):
        return 'texts are put together by interpolation: `"{a}{b}"`'
    if op == "+" and is_con(a, "list") and is_con(b, "list"):
        return f"join two lists with `concat({first}, {second})`"
    if op in ("~", "~=") and TEXT in (a, b) and any(_known_space(t) for t in (a, b)):
        embedded = [f"~{t}" if kind == TEXT else t for t, kind in ((first, a), (second, b))]
        return f"embed the text first: `{embedded[0]} {op} {embedded[1]}`"
    if op in ("~", "~=") and {a, b} == {TEXT}:
        return f"embed both texts: `~{first} {op} ~{second}`"
    if op in ORDER and any(is_con(t, "vec") for t in (a, b)):
        return f"a meaning is compared with another one first: `a ~ b {op} 0.5`"
    if op == "in" and isinstance(b, Record):
        return "write `has(record, name)`"
    if op == "/" and is_con(a, "region"):
        return "regions are subtracted with `-`"
    if op in ("&", "|") and {a, b} <= {BOOL}:
        return f"conditions are joined with `{'and' if op == '&' else 'or'}`"
    if op == "+" and is_con(a, "disp") and is_con(b, "vec"):
        return f"the point stands first: `{second} + {first}`"
    for side, kind in ((left, a), (right, b)):
        if is_con(kind, "optional"):
            return nil_help(body, side.node)
    return _converted(op, (first, a), (second, b))


def _converted(op: str, *sides: tuple[str, Type]) -> str:
    """How one side is made what the other is."""
    types = [t for _, t in sides]
    if op == "*" and TEXT in types and INT in types:
        text, times = sorted(sides, key=lambda side: side[1] != TEXT)
        return f"write `repeat({text[0]}, {times[0]})`"
    if any(is_con(t, "residue") for t in types):
        return next((f"count in remainders on both sides: `residue({w})`" for w, t in sides if t == INT), "")
    for written, t in sides:
        if t == TEXT and any(is_con(o, "int", "num") for o in types):
            return f"read it as a number: `num({written})`"
        if t == BOOL and any(is_con(o, "int", "num") for o in types):
            return f"a truth value is no number: `if {written} {{ 1 }} else {{ 0 }}`"
    if op == "in":
        return "on the right of `in` stands a list, a text or a region"
    if NIL in types:
        return "what gives nothing has no value: say in the head of the function what it gives, `-> type`"
    return ""
