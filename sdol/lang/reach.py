"""Keeps what a program can reach: library functions that nothing calls do not travel with it."""

from __future__ import annotations

from sdol.kernel import ir


def keep_reachable(program: ir.Program, roots: list[int]) -> None:
    """Drops the functions that these never call, and renumbers the others, in place."""
    kept = sorted(_reached(program, roots))
    numbers = {old: new for new, old in enumerate(kept)}
    program.functions = [program.functions[i] for i in kept]
    program.tests = [(title, numbers[i]) for title, i in program.tests]
    for function in program.functions:
        _renumber(function.body, numbers)


def _reached(program: ir.Program, roots: list[int]) -> set[int]:
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        index = waiting.pop()
        if index not in seen:
            seen.add(index)
            waiting += _called(program.functions[index].body)
    return seen


def _called(nodes: list[ir.Node]) -> list[int]:
    found: list[int] = []
    for node in nodes:
        if isinstance(node, (ir.Call, ir.Closure)):
            found.append(node.function)
        for block in ir.children(node):
            found += _called(block)
    return found


def _renumber(nodes: list[ir.Node], numbers: dict[int, int]) -> None:
    for node in nodes:
        if isinstance(node, (ir.Call, ir.Closure)):
            node.function = numbers[node.function]
        for block in ir.children(node):
            _renumber(block, numbers)
