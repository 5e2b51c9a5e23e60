"""The table keeps its word: each form of each signature is shown by an example that the checker resolves to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
from test_examples import program

from sdol.compiler.passes import optimised
from sdol.diagnostics import Source
from sdol.kernel import ir, table
from sdol.kernel.notation import parse_type
from sdol.kernel.table import Instruction
from sdol.kernel.types import NIL, Param, Signature, Type, fits, is_con, list_of
from sdol.lang.program import compile_source

ROWS = table.load_all()


class Use(NamedTuple):
    """One place of an example's program where an instruction stands."""

    op: ir.Op
    types: list[Type]
    defaulted: list[bool]


def _nodes(block: list[ir.Node]) -> Iterator[ir.Node]:
    for node in block:
        yield node
        for inner in ir.children(node):
            yield from _nodes(inner)


@cache
def uses(row: Instruction) -> list[Use]:
    """Every use of an instruction in its own examples, as they are compiled."""
    found = []
    for example in row.examples:
        compiled, problems = compile_source(Source("example.sdol", program(example)))
        assert not problems, (row.name, example.code, problems[0].message)
        for function in [*compiled.functions, *optimised(compiled).functions]:
            nodes = list(_nodes(function.body))
            constants = {n.dst: n.place for n in nodes if isinstance(n, ir.Const)}
            for op in nodes:
                if isinstance(op, ir.Op) and op.name == row.name:
                    types = [parse_type(function.types[reg]) for reg in op.args]
                    found.append(Use(op, types, [constants.get(reg) == op.place for reg in op.args]))
    return found


def _params(signature: Signature, count: int) -> list[Param] | None:
    """The parameter of each of so many arguments, or None where the signature takes another number."""
    params = list(signature.params)
    if params and params[-1].many:
        params += params[-1:] * (count - len(params))
        params = params[:count] if count >= len(signature.params) - 1 else params
    return params if len(params) == count else None


def _takes(signature: Signature, use: Use, *, widened: bool) -> bool:
    params = _params(signature, len(use.types))
    if params is None:
        return False
    bound: dict[str, Type] = {}
    for param, actual, mark in zip(params, use.types, use.op.lift or "0" * len(params), strict=True):
        wanted = param.type if mark == "0" else list_of(param.type)
        if widened and is_con(param.type, "json"):
            continue  # what json can hold may stand where json is wanted
        if not fits(actual, wanted, {} if param.many else bound):
            return False
    return True


def chosen(row: Instruction, use: Use) -> int:
    """Which alternative the checker took: the first that fits as it is, else by widening."""
    for widened in (False, True):
        for i, signature in enumerate(row.signatures):
            if _takes(signature, use, widened=widened):
                return i
    raise AssertionError((row.name, [str(t) for t in use.types]))


UNSHOWN = {"embed.query"}
"""Only emitted for models that read questions otherwise, none of which travels with the package."""
REACHED = [row for row in ROWS.values() if row.family != "sweep" and row.name not in UNSHOWN]


@pytest.mark.parametrize("row", REACHED, ids=lambda row: row.name)
def test_every_alternative_and_form_has_an_example(row: Instruction) -> None:
    by_signature: dict[int, list[Use]] = {i: [] for i in range(len(row.signatures))}
    for use in uses(row):
        by_signature[chosen(row, use)].append(use)
    for i, signature in enumerate(row.signatures):
        assert by_signature[i], f"no example uses {row.name}{signature}"
        missing = [m for at, p in enumerate(signature.params) for m in _forms(at, p, by_signature[i])]
        assert not missing, f"no example of {row.name}{signature} {' or '.join(missing)}"


def _forms(at: int, param: Param, found: list[Use]) -> Iterator[str]:
    """The forms of a parameter that no use shows."""
    if param.many:
        if not any(len(use.types) > at + 1 for use in found):
            yield f"gives several {param.name}"
        return
    if param.default is not None:
        if all(use.defaulted[at] for use in found):
            yield f"gives {param.name}"
        if not any(use.defaulted[at] for use in found):
            yield f"leaves out {param.name}"
    elif is_con(param.type, "optional") and all(use.types[at] == NIL for use in found):
        yield f"gives {param.name}"


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
def test_a_row_is_whole(row: Instruction) -> None:
    assert row.summary.endswith("."), "one sentence"
    assert len(row.summary) <= 120, "that fits on a line"
    assert row.surface in ("call", "method", "field", "syntax")
    assert row.form or row.surface != "syntax"
    assert row.signatures


def test_a_name_means_one_thing() -> None:
    """Families share a verb only where the first argument's type tells them apart."""
    by_verb: dict[str, list[tuple[Instruction, Signature]]] = {}
    for row in ROWS.values():
        if row.surface == "call":
            by_verb.setdefault(row.verb, []).extend((row, s) for s in row.signatures)
    for verb, found in by_verb.items():
        for row, signature in found:
            for other, another in found:
                if row.family < other.family and len(signature.params) == len(another.params):
                    pairs = zip(signature.params, another.params, strict=True)
                    assert not all(p.type == q.type for p, q in pairs), verb
