"""The decisions of a run, as far as they are heard, each with the moment at which it was."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sdol.kernel.decisions import Decision
from sdol.tui.models.reading import Decided

if TYPE_CHECKING:
    from sdol.kernel.decisions import Match
    from sdol.shell.cards.known import Known

KEPT = 200
"""Decisions that are shown."""


class Hearing:
    """What was decided, up to the moment at which the program stands.

    Args:
        known: tells the texts of vectors.
    """

    def __init__(self, known: Known) -> None:
        from sdol.kernel import decisions

        self._heard = decisions.listen()
        self._known = known
        self._kept: deque[Decided] = deque(maxlen=KEPT)
        self._count = 0

    def listen(self, time: int) -> None:
        """Takes in what was decided since it was last asked, up to this time."""
        from sdol.kernel import decisions

        decisions.latest()  # a `match` is put among the others only when somebody asks
        for made in list(self._heard):
            self._count += 1
            self._kept.append(Decided(self._count, time, made, self._text(made)))
        self._heard.clear()

    def back(self, time: int) -> None:
        """Forgets what was decided after a time, and what was decided again on the way to it."""
        from sdol.kernel import decisions

        decisions.latest()
        self._heard.clear()
        while self._kept and self._kept[-1].time > time:
            self._kept.pop()
            self._count -= 1

    def seen(self) -> tuple[Decided, ...]:
        """The last decisions, oldest first."""
        return tuple(self._kept)

    def _text(self, made: Decision | Match) -> str:
        if not isinstance(made, Decision):
            return ""
        return self._known.text_of(made.query.space, made.query.data) or ""
