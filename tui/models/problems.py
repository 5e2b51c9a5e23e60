"""Why a program cannot be run, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import PLAIN, Span
from sdol.tui.models.engine import Paper
from sdol.tui.models.text import BAD

if TYPE_CHECKING:
    from sdol.kernel.pictures.page import Line


def told(error: Exception, ascii: bool) -> list[Line]:
    """The diagnostics of a program that was rejected, or could not be read."""
    from sdol.kernel.output import inert
    from sdol.shell.failures import of

    lines = inert(Paper(ascii).diagnostics(of(error)[0])).splitlines()
    return [[Span(line.expandtabs(4), BAD if line.startswith("error") else PLAIN)] for line in lines]
