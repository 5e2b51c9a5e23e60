"""What all tests share: folders of their own, and programs run as a user runs them."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from sdol.compiler.link import ready
from sdol.compiler.verify import verify
from sdol.kernel.gate import Grant
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.shell.failures import of_trap, status_of
from sdol.shell.running import Rejected, compile_new

ENGINES = ("step", "emit")
ROOT = Path(__file__).resolve().parent.parent

# A loaded machine must not fail a property: what takes too long shows in the durations.
settings.register_profile("sdol", deadline=None)
settings.load_profile("sdol")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """Ctrl-C as in a session that a person began: what is begun in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


class Ran(NamedTuple):
    """How a program ended: exit status, what it printed, the codes and messages of what went wrong."""

    status: int
    out: str
    codes: list[str]
    messages: list[str]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's session, cache or variables."""
    monkeypatch.setenv("SDOL_SESSION", str(tmp_path / "session.db"))
    monkeypatch.setenv("SDOL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SDOL_MODELS", str(tmp_path / "own models"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("SDOL_DEBUG", raising=False)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ran]:
    """Runs a program's text in this process, on one engine."""

    def run_text(
        text: str,
        engine: str = "emit",
        *,
        input: str = "",
        allow: Sequence[str] = (),
        session: str = ":memory:",
        args: dict[str, object] | None = None,
    ) -> Ran:
        given = tmp_path / "input.txt"
        given.write_text(input)
        kept = io.StringIO()
        try:
            image = compile_new("test.sdol", text)
        except Rejected as rejected:
            found = rejected.diagnostics
            return Ran(2, "", [d.code for d in found], [d.message for d in found])
        verify(image.program())
        grants = [Grant.parse(a) for a in allow]
        world = World(
            output=Output(kept), input_path=str(given), session=session, grants=grants, arguments=args
        )
        try:
            ready(image, world, engine).call()
        except Trap as trap:
            world.close(1)
            return Ran(
                status_of(trap), kept.getvalue(), [trap.error.code], [of_trap(trap, image.sources).message]
            )
        world.close()
        return Ran(0, kept.getvalue(), [], [])

    return run_text


@pytest.fixture
def sdol(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Calls the command `sdol` as its own process, in a folder of its own."""

    def call(
        *words: str, input: str = "", cwd: Path | None = None, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sdol", *words],
            input=input,
            capture_output=True,
            text=True,
            cwd=cwd or tmp_path,
            timeout=timeout,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    return call
