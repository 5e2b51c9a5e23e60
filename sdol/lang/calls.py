"""Calls: which function is meant, whether the arguments fit it, and the instruction or call that it becomes.

Instructions, functions of the program and functions of the library are candidates alike. The first signature
that the arguments fit as they are is taken; then one that they fit by lifting over lists; then one that they
fit by conversion.
"""

from __future__ import annotations

from dataclasses import replace

from sdol.diagnostics import Label
from sdol.kernel import ir
from sdol.kernel.types import (
    NIL,
    UNKNOWN,
    Bindings,
    Fn,
    Param,
    Record,
    Type,
    fits,
    list_of,
    show,
    substitute,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.call_problems import (
    counted,
    needs_parentheses,
    no_fit,
    no_function,
    no_method,
    unknown_function,
    wrong_count,
)
from sdol.lang.candidates import (
    Candidate,
    Choice,
    Given,
    Slot,
    candidates_of,
    choose,
    named,
    of_entry,
    over,
    rows_named,
)
from sdol.lang.conversion import bind, convert, fitted, mismatch
from sdol.lang.unit import FunctionEntry, place

# --- resolution ---------------------------------------------------------------------------------------------


def call(body: Body, span: ast.Span, what: str, candidates: list[Candidate], given: list[Given]) -> Value:
    """Resolves a call among candidates and adds it; reports a problem where none fits."""
    arranged = [(c, slots) for c in candidates if (slots := c.arrange(given)) is not None]
    if not arranged:
        _evaluate(body, given, None)
        return wrong_count(body, span, what, candidates, given)
    only = arranged[0] if len(arranged) == 1 else None
    if only:
        return _call_only(body, span, what, Choice(*only))
    _evaluate(body, given, None)
    if any(g.value and g.value.type == UNKNOWN for g in given):
        return body.bad(span)
    choice = choose(arranged)
    if choice is None:
        return no_fit(body, span, what, arranged, given)
    return _add(body, span, choice)


def _evaluate(body: Body, given: list[Given], hint: Type | None) -> None:
    for one in given:
        if one.value is None and not one.waits:
            one.value = body.expr(one.node, hint)


def _call_only(body: Body, span: ast.Span, what: str, choice: Choice) -> Value:
    """The call where one candidate alone has this number of arguments: its types are hints."""
    lift = bool(choice.candidate.row and choice.candidate.row.lift)
    before = len(body.unit.problems)
    lists: set[int] = set()
    for at, slot, one in _as_written(choice.slots):
        wanted = substitute(slot.param.type, choice.bound)
        value = one.value = one.value or body.expr(one.node, wanted)
        if lift and not fits(value.type, wanted, {}) and over(value.type, slot.param.type, choice.bound):
            lists.add(at)
        elif not bind(value.type, slot.param.type, choice.bound):
            _argument_mismatch(body, what, at, slot, value, wanted, choice.candidate.entry)
    if lists:
        choice.mask = "".join("1" if at in lists else "0" for at in range(len(choice.slots)))
    return body.bad(span) if len(body.unit.problems) > before else _add(body, span, choice)


def _as_written(slots: list[Slot]) -> list[tuple[int, Slot, Given]]:
    """The arguments that are values by themselves, with their places, in the order of the program."""
    found = [(at, slot, slot.given) for at, slot in enumerate(slots) if slot.given and not slot.given.waits]
    return sorted(found, key=lambda entry: entry[2].node.span.start)


def _argument_mismatch(
    body: Body, what: str, at: int, slot: Slot, value: Value, wanted: Type, entry: FunctionEntry | None
) -> None:
    assert slot.given
    because = f"argument {at + 1} of `{what}`, `{slot.param.name}`, is {show(wanted)}"
    origin = _declared_at(body, slot.param.name, entry)
    mismatch(body, value.type, wanted, slot.given.node.span, because, origin)


def _declared_at(body: Body, name: str, entry: FunctionEntry | None) -> Label | None:
    """Where a parameter is declared, if that is in the same file."""
    if entry is None or entry.node is None or entry.module is not body.module:
        return None
    span = next(p.type.span for p in entry.node.params if p.name == name)
    return body.label(span, "declared here")


def _add(body: Body, span: ast.Span, choice: Choice) -> Value:
    """Adds the resolved call: lambdas now, conversions, defaults, and the instruction itself."""
    candidate, before = choice.candidate, len(body.unit.problems)
    args = [_argument(body, span, slot, choice).reg for slot in choice.slots]
    result = substitute(candidate.result, choice.bound)
    if len(body.unit.problems) > before:
        return body.bad(span)
    if candidate.row:
        result = list_of(result) if choice.mask else result
        return body.op(span, candidate.row.name, args, result, choice.mask)
    assert candidate.entry
    return call_entry(body, span, candidate.entry, args, result)


def _argument(body: Body, span: ast.Span, slot: Slot, choice: Choice) -> Value:
    if slot.given is None:
        return default_of(body, span, slot.param, choice.candidate.entry)
    wanted = substitute(slot.param.type, choice.bound)
    because = f"`{slot.param.name}` of `{choice.candidate.name}` is {show(wanted)}"
    if slot.given.value is None:
        return _function_argument(body, slot.given, slot.param.type, choice, because)
    _note_passed(body, slot.given, slot.given.value)
    if choice.mask:
        return slot.given.value
    return fitted(body, slot.given.value, wanted, slot.given.node, because)


def _function_argument(body: Body, given: Given, declared: Type, choice: Choice, because: str) -> Value:
    """A function that waited until the other arguments say what it takes.

    Its result may widen a type variable of its own parameters (a `reduce` that begins with an int and adds
    nums): then it is elaborated once more, for what it will really get.
    """
    start = len(body.nodes)
    hint = _hinted(declared, choice.bound)
    value = body.expr(given.node, hint)
    if not fits(value.type, declared, choice.bound):
        return _wrong_function(body, given.node, value.type, substitute(declared, choice.bound), because)
    widened = _hinted(declared, choice.bound)
    if widened != hint:
        del body.nodes[start:]
        value = body.expr(given.node, widened)
        wanted = substitute(declared, choice.bound)
        if not fits(value.type, wanted, {}):
            return _wrong_function(body, given.node, value.type, wanted, because)
    return value


def _hinted(declared: Type, bound: Bindings) -> Type:
    """What a lambda is told: the types of its parameters, and that of its result where it is fixed."""
    if not isinstance(declared, Fn):
        return substitute(declared, bound)
    return Fn(tuple(substitute(p, bound) for p in declared.params), declared.result)


def _wrong_function(body: Body, node: ast.Expr, actual: Type, wanted: Type, because: str) -> Value:
    if isinstance(actual, Fn) and isinstance(wanted, Fn) and isinstance(node, ast.Lambda):
        return mismatch(body, actual.result, wanted.result, node.body.span, because)
    return mismatch(body, actual, wanted, node.span, because)


def _note_passed(body: Body, given: Given, value: Value) -> None:
    """A function that was made elsewhere may do anything when it is called."""
    made_here = isinstance(given.node, ast.Call) or (
        isinstance(given.node, ast.Name) and not body.is_variable(given.node.name)
    )
    if isinstance(value.type, Fn) and not made_here:
        body.impure += 1


def call_entry(body: Body, span: ast.Span, entry: FunctionEntry, args: list[int], result: Type) -> Value:
    """Adds a call of a function of the program."""
    body.call_to(entry, span)
    if result == NIL and entry.node:
        body.unit.given_nothing[body.module.source.name, span] = entry.index
    dst = body.reg(result)
    body.add(ir.Call(place(span), dst, entry.index, args))
    return Value(dst, result)


def default_of(body: Body, span: ast.Span, param: Param, entry: FunctionEntry | None) -> Value:
    """The value of a parameter that the call leaves out."""
    if entry and param.name in entry.defaults:
        node = _moved(entry.defaults[param.name], span)
        given = body.expr(node, param.type)
        return given if fits(given.type, param.type, {}) else convert(body, given, param.type, node) or given
    if entry:
        return body.bad(span)  # what stands there is no default, which was told at the function's head
    literals: dict[str, object] = {"true": True, "false": False, "nil": None}
    text = param.default or "nil"
    if text in literals:
        value = literals[text]
    elif text.startswith('"'):
        value = text[1:-1]
    else:
        value = float(text) if "." in text or "e" in text else int(text)
    return body.constant(span, value, param.type)


def _moved(node: ast.Expr, span: ast.Span) -> ast.Expr:
    """A literal as if it stood elsewhere: a default may come from another file."""
    if isinstance(node, ast.Unary):
        return replace(node, span=span, operand=_moved(node.operand, span))
    return replace(node, span=span)


# --- the call expression ------------------------------------------------------------------------------------


@expression(ast.Call)
def _call(body: Body, node: ast.Call, _: Type | None) -> Value:
    given = [Given(a.value, a.name, waits=_waits(body, a.value), span=a.span) for a in node.args]
    if problem := needs_parentheses(body, node):
        return problem
    if isinstance(node.function, ast.Name):
        return _call_name(body, node, node.function, given)
    if isinstance(node.function, ast.Field):
        return _call_field(body, node, node.function, given)
    return call_value(body, node.span, body.expr(node.function), node.function, given)


def _waits(body: Body, node: ast.Expr) -> bool:
    """Whether an argument gets its type from its place: a lambda, an instruction, a function for any type."""
    while isinstance(node, ast.Paren):
        node = node.inner
    if not isinstance(node, ast.Name) or body.is_variable(node.name):
        return isinstance(node, ast.Lambda)
    entry = body.module.function(node.name)
    return entry.generic if entry else bool(rows_named(node.name, "call"))


def _call_name(body: Body, node: ast.Call, name: ast.Name, given: list[Given]) -> Value:
    if body.is_variable(name.name):
        return call_value(body, node.span, body.expr(name), name, given)
    candidates = named(body, name.name)
    if candidates:
        return call(body, node.span, name.name, candidates, given)
    _evaluate(body, given, None)
    return unknown_function(body, name.span, name.name, given)


def _call_field(body: Body, node: ast.Call, field_: ast.Field, given: list[Given]) -> Value:
    from sdol.lang.names import field_of, module_named

    module = module_named(body, field_.operand)
    if module is not None:
        entry = module.functions.get(field_.name)
        if entry:
            return call(body, node.span, f"{module.name}.{field_.name}", [of_entry(entry)], given)
        _evaluate(body, given, None)
        if field_.name in module.broken:
            return body.bad(node.span)
        return no_function(body, field_, module)
    operand = body.expr(field_.operand)
    if isinstance(operand.type, Record) and operand.type.get(field_.name):
        return call_value(body, node.span, field_of(body, field_, operand), field_, given)
    rows = [
        r for r in rows_named(field_.name, "method") if fits(operand.type, r.signatures[0].params[0].type, {})
    ]
    if rows and operand.type != UNKNOWN:
        return call(
            body, node.span, field_.name, candidates_of(rows), [Given(field_.operand, value=operand), *given]
        )
    _evaluate(body, given, None)
    if operand.type == UNKNOWN:
        return body.bad(node.span)
    return no_method(body, field_, operand.type, given)


def call_value(body: Body, span: ast.Span, callee: Value, node: ast.Expr, given: list[Given]) -> Value:
    """Calls a function that is a value."""
    if not isinstance(callee.type, Fn):
        _evaluate(body, given, None)
        if callee.type == UNKNOWN:
            return body.bad(span)
        return body.problem(
            "E0308",
            node.span,
            "this is no function, so it cannot be called",
            label=show(callee.type),
        )
    wanted = callee.type.params
    if len(given) != len(wanted) or any(g.name for g in given):
        _evaluate(body, given, None)
        text = f"this function takes {counted(len(wanted))}, not {len(given)}"
        return body.problem("E0303", span, text, reason=f"it is {show(callee.type)}")
    args = [
        body.expect(g.node, w, f"the function takes {show(w)}").reg
        for g, w in zip(given, wanted, strict=True)
    ]
    dst = body.reg(callee.type.result)
    body.impure += 1
    body.add(ir.CallValue(place(span), dst, callee.reg, args))
    return Value(dst, callee.type.result)
