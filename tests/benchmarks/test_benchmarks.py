"""The benchmarks can be listed and say what they need; what they measure is for people to run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.harness import command, registry
from benchmarks.harness.registry import Benchmark, Run
from benchmarks.harness.rows import Row

ROWS = [
    Row("fast", 2.0, "ms", 4.0, "peer", "<= 1.5"),
    Row("slow", 8.0, "ms", 4.0, "peer", "<= 1.5"),
    Row("alone", 1234.5, "texts/s"),
]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(run: Run) -> Iterator[Row]:
        yield from ROWS

    found = {
        "fake": Benchmark("fake", "Nothing.", (), measure),
        "peerless": Benchmark("peerless", "Nothing.", ("a_peer_that_is_not_there",), measure),
        "dataless": Benchmark("dataless", "Nothing.", (), lambda run: iter([run.dataset("banking77")])),
    }
    monkeypatch.setattr(command, "every", lambda: found)


def test_every_benchmark_is_listed_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {b["name"] for b in listed} >= {"embedding", "engines", "near", "startup", "triage"}
    assert all(b["summary"].endswith(".") for b in listed)
    assert command.main(["list"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= command.WIDTH


def test_rows_as_json(fake: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["fake", "--json", "--quick"]) == 0
    given = json.loads(capsys.readouterr().out)
    assert given["quick"] is True
    fast, slow, alone = given["rows"]
    assert fast == {
        "name": "fast",
        "ours": 2.0,
        "peer": 4.0,
        "peer_name": "peer",
        "unit": "ms",
        "ratio": 0.5,
        "goal": "<= 1.5",
        "holds": True,
    }
    assert (slow["ratio"], slow["holds"]) == (2.0, False)
    assert (alone["peer"], alone["ratio"], alone["goal"], alone["holds"]) == (None, None, None, None)


def test_a_miss_is_printed_as_a_miss(fake: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["fake"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["holds", "MISSED", "texts/s"]
    assert max(map(len, lines)) <= command.WIDTH


def test_a_missing_peer_is_one_message(fake: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["peerless"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "a_peer_that_is_not_there" in told.err and "pip install -e '.[peers]'" in told.err
    assert command.main(["peerless", "--json"]) == 1
    assert "a_peer_that_is_not_there" in json.loads(capsys.readouterr().out)["error"]


def test_missing_data_is_one_message(fake: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["dataless", "--data", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "banking77" in told and str(tmp_path) in told and "--data DIR" in told and "SDOL_DATA" in told


def test_the_data_folder_is_an_option_then_a_variable_then_beside_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDOL_DATA", str(tmp_path))
    assert Run().data == tmp_path
    monkeypatch.delenv("SDOL_DATA")
    assert Run().data == registry.DATA
    assert Run(data=tmp_path / "other").data == tmp_path / "other"


def test_both_triage_programs_stand_for_the_same_teams() -> None:
    from benchmarks.triage.data import HERE, PROGRAM

    teams = json.loads((HERE / "teams.json").read_text())
    intents = [intent for several in teams.values() for intent in several]
    assert len(intents) == len(set(intents)) == 77
    named = [line.split()[1] for line in PROGRAM.read_text().splitlines() if line.startswith("region ")]
    assert named == list(teams)


def test_the_triage_program_compiles() -> None:
    from benchmarks.triage.data import PROGRAM
    from sdol.shell.running import compile_new

    assert compile_new("team.sdol", PROGRAM.read_text()).effects


@pytest.mark.parametrize("at", range(6))
def test_the_engines_run_the_same_program_as_cpython(at: int) -> None:
    from benchmarks.engines import CASES
    from sdol.shell.running import compile_new

    assert len(CASES) == 6
    assert "run" in compile_new(CASES[at].name, CASES[at].sdol).function_names
    compile(CASES[at].python, CASES[at].name, "exec")
