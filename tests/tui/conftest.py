"""Programs under the dashboard's driver, and a dashboard that nobody but a test looks at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
from textual.pilot import Pilot

from sdol.kernel import decisions
from sdol.shell.commands.tui import COMMAND
from sdol.shell.debugger.program import Debuggable
from sdol.shell.options import read
from sdol.tui.app import Dashboard
from sdol.tui.models.consent import Consent
from sdol.tui.models.driving import Driver
from sdol.tui.models.reading import Reading
from sdol.tui.starting import made

PATIENCE = 30.0  # seconds


class Driven:
    """A driver, and a way to wait for what it does."""

    def __init__(self, driver: Driver, consent: Consent) -> None:
        self.driver, self.consent = driver, consent
        self._news = Condition()
        driver.changed = self._changed
        driver.start()
        self.wait(lambda reading: reading.state != "making ready")

    def _changed(self) -> None:
        with self._news:
            self._news.notify_all()

    def wait(self, until: Callable[[Reading], bool]) -> Reading:
        """The first reading for which something holds."""
        with self._news:
            held = self._news.wait_for(lambda: until(self.driver.reading), PATIENCE)
        assert held, self.driver.reading
        return self.driver.reading

    def pulsed(self, until: Callable[[Reading], bool]) -> Reading:
        """The same of a program that runs, which is asked for readings meanwhile, as a screen would."""
        for _ in range(int(PATIENCE / 0.05)):
            self.driver.pulse()
            with self._news:
                if self._news.wait_for(lambda: until(self.driver.reading), 0.05):
                    return self.driver.reading
        raise AssertionError(self.driver.reading)

    def still(self) -> Reading:
        """The reading when it stands still."""
        return self.wait(lambda reading: reading.state != "running" and not self.driver.running)

    def move(self, name: str) -> Reading:
        self.driver.move(name)
        return self.still()

    def run(self) -> Reading:
        self.driver.run()
        return self.still()

    def say(self, typed: str) -> str:
        self.driver.say(typed, 76)
        return self.still().dialogue[-1].answer

    def close(self) -> None:
        self.consent.close()
        self.driver.close()


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Callable[..., tuple[Driver, Consent]]]:
    """Makes the driver of a program's text, not yet started."""

    def written(text: str, *options: str) -> tuple[Driver, Consent]:
        path = tmp_path / "p.sdol"
        path.write_text(text)
        program = Debuggable(str(path))
        consent = Consent(lambda: program.program.sources)
        return made(read(COMMAND, [str(path), *options]), program, consent), consent

    yield written
    decisions.stop()


@pytest.fixture
def drive(begun: Callable[..., tuple[Driver, Consent]]) -> Iterator[Callable[..., Driven]]:
    """Starts a program's text under a driver."""
    open_ones: list[Driven] = []

    def started(text: str, *options: str) -> Driven:
        open_ones.append(Driven(*begun(text, *options)))
        return open_ones[-1]

    yield started
    for one in open_ones:
        one.close()


class Seen:
    """A dashboard as a test sees and types at it."""

    def __init__(self, app: Dashboard, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    def text(self) -> str:
        """What stands on the screen."""
        lines = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join(strip.text.rstrip() for strip in lines)

    async def wait(self, until: str | Callable[[str], bool]) -> str:
        """What stands there, once it holds a text."""
        holds = (lambda text: until in text) if isinstance(until, str) else until
        for _ in range(int(PATIENCE / 0.02)):
            text = self.text()
            if holds(text):
                return text
            await self.pilot.pause(0.02)
        raise AssertionError(f"waited for {until!r}; there is:\n{self.text()}")

    async def press(self, *keys: str) -> None:
        """Presses keys when the program stands still."""
        for key in keys:
            while self.app.driver.running:
                await self.pilot.pause(0.01)
            await self.pilot.press(key)


@pytest.fixture
def see(begun: Callable[..., tuple[Driver, Consent]]) -> Callable[..., None]:
    """Lets a test look at the dashboard of a program's text, at a size."""

    def shown(
        text: str, test: Callable[[Seen], Any], *options: str, size: tuple[int, int] = (80, 24)
    ) -> Dashboard:
        driver, consent = begun(text, *options)
        app = Dashboard(driver, consent)

        async def look() -> None:
            async with app.run_test(size=size) as pilot:
                driver.start()
                seen = Seen(app, pilot)
                await seen.wait(lambda text: " making ready" not in text)
                await test(seen)

        try:
            asyncio.run(look())
        finally:
            consent.close()
            driver.close()
        return app

    return shown
