"""The whole dashboard at defined moments of the example that is made to be watched, at three sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.kernel.show import columns
from tests.tui.conftest import Seen

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = Path(__file__).parent / "snapshots"

PAGE = ROOT / "docs" / "dashboard.md"
CAPTURE = re.compile("(?<=```text\n).*?(?=```)", re.DOTALL)

# In the small space, whose vectors are the same on every machine.
DESK = (ROOT / "examples" / "desk.sdol").read_text().replace("\nlet path", "\nspace swift\n\nlet path", 1)
OPTIONS = ("--input", "examples/data/banking_sample.jsonl", "--allow", "fs.read", "-D", "messages=24")
PRINTS = (
    DESK.splitlines().index('  print "{pad(done.team, 10)} {pad(cut(message, 50), 50)} {done.outcome}"') + 1
)
STOP = f'break {PRINTS} if message == "What cards do you support"'


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


async def at_the_message(seen: Seen) -> None:
    """Runs to where it has dealt with one message."""
    seen.app.driver.change(lambda engine: engine.session.do(STOP))
    await seen.press("space")
    await seen.wait(lambda text: "stopped" in text.split("\n")[0] and f"line {PRINTS}" in text.split("\n")[0])


async def frame(seen: Seen, size: tuple[int, int], panel: str) -> str:
    """The screen of a size, with a panel shown."""
    await seen.pilot.resize_terminal(*size)
    await seen.press(panel)
    await seen.pilot.pause(0.15)
    await seen.app.workers.wait_for_complete()
    answered: list[object] = []
    seen.app.driver.look(lambda engine: None, answered.append)  # in its turn, after what the panels asked
    await seen.wait(lambda text: bool(answered))
    await seen.pilot.pause(0.15)
    text = seen.text()
    assert max(map(columns, text.split("\n"))) <= size[0] and len(text.split("\n")) == size[1]
    return text


def same(text: str, name: str, update: bool) -> None:
    file = SNAPSHOTS / f"{name}.txt"
    if update:
        file.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == file.read_text(encoding="utf-8")


def documented(text: str, update: bool) -> None:
    """The capture in the documentation is the screen, but for the file's name and the count of instructions."""
    text = text.replace("p.sdol ───", "desk.sdol ").replace("p.sdol", "desk.sdol", 1)
    if update:
        PAGE.write_text(CAPTURE.sub(lambda found: text + "\n", PAGE.read_text(), count=1))
    shown = CAPTURE.search(PAGE.read_text())
    assert shown is not None and shown[0].splitlines()[1:] == text.splitlines()[1:]


FRAMES = [((80, 24), "3789"), ((120, 40), "7"), ((250, 70), "8")]


def test_it_looks_as_it_did_and_as_the_documentation_shows_it(
    see: Callable[..., object], update: bool
) -> None:
    async def look(seen: Seen) -> None:
        await at_the_message(seen)
        for size, keys in FRAMES:
            for key in keys:
                text = await frame(seen, size, key)
                same(text, f"desk_{size[0]}x{size[1]}_{key}", update)
                if size == (120, 40):
                    documented(text, update)

    see(DESK, look, *OPTIONS)


def test_in_ascii_it_is_all_there(
    see: Callable[..., object], monkeypatch: pytest.MonkeyPatch, update: bool
) -> None:
    monkeypatch.setattr("sdol.shell.cards.shows_signs", lambda stream: False)

    async def look(seen: Seen) -> None:
        await at_the_message(seen)
        text = await frame(seen, (120, 40), "7")
        same(text, "desk_120x40_ascii", update)
        assert text.isascii()

    see(DESK, look, *OPTIONS)


def test_it_is_right_at_every_size_while_it_runs(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("7", "space")
        for size in [(120, 40), (250, 70), (40, 10), (20, 5), (80, 24)]:
            await seen.pilot.resize_terminal(*size)
            await seen.pilot.pause()
            lines = seen.text().split("\n")
            assert len(lines) == size[1] and max(map(columns, lines)) <= size[0]
        await seen.wait("ended")
        await seen.wait("Map: swift")
        await seen.wait("in none")

    see(DESK, look, *OPTIONS)
