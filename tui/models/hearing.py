"""The decisions of a run, each with the moment and the line at which it was taken."""

from __future__ import annotations

import sys
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import Decision, Decisions, Judgement, Match, goes_on, joined
from sdol.kernel.machine import Machine
from sdol.kernel.naming import Naming
from sdol.tui.models.reading import Decided, Judged
from sdol.tui.models.tallies import Tallies

if TYPE_CHECKING:
    from types import FrameType

    from sdol.kernel.debugging import Debugger
    from sdol.kernel.decided import Made
    from sdol.kernel.world import World
    from sdol.tui.models.tallies import Tally

KEPT = 2000
"""Decisions that are shown, and judgements."""

WAITING = 4096
"""Notes, and KEPT times as many vectors, that may wait to be taken in."""

_EXECUTE = Machine.execute.__code__


class _Heard(NamedTuple):
    """A note as it was heard; it is taken in when somebody looks."""

    time: int
    position: tuple[int, int]
    made: Made


class Hearing:
    """What was decided, up to the moment at which the program stands.

    Args:
        debugger: of the program; it tells the time, and where it stands.
        world: whose embeddings tell the texts of vectors.
    """

    def __init__(self, debugger: Debugger, world: World) -> None:
        from sdol.kernel import decisions

        self._debugger, self._naming = debugger, Naming(world)
        self._waiting: list[_Heard] = []
        self._vectors = 0
        self._moment = (0, 0)  # of what was heard last: its time, and how often the run had gone back
        self._kept: deque[Decided] = deque(maxlen=KEPT)
        self._judged: deque[Judged] = deque(maxlen=KEPT)
        self._tallies = Tallies()
        self._count = 0
        self._undisturbed = debugger.undisturbed
        decisions.listen(self._hear)

    # --- in the middle of an instruction --------------------------------------------------------------------

    def _hear(self, made: Made) -> None:
        """Notes it, unless the run goes over it again on its way back."""
        time, restored = self._debugger.now
        if time < self._moment[0] or (time == self._moment[0] and restored != self._moment[1]):
            return
        position = self._position()
        if position is None:
            return
        with self._undisturbed:
            self._note(made, time, restored, position)

    def _note(self, made: Made, time: int, restored: int, position: tuple[int, int]) -> None:
        self._moment = time, restored
        self._waiting.append(_Heard(time, position, made))
        self._vectors += len(made) if isinstance(made, Decisions) else 0
        if len(self._waiting) >= WAITING or self._vectors > WAITING * KEPT:
            self._take_in()

    def _position(self) -> tuple[int, int] | None:
        """The instruction that decides: the machine keeps its place to itself while it executes.

        A decision of the library was taken where that was called. None for what somebody evaluates at the prompt.
        """
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code is not _EXECUTE:
            frame = frame.f_back
        if frame is None or frame.f_locals["self"] is not self._debugger.machine:
            return None
        inner, *outer = reversed(self._debugger.machine.frames)
        found = [(inner.code, frame.f_locals["pc"] - 1), *((one.code, one.position - 1) for one in outer)]
        return next((one for one in found if self._debugger.places.of(one[0]).own), found[0])

    # --- where somebody looks -------------------------------------------------------------------------------

    def listen(self) -> None:
        """Takes in what was decided since it was last asked."""
        self._take_in()

    def back(self, time: int) -> None:
        """Forgets what was decided after a time."""
        self._take_in()
        while self._kept and self._kept[-1].time > time:
            self._kept.pop()
        while self._judged and self._judged[-1].time > time:
            self._judged.pop()
        self._count = self._kept[-1].number if self._kept else 0
        self._tallies.take_back(time)
        self._moment = time, self._debugger.now[1]

    def seen(self) -> tuple[Decided, ...]:
        """The last decisions, oldest first."""
        return tuple(self._kept)

    def judged(self) -> tuple[Judged, ...]:
        """The last judgements, oldest first."""
        return tuple(self._judged)

    def tallies(self) -> tuple[Tally, ...]:
        """How often each place has decided for what."""
        return self._tallies.seen()

    def _take_in(self) -> None:
        waiting, self._waiting, self._vectors = self._waiting, [], 0
        for heard in waiting:
            made = heard.made
            line = self._written(made) if isinstance(made, Match) else self._line(*heard.position)
            if isinstance(made, Judgement):
                self._judge(heard, made, line)
            elif isinstance(made, Decisions):
                self._many(heard, made, line)
            else:
                self._one(heard, made, line)

    def _judge(self, heard: _Heard, made: Judgement, line: tuple[str, int]) -> None:
        number = self._judged[-1].number + 1 if self._judged else 1
        texts = tuple(self._naming.texts(made.about))
        self._judged.append(Judged(number, heard.time, made, texts, line))

    def _one(self, heard: _Heard, made: Decision | Match, line: tuple[str, int]) -> None:
        last = self._kept[-1].made if self._kept else None
        if isinstance(made, Decision) and isinstance(last, Decision) and goes_on(last, made):
            made = joined(last, made)
            self._kept.pop()
            self._tallies.undo()
            self._count -= 1
        self._count += 1
        text = self._naming.texts([made.query])[0] if isinstance(made, Decision) else ""
        self._kept.append(Decided(self._count, heard.time, made, text, line))
        self._tallies.add(heard.time, line, made, dict.fromkeys(_outcomes(made), 1))

    def _many(self, heard: _Heard, made: Decisions, line: tuple[str, int]) -> None:
        """Takes in as many as are shown; all of them are counted."""
        first = max(len(made) - KEPT, 0)
        ones = [made[at] for at in range(first, len(made))]
        self._count += len(made)
        number = self._count - len(ones)
        for one, text in zip(ones, self._naming.texts([one.query for one in ones]), strict=True):
            number += 1
            self._kept.append(Decided(number, heard.time, one, text, line))
        self._tallies.add(heard.time, line, made, made.counts())

    def _line(self, code: int, at: int) -> tuple[str, int]:
        """Source and line of an instruction."""
        layout = self._debugger.places.of(code)
        return (layout.source.name, layout.lines[at]) if 0 <= at < len(layout.lines) else ("", 0)

    def _written(self, made: Match) -> tuple[str, int]:
        """Source and line of a `match`, whichever of its cases told."""
        number, start, _ = made.place
        source = self._debugger.places.sources()[number]
        return source.name, source.position(start)[0]


def _outcomes(made: Decision | Match) -> tuple[int, ...]:
    """What it is counted for: each label that it gave, else the one that was chosen."""
    return (made.taken,) if isinstance(made, Match) else made.every or (made.chosen,)
