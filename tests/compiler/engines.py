"""The ways to run a program that must not differ, and what they are compared by."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from sdol.compiler.emit import Emitted as Code
from sdol.compiler.emit import emit
from sdol.compiler.image import Image
from sdol.compiler.link import Emitted, constants
from sdol.compiler.passes import optimised
from sdol.compiler.verify import verify
from sdol.diagnostics import Source
from sdol.kernel.ir import Program
from sdol.kernel.machine import Machine
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.lang.program import compile_source

Runnable = Callable[[World], Any]


def stepping(program: Program) -> Runnable:
    """The program on the stepping machine."""
    image = Image.of(program, Code())
    every = range(len(program.constants))
    return lambda world: Machine(program, constants(image, world, every), world)


def emitted(program: Program) -> Runnable:
    """The program as Python code."""
    image = Image.of(program, emit(program))
    return lambda world: Emitted(image, world)


ENGINES: dict[str, Callable[[Program], Runnable]] = {
    "step": stepping,
    "emit": emitted,
    "emit, fused": lambda program: emitted(checked(program)),
    "step, fused": lambda program: stepping(checked(program)),
}


def compiled(text: str) -> Program:
    """A program that must compile, verified.

    Raises:
        AssertionError: it does not.
    """
    program, problems = compile_source(Source("t.sdol", text))
    assert [p.message for p in problems] == []
    verify(program)
    return program


def checked(program: Program) -> Program:
    """The program after the passes, verified after each."""
    return optimised(program, after=lambda _, made: verify(made))


def outcome(run: Runnable) -> tuple[object, ...]:
    """What a program printed, and the trap that ended it."""
    written = io.StringIO()
    world = World(output=Output(written), session=":memory:")
    try:
        run(world).call()
    except Trap as trap:
        return world.close(1), written.getvalue(), trap.error.code, trap.error.message, trap.places
    return world.close(), written.getvalue()
