"""Names, fields and indexes."""

from __future__ import annotations

from sdol.kernel import ir, table
from sdol.kernel.types import (
    INT,
    JSON,
    TEXT,
    UNKNOWN,
    Con,
    Fn,
    Record,
    Type,
    fits,
    is_con,
    parts,
    show,
    substitute,
)
from sdol.lang import ast, foreign
from sdol.lang.body import Body, Value, Variable, expression
from sdol.lang.call_problems import needs_parentheses
from sdol.lang.candidates import Given as _Given
from sdol.lang.candidates import candidates_of, choose, named, rows_formed, rows_named
from sdol.lang.conversion import nil_help
from sdol.lang.unit import FunctionEntry, GlobalEntry, ModuleScope, place, suggestion


def predefined(name: str) -> table.Instruction | None:
    """The instruction for which a name stands in every program, such as `input`: one whose whole form it is."""
    return next((r for r in rows_formed(name) if not r.signatures[0].params), None)


def module_named(body: Body, node: ast.Expr) -> ModuleScope | None:
    """The imported module that an expression names, where it is no variable."""
    if isinstance(node, ast.Name) and not body.is_variable(node.name):
        return body.module.modules.get(node.name)
    return None


@expression(ast.Name)
def _name(body: Body, node: ast.Name, hint: Type | None) -> Value:
    local = body.local(node.name)
    if local:
        return _read(body, node, local)
    shared = body.shared(node.name)
    if shared:
        if shared.mutable and body.parent is not None:
            return not_captured(body, node)
        return read_global(body, node.span, shared)
    row = predefined(node.name)
    if row and node.name not in body.module.functions:
        return body.op(node.span, row.name, [], row.signatures[0].result)
    entry = body.module.function(node.name)
    if entry:
        return _function_named(body, node, entry, hint)
    if node.name in body.module.modules:
        return body.problem(
            "E0201",
            node.span,
            f"`{node.name}` is a module, not a value",
            help=f"name one of its functions: `{node.name}.…`",
        )
    return _instruction_value(body, node, hint)


def _read(body: Body, node: ast.Name, local: Variable) -> Value:
    if not local.mutable:
        return Value(local.reg, local.type)
    if local.reg < 0:
        return not_captured(body, node)
    dst = body.reg(local.type)
    body.copy(node.span, dst, Value(local.reg, local.type))
    return Value(dst, local.type)


def not_captured(body: Body, node: ast.Name) -> Value:
    """A lambda has the values of the names around it, and those of a `var` change."""
    return body.problem(
        "E0214",
        node.span,
        f"a function that is passed cannot use the variable `{node.name}`",
        reason="it may run later, when the variable holds something else",
        help=f"fix its value first: `let now = {node.name}`",
    )


def read_global(body: Body, span: ast.Span, entry: GlobalEntry) -> Value:
    """The value of a top-level variable; the functions that it may hold count as passed here."""
    dst = body.reg(entry.type)
    body.add(ir.GetGlobal(place(span), dst, entry.index))
    if any(isinstance(t, Fn) for t in parts(entry.type)):
        body.entry.reads.setdefault(entry.index, span)
    return Value(dst, entry.type)


def _function_named(body: Body, node: ast.Name, entry: FunctionEntry, hint: Type | None) -> Value:
    """A function of the program as a value; one for any type becomes that for the types of its place."""
    if not entry.generic:
        return function_value(body, node.span, entry)
    if isinstance(hint, Fn):
        return _wrapped(body, node, hint)
    return body.problem(
        "E0320",
        node.span,
        f"`{node.name}` takes any type, and which one is meant is not known here",
        help=f"pass it directly, or call it: `x => {node.name}(x)`",
    )


def _wrapped(body: Body, node: ast.Name, hint: Fn) -> Value:
    """`(x, y) => f(x, y)` for the types of the place."""
    from sdol.lang.lambdas import elaborate_lambda

    names = tuple((f"x{i}", node.span) for i in range(len(hint.params)))
    args = tuple(ast.Argument(node.span, ast.Name(node.span, n)) for n, _ in names)
    return elaborate_lambda(body, ast.Lambda(node.span, names, ast.Call(node.span, node, args)), hint)


def function_value(body: Body, span: ast.Span, entry: FunctionEntry) -> Value:
    """A function of the program as a value; whoever passes it answers for its effects."""
    body.call_to(entry, span)
    result = Fn(tuple(p.type for p in entry.params), entry.result)
    dst = body.reg(result)
    body.add(ir.Closure(place(span), dst, entry.index, []))
    return Value(dst, result)


def _instruction_value(body: Body, node: ast.Name, hint: Type | None) -> Value:
    """An instruction named where a function is wanted: `map(xs, upper)`."""
    if node.name in body.module.broken:
        return body.bad(node.span)
    rows = rows_named(node.name, "call")
    if not rows:
        known = [*body.names(), *(r.verb for r in table.reachable("call"))]
        help = suggestion(node.name, known, f"define it first: `let {node.name} = …`")
        if foreign_name := foreign.NAMES.get(node.name):
            help = f"here it is written `{foreign_name}`"
        help = foreign.SENTENCES.get(node.name, help)
        return body.problem("E0201", node.span, f"there is no `{node.name}` here", help=help)
    if not isinstance(hint, Fn):
        return body.problem(
            "E0201",
            node.span,
            f"`{node.name}` is an instruction: call it",
            reason="it becomes a function where one is wanted, whose types say what it takes",
            help=f"write `{node.name}(…)` or `x => {node.name}(x)`",
        )
    return _wrapped(body, node, hint)


# --- fields -------------------------------------------------------------------------------------------------


@expression(ast.Field)
def _field(body: Body, node: ast.Field, _: Type | None) -> Value:
    module = module_named(body, node.operand)
    if module is not None:
        return _module_member(body, node, module)
    if problem := needs_parentheses(body, node):
        return problem
    operand = body.expr(node.operand)
    return field_of(body, node, operand)


def _module_member(body: Body, node: ast.Field, module: ModuleScope) -> Value:
    shared = module.globals.get(node.name)
    if shared:
        return read_global(body, node.span, shared)
    entry = module.functions.get(node.name)
    if entry:
        return function_value(body, node.span, entry)
    if node.name in module.broken:
        return body.bad(node.span)
    help = suggestion(node.name, [*module.globals, *module.functions])
    return body.problem(
        "E0206", node.name_span, f"the module `{module.name}` has no `{node.name}`", help=help
    )


def field_of(body: Body, node: ast.Field, operand: Value) -> Value:
    t = operand.type
    if t == UNKNOWN:
        return body.bad(node.span)
    if isinstance(t, Record):
        found = t.get(node.name)
        if found is not None:
            return body.op(node.span, "record.get", [operand.reg, body.text(node.span, node.name)], found)
        help = suggestion(
            node.name, [n for n, _ in t.fields], f"its fields are {', '.join(n for n, _ in t.fields)}"
        )
        return body.problem(
            "E0206", node.name_span, f"this record has no field `{node.name}`", label=show(t), help=help
        )
    if t == JSON:
        return body.op(node.span, "json.field", [operand.reg, body.text(node.span, node.name)], JSON)
    rows = rows_named(node.name, "field")
    given = _Given(node.operand, value=operand)
    arranged = [(c, slots) for c in candidates_of(rows) if (slots := c.arrange([given])) is not None]
    choice = choose(arranged) if rows else None
    if choice and choice.candidate.row:
        return body.op(
            node.span,
            choice.candidate.row.name,
            [operand.reg],
            substitute(choice.candidate.result, choice.bound),
        )
    return _no_field(body, node, t)


def _no_field(body: Body, node: ast.Field, t: Type) -> Value:
    inside = body.module.source.text[node.operand.span.start : node.operand.span.end]
    help = ""
    if is_con(t, "optional"):
        help = nil_help(body, node.operand)
    elif verb := _verb_for(body, node.name, t):
        help = f"write `{verb}({inside})`"
    elif rows_named(node.name, "method"):
        help = f"it is called: `{inside}.{node.name}(…)`"
    else:
        known = [r.verb for r in table.reachable("field") if fits(t, r.signatures[0].params[0].type, {})]
        listed = (
            f"its fields are {', '.join(known)}" if known else f"a value of the type {show(t)} has no fields"
        )
        help = suggestion(node.name, known, listed)
    return body.problem("E0206", node.name_span, f"{show(t)} has no field `{node.name}`", help=help)


def _verb_for(body: Body, name: str, t: Type) -> str:
    """The function that was meant by a field of this name: one that takes such a value."""
    verb = foreign.meant_by(name)
    first = [c.params[0].type for c in named(body, verb) if c.params]
    return verb if any(fits(t, p, {}) for p in first) else ""


@expression(ast.PayloadField)
def _payload(body: Body, node: ast.PayloadField, _: Type | None) -> Value:
    if body.payload is None:
        return body.problem(
            "E0206",
            node.span,
            f"`.{node.name}` stands for a field of a record in a store, and this is no `where`",
            help=f"write `near … in … where .{node.name} …`, or name the record: `row.{node.name}`",
        )
    return body.op(node.span, "json.field", [body.payload.reg, body.text(node.span, node.name)], JSON)


# --- indexes ------------------------------------------------------------------------------------------------


@expression(ast.Index)
def _index(body: Body, node: ast.Index, _: Type | None) -> Value:
    if problem := needs_parentheses(body, node):
        return problem
    operand = body.expr(node.operand)
    if operand.type == UNKNOWN:
        body.expr(node.index)
        return body.bad(node.span)
    if operand.type == JSON:
        index = body.expr(node.index)
        return body.op(node.span, "json.index", [operand.reg, index.reg], JSON)
    if isinstance(operand.type, Record):
        return _field_as_index(body, node, operand.type)
    candidates = candidates_of(rows_formed("xs[i]"))
    if not any(fits(operand.type, c.params[0].type, {}) for c in candidates):
        return _not_indexed(body, node, operand.type)
    index = body.expect(node.index, INT, "an index counts from 0")
    for candidate in candidates:
        choice = choose(
            [
                (
                    candidate,
                    candidate.arrange([_Given(node.operand, value=operand), _Given(node.index, value=index)])
                    or [],
                )
            ]
        )
        if choice and candidate.row:
            return body.op(
                node.span,
                candidate.row.name,
                [operand.reg, index.reg],
                substitute(candidate.result, choice.bound),
            )
    return _not_indexed(body, node, operand.type)


def _field_as_index(body: Body, node: ast.Index, t: Record) -> Value:
    from sdol.lang.literals import literal_text

    name = literal_text(node.index)
    operand = _written(body, node.operand)
    field = name if name is not None and t.get(name) else next((n for n, _ in t.fields), "name")
    reason = "the fields of a record are known by their names, each with a type of its own"
    help = f"write `{operand}.{field}`"
    return body.problem("E0304", node.span, f"{show(t)} cannot be indexed", reason=reason, help=help)


def _written(body: Body, node: ast.Expr) -> str:
    return body.module.source.text[node.span.start : node.span.end]


def _not_indexed(body: Body, node: ast.Index, t: Type) -> Value:
    help = ""
    if is_con(t, "stream"):
        help = "a stream is read once, as it comes: `list(…)` reads all of it"
    elif is_con(t, "hologram"):
        help = f"write `get({_written(body, node.operand)}, {_written(body, node.index)})`"
    elif isinstance(t, Con) and t != TEXT:
        help = "an index takes an item of a list, or a character of a text"
    return body.problem("E0304", node.span, f"{show(t)} cannot be indexed", help=help)
