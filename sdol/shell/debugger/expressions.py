"""Expressions evaluated in a stopped program, with the names of one of its calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from sdol.compiler.link import constants
from sdol.errors import SdolError
from sdol.kernel.flat import operands
from sdol.kernel.traps import Trap
from sdol.kernel.types import Type
from sdol.lang.interactive import Compiled
from sdol.shell.status import Rejected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.compiler.image import Image
    from sdol.diagnostics import Diagnostic
    from sdol.kernel.debugging import Debugger, FrameView, Variable
    from sdol.kernel.machine import Frame, Machine
    from sdol.lang.inspecting import Inspector


class _Bound(NamedTuple):
    """An expression at an instruction: the function that it became, and the registers that its arguments are in."""

    function: int
    registers: tuple[int, ...]
    type: Type


class Expressions:
    """Evaluates expressions beside a stopped program, which they leave as it is.

    What they assign is gone with them; an effect that they have is asked of the grants and done, as ever.
    """

    def __init__(self, debugger: Debugger, inspector: Inspector, image: Image) -> None:
        self._debugger, self._inspector, self._image = debugger, inspector, image
        self._bound: dict[tuple[str, int, int, str | None], _Bound] = {}
        self._compiled: dict[tuple[Any, ...], Compiled] = {}
        self._beside: Machine | None = None

    def value(self, text: str, view: FrameView, wanted: str | None = None) -> tuple[Any, Type]:
        """The value of an expression in a call, and its type.

        Args:
            wanted: the type that it must have.

        Raises:
            Rejected: it does not compile there.
            SdolError: it fails.
        """
        bound = self._of(text, view.code, view.position, wanted)
        return self._evaluated(bound, view.frame), bound.type

    def test(self, text: str, code: int, position: int) -> Callable[[], bool]:
        """A function that says whether an expression holds, when the innermost call stands at an instruction.

        Raises:
            Rejected: it does not compile there, or is neither true nor false.
        """
        bound = self._of(text, code, position, "bool")
        return lambda: bool(self._evaluated(bound, self._debugger.machine.frames[-1]))

    def registers(self, text: str, view: FrameView) -> set[int]:
        """The registers of a call that an expression reads.

        Raises:
            Rejected: it does not compile there.
        """
        bound = self._of(text, view.code, view.position, None)
        listing = self._debugger.machine.listings[bound.function]
        read = {register for entry in listing.entries for register in operands(entry)}
        return {register for at, register in enumerate(bound.registers) if at in read}

    def _evaluated(self, bound: _Bound, frame: Frame) -> Any:
        arguments = tuple([frame.registers[r] for r in bound.registers])
        try:
            return self._machine().call(bound.function, arguments)
        except Trap as trap:
            raise trap.error from None

    def _machine(self) -> Machine:
        """A machine beside the program's, whose top-level variables have the values that they have now."""
        machine = self._debugger.machine
        if self._beside is None:
            self._beside = machine.beside()
        self._beside.globals = list(machine.globals)
        return self._beside

    def _of(self, text: str, code: int, position: int, wanted: str | None) -> _Bound:
        key = (text, code, position, wanted)
        if key not in self._bound:
            layout = self._debugger.places.of(code)
            function = layout.listing.function
            known = [r for r in layout.visible(position) if self._inspector.known(code, function.types[r])]
            names = tuple((function.names[r], function.types[r]) for r in known)
            try:
                compiled = self._compile(text, code, names, wanted)
            except Rejected as rejected:
                later = set(function.names) - {name for name, _ in names}
                raise Rejected([_explained(p, later) for p in rejected.diagnostics]) from None
            assert compiled.function is not None
            self._bound[key] = _Bound(compiled.function, tuple(known), compiled.type)
        return self._bound[key]

    def _compile(
        self, text: str, code: int, names: tuple[tuple[str, str], ...], wanted: str | None
    ) -> Compiled:
        key = (text, code, names, wanted)
        if key not in self._compiled:
            compiled = self._inspector.compile(text, code, names, wanted)
            if compiled.problems:
                raise Rejected(compiled.problems)
            self._link()
            self._compiled[key] = compiled
        return self._compiled[key]

    def _link(self) -> None:
        """Brings what is new in the program to the machine."""
        machine, program = self._debugger.machine, self._inspector.program
        self._image.constants = program.constants
        more = range(len(machine.constants), len(program.constants))
        machine.constants += constants(self._image, machine.world, more)[more.start :]
        machine.extend()
        self._beside = None


def _explained(problem: Diagnostic, later: set[str]) -> Diagnostic:
    """A problem of an expression; of a name that has no value yet it says that, and not that there is none."""
    place = problem.labels[0] if problem.labels else None
    name = problem.source.text[place.start : place.end] if problem.source and place else ""
    if problem.code != "E0201" or name not in later:
        return problem
    return replace(
        problem,
        message=f"`{name}` has no value here",
        reason="it is set by a line that has not been run on every way to this place",
        help="`next` goes on; `break LINE` stops below the line that sets it",
    )


class Names:
    """Stands for `Expressions` where the source is not at hand: a name is all that can be evaluated."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger

    def value(self, text: str, view: FrameView, wanted: str | None = None) -> tuple[Any, Type | None]:
        """The value of a variable.

        Raises:
            SdolError: E0824, it is no name of a variable.
        """
        variable = self._variable(text, view)
        return variable.value, None

    def test(self, text: str, code: int, position: int) -> Callable[[], bool]:
        """A function that says whether a variable is true; raises as `value` does."""
        function = self._debugger.machine.program.functions[code]
        for register in self._debugger.places.of(code).visible(position):
            if (function.names[register], function.types[register]) == (text.strip(), "bool"):
                return lambda: bool(self._debugger.machine.frames[-1].registers[register])
        raise _only_names(text)

    def registers(self, text: str, view: FrameView) -> set[int]:
        """The register of a variable; raises as `value` does."""
        register = self._variable(text, view).register
        return {register} if register >= 0 else set()

    def _variable(self, text: str, view: FrameView) -> Variable:
        known = {v.name: v for v in [*self._debugger.shared(), *self._debugger.variables(view)]}
        if text.strip() not in known:
            raise _only_names(text)
        return known[text.strip()]


def _only_names(text: str) -> SdolError:
    return SdolError(
        "E0824",
        f"`{text}` is not the name of a variable here",
        reason="a compiled program has no source by which an expression could be understood",
        help="`info locals` lists the names; debug the `.sdol` file for expressions",
    )
