"""What passes ask of a function: who reads and writes a register, what a loop leaves alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sdol.kernel import table
from sdol.kernel.ir import (
    NODES,
    Break,
    Call,
    CallValue,
    Continue,
    For,
    Function,
    Node,
    Op,
    Program,
    Reg,
    SetGlobal,
    Try,
    While,
    children,
    reads,
    writes,
)

STATEFUL = ("builder", "stream", "input", "never")
"""Types whose instructions depend on when they run, although they have no effect."""

RECENT = 1000
"""Constants among which one is looked for: a long session has many more."""


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node of a block and of the blocks inside it."""
    for node in nodes:
        yield node
        for block in children(node):
            yield from walk(block)


def copied(nodes: list[Node]) -> list[Node]:
    """The nodes again, with all that is inside them: what a pass may change."""
    return [type(node)(*[_copied(getattr(node, name)) for name in _FIELDS[type(node)]]) for node in nodes]


_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in NODES.values()}


def _copied(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return copied(value) if value and not isinstance(value[0], int) else [*value]


def read_by(nodes: list[Node]) -> Counter[Reg]:
    """How often each register is read in a block, conditions of `while` included."""
    found: Counter[Reg] = Counter()
    for node in walk(nodes):
        found.update(reads(node))
        if isinstance(node, While):
            found[node.condition] += 1
    return found


def written_by(nodes: list[Node]) -> Counter[Reg]:
    """How many nodes of a block set each register."""
    return Counter(r for r in map(writes, walk(nodes)) if r >= 0)


def set_by(function: Function) -> Counter[Reg]:
    """How often each register of a function is set, by a node or by the call."""
    found = written_by(function.body)
    found.update(range(function.arity))
    return found


def height(nodes: list[Node]) -> int:
    """How deep loops and `try`s stand inside each other in a block, as `sdol.compiler.verify` counts them."""
    return max((_height(node) for node in nodes), default=0)


def _height(node: Node) -> int:
    inside = [height(block) + more for block, more in zip(children(node), deeper(node), strict=True)]
    return max(inside, default=0)


def deeper(node: Node) -> tuple[int, ...]:
    """By how many levels each block inside a node stands deeper: the handler of a `try` counts twice."""
    if isinstance(node, Try):
        return 1, 2
    return (int(isinstance(node, (For, While))),) * len(children(node))


def is_vector(kind: str) -> bool:
    """Whether a type is that of a vector which is surely there."""
    return kind.startswith("vec@") and not kind.endswith("?")


def reads_of(node: Node) -> Counter[Reg]:
    """How often a node and the blocks inside it read each register."""
    return read_by([node])


def leaves(nodes: list[Node], kind: type[Break] | type[Continue]) -> bool:
    """Whether a block has a `break` or `continue` of the loop that it is the body of."""
    return any(
        isinstance(n, kind)
        or (not isinstance(n, (For, While)) and any(leaves(block, kind) for block in children(n)))
        for n in nodes
    )


def new_register(function: Function, kind: str) -> Reg:
    """A temporary register more."""
    function.types.append(kind)
    function.names.append("")
    return len(function.types) - 1


def timeless(function: Function, node: Op) -> bool:
    """Whether an operation gives the same for the same arguments whenever it runs, and is not seen."""
    kinds = [function.types[r] for r in (*node.args, node.dst) if r >= 0]
    return not table.get(node.name).effect and not any(kind.startswith(STATEFUL) for kind in kinds)


def constant(program: Program, value: object) -> int:
    """The index of a constant, which is added where there is none among the last `RECENT`."""
    wanted, end = ("value", value), len(program.constants)
    for index in range(max(0, end - RECENT), end):
        entry = program.constants[index]
        if entry == wanted and type(entry[1]) is type(value):
            return index
    program.constants.append(wanted)
    return end


def fixed_global(program: Program, index: int, body: list[Node]) -> bool:
    """Whether a loop with this body reads the same value of a global each time round."""
    seen, values = set[int](), False
    waiting = [body]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, SetGlobal) and node.index == index:
                return False
            values |= isinstance(node, CallValue)
            if isinstance(node, Call) and node.function not in seen:
                seen.add(node.function)
                waiting.append(program.functions[node.function].body)
    return (
        not values
        or not any(  # a function that is a value may be any of them
            isinstance(node, SetGlobal) and node.index == index
            for function in program.functions[1:]
            for node in walk(function.body)
        )
    )
