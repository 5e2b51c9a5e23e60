"""The programs of `examples/`: each prints what `examples/expected/` says, in both engines."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sdol.compiler.link import ready
from sdol.kernel.gate import Grant
from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.shell.running import compile_new

ENGINES = ("step", "emit")
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NUMBER = re.compile(r"-?\d+\.\d+")
ROUNDING = 2e-5
"""What two processors may differ by in a similarity, and so in the sixth decimal that is printed."""


class Case(NamedTuple):
    """A program, the folder that it is started in, and what it is given."""

    program: str
    folder: str = "."
    input: str = ""
    allow: tuple[str, ...] = ()
    expected: str = ""

    def __str__(self) -> str:
        return self.expected or self.program


CASES = (
    Case("triage", input="data/banking_sample.jsonl"),
    Case("monitor", input="data/app.log"),
    Case("modes", input="data/readings.txt"),
    Case("search", input="data/notes.jsonl"),
    Case("triage", "contract", "messages.txt", expected="contract_triage"),
    Case("belief", "contract", expected="contract_belief"),
    Case("mexico", "contract", expected="contract_mexico"),
    Case("notes", "contract", allow=("fs.read=notes.jsonl",), expected="contract_notes"),
    Case("head", "contract", allow=("fs.read=report.txt",), expected="contract_head"),
    Case("head", "contract", expected="contract_head_refused"),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One database for all of them, so that no text is embedded twice."""
    return tmp_path_factory.mktemp("examples") / "session.db"


@pytest.fixture
def printed(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def run(case: Case, engine: str, args: dict[str, Any] | None = None) -> str:
        monkeypatch.chdir(EXAMPLES / case.folder)
        written = tmp_path / "out.txt"
        image = compile_new(f"{case.program}.sdol", Path(f"{case.program}.sdol").read_text())
        with written.open("w") as out:
            world = World(
                output=Output(out),
                input_path=case.input or "/dev/null",
                session=str(kept),
                grants=[Grant.parse(a) for a in case.allow],
                arguments=args,
            )
            ready(image, world, engine).call()
            world.close()
        return written.read_text()

    return run


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_program_prints_what_is_expected(case: Case, engine: str, printed: Callable[..., str]) -> None:
    expected = (EXAMPLES / "expected" / f"{case}.txt").read_text()
    found = printed(case, engine)
    assert NUMBER.sub("#", found) == NUMBER.sub("#", expected)
    assert numbers(found) == pytest.approx(numbers(expected), abs=ROUNDING)


def numbers(text: str) -> list[float]:
    return [float(n) for n in NUMBER.findall(text)]


def test_every_program_has_an_expected_output() -> None:
    programs = {str(p.relative_to(EXAMPLES).with_suffix("")) for p in EXAMPLES.rglob("*.sdol")}
    assert programs == {str(Path(c.folder) / c.program) for c in CASES}
    assert {p.stem for p in (EXAMPLES / "expected").iterdir()} == {str(c) for c in CASES}


def test_the_contract_programs_are_those_of_the_language_page() -> None:
    page = runpy.run_path(str(ROOT / "tests" / "lang" / "contract.py"))["PROGRAMS"]
    assert {p.read_text() for p in (EXAMPLES / "contract").glob("*.sdol")} == set(page.values())


def test_what_a_bank_cannot_answer_is_sent_to_no_team(printed: Callable[..., str]) -> None:
    rows = [
        json.loads(line) for line in (EXAMPLES / "data" / "banking_sample.jsonl").read_text().splitlines()
    ]
    strangers = [row["text"] for row in rows if row["source"] != "banking77"]
    everything = printed(CASES[0], "emit", {"show": len(rows)})
    understood, lost = everything.split("\nnot understood")
    assert len(strangers) == 32
    assert [text for text in strangers if text[:44] not in lost] == []
    assert understood.startswith(f"messages: {len(rows)}\n")
