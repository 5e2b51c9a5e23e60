"""Calls of `sdol` in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sdol.kernel import decisions
from sdol.kernel.world import World
from sdol.lang.interactive import Session
from sdol.shell.main import main
from sdol.shell.repl.evaluator import Evaluator


class Answer(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value that it must be."""
        return json.loads(self.out, parse_constant=lambda c: pytest.fail(f"{c} is not JSON"))


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    """A session whose space is `swift`, and in which decisions are listened to."""
    world = World(session=":memory:")
    made = Evaluator(Session("swift"), world)
    yield made
    world.close()
    decisions.stop()


@pytest.fixture
def call(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Calls `sdol` with words, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def called(*words: str) -> Answer:
        code = main(list(words))
        return Answer(code, *capfd.readouterr())

    return called


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """Writes a program and gives its name."""

    def written(text: str, name: str = "program.sdol") -> str:
        (tmp_path / name).write_text(text)
        return name

    return written
