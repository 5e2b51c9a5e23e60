"""Why a loop was left alone, in the user's words: what `sdol explain FILE` says of it."""

from __future__ import annotations

from sdol.compiler.passes.facts import reads_of, set_by, walk
from sdol.compiler.passes.sweeping import Sweep
from sdol.kernel import table
from sdol.kernel.ir import Call, CallValue, Copy, For, Function, Node, Op, Program, While, reads, writes

TOO_DEEP = "loops stand inside each other so deep that one more, over the chunks, has no room"


def fusible(function: Function, node: For) -> bool:
    """Whether the elements of a loop are vectors, or records of which a field may be one."""
    kind = function.types[node.dst]
    holds = ("vec@" in kind or "hit@" in kind) and not kind.endswith("?")
    return holds and set_by(function)[node.dst] == 1


def other_elements(function: Function, node: For) -> str:
    return (
        f"its elements are {function.types[node.dst]}; fused are loops over vectors, or over records with one"
    )


def not_a_list(node: While) -> str:
    stream = any(isinstance(n, Op) and n.name.endswith(".advance") for n in node.test)
    if stream:
        return "it reads a stream, whose next element is not there before it is asked for"
    return "`while` does not walk through a list; a `for` over vectors does"


def nothing_to_fuse(program: Program, function: Function, node: For, sweep: Sweep) -> str:
    """Why no kernel was found in a loop over vectors."""
    followed = {*sweep.elements, *sweep.columns}
    for inner in walk(node.body):
        if _passes_on(inner) and not followed.isdisjoint(reads(inner)):
            followed.add(writes(inner))
        if not any(reads_of(inner)[r] for r in followed):
            continue
        match inner:
            case Call(_, _, callee):
                name = program.functions[callee].name
                return (
                    f"the element goes to `{name}`, which may fail or be seen: compare it in the loop itself"
                )
            case CallValue():
                return "the element goes to a function that is a value: which one is known only when it runs"
            case Op(_, _, name, args) if table.get(name).lift:
                copied = {n.dst: n.src for n in walk(node.body) if isinstance(n, Copy)}
                return _of_operation(function, name, [copied.get(r, r) for r in args], sweep)
    return "nothing in it compares the element: no similarity, no region, no `~=`"


def _passes_on(node: Node) -> bool:
    """Whether what a node gives is what it was given, or a field of it."""
    return isinstance(node, Copy) or (isinstance(node, Op) and node.name == "record.get")


def _of_operation(function: Function, name: str, args: list[int], sweep: Sweep) -> str:
    row = table.get(name)
    shown = f"`{row.form or row.verb}`"
    if not row.batch:
        return f"{shown} may fail for a single element, so it is computed when that is reached"
    moving = [r for r in args if r not in sweep.columns and not sweep.is_fixed(r)]
    named = [function.names[r] for r in moving if function.names[r]]
    if any(function.types[r].endswith("?") for r in moving):
        return f"what {shown} compares may be nil, and a chunk is compared as a whole"
    what = f"`{named[0]}` changes" if named else "its other side changes"
    return f"{what} while the loop runs, so {shown} cannot be computed ahead"
