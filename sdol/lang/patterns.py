"""Patterns: binding names, and testing whether a value is of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sdol.kernel import ir
from sdol.kernel.types import BOOL, INT, JSON, NIL, NUM, UNKNOWN, Con, Record, Type, is_con, narrow, show
from sdol.lang import ast
from sdol.lang.body import Body, Value
from sdol.lang.unit import place


def bind(body: Body, pattern: ast.Pattern, value: Value, type: Type | None = None) -> None:
    """Binds the names of a pattern that always fits: a name, or a record taken apart."""
    t = type or value.type
    match pattern:
        case ast.NamePattern():
            if pattern.name != "_":
                variable = body.declare(pattern.name, t, pattern.span)
                body.copy(pattern.span, variable.reg, Value(value.reg, t))
        case ast.RecordPattern():
            for name, inner in pattern.fields:
                bind(body, inner, _part(body, pattern, value, name))
        case _:
            for name, span in bound(pattern):
                body.declare(name, UNKNOWN, span)
            body.problem(
                "E0219",
                pattern.span,
                "this pattern may not fit, and here it must",
                reason="`let` and `for` take a value apart by names only",
                help="use `match`, which says what happens otherwise",
            )


def _part(body: Body, pattern: ast.Node, value: Value, name: str) -> Value:
    if value.type == UNKNOWN:
        return body.bad(pattern.span)
    field = ast.Field(pattern.span, ast.Name(pattern.span, "it"), name, pattern.span)
    from sdol.lang.names import field_of

    return field_of(body, field, value)


Test = Callable[[], int | None]
"""Adds one test, and gives the register of its answer, or None where it always fits."""


def test(body: Body, pattern: ast.Pattern, value: Value) -> int | None:
    """Adds the test of a pattern and binds its names where it fits.

    Gives the register that holds the answer, or None where the pattern always fits.
    """
    if always_fits(pattern, value.type):
        bind(body, pattern, value)
        return None
    if is_con(value.type, "optional") and not isinstance(pattern, ast.LiteralPattern):
        return _test_present(body, pattern, value)
    match pattern:
        case ast.LiteralPattern():
            return _same(body, pattern, value)
        case ast.ListPattern():
            return _test_list(body, pattern, value)
        case ast.RecordPattern():
            return _test_record(body, pattern, value)
    return None


def _same(body: Body, pattern: ast.LiteralPattern, value: Value) -> int:
    node = pattern.value
    literal = body.expr(node)
    if is_con(literal.type, "vec"):
        return body.problem(
            "E0312", node.span, "a vector is no pattern", help="use `route`, or compare with `~`"
        ).reg
    inner = narrow(value.type)
    numbers = {literal.type, inner} <= {INT, NUM}
    if literal.type not in (inner, NIL) and inner not in (JSON, UNKNOWN) and not numbers:
        return _never_fits(body, pattern, value.type, show(literal.type))
    from sdol.lang.operators import equality

    return equality(body, node.span, value, literal).reg


def _test_present(body: Body, pattern: ast.Pattern, value: Value) -> int:
    """A pattern of what is inside of a value that may be nil: that it is not comes first."""
    present = Value(value.reg, narrow(value.type))

    def is_there() -> int:
        return body.op(pattern.span, "logic.ne", [value.reg, body.nil(pattern.span).reg], BOOL).reg

    return _all(body, pattern.span, [is_there, lambda: test(body, pattern, present)])


def _test_record(body: Body, pattern: ast.RecordPattern, value: Value) -> int:
    if not isinstance(value.type, Record) and value.type != JSON:
        return _never_fits(body, pattern, value.type, "a record")
    tests: list[Test] = [partial(_test_field, body, pattern, field, value) for field in pattern.fields]
    return _all(body, pattern.span, [*_form(body, pattern, "json.is_record", value), *tests])


def _form(body: Body, pattern: ast.Pattern, question: str, value: Value) -> list[Test]:
    """The test that comes first on json, which may be of any form: taking a part of another one fails."""
    if value.type != JSON:
        return []
    return [lambda: body.op(pattern.span, question, [value.reg], BOOL).reg]


def _test_field(
    body: Body, pattern: ast.RecordPattern, field: tuple[str, ast.Pattern], value: Value
) -> int | None:
    name, inner = field
    return test(body, inner, _part(body, pattern, value, name))


def _never_fits(body: Body, pattern: ast.Pattern, t: Type, found: str = "") -> int:
    """A problem, unless there was one before, and a test that fails; its names are known to be of no type."""
    for name, span in bound(pattern):
        body.declare(name, UNKNOWN, span)
    if t != UNKNOWN:
        reason = f"the value is {show(t)}"
        help = "remove the case, or match another value"
        body.problem("E0302", pattern.span, "this can never fit", label=found, reason=reason, help=help)
    return body.constant(pattern.span, False, BOOL).reg


def _test_list(body: Body, pattern: ast.ListPattern, value: Value) -> int:
    t = value.type
    if t != JSON and not (isinstance(t, Con) and t.name == "list"):
        return _never_fits(body, pattern, t)
    tests: list[Test] = [
        *_form(body, pattern, "json.is_list", value),
        partial(_test_length, body, pattern, value),
    ]
    tests += [partial(_test_item, body, pattern, at, value) for at in range(len(pattern.items))]
    return _all(body, pattern.span, tests)


def _test_length(body: Body, pattern: ast.ListPattern, value: Value) -> int:
    verb = "json.len" if value.type == JSON else "list.len"
    length = body.op(pattern.span, verb, [value.reg], INT)
    wanted = body.constant(pattern.span, len(pattern.items), INT)
    return body.op(pattern.span, "logic.eq", [length.reg, wanted.reg], BOOL).reg


def _test_item(body: Body, pattern: ast.ListPattern, at: int, value: Value) -> int | None:
    index = body.constant(pattern.span, at, INT)
    verb, item = (
        ("list.at", value.type.args[0])
        if isinstance(value.type, Con) and value.type.args
        else ("json.index", JSON)
    )
    part = body.op(pattern.span, verb, [value.reg, index.reg], item)
    return test(body, pattern.items[at], part)


def _all(body: Body, span: ast.Span, tests: list[Test]) -> int:
    """True where all tests are; those after a failed one do not run."""
    result = body.reg(BOOL)
    _chain(body, span, tests, result)
    return result


def _chain(body: Body, span: ast.Span, tests: list[Test], result: int) -> None:
    for at, one in enumerate(tests):
        answer = one()
        if answer is None:
            continue
        outer = body.nodes
        then: list[ir.Node] = []
        otherwise: list[ir.Node] = []
        body.nodes = then
        _chain(body, span, tests[at + 1 :], result)
        body.nodes = otherwise
        body.copy(span, result, body.constant(span, False, BOOL))
        body.nodes = outer
        body.add(ir.If(place(span), answer, then, otherwise))
        return
    body.copy(span, result, body.constant(span, True, BOOL))


def bound(pattern: ast.Pattern) -> Iterator[tuple[str, ast.Span]]:
    """The names that a pattern gives to what it takes, and where."""
    match pattern:
        case ast.NamePattern() if pattern.name != "_":
            yield pattern.name, pattern.span
        case ast.RecordPattern():
            for _, inner in pattern.fields:
                yield from bound(inner)
        case ast.ListPattern():
            for inner in pattern.items:
                yield from bound(inner)


def always_fits(pattern: ast.Pattern, type: Type) -> bool:
    """Whether a pattern fits every value of a type; json may be no record at all."""
    match pattern:
        case ast.NamePattern():
            return True
        case ast.RecordPattern():
            return isinstance(type, Record) and all(
                always_fits(p, type.get(n) or UNKNOWN) for n, p in pattern.fields
            )
    return False
