"""Where the lines of a program are in its listings, and which names mean something at an instruction."""

from __future__ import annotations

from functools import cached_property

from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.kernel.flat import targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from sdol.kernel.flat import Entry, Listing
    from sdol.kernel.ir import Program
    from sdol.kernel.machine import Machine

    Position = tuple[int, int]
    """Index of a function, and of an entry in its listing."""

LIBRARY = "library:"
"""Begins the names of sources that come with the language."""

STRETCH = 256
"""Entries between two at which it is kept what is set there."""


class Layout:
    """One function: the line of each of its instructions, and those that begin a line.

    Attributes:
        code: index of the function.
        lines: of each entry, or 0 where it stands for nothing that is written.
    """

    def __init__(self, code: int, listing: Listing, source: Source) -> None:
        self.code, self.listing, self.source = code, listing, source
        self.own = not source.name.startswith(LIBRARY)
        """Whether the user wrote it."""
        implicit = listing.function.place
        self.lines = [
            0
            if place[0] == place[1] or (place == implicit and entry[0] == "return")
            else self._line(place[0])
            for entry, place in zip(listing.entries, listing.places, strict=True)
        ]

    def _line(self, offset: int) -> int:
        return self.source.position(offset)[0]

    @cached_property
    def starts(self) -> frozenset[int]:
        """The positions at which a line begins: control comes to each from a line above, or goes round a loop.

        What lies on an earlier line otherwise is the end of something that began there, as a call is made when its
        arguments are there.
        """
        before = self._before()
        entries = self.listing.entries
        found = {at for at in range(len(entries)) if self.lines[at] and self._begins(at, before)}
        for at, entry in enumerate(entries):
            if entry[0] == "jump" and entry[1] < at and self._turns(at, found, before):
                found.add(at)
        return frozenset(found)

    def _begins(self, at: int, before: list[list[int]]) -> bool:
        if self._silent(at):
            return False
        line, turns = self.lines[at], self.listing.entries[at][0] == "next"
        come = self._arrivals(at, before)
        return at == 0 or any(one < line or (turns and back and one != line) for one, back in come)

    def _turns(self, at: int, found: set[int], before: list[list[int]]) -> bool:
        """Whether a jump stands for the line of its loop: the loop begins in the middle of that."""
        line, target = self.lines[at], self.listing.entries[at][1]
        if target in found or not self._silent(at) or self.lines[target] != line:
            return False
        return any(come != line for come, _ in self._arrivals(at, before))

    def _silent(self, at: int) -> bool:
        """Whether an entry only leads on from what was done; `break` and `continue` are written further down."""
        kind, places = self.listing.entries[at][0], self.listing.places
        return bool(kind == "endtry" or (kind == "jump" and (at == 0 or places[at][0] <= places[at - 1][0])))

    def _before(self) -> list[list[int]]:
        """For each entry, those that control may come from."""
        entries = self.listing.entries
        before: list[list[int]] = [[] for _ in entries]
        for at, entry in enumerate(entries):
            for target in targets(entry):
                before[target].append(at)
            if entry[0] not in ("jump", "return"):
                before[at + 1].append(at)
        return before

    def _arrivals(self, at: int, before: list[list[int]]) -> set[tuple[int, bool]]:
        """The lines that control may come from, whatever silent entries lie between, and whether it goes back."""
        found: set[tuple[int, bool]] = set()
        seen: set[int] = set()
        waiting = [(one, one > at) for one in before[at]]
        while waiting:
            one, back = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if self._silent(one):
                waiting += [(earlier, back) for earlier in before[one]]
            else:
                found.add((self.lines[one], back))
        return found

    @cached_property
    def positions(self) -> set[Position]:
        """Those with the number of the function."""
        return {(self.code, at) for at in self.starts}

    @cached_property
    def by_line(self) -> dict[int, list[int]]:
        """The positions at which each line begins."""
        found: dict[int, list[int]] = {}
        for at in sorted(self.starts):
            found.setdefault(self.lines[at], []).append(at)
        return found

    def line_from(self, line: int) -> int:
        """The first line from this one on at which something begins.

        Raises:
            SdolError: E0823, there is none.
        """
        found = min((one for one in self.by_line if one >= line), default=0)
        if not found:
            name = self.listing.function.name
            text = f"no line of `{name}` from {line} on has instructions"
            raise SdolError("E0823", text, help="`list` shows the file; `break` stops in another function")
        return found

    # --- names ----------------------------------------------------------------------------------------------

    def visible(self, position: int) -> list[int]:
        """The registers whose names have a value before an instruction, whatever way led there; latest last.

        Of two with one name, the one that was defined later. A block's names are gone after it.
        """
        names = self.listing.function.names
        last: dict[str, int] = {}
        for register in self._assigned(position):
            name = names[register]
            last.pop(name, None)
            last[name] = register
        last.pop("", None)
        last.pop("_", None)
        return list(last.values())

    def _assigned(self, position: int) -> list[int]:
        """The named registers that every way to a position has set, in order."""
        way = self._ways[min(position, len(self.listing.entries) - 1) // STRETCH].copy()
        for at in range(way.at, position):
            way.past(at, self)
        found = _met(way.here, way.waiting.get(position)) or 0
        return [register for register, bit in enumerate(bin(found)[:1:-1]) if bit == "1"]

    @cached_property
    def _ways(self) -> list[_Way]:
        """What is set at every so manieth entry, so that nobody walks the whole of a long function for one."""
        way = _Way(0, (1 << self.listing.function.arity) - 1, {})
        found = []
        for at in range(len(self.listing.entries)):
            if at % STRETCH == 0:
                found.append(way.copy())
            way.past(at, self)
        return found

    def named_bit(self, register: int) -> int:
        names = self.listing.function.names
        return 1 << register if 0 <= register < len(names) and names[register] else 0

    def after_setting(self, register: int) -> set[int]:
        """The positions at which a register has just been set."""
        found = set()
        for at, entry in enumerate(self.listing.entries):
            if _sets(entry) == register:
                found.add(at + 1)
            if entry[0] == "try" and entry[2] == register:
                found.add(entry[1])
        return found


class _Way:
    """What every way to an entry has set; ways back add nothing to that.

    Attributes:
        at: the entry that comes next.
        here: the registers that are set where it is come to from the one before, None where it is not.
        waiting: those that are set where a jump leads to a later entry.
    """

    __slots__ = ("at", "here", "waiting")

    def __init__(self, at: int, here: int | None, waiting: dict[int, int]) -> None:
        self.at, self.here, self.waiting = at, here, waiting

    def copy(self) -> _Way:
        return _Way(self.at, self.here, dict(self.waiting))

    def past(self, at: int, layout: Layout) -> None:
        """Goes on over an entry."""
        entry, self.at = layout.listing.entries[at], at + 1
        here = _met(self.here, self.waiting.pop(at, None))
        if here is None:
            self.here = None
            return
        for target in targets(entry):
            reached = here | layout.named_bit(entry[2]) if entry[0] == "try" else here
            if target > at:
                self.waiting[target] = reached & self.waiting.get(target, -1)
        set_here = here | layout.named_bit(_sets(entry))
        self.here = None if entry[0] in ("jump", "return") else set_here


def _met(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _sets(entry: Entry) -> int:
    """The register that holds something else when an entry and what it calls are done, or -1."""
    if entry[0] in ("op", "const", "copy", "getglobal", "closure", "next", "call", "apply"):
        return int(entry[1])
    return -1


class Places:
    """The layouts of a program's functions, each made when it is first asked for."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._made: dict[int, Layout] = {}
        self._sources: list[Source] = []

    @property
    def program(self) -> Program:
        return self._machine.program

    def sources(self) -> list[Source]:
        """The program's files, the main one first."""
        for name, text in self.program.sources[len(self._sources) :]:
            self._sources.append(Source(name, text))
        return self._sources

    def of(self, code: int) -> Layout:
        """The layout of a function."""
        listing = self._machine.listings[code]
        if code not in self._made or self._made[code].listing is not listing:
            self._made[code] = Layout(code, listing, self.sources()[listing.function.source])
        return self._made[code]

    def own(self) -> list[int]:
        """The functions that the user wrote."""
        library = {i for i, source in enumerate(self.sources()) if source.name.startswith(LIBRARY)}
        return [i for i, f in enumerate(self.program.functions) if f.source not in library]

    def starts(self, codes: Collection[int]) -> set[Position]:
        """Where the lines of functions begin."""
        if len(codes) == 1:
            return self.of(next(iter(codes))).positions
        return set().union(*(self.of(code).positions for code in codes))

    def line_from(self, source: int, line: int) -> tuple[int, set[Position]]:
        """The first line from this one on that has instructions, and where it begins; 0 where there is none."""
        found: dict[int, set[Position]] = {}
        for code, function in enumerate(self.program.functions):
            if function.source == source:
                for at, positions in self.of(code).by_line.items():
                    if at >= line:
                        found.setdefault(at, set()).update((code, p) for p in positions)
        first = min(found, default=0)
        return first, found.get(first, set())

    def first_of(self, code: int) -> Position:
        """Where a function begins, past what stands for nothing written."""
        return code, min(self.of(code).starts, default=0)
