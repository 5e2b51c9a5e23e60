"""How deep blocks may stand inside each other, so that both engines can take every program that compiles."""

from __future__ import annotations

from sdol.kernel import ir
from sdol.lang import ast
from sdol.lang.unit import FunctionEntry, Unit

MOST_LOOPS = 18
"""Loops and `try`s inside each other.

The handler of a `try` counts twice. Python's own compiler ends at 20.
"""

MOST_BLOCKS = 250
"""Blocks of any kind inside each other; each case of a `match` or `else if` stands inside the one before."""


def check_nesting(unit: Unit, entry: FunctionEntry) -> None:
    """Reports the first block of a function that stands too deep."""
    waiting = [(unit.program.functions[entry.index].body, 0, 0)]
    while waiting:
        block, loops, blocks = waiting.pop()
        for node in block:
            found = _inside(node, loops, blocks)
            if any(inner > MOST_LOOPS for _, inner, _ in found):
                _report(
                    unit, entry, node, f"loops and `try` stand inside each other more than {MOST_LOOPS} deep"
                )
                return
            if blocks > MOST_BLOCKS:
                _report(
                    unit, entry, node, f"there are more than {MOST_BLOCKS} cases, or blocks inside each other"
                )
                return
            waiting += found


def _inside(node: ir.Node, loops: int, blocks: int) -> list[tuple[list[ir.Node], int, int]]:
    """The blocks of a node, how many loops and trys stand around them, and how many blocks of any kind."""
    match node:
        case ir.Try():
            return [(node.body, loops + 1, blocks + 1), (node.handler, loops + 2, blocks + 1)]
        case ir.For():
            return [(node.body, loops + 1, blocks + 1)]
        case ir.While():
            return [(node.test, loops + 1, blocks + 1), (node.body, loops + 1, blocks + 1)]
    return [(block, loops, blocks + 1) for block in ir.children(node)]


def _report(unit: Unit, entry: FunctionEntry, node: ir.Node, text: str) -> None:
    unit.report(
        "E0218", entry.module, ast.Span(*node.place), text, help="move the inner ones into a function"
    )
