"""A program that grows while it runs, on the fast engine: what an interactive session executes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sdol.compiler.emit import Emitted as Code
from sdol.compiler.emit import emit
from sdol.compiler.image import Image
from sdol.compiler.link import Emitted
from sdol.compiler.passes import optimised
from sdol.kernel.ir import Function, Program
from sdol.kernel.world import World


class Live:
    """Runs functions of a growing program.

    Args:
        program: to which others add functions, never taking any away that was brought in.
        world: what its effects act on.
    """

    def __init__(self, program: Program, world: World) -> None:
        self._program, self._world = program, world
        self._code = Code()
        self._emitted: set[int] = set()
        self.image = Image.of(program, self._code)
        self._engine = Emitted(self.image, world)
        self._engine.failed = []
        self._made: dict[int, Function] = {}

    def call(self, function: int) -> Any:
        """Runs a function, after bringing in what is new.

        Raises:
            Trap: it failed.
            SdolError: what is new cannot be brought in.
        """
        self.bring_in()
        return self.run(function)

    def run(self, function: int) -> Any:
        """Runs a function that was brought in before; raises Trap."""
        self._engine.failed = []
        return self._engine.call(function)

    def bring_in(self) -> None:
        """Makes what is new ready to run; where that fails nothing of it is there.

        Raises:
            SdolError: a text of it could not be embedded.
        """
        new = [i for i, f in enumerate(self._program.functions) if f.body and i not in self._emitted]
        made = optimised(self._program, new)
        self._program.constants[:] = made.constants
        named = replace(made, sources=_told_apart(made.sources))
        code = _copied(self._code)
        emit(named, code, new)
        self.image.fill(named, code)
        try:
            self._engine.extend()
        except BaseException:
            self._code.modules = []
            self.image.fill(named, self._code)
            raise
        self._code = code
        self._emitted.update(new)
        self._made |= {i: made.functions[i] for i in new}

    def failed(self) -> list[tuple[Function, dict[int, Any]]]:
        """Of the calls that were open when the last run failed, innermost first, what their registers held."""
        return [(self._made[index], held) for index, held in self._engine.failed or ()]

    def function(self, index: int) -> Any:
        """The function of that number, as a value on this engine."""
        return self._engine.function(index)

    # --- top-level variables --------------------------------------------------------------------------------

    def values(self) -> dict[int, Any]:
        """The values of the top-level variables that have one, by index."""
        return self._engine.globals()

    def assign(self, values: Mapping[int, Any], without: Iterable[int] = ()) -> None:
        """Gives top-level variables their values; takes those of `without` away."""
        self._engine.assign(values, without)


def _copied(code: Code) -> Code:
    """The same again, so that what cannot be brought in leaves no trace."""
    made = Code()
    made.operations, made.effects = dict(code.operations), dict(code.effects)
    made.constants = set(code.constants)
    return made


def _told_apart(sources: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sources under names of which none is twice there: a file may be loaded again when it has changed."""
    return [(f"{index} {name}", text) for index, (name, text) in enumerate(sources)]
