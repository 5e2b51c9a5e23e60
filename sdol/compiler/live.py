"""A program that grows while it runs, on the fast engine: what an interactive session executes."""

from __future__ import annotations

from typing import Any

from sdol.compiler.emit import Emitted as Code
from sdol.compiler.emit import emit
from sdol.compiler.image import Image
from sdol.compiler.link import Emitted
from sdol.compiler.passes import optimised
from sdol.kernel.ir import Program
from sdol.kernel.world import World


class Live:
    """Runs functions of a growing program.

    Args:
        program: to which others add functions, never taking any away that has run.
        world: what its effects act on.
    """

    def __init__(self, program: Program, world: World) -> None:
        self._program, self._world = program, world
        self._code = Code()
        self._emitted: set[int] = set()
        self.image = Image.of(program, self._code)
        self._engine = Emitted(self.image, world)

    def call(self, function: int) -> Any:
        """Runs a function, after bringing in what is new.

        Raises:
            Trap: it failed.
            SdolError: what is new cannot be brought in; a text of it could not be embedded.
        """
        new = [i for i, f in enumerate(self._program.functions) if f.body and i not in self._emitted]
        made = optimised(self._program, new)
        self._program.constants[:] = made.constants
        emit(made, self._code, new)
        self._emitted.update(new)
        self.image.fill(self._program, self._code)
        self._engine.extend()
        return self._engine.call(function)
