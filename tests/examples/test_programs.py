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
from sdol.diagnostics import Source
from sdol.kernel.gate import Grant
from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.lang.formatting import formatted
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
    args: dict[str, Any] | None = None
    alone: bool = False
    """Whether it counts what is in its database, so that it needs one of its own."""

    def __str__(self) -> str:
        return self.expected or self.program


CASES = (
    Case("triage", input="data/banking_sample.jsonl"),
    Case(
        "desk",
        input="data/banking_sample.jsonl",
        allow=("fs.read=data",),
        args={"faq": "data/bank_faq.jsonl"},
        alone=True,
    ),
    Case("routing", input="data/banking_sample.jsonl", alone=True),
    Case("monitor", input="data/app.log"),
    Case("modes", input="data/readings.txt"),
    Case("search", input="data/notes.jsonl"),
    Case(
        "docs",
        allow=("fs.read=data/docs",),
        args={"folder": "data/docs", "ask": "redo a change"},
        alone=True,
    ),
    Case("duplicates", input="data/banking_sample.jsonl", args={"least": 0.95}),
    Case("labels", input="data/banking_sample.jsonl", args={"label": "intent"}),
    Case("release_notes", input="data/commits.txt"),
    Case("faq", input="data/questions.txt", allow=("fs.read=data",), args={"faq": "data/faq.jsonl"}),
    Case(
        "drift",
        input="data/log_today.txt",
        allow=("fs.read=data",),
        args={"before": "data/log_yesterday.txt"},
    ),
    Case("attention", input="data/banking_sample.jsonl"),
    Case("join", allow=("fs.read=data",), args={"folder": "data"}),
    Case(
        "blindspots",
        input="data/shop_questions.txt",
        allow=("fs.read=data",),
        args={"known": "data/shop_faq.txt"},
    ),
    Case("analogies", allow=("fs.read=data",), args={"table": "data/countries.csv"}),
    Case("rule110"),
    Case("turing"),
    Case("scene"),
    Case("remembering"),
    Case("ledger", input="data/bookings.csv"),
    Case("pictures"),
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
                session=str(tmp_path / "alone.db" if case.alone else kept),
                grants=[Grant.parse(a) for a in case.allow],
                arguments=args or case.args,
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


def test_what_was_indexed_is_not_indexed_again(printed: Callable[..., str]) -> None:
    case = next(c for c in CASES if c.program == "docs")
    first, second = printed(case, "emit").splitlines(), printed(case, "emit").splitlines()
    assert first[0] == "9 new pieces of documentation, 9 in all"
    assert second[0] == "0 new pieces of documentation, 9 in all"
    assert first[1:] == second[1:]


@pytest.mark.parametrize("program", sorted(EXAMPLES.glob("*.sdol")), ids=lambda p: p.stem)
def test_its_head_says_how_to_run_it_with_files_that_are_there(program: Path) -> None:
    calls = re.findall(r"^#   (?:.*\| )?sdol run (.*)$", program.read_text(), re.MULTILINE)
    assert calls
    named = [part.partition("=")[2] or part for part in calls[0].split()]
    paths = [part for part in named if part.startswith("examples/")]
    assert paths[0] == f"examples/{program.name}"
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_program_has_an_expected_output() -> None:
    jobs = EXAMPLES / "jobs"  # these have tests of their own
    found = [p for p in EXAMPLES.rglob("*.sdol") if jobs not in p.parents]
    programs = {str(p.relative_to(EXAMPLES).with_suffix("")) for p in found}
    assert programs == {str(Path(c.folder) / c.program) for c in CASES}
    assert {p.stem for p in (EXAMPLES / "expected").iterdir()} == {str(c) for c in CASES}


def test_the_contract_programs_are_those_of_the_language_page() -> None:
    page = runpy.run_path(str(ROOT / "tests" / "lang" / "contract.py"))["PROGRAMS"]
    there = {formatted(Source(name, text))[0] for name, text in page.items()}
    assert {p.read_text() for p in (EXAMPLES / "contract").glob("*.sdol")} == there


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


def test_the_page_of_the_examples_lists_every_program() -> None:
    listed = re.findall(r"^\| \[\w+\]\((\w+\.sdol)\) \|", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(p.name for p in EXAMPLES.glob("*.sdol"))
