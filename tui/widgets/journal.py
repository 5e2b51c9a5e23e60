"""The panel of the run's effects."""

from __future__ import annotations

from sdol.tui.models import journal
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

PANEL: Panel = Panel("5", "journal", "Journal", journal.model, lambda: Sheet(PANEL, follows=True), order=60)
