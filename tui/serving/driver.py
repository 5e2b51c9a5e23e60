"""The served dashboard's screen and keyboard: packets on the pipes that lead to the server."""

from __future__ import annotations

import os
import sys
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual import events, messages
from textual.drivers.web_driver import WebDriver

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

GREETING = "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h\x1b[?25l\x1b[?2004h\x1b[0m\x1b[2J"
"""Brings a terminal of which nothing is known to where the dashboard's own has been since its start."""

SETTLED = 0.05
"""Seconds that Textual may take to act on a new size: it waits for 1/120 for another one."""


class Driver(WebDriver):
    """Textual's driver for the web, for a screen that several terminals show, and that outlives each of them.

    What else the process writes to standard output goes to standard error: it would be taken for a packet.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._channel, self._turn = os.dup(self.fileno), Lock()
        os.dup2(
            sys.__stderr__.fileno() if sys.__stderr__ is not None else os.open(os.devnull, os.O_WRONLY), 1
        )
        self._write = self._whole  # type: ignore[assignment]

    def _whole(self, packet: bytes) -> int:
        """Writes a packet, which another thread's does not come into the middle of."""
        rest = memoryview(packet)
        with self._turn:
            try:
                while rest:
                    rest = rest[os.write(self._channel, rest) :]
            except BrokenPipeError:
                pass  # the server is gone, which the end of the input says, too
        return len(packet)

    def start_application_mode(self) -> None:
        """As Textual does, which then takes the page for one that nobody looks at: somebody does."""
        super().start_application_mode()
        self._app.call_later(self._app.post_message, events.AppFocus())

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        if packet_type == "greet":
            self._loop.call_soon_threadsafe(self._app.call_later, self._app.set_timer, SETTLED, self._greet)
        else:
            super().on_meta(packet_type, payload)

    def _greet(self) -> None:
        """Draws everything anew, at a size that was told before."""
        for screen in self._app.screen_stack:
            screen.call_later(self._draw, screen)

    def _draw(self, screen: Screen[Any]) -> None:
        if screen is self._app.screen_stack[0]:
            self.write(GREETING)
        screen.refresh()

    def run_input_thread(self) -> None:
        """Reads what comes, and leaves the dashboard when nothing more can: nobody could reach it any more."""
        super().run_input_thread()
        if not self.exit_event.is_set() and not self._loop.is_closed():
            self.send_message(messages.ExitApp())
