"""Exit status, documented in the language reference."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.diagnostics import Diagnostic

FINE = 0
FAILED = 1
"""Failed while running."""
REJECTED = 2
"""Rejected before anything ran: a wrong call, a program that does not compile."""
REFUSED = 3
"""An effect was refused."""
INTERRUPTED = 130


class Stopped(Exception):
    """A program that did not come to its end: what is told of it, and the exit status."""

    def __init__(self, code: int, diagnostics: list[Diagnostic]) -> None:
        super().__init__(f"status {code}: {len(diagnostics)} diagnostics")
        self.code, self.diagnostics = code, diagnostics


class Rejected(Stopped):
    """A program that does not compile."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(REJECTED, diagnostics)
