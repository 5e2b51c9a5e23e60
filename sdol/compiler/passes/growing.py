"""Growing: a list that a loop does nothing with but append to grows in place.

    for x in xs { if x > 2 { made = append(made, x) } }

    more = sweep.grow made
    for x in xs { if x > 2 { collect.add more, x } }
    made = collect.end more

Each `append` copies the list, so a loop of n of them copies n * n / 2 items. In the loop nobody sees the list
between two of them, so one copy before it is enough. Not where a failure in the loop is caught in the same
function, which could then see the list; not in a loop within another one, which may run for no element at all
and pay for a copy each time; not for lists that may hold vectors, whose matrix has a way of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sdol.compiler.passes import Note
from sdol.compiler.passes.facts import new_register, read_by, walk, written_by
from sdol.kernel.ir import Copy, For, Function, Node, Op, Program, Reg, Try, While, children


def grow(program: Program, function: Function, notes: list[Note]) -> None:
    """Lets lists grow in the outermost loops of a function."""
    _block(function, function.body, notes)


def _block(function: Function, nodes: list[Node], notes: list[Note]) -> None:
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, (For, While)):
            out += _loop(function, node, notes)
            continue
        if isinstance(node, Try):
            _block(function, node.handler, notes)
        else:
            for inner in children(node):
                _block(function, inner, notes)
        out.append(node)
    nodes[:] = out


def _loop(function: Function, loop: For | While, notes: list[Note]) -> list[Node]:
    """The loop, and what stands around it where it makes lists grow."""
    before: list[Node] = []
    after: list[Node] = []
    for grown, steps in _appended(function, loop).items():
        more = new_register(function, "builder")
        for step in steps:
            step.become_add(more, new_register(function, "nil"))
        before.append(Op(loop.place, more, "sweep.grow", [grown]))
        after.append(Op(loop.place, grown, "collect.end", [more]))
        text = f"`{function.names[grown]}` grows in place, and is not copied by each `append`"
        notes.append(Note(function.name, loop.place, function.source, "grown", text))
    return [*before, loop, *after]


@dataclass(frozen=True)
class _Step:
    """`copy = made` and, in the same block, `made = list.append copy, item`."""

    block: list[Node]
    copy: Copy
    append: Op

    def become_add(self, more: Reg, nothing: Reg) -> None:
        self.block[:] = [node for node in self.block if node is not self.copy]
        self.append.name, self.append.dst = "collect.add", nothing
        self.append.args[0] = more


def _appended(function: Function, loop: For | While) -> dict[Reg, list[_Step]]:
    """The lists that the loop only appends to, and where."""
    blocks = children(loop)
    found: dict[Reg, list[_Step]] = {}
    uses, sets = read_by(function.body), written_by(function.body)
    for block in _all_blocks(loop):
        for step in _steps(block):
            if uses[step.copy.dst] == sets[step.copy.dst] == 1:
                found.setdefault(step.append.dst, []).append(step)
    read, written = read_by([loop]), written_by([n for block in blocks for n in block])
    if isinstance(loop, For):
        read[loop.source] -= 1  # read once, before the loop begins
    return {
        reg: steps
        for reg, steps in found.items()
        if read[reg] == written[reg] == len(steps) and _plain(function.types[reg])
    }


def _all_blocks(loop: For | While) -> list[list[Node]]:
    return [
        *children(loop),
        *(inner for block in children(loop) for n in walk(block) for inner in children(n)),
    ]


def _steps(block: list[Node]) -> list[_Step]:
    copies = {node.dst: node for node in block if isinstance(node, Copy)}
    return [
        _Step(block, copies[node.args[0]], node)
        for node in block
        if isinstance(node, Op)
        and node.name == "list.append"
        and node.args[0] in copies
        and copies[node.args[0]].src == node.dst
    ]


def _plain(kind: str) -> bool:
    """Whether it is a list whose items are surely no vectors: not of a generic type, either."""
    item = kind.removeprefix("list[")
    return item != kind and (
        item[0] in "{(" or item.startswith(("int", "num", "text", "bool", "json", "list["))
    )
