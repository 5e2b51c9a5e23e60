"""The panel of what the program prints."""

from __future__ import annotations

from sdol.tui.models import output
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

PANEL: Panel = Panel("4", "output", "Output", output.model, lambda: Sheet(PANEL, follows=True), order=20)
