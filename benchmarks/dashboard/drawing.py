"""What one frame costs: everything that is seen drawn anew from a new reading, up to the bytes for the terminal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness.rows import Row

SIZES = (80, 24), (120, 40), (250, 70)

PROGRAM = """\
space swift
region billing = around ["my card was charged twice", "refund my payment", "the fee is wrong"]
region parcels = around ["where is my parcel", "the parcel is late", "it was not delivered"]
let asked = ["refund my payment", "where is my parcel", "zebra quantum soup", "a fee of my card", "late again"]
var sorted = 0
for round in range(20) {
  for message in asked {
    route ~message {
      billing => print "billing: {message}"
      parcels => print "parcels: {message}"
      void => print "nobody: {message}"
    }
    sorted += 1
  }
}
"""


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    (folder / "routing.sdol").write_text(PROGRAM)
    rounds = 20 if quick else 60
    for size in SIZES:
        cost = _shown(folder, size, lambda app, pilot: _whole(app, pilot, rounds))
        yield Row(f"a frame, {size[0]}x{size[1]}, processor", cost, "ms")
    costs = _shown(folder, (120, 40), lambda app, pilot: _panels(app, pilot, rounds))
    for name, cost in costs.items():
        yield Row(f"the panel {name} alone, a quarter of 120x40", cost, "ms")


def _shown(
    folder: Path, size: tuple[int, int], measure: Callable[[Any, Any], Coroutine[Any, Any, Any]]
) -> Any:
    """What is measured in a dashboard without a screen, whose program has come to its end."""
    from sdol.kernel import decisions
    from sdol.shell.commands.tui import COMMAND
    from sdol.shell.debugger.program import Debuggable
    from sdol.shell.options import read
    from sdol.tui.app import Dashboard
    from sdol.tui.models.consent import Consent
    from sdol.tui.starting import made

    path = str(folder / "routing.sdol")
    program = Debuggable(path)
    consent = Consent(lambda: program.program.sources)
    driver = made(read(COMMAND, [path]), program, consent)
    app = Dashboard(driver, consent)

    async def shown() -> Any:
        async with app.run_test(size=size) as pilot:
            driver.start()
            await _until(pilot, lambda: driver.reading.state == "stopped")
            app.action_run()
            await _until(pilot, lambda: driver.reading.state == "ended")
            app.action_move("back")
            await _until(pilot, lambda: driver.reading.past)
            await pilot.pause(0.5)
            return await measure(app, pilot)

    try:
        return asyncio.run(shown())
    finally:
        consent.close()
        driver.close()
        decisions.stop()


async def _until(pilot: Any, holds: Callable[[], bool]) -> None:
    while not holds():
        await pilot.pause(0.01)


async def _whole(app: Any, pilot: Any, rounds: int) -> float:
    """Milliseconds of processor time of one frame in which every row has to be drawn anew."""
    costs = []
    for _ in range(rounds):
        app.driver.reading = app.driver.reading._replace(event=app.driver.reading.event + 1)
        await pilot.pause(0.01)
        begun = time.process_time()
        app.draw()
        for widget in app.screen.walk_children():
            widget.refresh()  # forgets the rows that it has painted before
        app.screen._compositor.render_full_update().render_segments(app.console)
        costs.append((time.process_time() - begun) * 1e3)
    return median(costs)


async def _panels(app: Any, pilot: Any, rounds: int) -> dict[str, float]:
    """The same of each panel: its rows for a quarter of the screen."""
    from sdol.tui.panels import panels

    found = {}
    for panel in panels():
        app.action_panel(panel.name)
        await pilot.pause(0.3)
        widget = app.query_one(f"#{panel.name}")
        found[panel.name] = median(_once(widget) for _ in range(rounds))
    return found


def _once(widget: Any) -> float:
    begun = time.process_time()
    rows = widget.rows(58, 17)
    for at in range(min(len(rows), 17)):
        list(rows[at])
    return (time.process_time() - begun) * 1e3
