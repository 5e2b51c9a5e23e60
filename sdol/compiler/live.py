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
from sdol.compiler.setting import Setting
from sdol.kernel.ir import Function, Program
from sdol.kernel.world import World

_NONE: Any = object()
"""Stands for the value of a variable that has none."""


class Live:
    """Runs functions of a growing program. What is new is brought in at the cost of that, not of all that there is.

    Args:
        program: to which others add functions, never taking any away that was brought in.
        world: what its effects act on.
    """

    def __init__(self, program: Program, world: World) -> None:
        self._program = program
        self._code = Code()
        self._looked_at = 0
        self._waiting: list[int] = []
        """Functions without a body as yet, among those that were looked at."""
        self._sources: list[tuple[str, str]] = []
        self.image = Image.of(replace(program, sources=self._sources, functions=[]), self._code)
        self._engine = Emitted(self.image, world)
        self._engine.failed = []
        self._made: dict[int, Function] = {}
        self._setting = Setting()
        self._before: dict[int, Any] = {}

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
        self._note(self._setting.by(function))
        return self._engine.call(function)

    def bring_in(self) -> None:
        """Makes what is new ready to run; where that fails nothing of it is there.

        Raises:
            SdolError: a text of it could not be embedded.
        """
        new = self._new()
        made = optimised(self._program, new)
        self._program.constants += made.constants[len(self._program.constants) :]
        count = len(self._sources)
        self._sources += _told_apart(self._program.sources, count)
        self._code = code = self._code.further()  # the numbers of what it calls only ever become more
        emit(replace(made, sources=self._sources), code, new)
        self._fill(code)
        try:
            self._engine.extend()
        except BaseException:
            del self._sources[count:]
            self._fill(code.further())
            raise
        self._keep(new, made)

    def _new(self) -> list[int]:
        """The functions that have a body, and were not brought in."""
        functions = self._program.functions
        return [i for i in (*self._waiting, *range(self._looked_at, len(functions))) if functions[i].body]

    def _fill(self, code: Code) -> None:
        """Takes over what the program has come to be, and what was emitted for it."""
        image, program = self.image, self._program
        image.modules, image.used_constants = code.modules, sorted(code.constants)
        image.operations, image.effects = list(code.operations), list(code.effects)
        del image.function_names[self._looked_at :]
        image.function_names += [f.name for f in program.functions[self._looked_at :]]

    def _keep(self, new: list[int], made: Program) -> None:
        """Notes that functions were brought in."""
        functions, seen = self._program.functions, range(self._looked_at, len(self._program.functions))
        self._waiting = [i for i in (*self._waiting, *seen) if not functions[i].body]
        self._looked_at = len(functions)
        self._made |= {i: made.functions[i] for i in new}
        self._setting.add({i: made.functions[i] for i in new})

    def failed(self) -> list[tuple[Function, dict[int, Any]]]:
        """Of the calls that were open when the last run failed, innermost first, what their registers held."""
        return [(self._made[index], held) for index, held in self._engine.failed or ()]

    def function(self, index: int) -> Any:
        """The function of that number, as a value on this engine."""
        return self._engine.function(index)

    # --- top-level variables --------------------------------------------------------------------------------

    def has(self, index: int) -> bool:
        """Whether a top-level variable has a value."""
        return self._engine.value(index, _NONE) is not _NONE

    def value(self, index: int, missing: Any) -> Any:
        """The value of a top-level variable; `missing` where it has none."""
        return self._engine.value(index, missing)

    def values(self) -> dict[int, Any]:
        """The values of the top-level variables that have one, by index."""
        return self._engine.globals()

    def assign(self, values: Mapping[int, Any], without: Iterable[int] = ()) -> None:
        """Gives top-level variables their values; takes those of `without` away."""
        without = list(without)
        self._note([*values, *without])
        self._engine.assign(values, without)

    def watch(self) -> None:
        """Notes from now on what the top-level variables held, for `changed`."""
        self._before = {}

    def changed(self, missing: Any) -> dict[int, Any]:
        """What top-level variables held then that hold something else now; `missing` where there was nothing."""
        now = self._engine.value
        return {
            index: missing if old is _NONE else old
            for index, old in self._before.items()
            if now(index, _NONE) is not old
        }

    def _note(self, indices: Iterable[int]) -> None:
        for index in indices:
            self._before.setdefault(index, self._engine.value(index, _NONE))


def _told_apart(sources: list[tuple[str, str]], first: int) -> list[tuple[str, str]]:
    """The sources from one on under names of which none is twice there: a file may be loaded again when it changed."""
    return [(f"{index} {name}", text) for index, (name, text) in enumerate(sources[first:], first)]
