"""Calls: which function is meant, whether the arguments fit it, and the instruction or call that it becomes.

Instructions, functions of the program and functions of the library are candidates alike. The first signature
that the arguments fit as they are is taken; then one that they fit by lifting over lists; then one that they
fit by conversion.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sdol.kernel import ir, table
from sdol.kernel.types import (
    NIL,
    UNKNOWN,
    Bindings,
    Con,
    Fn,
    Param,
    Record,
    Type,
    fits,
    is_con,
    list_of,
    show,
    substitute,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.conversion import bind, fitted, mismatch, mixed_spaces
from sdol.lang.unit import FunctionEntry, place, suggestion

LIFTABLE = ("vec", "disp", "num")


@dataclass
class Candidate:
    """One signature that a call could mean."""

    name: str
    params: tuple[Param, ...]
    result: Type
    row: table.Instruction | None = None
    entry: FunctionEntry | None = None

    def arrange(self, given: list[Given]) -> list[Slot] | None:
        """Which argument goes to which parameter; None where their number or names do not fit."""
        places: list[Slot] = []
        rest = [g for g in given if g.name is None]
        named = {g.name: g for g in given if g.name is not None}
        for param in self.params:
            if param.many:
                places += [Slot(param, g) for g in rest]
                rest = []
            elif rest:
                places.append(Slot(param, rest.pop(0)))
            elif param.name in named:
                places.append(Slot(param, named.pop(param.name)))
            elif param.default is not None:
                places.append(Slot(param, None))
            else:
                return None
        return None if rest or named else places


@dataclass
class Given:
    """An argument as written, and its value once it is elaborated.

    Some wait for the type that they are to have.
    """

    node: ast.Expr
    name: str | None = None
    value: Value | None = None
    waits: bool = False


@dataclass
class Slot:
    param: Param
    given: Given | None


@dataclass
class Choice:
    """A candidate that the arguments fit, and how."""

    candidate: Candidate
    slots: list[Slot]
    bound: Bindings = field(default_factory=dict)
    mask: str = ""


# --- candidates ---------------------------------------------------------------------------------------------


def rows_named(verb: str, surface: str) -> list[table.Instruction]:
    return table.named(surface, verb)


def rows_formed(form: str) -> list[table.Instruction]:
    return table.named("syntax", form)


def candidates_of(rows: list[table.Instruction]) -> list[Candidate]:
    return [Candidate(r.verb, s.params, s.result, row=r) for r in rows for s in r.signatures]


def of_entry(entry: FunctionEntry) -> Candidate:
    return Candidate(entry.name, entry.params, entry.result, entry=entry)


# --- resolution ---------------------------------------------------------------------------------------------


def call(body: Body, span: ast.Span, what: str, candidates: list[Candidate], given: list[Given]) -> Value:
    """Resolves a call among candidates and adds it; reports a problem where none fits."""
    arranged = [(c, slots) for c in candidates if (slots := c.arrange(given)) is not None]
    if not arranged:
        _evaluate(body, given, None)
        return _wrong_count(body, span, what, candidates, given)
    only = arranged[0] if len(arranged) == 1 else None
    if only:
        return _call_only(body, span, what, Choice(*only))
    _evaluate(body, given, None)
    if any(g.value and g.value.type == UNKNOWN for g in given):
        return body.bad(span)
    choice = choose(arranged)
    if choice is None:
        return _no_fit(body, span, what, arranged, given)
    return _add(body, span, choice)


def choose(arranged: list[tuple[Candidate, list[Slot]]]) -> Choice | None:
    """The first candidate that fits as it is, else by lifting, else by conversion."""
    for attempt in (_as_is, _lifted, _converted):
        for candidate, slots in arranged:
            if (choice := attempt(candidate, slots)) is not None:
                return choice
    return None


def _types(slots: list[Slot]) -> list[tuple[Slot, Type]]:
    return [(s, s.given.value.type) for s in slots if s.given and s.given.value]


def _as_is(candidate: Candidate, slots: list[Slot]) -> Choice | None:
    bound: Bindings = {}
    fit = all(fits(t, s.param.type, bound) for s, t in _types(slots))
    return Choice(candidate, slots, bound) if fit else None


def _lifted(candidate: Candidate, slots: list[Slot]) -> Choice | None:
    if not (candidate.row and candidate.row.lift):
        return None
    bound: Bindings = {}
    mask = ""
    for slot in slots:
        actual = slot.given.value.type if slot.given and slot.given.value else slot.param.type
        if fits(actual, slot.param.type, bound):
            mask += "0"
        elif _over(actual, slot.param.type, bound):
            mask += "1"
        else:
            return None
    return Choice(candidate, slots, bound, mask)


def _over(actual: Type, wanted: Type, bound: Bindings) -> bool:
    """Whether a list stands where the instruction takes one element of it."""
    if not (is_con(wanted, *LIFTABLE) and is_con(actual, "list")):
        return False
    assert isinstance(actual, Con)
    return fits(actual.args[0], wanted, bound)


def _converted(candidate: Candidate, slots: list[Slot]) -> Choice | None:
    bound: Bindings = {}
    fit = all(bind(t, s.param.type, bound) for s, t in _types(slots))
    return Choice(candidate, slots, bound) if fit else None


def _evaluate(body: Body, given: list[Given], hint: Type | None) -> None:
    for one in given:
        if one.value is None and not one.waits:
            one.value = body.expr(one.node, hint)


def _call_only(body: Body, span: ast.Span, what: str, choice: Choice) -> Value:
    """The call where only one candidate has this number of arguments: its types are hints, and the reasons are exact."""
    lift = bool(choice.candidate.row and choice.candidate.row.lift)
    before = len(body.unit.problems)
    lists: set[int] = set()
    for at, slot, one in _as_written(choice.slots):
        wanted = substitute(slot.param.type, choice.bound)
        value = one.value = one.value or body.expr(one.node, wanted)
        if lift and not fits(value.type, wanted, {}) and _over(value.type, slot.param.type, choice.bound):
            lists.add(at)
        elif not bind(value.type, slot.param.type, choice.bound):
            _argument_mismatch(body, what, at, slot, value, wanted)
    if lists:
        choice.mask = "".join("1" if at in lists else "0" for at in range(len(choice.slots)))
    return body.bad(span) if len(body.unit.problems) > before else _add(body, span, choice)


def _as_written(slots: list[Slot]) -> list[tuple[int, Slot, Given]]:
    """The arguments that are values by themselves, with their places, in the order in which the program has them."""
    found = [(at, slot, slot.given) for at, slot in enumerate(slots) if slot.given and not slot.given.waits]
    return sorted(found, key=lambda entry: entry[2].node.span.start)


def _argument_mismatch(body: Body, what: str, at: int, slot: Slot, value: Value, wanted: Type) -> None:
    assert slot.given
    because = f"argument {at + 1} of `{what}`, `{slot.param.name}`, is {show(wanted)}"
    mismatch(body, value.type, wanted, slot.given.node.span, because)


def _add(body: Body, span: ast.Span, choice: Choice) -> Value:
    """Adds the resolved call: lambdas now, conversions, defaults, and the instruction itself."""
    candidate, args = choice.candidate, []
    before = len(body.unit.problems)
    for slot in choice.slots:
        args.append(_argument(body, span, slot, choice).reg)
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
    dst = body.reg(result)
    body.add(ir.Call(place(span), dst, entry.index, args))
    return Value(dst, result)


def default_of(body: Body, span: ast.Span, param: Param, entry: FunctionEntry | None) -> Value:
    """The value of a parameter that the call leaves out."""
    if entry and param.name in entry.defaults:
        return body.expect(_moved(entry.defaults[param.name], span), param.type, "")
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


# --- problems -----------------------------------------------------------------------------------------------


def _wrong_count(
    body: Body, span: ast.Span, what: str, candidates: list[Candidate], given: list[Given]
) -> Value:
    known = {p.name for c in candidates for p in c.params}
    for one in given:
        if one.name is not None and one.name not in known:
            return body.problem(
                "E0314",
                one.node.span,
                f"`{what}` has no parameter `{one.name}`",
                help=suggestion(one.name, known, f"its parameters are {', '.join(sorted(known))}"),
            )
    return body.problem(
        "E0303",
        span,
        f"`{what}` cannot take {_count(len(given))}",
        reason=" or ".join(f"it is `{what}{_signature(c)}`" for c in candidates[:3]),
    )


def _no_fit(
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
        reason=" or ".join(f"it is `{what}{_signature(c)}`" for c, _ in arranged[:3]),
    )


def two_spaces(body: Body, what: str, left: Given, right: Given) -> Value:
    """Two vectors of different spaces meet: the mistake that this language exists to prevent."""
    assert left.value and right.value
    here = mixed_spaces(left.value.type, right.value.type)
    text = body.module.source.text
    first, second = (text[g.node.span.start : g.node.span.end] for g in (left, right))
    together = (
        f"{first} {what} {second} as {here[0]}"
        if here and not what.isidentifier()
        else f"{second} as {here[0] if here else ''}"
    )
    return body.problem(
        "E0301",
        right.node.span,
        "these two vectors live in different spaces",
        label=show(right.value.type),
        labels=[body.label(left.node.span, show(left.value.type))],
        help=f"translate one side: `{together}`",
    )


def _count(n: int) -> str:
    return "no argument" if n == 0 else "1 argument" if n == 1 else f"{n} arguments"


def _signature(candidate: Candidate) -> str:
    arrow = "" if candidate.result == NIL else f" -> {show(candidate.result)}"
    return f"({', '.join(map(str, candidate.params))}){arrow}"


# --- the call expression ------------------------------------------------------------------------------------


@expression(ast.Call)
def _call(body: Body, node: ast.Call, _: Type | None) -> Value:
    given = [Given(a.value, a.name, waits=_waits(body, a.value)) for a in node.args]
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
    return unknown_function(body, name.span, name.name)


def named(body: Body, name: str) -> list[Candidate]:
    """The functions that a name can mean: the program's own, else the instructions and the library."""
    own = body.module.functions.get(name)
    if own:
        return [of_entry(own)]
    library = body.module.function(name)
    return candidates_of(rows_named(name, "call")) + ([of_entry(library)] if library else [])


def unknown_function(body: Body, span: ast.Span, name: str) -> Value:
    known = [*body.names(), *(r.verb for r in table.reachable("call"))]
    if body.module.prelude:
        known += body.module.prelude.functions
    methods = rows_named(name, "method")
    if methods:
        kind = show(methods[0].signatures[0].params[0].type)
        return body.problem("E0202", span, f"`{name}` belongs to a {kind}", help=f"write `x.{name}(…)`")
    help = suggestion(name, known, "`sdol isa` lists the instructions")
    return body.problem("E0202", span, f"there is no function `{name}`", help=help)


def _call_field(body: Body, node: ast.Call, field_: ast.Field, given: list[Given]) -> Value:
    from sdol.lang.names import module_named

    module = module_named(body, field_.operand)
    if module is not None:
        entry = module.functions.get(field_.name)
        if entry:
            return call(body, node.span, f"{module.name}.{field_.name}", [of_entry(entry)], given)
        help = suggestion(field_.name, module.functions)
        message = f"the module `{module.name}` has no function `{field_.name}`"
        _evaluate(body, given, None)
        return body.problem("E0202", field_.name_span, message, help=help)
    operand = body.expr(field_.operand)
    if isinstance(operand.type, Record) and operand.type.get(field_.name):
        return call_value(body, node.span, body.expr(field_), field_, given)
    rows = rows_named(field_.name, "method")
    if rows and operand.type != UNKNOWN:
        return call(
            body, node.span, field_.name, candidates_of(rows), [Given(field_.operand, value=operand), *given]
        )
    _evaluate(body, given, None)
    if operand.type == UNKNOWN:
        return body.bad(node.span)
    return _no_method(body, field_, operand.type)


def _no_method(body: Body, field_: ast.Field, operand: Type) -> Value:
    text = body.module.source.text
    help = ""
    if named(body, field_.name):
        inside = text[field_.operand.span.start : field_.operand.span.end]
        help = f"write `{field_.name}({inside}, …)` or `{inside} |> {field_.name}(…)`"
    known = [r.verb for r in table.reachable("method")]
    return body.problem(
        "E0206",
        field_.name_span,
        f"{show(operand)} has no `{field_.name}`",
        help=help or suggestion(field_.name, known),
    )


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
        text = f"this function takes {_count(len(wanted))}, not {len(given)}"
        return body.problem("E0303", span, text, reason=f"it is {show(callee.type)}")
    args = [
        body.expect(g.node, w, f"the function takes {show(w)}").reg
        for g, w in zip(given, wanted, strict=True)
    ]
    dst = body.reg(callee.type.result)
    body.impure += 1
    body.add(ir.CallValue(place(span), dst, callee.reg, args))
    return Value(dst, callee.type.result)
