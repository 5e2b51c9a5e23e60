"""What stands in the lower borders of the panels: keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.tui.bound import hint, listed
from sdol.tui.models.keys import Key
from sdol.tui.panels import panels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.widget import Widget


def say_keys(source: Widget, shown: Mapping[str, Widget], focused: Widget | None) -> None:
    """The panel that has the focus says its keys, the last of the others which panels are a key away.

    Each says as many as its size has room for.
    """
    hidden = [Key(one.key, one.title) for one in panels() if not shown[one.name].display]
    others = [widget for widget in shown.values() if widget.display and widget is not focused]
    for widget in (source, *shown.values()):
        said, room = "", widget.size.width - 4
        if widget is focused:
            said = hint(widget, room)
        elif others and widget is others[-1]:
            said = listed(hidden, room)
        if widget.border_subtitle != said:
            widget.border_subtitle = said
