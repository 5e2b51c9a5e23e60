"""How far a compiler has come at one moment, to go back to it: what was compiled since leaves no trace then."""

from __future__ import annotations

from typing import Any

from sdol.lang.program import Compiler


class Moment:
    """The state of now."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler, unit, program = compiler, compiler.unit, compiler.unit.program
        lists: tuple[list[Any], ...] = (
            *(program.functions, program.sources, program.globals, program.tests),
            *(unit.entries, unit.globals),
        )
        self._lengths = [(one, len(one)) for one in lists]
        self._held, self._elaborated = len(unit.held), len(compiler.elaborated)
        self._effects = compiler.effects.mark()

    def restore(self) -> None:
        """Goes back to it."""
        compiler, unit = self._compiler, self._compiler.unit
        for one, length in self._lengths:
            del one[length:]
        for index, functions in unit.held[self._held :]:
            if index < len(unit.globals):
                unit.globals[index].functions.difference_update(functions)
        del unit.held[self._held :]
        compiler.effects.back(self._effects)
        compiler.unelaborate(self._elaborated)
        compiler.forget()
