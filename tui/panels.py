"""What a panel is, and the panels that there are: each module of `widgets` that has a `PANEL`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.widget import Widget

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading

    Model = Callable[[Reading, int, int], Sequence[Line]]
    """Rows of a reading, for a place of so many columns and rows; none wider than the columns."""


class Shows(Protocol):
    """What the frame asks of a panel's widget, in the thread of the screen.

    One that gathers something over time may have a `hear(reading)`, too, which is called instead of `show` while it
    is not seen.
    """

    def show(self, reading: Reading) -> None:
        """Draws a reading; called while the panel is seen, ten times a second at the most."""

    def rows(self, width: int, height: int) -> Sequence[Line]:
        """What it shows, for so many columns and rows; for exports."""


class Panel(NamedTuple):
    """One panel.

    Attributes:
        key: shows it.
        name: one word, for commands and files.
        title: stands in its border.
        model: gives its rows.
        widget: makes a widget with keys and a mouse of its own, a `Shows`; else a plain sheet draws the rows.
        order: where it stands among the panels; the lower, the sooner it is shown where there is room.
    """

    key: str
    name: str
    title: str
    model: Model
    widget: Callable[[], Widget] | None = None
    order: int = 50


@cache
def panels() -> tuple[Panel, ...]:
    """All panels, in their order."""
    from sdol.tui import widgets

    names = [one.name for one in iter_modules(widgets.__path__)]
    found = [getattr(import_module(f"{widgets.__name__}.{name}"), "PANEL", None) for name in names]
    return tuple(sorted((p for p in found if p is not None), key=lambda p: (p.order, p.key)))
