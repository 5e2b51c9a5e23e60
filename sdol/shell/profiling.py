"""What a profile is made of: the measured calls of a program, summed by function, line and instruction.

The time *alone* is that of the instructions themselves, without the functions that they call; the time *in all*
has those, too, and counts what is open more than once only once.
"""

from __future__ import annotations

from sdol.compiler.asm_words import Known
from sdol.kernel.flat import Listing
from sdol.kernel.watching import nodes
from sdol.shell.watched import called

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.ir import Program
    from sdol.kernel.watching import Node
    from sdol.shell.watched import Position

    Line = tuple[int, int]
    """Index of the source, and the line."""


class Row:
    """A line of a table: what `key` names was executed `count` times, in nanoseconds alone and in all."""

    __slots__ = ("alone", "count", "in_all", "key")

    def __init__(self, key: Any) -> None:
        self.key = key
        self.count = self.alone = self.in_all = 0


class Profile:
    """The measured calls of a program.

    Args:
        program: what ran.
        root: its top level, as `sdol.kernel.watching.Stopwatch` measured it.
    """

    def __init__(self, program: Program, root: Node) -> None:
        self.program, self.root = program, root
        self.sources = Known(program).sources
        self._listings: dict[int, Listing] = {}

    def lines(self) -> list[Row]:
        """By line, the most time alone first; its count is that of the instruction of it that ran most often."""
        counts: dict[Position, int] = {}
        for node in nodes(self.root):
            for at, spent in node.spent.items():
                counts[at] = counts.get(at, 0) + spent.count
        rows = self._rows(self.line)
        for at, count in counts.items():
            row = rows[self.line(at)]
            row.count = max(row.count, count)
        return _sorted(rows)

    def instructions(self) -> list[Row]:
        """By instruction of the table, or kind of another, the most time alone first."""
        rows = self._rows(self.instruction)
        for node in nodes(self.root):
            for at, spent in node.spent.items():
                rows[self.instruction(at)].count += spent.count
        return _sorted(rows)

    def functions(self) -> list[Row]:
        """By function; its count is that of its calls."""
        rows = self._rows(lambda at: at[0])
        for node in nodes(self.root):
            row = rows.setdefault(node.function, Row(node.function))
            row.count += node.calls
        return _sorted(rows)

    def total(self) -> tuple[int, int]:
        """How many instructions were executed, and the nanoseconds that they took."""
        every = [spent for node in nodes(self.root) for spent in node.spent.values()]
        return sum(s.count for s in every), sum(s.time for s in every)

    def line(self, at: Position) -> Line:
        source = self.program.functions[at[0]].source
        return source, self.sources[source].position(self._listing(at[0]).places[at[1]][0])[0]

    def instruction(self, at: Position) -> str:
        return called(self._listing(at[0]).entries[at[1]])

    def _listing(self, code: int) -> Listing:
        if code not in self._listings:
            self._listings[code] = Listing(self.program.functions[code])
        return self._listings[code]

    def _rows(self, key: Callable[[Position], Any]) -> dict[Any, Row]:
        """The times of what `key` makes of each position."""
        rows: dict[Any, Row] = {}
        callers: dict[int, frozenset[Any]] = {id(self.root): frozenset()}
        for node in nodes(self.root):
            above = callers[id(node)]
            for at, spent in node.spent.items():
                own = key(at)
                rows.setdefault(own, Row(own)).alone += spent.time
                for each in above | {own}:
                    rows.setdefault(each, Row(each)).in_all += spent.time
            for callee in node.callees.values():
                callers[id(callee)] = above | {key(callee.site)} if callee.site else above
        return rows


def _sorted(rows: dict[Any, Row]) -> list[Row]:
    return sorted(rows.values(), key=lambda row: (-row.alone, -row.in_all, -row.count))
