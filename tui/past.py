"""A session that has ended: its runs and what it holds, without a program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container

from sdol.tui import sizing
from sdol.tui.heeding import Ending
from sdol.tui.models.keys import Key, line, page, shown
from sdol.tui.models.reading import Reading
from sdol.tui.pace import Paced
from sdol.tui.plain import PLAIN
from sdol.tui.widgets.past import PastView
from sdol.tui.widgets.sheet import Sheet
from sdol.tui.widgets.status import OneLine
from sdol.tui.widgets.store import StoreView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.filter import LineFilter

    from sdol.shell.options import Call


class Past(Ending, inherit_bindings=False):
    """Past runs above, the store below, or either alone where there is little room.

    Args:
        path: of the session's database.
        ascii: whether only ASCII can be shown.
    """

    CSS = """
    #desk { layout: vertical; height: 1fr; }
    #desk > * { border: round $foreground 40%; height: 1fr; }
    #desk > *:focus { border: round $accent; border-title-style: bold; }
    Sheet { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; overflow-x: hidden; }
    """
    TITLE = "sdol"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+c", "quit", "quit"),
        Binding("tab", "app.focus_next", "other panel"),
        Binding("shift+tab", "app.focus_previous", "panel before", show=False),
        Binding("w", "export", "write", show=False, tooltip="write the panel as text and SVG"),
        Binding("ctrl+p", "command_palette", "palette", show=False),
        Binding("question_mark,f1", "keys", "keys", show=False, tooltip="show all keys"),
    ]

    def __init__(self, path: str, *, ascii: bool = False) -> None:
        super().__init__()
        self._reading = Reading(event=1, state="ended", store=path, ascii=ascii)

    def get_default_screen(self) -> Paced:
        return Paced()

    def get_line_filters(self) -> Sequence[LineFilter]:
        found = super().get_line_filters()
        return [*found, PLAIN] if self._reading.ascii else found

    def compose(self) -> ComposeResult:
        with Container(id="desk"):
            yield PastView()
            yield StoreView()
        yield OneLine("keys-line")

    def on_mount(self) -> None:
        self.query_one(PastView).focus()
        self.call_after_refresh(self._show)
        self.heed()

    def on_resize(self) -> None:
        self._say_keys()

    def on_descendant_focus(self) -> None:
        self._say_keys()

    def _say_keys(self) -> None:
        """The keys of the panel that has the focus, as many as fit."""
        keys = [one for one in self._keys() if one.word not in ("panel before", "palette", "keys")]
        self.query_one("#keys-line", OneLine).put(line(keys, self.size.width, Key("?", "keys")))

    def _keys(self) -> list[Key]:
        """Those that every such panel has come first: `enter` is what there is to begin with."""
        kinds = [*reversed(type(self.focused).__mro__), type(self)] if self.focused else [type(self)]
        bound = [
            one for kind in kinds for one in kind.__dict__.get("BINDINGS", ()) if isinstance(one, Binding)
        ]
        own = [one for one in bound if one.show or one in type(self).BINDINGS]
        return [Key(shown(one.key), one.description, one.tooltip) for one in own]

    def action_keys(self) -> None:
        from sdol.tui.widgets.pages import Keys

        title = str(self.focused.border_title) if self.focused is not None else self.TITLE
        self.push_screen(Keys(page([(title, self._keys())])))

    def action_export(self) -> None:
        """Writes the panel that has the focus into the working folder."""
        from sdol.tui.serving.delivering import deliver

        sheet = self.focused
        if not isinstance(sheet, Sheet):
            return
        rows = sheet.rows(sheet.size.width, sheet.size.height)
        try:
            made = deliver(self, sheet.id or "panel", rows, sheet.heading_shown)
        except OSError as error:
            self.notify(f"it cannot be written: {error.strerror}", severity="error", markup=False)
            return
        self.notify("wrote " + " and ".join(path.name for path in made), markup=False)

    def _show(self) -> None:
        self.query_one(PastView).show(self._reading)
        self.query_one(StoreView).show(self._reading)


def walk(call: Call) -> int:
    """Shows a session's past until the person leaves.

    Raises:
        SdolError: E0601 to E0608, the session cannot be opened.
        Terminated: a signal ended it.
    """
    from sdol.shell import status
    from sdol.shell.cards import shows_signs
    from sdol.shell.signals import Terminated
    from sdol.tui.models import shelves

    path = str(call.option("session"))
    shelves.runs(path)  # what is no session is said before the screen is taken
    sizing.ask_the_terminal()
    app = Past(path, ascii=not shows_signs(sys.__stdout__))
    app.run()
    if app.signalled:
        raise Terminated(app.signalled)
    return status.FINE
