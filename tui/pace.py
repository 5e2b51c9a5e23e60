"""How often the screen is repainted: at once after a rest, never more often than so many times a second."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.timer import Timer

MOST = 10
"""Repaints in any second, at the most."""

AT_ONCE = 2
"""Of these, how many may follow each other without a wait after a rest: a key, and what came of it."""

EVERY = 1 / (MOST - AT_ONCE)
"""Seconds between two repaints of what goes on by itself: a key finds leave for its own then."""

GRACE = 0.06
"""Seconds that a repaint waits besides where a newer reading is about to come, to be one with its own."""

SOON = 0.0005
"""Seconds of a timer that is to go off at once; none at all is not allowed."""


class Pace:
    """A bucket of leave to repaint (Turner 1986): it holds `AT_ONCE`, and fills so that `MOST` is never passed.

    Args:
        clock: gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._held, self._at = float(AT_ONCE), clock()

    def wait(self) -> float:
        """Seconds until the next repaint is allowed."""
        return max((1 - self._now()) * EVERY, 0.0)

    def take(self) -> None:
        """One was made."""
        self._held, self._at = self._now() - 1, self._clock()

    def _now(self) -> float:
        filled = (self._clock() - self._at) / EVERY
        return min(self._held + filled, AT_ONCE)


class Beat:
    """Calls so many seconds after it was last begun anew, again and again.

    Args:
        app: whose clock it goes by.
    """

    def __init__(self, app: App[None], seconds: float, call: Callable[[], object]) -> None:
        self._app, self._seconds, self._call = app, seconds, call
        self._timer: Timer | None = None

    def resume(self) -> None:
        """Begins, where it has not."""
        if self._timer is None:
            self._timer = self._app.set_timer(self._seconds, self._strike)

    def pause(self) -> None:
        """Calls no more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _strike(self) -> None:
        self._timer = None
        self.resume()
        self._call()


class Paced(Screen[None]):
    """A screen that keeps to a pace, whatever its widgets ask for; what they ask for meanwhile is drawn as one.

    Attributes:
        pace: of its repaints.
        expecting: whether a newer reading is about to come, for which a repaint that is no news waits a little.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace()
        self.expecting: Callable[[], bool] = lambda: False
        self._news = False
        self._planned: Timer | None = None

    def on_mount(self) -> None:
        """Come back from a stop by the shell (SIGTSTP, SIGCONT), it is drawn anew: nothing is left of it."""
        self.app.app_resume_signal.subscribe(self, lambda app: self.refresh(layout=True))

    def hurry(self) -> None:
        """What is drawn now is news: its repaint waits for nothing but the pace."""
        self._news = True

    def _compositor_refresh(self) -> None:
        """Textual's own repaint of what has changed; there is no public place to stand in its way."""
        if self is not self.app.screen:
            super()._compositor_refresh()
            return
        self._dirty_widgets.clear()  # what has changed is known as regions by now
        if self._news or self._planned is None:
            self._plan()

    def _plan(self) -> None:
        """Repaints as soon as it may; what is asked for in the same turn is drawn with it."""
        wait = self.pace.wait() + (GRACE if self.expecting() and not self._news else 0)
        self._news = False
        if self._planned is not None:
            self._planned.stop()
        self._planned = self.set_timer(max(wait, SOON), self._repaint)

    def _repaint(self) -> None:
        self._planned = None
        self._compositor.update_widgets(
            self._dirty_widgets
        )  # those of the meantime, or they would be forgotten
        if self.is_running and self._compositor._dirty_regions:
            self.pace.take()
            super()._compositor_refresh()
