"""What ends the reading of an entry from outside: a signal to end, or a failure of the editor itself."""

from __future__ import annotations

import signal
from asyncio import get_running_loop

from sdol.shell.signals import ENDING, Terminated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from typing import Any

    from prompt_toolkit.application import Application


class Interrupted:
    """A context in which an application of prompt-toolkit ends in order, its terminal as it was.

    A signal's handler that raised in the midst of the event loop would be told as an error of a callback; so the loop
    itself is asked to end it.
    """

    def __init__(self, app: Application[str]) -> None:
        self._app = app

    def __enter__(self) -> Interrupted:
        self._before = {number: signal.getsignal(number) for number in ENDING}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            if handler is not signal.getsignal(number):
                signal.signal(number, handler)

    def heed(self) -> None:
        """Takes the signals over from now on; one that is ignored (`nohup`) stays ignored."""
        loop = get_running_loop()
        loop.set_exception_handler(self._failed)
        for number, handler in self._before.items():
            if handler is not signal.SIG_IGN:
                loop.add_signal_handler(number, self._end, Terminated(number))

    def _failed(self, loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is not None:
            self._end(error)

    def _end(self, error: BaseException) -> None:
        if self._app.is_running and not self._app.is_done:
            self._app.exit(exception=error)
