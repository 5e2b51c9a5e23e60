"""The panel of what was typed at the prompt, and the answers."""

from __future__ import annotations

from sdol.tui.models import dialogue
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

PANEL: Panel = Panel("6", "prompt", "Prompt", dialogue.model, lambda: Sheet(PANEL, follows=True), order=70)
