"""What asks an app to end: signals, and a terminal that is gone. It ends as by a key: a terminal is left as it was."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from textual.app import App

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.driver import Driver

HEEDED = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


class Ending(App[None], inherit_bindings=False):
    """An app that ends so, once it has called `heed`.

    Attributes:
        signalled: the signal that ended it, or 0.
    """

    signalled = 0

    def get_driver_class(self) -> type[Driver]:
        return _noticing(super().get_driver_class())

    def heed(self) -> None:
        heed(self._signalled, self._driver)

    def _signalled(self, number: int) -> None:
        self.signalled = number
        self.exit()


def _noticing(usual: type[Driver]) -> type[Driver]:
    """The driver for an app that would have the usual one: for a terminal, one that notices when that is gone."""
    if usual.__name__ != "LinuxDriver":
        return usual
    from sdol.tui.terminal import Terminal

    return Terminal


def heed(signalled: Callable[[int], None], driver: Driver | None = None) -> None:
    """Calls with the number of each such signal, in the running loop; does nothing outside the main thread.

    One that is ignored (`nohup`) stays ignored; but a driver whose terminal is gone is a SIGHUP in any case.
    """
    if driver is not None and hasattr(driver, "when_gone"):
        driver.when_gone(lambda: signalled(int(signal.SIGHUP)))
    for number in HEEDED:
        if signal.getsignal(number) is signal.SIG_IGN:
            continue
        try:
            asyncio.get_running_loop().add_signal_handler(number, signalled, int(number))
        except (RuntimeError, ValueError, NotImplementedError):
            return
