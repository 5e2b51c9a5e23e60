"""A debugged program with all that the dashboard asks of it. Lives in one thread; nothing here draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.kernel.debugging.places import LIBRARY
from sdol.shell.debugger.screen import Screen
from sdol.shell.debugger.session import Session
from sdol.tui.models.hearing import Hearing
from sdol.tui.models.reading import Calling, Decided, Reading, Said
from sdol.tui.models.witness import Witness

if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.debugging import Debugger, FrameView, Stop, Variable
    from sdol.kernel.decided import Decision
    from sdol.kernel.pictures.page import Line
    from sdol.kernel.world import World
    from sdol.shell.cards.blocks import Block
    from sdol.shell.debugger.session import Evaluates
    from sdol.tui.models.reading import State
    from sdol.tui.models.tail import Tail

MOST_CALLS = 200
"""Open calls of a reading; of a deeper recursion the innermost."""

MOST_SAID = 100
"""Entries of the prompt that are kept."""


class Paper(Screen):
    """What the debugger writes its answers on: plain text, as wide as the panel that shows them."""

    def __init__(self, ascii: bool) -> None:
        super().__init__(None)
        self.ascii = ascii
        self.columns = 76

    @property
    def width(self) -> int:
        return self.columns


class Engine:
    """A program that stands at its beginning.

    Args:
        debugger, expressions: of the program.
        world: that it runs in, with its output going to `tail`.
        ascii: whether only ASCII can be shown.
    """

    def __init__(
        self, debugger: Debugger, expressions: Evaluates, world: World, tail: Tail, *, ascii: bool
    ) -> None:
        from sdol.shell.cards.known import Known

        self.debugger = debugger
        self.world, self._tail, self._ascii = world, tail, ascii
        self.paper = Paper(ascii)
        self.session = Session(debugger, expressions, self.paper)
        self._known = Known(world, self._values)
        self._hearing = Hearing(debugger, world)
        self.witness = Witness(debugger.machine.gate)  # type: ignore[arg-type]
        self.witness.halts = self._halts
        self.witness.undisturbed = debugger.undisturbed
        debugger.machine.gate = self.witness
        self._dialogue: list[Said] = []
        self._why = ""
        self._trouble: tuple[str, ...] = ()
        self._event = self._from = 0
        self.arrived(debugger.stop)

    # --- moving ---------------------------------------------------------------------------------------------

    def arrived(self, stop: Stop) -> None:
        """Takes in where a move ended."""
        from sdol.shell.debugger.reasons import reasons

        self.session.selected, self.session.listed = self._own(), None
        self._forget_broken_off(stop)
        told = [*reasons(self.session, stop), *stop.notes]
        self._why = "\n".join(told)
        self._trouble = tuple(self._failure(stop).splitlines())

    def note(self, sentence: str) -> None:
        """Says something of why it stands here."""
        self._why = f"{sentence}\n{self._why}" if self._why else sentence

    def _failure(self, stop: Stop) -> str:
        """What it is about to fail with, or has failed with, where it was."""
        from sdol.kernel.traps import Trap
        from sdol.shell.failures import of_trap

        machine, trap = self.debugger.machine, stop.trap
        if stop.error is not None:
            frame, functions = machine.frames[-1], machine.program.functions
            function = functions[frame.code]
            here = (function.source, *machine.listings[frame.code].places[frame.position], function.name)
            trap = Trap(stop.error, [here, *machine.places()[1:]])
        if trap is None:
            return ""
        self.paper.columns = 76
        return self.paper.diagnostics([of_trap(trap, machine.program.sources)])

    def _own(self) -> int:
        """The number of the innermost call that the user wrote: where the program stands for them."""
        return next((one.number for one in self.debugger.frames() if one.own), 0)

    def hit(self) -> Stop | None:
        """The stop for a breakpoint at the very place where a run was broken off, if there is one."""
        from sdol.kernel.debugging import Stop

        if self.debugger.ended:
            return None
        frame = self.debugger.machine.frames[-1]
        found, notes = self.debugger.points.hits((frame.code, frame.position))
        hits = [one for one in found if one.counted()]
        return Stop("breakpoint", tuple(hits), notes=tuple(notes)) if hits else None

    def _halts(self) -> bool:
        """Whether a run is to stop before an effect; it has gone on from where it stood in any case."""
        return self.debugger.interrupted and self.debugger.now[0] > self._from + 1

    def sets_out(self) -> None:
        """It goes on from here."""
        self._from = self.debugger.time

    def went_back(self) -> None:
        """What was heard on a way back is forgotten."""
        self._hearing.back(self.debugger.time)

    # --- changing -------------------------------------------------------------------------------------------

    def toggle(self, source: str, line: int) -> str:
        """Sets a breakpoint at a line, or takes those there away; gives what there is to say.

        Raises:
            SdolError: E0823, nothing from this line on is ever executed.
        """
        points = self.debugger.points
        index = [one.name for one in self.debugger.places.sources()].index(source)
        there = [b.number for b in points.breakpoints.values() if (b.source, b.line) == (index, line)]
        for number in there:
            points.delete(number)
        if there:
            return f"no breakpoint at line {line} any more"
        made = points.break_at(index, line)
        return f"breakpoint at line {made.line}"

    def say(self, typed: str, width: int) -> None:
        """Answers the prompt: `:` begins a command of the debugger, all else is evaluated where the program stands."""
        self.paper.columns = max(width, 40)
        before = self.debugger.time
        command = typed[1:] if typed.startswith(":") else f"print {typed}"
        self._dialogue.append(Said(typed, self._answer(command.strip())))
        del self._dialogue[:-MOST_SAID]
        self._forget_broken_off(self.debugger.stop)
        if self.debugger.time < before:
            self.went_back()

    def _forget_broken_off(self, stop: Stop) -> None:
        """An instruction that was broken off decides again: what it has decided so far is forgotten."""
        if stop.reason == "interrupted":
            self.went_back()

    def _answer(self, command: str) -> str:
        from sdol.shell.failures import of_error
        from sdol.shell.status import Rejected

        try:
            return self._why_of(command[4:]) if command.startswith("why ") else self.session.do(command)
        except SdolError as error:
            return self.paper.diagnostics([of_error(error)])
        except Rejected as rejected:
            return self.paper.diagnostics(rejected.diagnostics)

    def _why_of(self, text: str) -> str:
        """How a text or vector would be decided: as the last decision was, or between the regions in scope."""
        from sdol.kernel.pictures.page import plain
        from sdol.tui.models import wondering

        ended = self.debugger.ended  # then a text can still be asked about, as it is written
        value = text.strip().strip('"') if ended else self.session.value(text)[0]
        regions = wondering.regions([one.made for one in self._hearing.seen()], self._values(), value)
        made = wondering.decided(value, regions, self.world)
        said = value if isinstance(value, str) else ""
        return plain(self.reasons(Decided(0, 0, made, said), self.paper.columns))

    # --- looking --------------------------------------------------------------------------------------------

    def card(self, value: Any, width: int) -> list[Line]:
        """The meaning card of a value."""
        from sdol.shell.cards.views import view

        return self._lines(view(value, None, self._setting(width)), width)

    def texts_of(self, space: str, rows: np.ndarray) -> list[str | None]:
        """For each of a few rows (m, d) the text or symbol that it is of, None where that is not known."""
        return self._known.texts_of(space, rows)

    def reasons(
        self, decided: Decided, width: int, most: int | None = None, *, rewording: bool = False
    ) -> list[Line]:
        """Why a decision went as it did, and what would have changed it.

        Args:
            most: regions that are drawn, the nearest; by default as many as a card has room for.
            rewording: whether the smallest change of wording is looked for, which takes a second or so.
        """
        from sdol.kernel.decided import Decision
        from sdol.shell.cards.deciding import embedder
        from sdol.shell.cards.decision import view

        made = decided.made
        if not isinstance(made, Decision):
            return self._lines(self._of_match(decided), width)
        embed = embedder(self.world, made.query.space)
        blocks = view(made, self._setting(width), embed, rewording=rewording)
        if most is not None and len(made.regions) > most:
            blocks = _with_fewer(blocks, made, most)
        return self._lines(blocks, width)

    def _of_match(self, decided: Decided) -> list[Block]:
        from sdol.kernel.decided import Match
        from sdol.shell.cards.cases import cases_of
        from sdol.shell.cards.matching import view

        made = decided.made
        assert isinstance(made, Match)
        number, start, end = made.place
        source = self.debugger.places.sources()[number]
        around = {name: self.debugger.machine.globals[at] for name, at in made.top_level.items()}
        cases = cases_of(source.text[start:end])
        known = cases if made.taken < len(cases) else []
        return view(made.value, known, made.taken, {**around, **made.variables}, self._setting(80))

    def _setting(self, width: int) -> Any:
        from sdol.kernel.pictures.page import page_of
        from sdol.shell.cards import Setting

        return Setting(page_of(width, ascii=self._ascii), self._known)

    def _lines(self, blocks: list[Block], width: int) -> list[Line]:
        from sdol.shell.cards.text import lines

        return lines(blocks, self._setting(width).page)

    def _values(self) -> dict[str, Any]:
        return {v.name: v.value for v in self._variables(self._view())}

    def _view(self, state: State = "stopped") -> FrameView | None:
        """The call that is looked at; while it runs, the innermost that the user wrote."""
        if self.debugger.ended:
            return None
        return self.debugger.frames()[self._own()] if state == "running" else self.session.frame()

    def _variables(self, view: FrameView | None) -> tuple[Variable, ...]:
        shared = self.debugger.shared()
        own = self.debugger.variables(view) if view is not None else []
        names = {one.name for one in own}
        return (*own, *(one for one in shared if one.name not in names))

    def within(self, *, speed: float) -> Reading:
        """What is known in the middle of an effect, of which the machine has come past the beginning."""
        frame = self.debugger.machine.frames[-1]
        frame.position -= 1
        try:
            return self.reading("running", speed=speed)
        finally:
            frame.position += 1

    def reading(self, state: State, *, speed: float = 0.0) -> Reading:
        """What is known now; the program must stand still meanwhile, or be in the middle of an effect."""
        self._hearing.listen()
        self._event += 1
        view, sources = self._view(state), self.debugger.places.sources()
        output, unseen = self._tail.seen()
        points = self.debugger.points.breakpoints.values()
        every = self.debugger.frames()
        calls = every[:MOST_CALLS]
        opened = self.world.opened
        return Reading(
            event=self._event,
            state=state,
            source=view.source if view is not None else sources[0],
            line=view.line if view is not None else 0,
            calls=tuple(Calling(one.name, one.source.name, one.line) for one in calls),
            depth=max(len(every) - 1, 0),
            variables=self._variables(view),
            time=self.debugger.now[0],
            latest=max(self.debugger.latest, self.debugger.now[0]),
            breakpoints=frozenset((sources[b.source].name, b.line) for b in points if b.enabled),
            decided=self._hearing.seen(),
            tallies=self._hearing.tallies(),
            judged=self._hearing.judged(),
            happened=self.witness.seen(),
            next_effect=self.witness.next,
            output=output,
            unseen=unseen,
            dialogue=tuple(self._dialogue),
            why=self._why,
            trouble=self._trouble,
            files=tuple(one for one in sources if not one.name.startswith(LIBRARY)),
            store=opened.path if opened is not None else None,
            speed=speed,
            ascii=self._ascii,
        )


def _with_fewer(blocks: list[Block], made: Decision, most: int) -> list[Block]:
    """The blocks of a card with bars for only the nearest regions, and for that which was chosen."""
    from sdol.kernel.decided import VOID
    from sdol.shell.cards.balance import balance
    from sdol.shell.cards.deciding import order

    distances = made.distances
    shown = order(distances)[:most]
    if made.chosen != VOID and made.chosen not in shown:
        shown[-1] = made.chosen
    chosen = shown.index(made.chosen) if made.chosen in shown else VOID
    fewer = made._replace(regions=tuple(made.regions[at] for at in shown), chosen=chosen)
    drawn = balance(fewer, [distances[at] for at in shown])
    return [blocks[0], *drawn, *blocks[1 + len(balance(made, distances)) :]]
