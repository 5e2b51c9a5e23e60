"""The open calls of a stopped program, and what they hold, by the names that the user gave."""

from __future__ import annotations

from typing import Any, NamedTuple

from sdol.kernel.machine import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.diagnostics import Source
    from sdol.kernel.debugging.places import Layout, Places
    from sdol.kernel.machine import Frame, Machine


class FrameView(NamedTuple):
    """One open call.

    Attributes:
        number: 0 for the innermost one.
        position: of the instruction that is executed next, or of the call that is open.
        name: of the function.
        line, column: from 1; 0 where the instruction stands for nothing that is written.
        own: whether the user wrote the function.
    """

    number: int
    frame: Frame
    position: int
    name: str
    source: Source
    line: int
    column: int
    own: bool

    @property
    def code(self) -> int:
        """Index of the function."""
        return self.frame.code


class Variable(NamedTuple):
    """A name with its type, as the language writes it, and its value.

    `register` is where it is held in its call; `shared` is its place among the top-level variables, or -1.
    """

    name: str
    type: str
    value: Any
    register: int
    shared: int = -1


def views(machine: Machine, places: Places) -> list[FrameView]:
    """The open calls, innermost first."""
    found = []
    for index, frame in enumerate(reversed(machine.frames)):
        position = frame.position if index == 0 else frame.position - 1
        layout = places.of(frame.code)
        line, column = _shown(layout, position)
        name = machine.program.functions[frame.code].name
        found.append(FrameView(index, frame, position, name, layout.source, line, column, layout.own))
    return found


def _shown(layout: Layout, position: int) -> tuple[int, int]:
    """Line and column of an instruction; what stands for nothing written is shown where the run came from."""
    for at in range(position, -1, -1):
        if layout.lines[at]:
            return layout.source.position(layout.listing.places[at][0])
    return layout.source.position(layout.listing.function.place[0])


def variables(view: FrameView, layout: Layout) -> list[Variable]:
    """What is named in a call, where it stands."""
    function, registers = layout.listing.function, view.frame.registers
    names, types = function.names, function.types
    return [Variable(names[r], types[r], registers[r], r) for r in layout.visible(view.position)]


def shared(machine: Machine) -> list[Variable]:
    """The top-level variables that functions see and that have a value; of two with one name the later one."""
    types = _shared_types(machine)
    found: dict[str, Variable] = {}
    for index, name in enumerate(machine.program.globals):
        value = machine.globals[index]
        if value is not UNSET:
            found[name] = Variable(name, types.get(index, ""), value, -1, index)
    return list(found.values())


def _shared_types(machine: Machine) -> dict[int, str]:
    """The types of the top-level variables, told by the registers that they are set from and read to."""
    found: dict[int, str] = {}
    for listing in machine.listings:
        for entry in listing.entries:
            if entry[0] == "setglobal":
                found.setdefault(entry[1], listing.function.types[entry[2]])
            elif entry[0] == "getglobal":
                found.setdefault(entry[2], listing.function.types[entry[1]])
    return found
