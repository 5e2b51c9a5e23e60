"""What a run is to stop for, all of it: breakpoints and watches under one row of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sdol.errors import SdolError
from sdol.kernel.debugging.breakpoints import Breakpoint, Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.debugging.frames import FrameView
    from sdol.kernel.debugging.places import Places, Position
    from sdol.kernel.debugging.stops import Change
    from sdol.kernel.machine import Machine


class Points:
    """The breakpoints and watches of a program, by number."""

    def __init__(self, machine: Machine, places: Places) -> None:
        self._machine, self._places = machine, places
        self.breakpoints: dict[int, Breakpoint] = {}
        self.watches: dict[int, Watch] = {}
        self._numbers = 0

    def break_at(self, source: int, line: int, *, temporary: bool = False) -> Breakpoint:
        """Stops at a line of a file, or where it has no instructions, at the next one that has.

        Raises:
            SdolError: E0823, nothing from this line on is ever executed.
        """
        found, positions = self._places.line_from(source, line)
        if not found:
            name = self._places.sources()[source].name
            text = f"no line of {name} from {line} on has instructions"
            raise SdolError("E0823", text, help="`list` shows the file")
        return self._add(Breakpoint(self._number(), positions, source, found, temporary=temporary))

    def break_in(self, name: str, *, temporary: bool = False) -> Breakpoint:
        """Stops at the first line of each function of that name.

        Raises:
            SdolError: E0823, there is none.
        """
        codes = [c for c, f in enumerate(self._machine.program.functions) if f.name == name and f.body]
        if not codes:
            raise SdolError("E0823", f"there is no function `{name}` that runs in this program")
        layout = self._places.of(codes[0])
        positions = {self._places.first_of(code) for code in codes}
        first = layout.lines[self._places.first_of(codes[0])[1]]
        source = layout.listing.function.source
        made = Breakpoint(self._number(), positions, source, first, function=name, temporary=temporary)
        return self._add(made)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _add(self, made: Breakpoint) -> Breakpoint:
        self.breakpoints[made.number] = made
        return made

    def watch(
        self,
        text: str,
        value: Callable[[], Any],
        view: FrameView,
        registers: set[int],
        *,
        now: bool = True,
    ) -> Watch:
        """Stops when the value of an expression changes, of which these registers of a call are parts.

        Whatever sets a top-level variable may change it, too.

        Args:
            now: whether it must have a value now.

        Raises:
            SdolError: what the expression fails with, where it must have one.
        """
        positions: set[Position] = set()
        for register in registers:
            positions |= {(view.code, at) for at in self._places.of(view.code).after_setting(register)}
        for code, listing in enumerate(self._machine.listings):
            positions |= {(code, at + 1) for at, e in enumerate(listing.entries) if e[0] == "setglobal"}
        depth = len(self._machine.frames) - view.number if registers else 0
        callers = self._machine.frames[: depth - 1] if depth else []
        positions |= {(f.code, at) for f in callers for at, _ in f.handlers}
        positions |= {(f.code, f.position) for f in callers[-1:]}
        made = Watch(self._number(), text, value, positions, depth)
        made.last = value() if now else made.look()
        self.watches[made.number] = made
        return made

    def delete(self, number: int) -> None:
        """Takes a breakpoint or watch away.

        Raises:
            SdolError: E0823, there is none of that number.
        """
        self.find(number)
        self.breakpoints.pop(number, None)
        self.watches.pop(number, None)

    def find(self, number: int) -> Breakpoint | Watch:
        """The breakpoint or watch of that number.

        Raises:
            SdolError: E0823, there is none.
        """
        found = self.breakpoints.get(number) or self.watches.get(number)
        if found is None:
            raise SdolError("E0823", f"there is no breakpoint {number}", help="`info` lists them")
        return found

    # --- what there is to stop for ----------------------------------------------------------------------

    def positions(self) -> set[Position]:
        """The instructions before which there may be something to stop for."""
        asked: list[Breakpoint | Watch] = [*self.breakpoints.values(), *self.watches.values()]
        return {p for one in asked if one.enabled for p in one.positions}

    def hits(self, here: Position) -> tuple[list[Breakpoint], list[str]]:
        """The breakpoints here whose conditions hold, and what is to be said of conditions."""
        found, notes = [], []
        for one in list(self.breakpoints.values()):
            if one.enabled and here in one.positions:
                holds, note = one.holds()
                if holds:
                    found.append(one)
                    notes += [note] if note else []
        return found, notes

    def changes(self, depth: int) -> list[Change]:
        """What has changed of what is watched, with so many calls open; a watch whose call has ended is taken away."""
        found = []
        for one in list(self.watches.values()):
            change = one.change(depth) if one.enabled else None
            if change is not None:
                found.append(change)
                one.hits += 1
                if change.gone:
                    del self.watches[one.number]
        return found

    def look_again(self) -> None:
        """Takes what the watched values are here as what they were."""
        for one in self.watches.values():
            one.last = one.look()
