"""Statements, and blocks whose value is their last expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sdol.diagnostics import Label
from sdol.kernel import ir
from sdol.kernel.types import (
    NEVER,
    NIL,
    TEXT,
    UNKNOWN,
    Con,
    Fn,
    Type,
    fits,
    is_con,
    is_open,
    join,
    show,
    space,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, statement
from sdol.lang.conversion import fitted
from sdol.lang.narrowing import narrowed
from sdol.lang.patterns import bind
from sdol.lang.spaces import known_space
from sdol.lang.unit import place

BRANCHES = (ast.If, ast.Match, ast.Route, ast.Try, ast.Transaction)
_LITERALS = (ast.Number, ast.Text, ast.Bool, ast.Nil, ast.Symbol)


def run(body: Body, block: ast.Block) -> Type:
    """The statements of a block for what they do; `NEVER` where control does not reach its end."""
    result: Type = NIL
    for node in block.statements:
        if result == NEVER:
            body.problem(
                "E0211",
                node.span,
                "this is never reached",
                reason="the statement before it always leaves the block",
            )
            break
        result = body.stmt(node)
    return result


def block_value(body: Body, block: ast.Block, hint: Type | None) -> Value:
    """The statements of a block, and the value of the last one where that is an expression and wanted."""
    if hint == NIL or not block.statements or not isinstance(block.statements[-1], ast.ExprStmt):
        ended = run(body, block)
        return Value(-1, NEVER) if ended == NEVER else body.nil(block.span)
    *first, last = block.statements
    ended = run(body, ast.Block(block.span, tuple(first)))
    if ended == NEVER:
        body.problem(
            "E0211",
            last.span,
            "this is never reached",
            reason="the statement before it always leaves the block",
        )
        return Value(-1, NEVER)
    assert isinstance(last, ast.ExprStmt)
    return body.expr(last.value, hint)


def result(
    body: Body, block: ast.Block, wanted: Type | None, because: str, origin: Label | None = None
) -> Value:
    """The value of a function's block, as the function is to give it."""
    value = block_value(body, block, wanted)
    if value.type == NEVER or wanted in (None, NIL, UNKNOWN):
        return value
    last = block.statements[-1] if block.statements else None
    if isinstance(last, ast.ExprStmt) and value.type != NIL:
        return fitted(body, value, wanted, last.value, because, origin)
    if fits(value.type, wanted, {}):
        return value
    end = ast.Span(block.span.end - 1, block.span.end)
    return body.problem(
        "E0306", end, "this function ends without a value", reason=because, labels=[origin] if origin else []
    )


# --- variables ----------------------------------------------------------------------------------------------


@statement(ast.Let)
def _let(body: Body, node: ast.Let) -> Type:
    wanted = body.written(node.type) if node.type else None
    calls = len(body.calls)
    if wanted is not None and wanted != UNKNOWN:
        assert node.type
        origin = body.label(node.type.span, "declared here")
        value = body.expect(node.value, wanted, f"it is declared as {show(wanted)}", origin)
    else:
        value = body.expr(node.value)
    type = wanted or value.type
    _check_known(body, node, type)
    if isinstance(node.pattern, ast.NamePattern):
        _define(body, node.pattern.name, node.pattern.span, value, type, node.mutable)
        note_held(body, node.pattern.name, calls)
    else:
        bind(body, node.pattern, value, type)
        _share(body, node.pattern)
    return NIL


def _check_known(body: Body, node: ast.Let, t: Type) -> None:
    if t in (NIL, NEVER) and node.type is None:
        help = "it is called for what it does: write it on a line of its own"
        if isinstance(node.value, ast.Nil):
            help = "say what else it may be: `: text? = nil`"
        body.problem("E0323", node.value.span, "this gives nothing that could be kept", help=help)
    elif is_open(t):
        body.bad(node.value.span)


def note_held(body: Body, name: str, calls: int) -> None:
    """What was called or passed to make the value of a top-level variable may be in it."""
    shared = body.shared(name)
    if shared and body.local(name) is None:
        body.unit.hold(shared, body.calls[calls:])


def _define(body: Body, name: str, span: ast.Span, value: Value, type: Type, mutable: bool = False) -> None:
    """Gives a name a value: a local one, or a global where functions see it."""
    known = "function" if name in body.module.functions else "module"
    taken = name in body.module.functions or name in body.module.modules
    if body.at_top() and taken and not body.module.interactive:
        text = f"`{name}` is already a {known} of this file"
        body.problem("E0203", span, text, reason="a name means one thing at the top level")
    elif body.at_top() and name in body.module.shared:
        _define_shared(body, name, span, value, type, mutable)
    elif name != "_":
        variable = body.declare(name, type, span, mutable)
        body.copy(span, variable.reg, value)


def _define_shared(body: Body, name: str, span: ast.Span, value: Value, type: Type, mutable: bool) -> None:
    known = body.module.globals.get(name)
    if known is not None and not body.module.interactive:
        body.problem(
            "E0203", span, f"`{name}` is already defined", reason="a name means one thing at the top level"
        )
        return
    if known is not None and known.type == type:  # what an earlier entry defined sees the new value
        entry = known if known.mutable == mutable else replace(known, mutable=mutable)
    else:
        entry = body.unit.enter_global(name, type, mutable)
        entry.span = span
    body.module.globals[name] = entry
    body.add(ir.SetGlobal(place(span), entry.index, value.reg))


def _share(body: Body, pattern: ast.Pattern) -> None:
    """Makes the names of a pattern global where functions see them."""
    if not body.at_top() or not isinstance(pattern, ast.RecordPattern):
        return
    for _, inner in pattern.fields:
        if isinstance(inner, ast.NamePattern) and inner.name in body.module.shared:
            variable = body.scopes[-1].pop(inner.name)
            _define_shared(
                body, inner.name, inner.span, Value(variable.reg, variable.type), variable.type, False
            )
        _share(body, inner)


# --- regions and stores -------------------------------------------------------------------------------------


@statement(ast.Region)
def _region(body: Body, node: ast.Region) -> Type:
    value = body.expr(node.value, Con("region", (space(body.module.default_space),)))
    if not is_con(value.type, "region"):
        because = "a region is made by `around [...]`, `ball(...)`, `halfspace(...)` or from other regions"
        value = fitted(body, value, Con("region", (space(body.module.default_space),)), node.value, because)
        return NIL
    name = body.text(node.name_span, node.name)
    named = body.op(node.span, "region.named", [value.reg, name], value.type)
    _define(body, node.name, node.name_span, named, value.type)
    return NIL


@statement(ast.Store)
def _store(body: Body, node: ast.Store) -> Type:
    where = known_space(body, node.space or body.module.default_space, node.span)
    if where is None:
        return NIL
    args = [body.text(node.name_span, node.name), body.text(node.span, where.name[1:])]
    type = Con("store", (where,))
    _define(body, node.name, node.name_span, body.op(node.span, "store.open", args, type), type)
    return NIL


# --- doing things -------------------------------------------------------------------------------------------


@statement(ast.Print)
def _print(body: Body, node: ast.Print) -> Type:
    values = []
    for item in node.values:
        value = body.expr(item)
        if value.type == NIL and isinstance(item, (ast.Call, *BRANCHES)):
            help = "it is called for what it does: write it on a line of its own"
            body.problem("E0323", item.span, "this gives nothing to print", help=help)
        values.append(value.reg)
    body.op(node.span, "output.print", values, NIL)
    return NIL


@statement(ast.Assert)
def _assert(body: Body, node: ast.Assert) -> Type:
    condition = body.condition(node.condition, "`assert` needs a condition")
    sides = _sides(body, node.condition)
    with body.block() as failing:
        text = _written(body, node.condition)
        message = (
            body.expect(node.message, TEXT, "the message of an `assert` is a text")
            if node.message
            else body.constant(node.span, "", TEXT)
        )
        told = [reg for text, value in sides for reg in (body.text(node.span, text), value)]
        body.op(node.condition.span, "control.fail", [body.text(node.span, text), message.reg, *told], NEVER)
    body.add(ir.If(place(node.span), condition.reg, [], failing))
    narrowed(body, node.condition, True)
    return NIL


def _sides(body: Body, condition: ast.Expr) -> list[tuple[str, int]]:
    """What a comparison compares, as it is written and the register of its value; literals say it themselves."""
    made = body.nodes[-1] if body.nodes else None
    if not (isinstance(condition, ast.Binary) and isinstance(made, ir.Op) and len(made.args) == 2):
        return []
    sides = zip((condition.left, condition.right), made.args, strict=True)
    return [(_written(body, side), reg) for side, reg in sides if not _is_literal(side)]


def _is_literal(node: ast.Expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.Unary) else node, _LITERALS)


def _written(body: Body, node: ast.Expr) -> str:
    return body.module.source.text[node.span.start : node.span.end]


@statement(ast.Return)
def _return(body: Body, node: ast.Return) -> Type:
    if body.entry.node is None and body.parent is None:
        help = "a program ends with its last line; `stop(…)` ends it with an error"
        body.problem("E0213", node.span, "`return` stands outside every function", help=help)
        return NIL
    if body.parent is not None and body.wanted is None:
        value = _returned(body, node)
    elif body.parent is not None and node.value is not None and body.wanted not in (None, NIL):
        value = body.expect(node.value, body.wanted, "the function's result is used as that")
    elif node.value is None:
        value = body.nil(node.span)
        if not fits(NIL, body.wanted or NIL, {}):
            body.problem(
                "E0306",
                node.span,
                f"`{body.entry.name}` gives {show(body.wanted or NIL)}, and here nothing",
                labels=[body.origin] if body.origin else [],
                help="write the value after `return`",
            )
    else:
        value = _given(body, node.value)
    if body.transactions:
        from sdol.lang.transactions import commit_all

        commit_all(body, node.span)
    body.add(ir.Return(place(node.span), value.reg))
    return NEVER


def _given(body: Body, node: ast.Expr) -> Value:
    """The value after `return` in a function whose head says what it gives."""
    wanted, function = body.wanted or NIL, body.entry.node
    if wanted != NIL or body.parent is not None or function is None or function.result is not None:
        return body.expect(node, wanted, f"`{body.entry.name}` gives {show(wanted)}", body.origin)
    value = body.expr(node)
    if value.type in (NIL, UNKNOWN):
        return value
    body.unit.unsaid.add(body.entry.index)
    return body.problem(
        "E0302",
        node.span,
        f"`{function.name}` gives nothing, and here {show(value.type)}",
        reason="a function says in its head what it gives",
        help=f"write `-> {show(value.type)}` in its head",
    )


def _returned(body: Body, node: ast.Return) -> Value:
    """A `return` in a lambda whose result is open: all of them give one type."""
    value = body.expr(node.value) if node.value else body.nil(node.span)
    joined = join(body.returned, value.type) if body.returned is not None else value.type
    if joined is None:
        text = f"this `return` gives {show(value.type)}, another one gives {show(body.returned or NIL)}"
        return body.problem("E0307", node.span, text, reason="a function gives one type")
    body.returned = joined
    return value


@statement(ast.ExprStmt)
def _expression_statement(body: Body, node: ast.ExprStmt) -> Type:
    if isinstance(node.value, BRANCHES):
        return body.expr(node.value, NIL).type
    impure, calls = body.impure, len(body.calls)
    value = body.expr(node.value)
    if value.type in (NIL, NEVER, UNKNOWN):
        return value.type
    if isinstance(value.type, Fn) and isinstance(node.value, (ast.Name, ast.Field)):
        return _uncalled(body, node)
    if body.impure == impure:
        _unused(body, node, value.type, body.calls[calls:])
    return NIL


def ends(block: ast.Block) -> list[ast.Stmt]:
    """The statements with which a block may end, inside of branches too."""
    last = block.statements[-1] if block.statements else None
    value = last.value if isinstance(last, ast.ExprStmt) else None
    match value:
        case ast.If():
            inner = [value.then, *([value.otherwise] if value.otherwise else [])]
        case ast.Match() | ast.Route():
            inner = [arm.body for arm in value.arms]
        case ast.Try():
            inner = [value.body, value.handler]
        case _:
            return [last] if last else []
    return [end for one in inner for end in ends(one)]


def _uncalled(body: Body, node: ast.ExprStmt) -> Type:
    name = _written(body, node.value)
    reason = "a function that is only named does nothing"
    body.problem(
        "E0210", node.span, "this function is not called", reason=reason, help=f"call it: `{name}()`"
    )
    return NIL


def _unused(body: Body, node: ast.ExprStmt, type: Type, called: list[int]) -> None:
    """A value that nobody takes is a mistake, unless a function that is called does something beside it."""
    module, unit = body.module, body.unit
    reason, help = (
        "a line that only computes a value does nothing",
        "print it, keep it with `let`, or remove the line",
    )
    function = body.entry.node
    if function and body.parent is None and function.result is None and node in ends(function.body):
        reason, help = (
            f"`{function.name}` does not say that it gives anything",
            f"write `-> {show(type)}` in its head",
        )

    unsaid = [body.entry.index] if reason.startswith("`") else []

    def judge(acts: Callable[[int], bool]) -> None:
        if not any(map(acts, called)):
            unit.unsaid.update(unsaid)
            unit.report(
                "E0210",
                module,
                node.span,
                "this value is not used",
                label=show(type),
                reason=reason,
                help=help,
            )

    unit.afterwards.append(judge)
