"""The programs of the language page, exactly as they stand there, on both engines."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from contract import DOLLAR, EFFECTS, INTERPOLATION, NOTES, TRIAGE

from sdol.compiler.link import ready
from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.shell.running import compile_new
from sdol.spaces.registry import open_space

both = pytest.mark.parametrize("engine", ["step", "emit"])


@both
def test_triage_sends_each_line_to_a_team(run: Callable, engine: str) -> None:
    lines = [
        "please give me my money back, I was charged two times",
        "my package has not arrived",
        "the parcel went to my old address",
        "what is the capital of Peru?",
    ]
    found = run(TRIAGE, engine, input="\n".join(lines) + "\n")
    teams = ["billing", "shipping", "shipping", "a person"]
    assert found.out.splitlines() == [f"{t} {line}" for t, line in zip(teams, lines, strict=True)]


@both
def test_assignment_is_interpolation(run: Callable, engine: str) -> None:
    calm, rising = open_space("minilm").embed(["the market is calm", "volatility is rising"])
    angle = math.acos(float(np.vdot(calm, rising)))
    assert float(run(INTERPOLATION, engine).out) == pytest.approx(math.cos(angle / 4), abs=1e-5)


@both
def test_the_dollar_of_mexico_is_the_peso(run: Callable, engine: str) -> None:
    assert run(DOLLAR, engine).out == "'peso\n"


@both
def test_the_store_finds_the_notes_of_the_years_asked_for(
    run: Callable, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        {"text": "the parcel came three weeks late", "year": 2021},
        {"text": "my parcel was late", "year": 2019},
        {"text": "the soup was cold", "year": 2022},
        {"text": "late delivery of a package", "year": 2023},
        {"text": "a note without a year"},
    ]
    Path("notes.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = run(NOTES, engine, allow=["fs.read=notes.jsonl"])
    scores, texts = zip(*(line.split(" ", 1) for line in found.out.splitlines()), strict=True)
    assert list(texts) == [rows[0]["text"], rows[3]["text"], rows[2]["text"]]
    assert list(map(float, scores)) == sorted(map(float, scores), reverse=True)


@both
def test_putting_the_same_thing_twice_stores_it_once(run: Callable, engine: str, tmp_path: Path) -> None:
    twice = 'store notes@swift\nnotes.put("a", {n: 1})\nnotes.put("a", {n: 1})\nprint notes.count()'
    assert run(twice, engine, session=str(tmp_path / "kept.db")).out == "1\n"
    assert run(twice, engine, session=str(tmp_path / "kept.db")).out == "1\n"


@both
def test_effects_are_declared_granted_and_recorded(
    run: Callable, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_text("all is well\nsecond line\n")
    refused = run(EFFECTS, engine)
    assert (refused.status, refused.out) == (
        0,
        "not today: this program may not read a file or folder: report.txt\n",
    )
    assert run(EFFECTS, engine, allow=["fs.read=report.txt"]).out == "all is well\n"


@both
def test_the_test_block_passes(run: Callable, engine: str) -> None:
    image = compile_new("effects.sdol", EFFECTS)
    ((title, function),) = image.tests
    world = World(output=Output(None), session=":memory:")
    assert title == "assignment reaches its target"
    ready(image, world, engine).call(function)
    world.close()
