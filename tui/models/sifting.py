"""Which of the decisions are listed: all, those into the void, close calls, those for one outcome, those of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.shell.cards.deciding import outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sdol.tui.models.margins import Margin
    from sdol.tui.models.reading import Decided, Reading


class Sieve(NamedTuple):
    """What a decision must have to be listed.

    Attributes:
        void, close: whether only those are.
        outcome: that it must have, or None.
        text: that must stand in what was decided about, in whatever case.
    """

    void: bool = False
    close: bool = False
    outcome: str | None = None
    text: str = ""

    @property
    def open(self) -> bool:
        """Whether it lets everything through."""
        return self == Sieve()

    def said(self) -> str:
        """What is listed, in words."""
        parts = [
            *(["void"] if self.void else []),
            *(["close calls"] if self.close else []),
            *([self.outcome] if self.outcome is not None else []),
            *([f'with "{self.text}"'] if self.text else []),
        ]
        return "only " + ", ".join(parts) if parts else ""


def sifted(reading: Reading, sieve: Sieve, clear: Mapping[int, Margin]) -> list[Decided]:
    """Those that are listed, newest first."""
    if sieve.open:
        return list(reversed(reading.decided))
    return [one for one in reversed(reading.decided) if _through(one, sieve, clear)]


def _through(one: Decided, sieve: Sieve, clear: Mapping[int, Margin]) -> bool:
    outcome, void = outcome_of(one)
    if (sieve.void and not void) or (sieve.outcome is not None and outcome != sieve.outcome):
        return False
    margin = clear.get(one.number)
    if sieve.close and not (margin is not None and margin.close):
        return False
    return not sieve.text or sieve.text.casefold() in one.text.casefold()


def outcome_of(decided: Decided) -> tuple[str, bool]:
    """Where it went, and whether that is nowhere."""
    return outcome(decided.made)
