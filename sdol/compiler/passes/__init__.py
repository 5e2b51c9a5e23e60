"""Passes over the IR of a program, between the checker and the fast engine.

A pass takes a program and gives one that means the same: it prints the same, gives the same bits and fails at
the same places in the same order. The stepping machine runs the program as it was before every pass; that the
two agree is tested over generated programs, and the verifier runs after each pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sdol.kernel.ir import Closure, For, Function, Node, Place, Program, While, children


@dataclass(frozen=True)
class Note:
    """What a pass did about one loop, or why it left it alone.

    Attributes:
        function: the function that the loop stands in.
        place: the characters of the loop's head.
        source: index of the source file.
        done: "fused", "hoisted", "grown", or "not fused".
        text: what was done, or why not, as a clause.
    """

    function: str
    place: Place
    source: int
    done: str
    text: str


Pass = Callable[[Program, Function, list[Note]], None]


def optimised(
    program: Program,
    only: Iterable[int] | None = None,
    notes: list[Note] | None = None,
    after: Callable[[str, Program], None] | None = None,
) -> Program:
    """The program after every pass; the one given stays as it is.

    Args:
        only: the functions to look at; all of them by default.
        notes: takes what is said of each loop.
        after: called with the name of each pass and the program that came out of it.
    """
    chosen = range(len(program.functions)) if only is None else only
    looping = [i for i in chosen if _worthwhile(program.functions[i].body)]
    if not looping:
        return program
    from sdol.compiler.passes.facts import copied

    made = replace(program, functions=list(program.functions), constants=list(program.constants))
    for index in looping:
        function = program.functions[index]
        types, names = [*function.types], [*function.names]
        made.functions[index] = replace(function, types=types, names=names, body=copied(function.body))
    for name, run in _passes():
        for index in looping:
            run(made, made.functions[index], [] if notes is None else notes)
        if after:
            after(name, made)
    return made


def _passes() -> list[tuple[str, Pass]]:
    from sdol.compiler.passes.fusion import fuse
    from sdol.compiler.passes.growing import grow
    from sdol.compiler.passes.hoisting import hoist
    from sdol.compiler.passes.inlining import inline

    return [("inline", inline), ("grow", grow), ("fuse", fuse), ("hoist", hoist)]


def _worthwhile(nodes: list[Node]) -> bool:
    """Whether there is a loop at any depth, or a function that is passed to one."""
    return any(
        isinstance(node, (For, While, Closure)) or any(map(_worthwhile, children(node))) for node in nodes
    )
