"""Which of the decisions are listed: all, those into the void, close calls, those for one outcome, those of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decisions import VOID, Decision

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
    made = decided.made
    if not isinstance(made, Decision):
        return ("no case" if made.taken == VOID else f"case {made.taken + 1}"), made.taken == VOID
    if not made.regions or (made.kind == "in" and len(made.regions) == 1):
        name = f" {made.regions[0].name}" if made.regions and made.regions[0].name else ""
        return ("yes" if made.chosen == 0 else "no") + name, False
    if made.chosen == VOID:
        return "void", True
    return made.regions[made.chosen].name or f"region {made.chosen + 1}", False
