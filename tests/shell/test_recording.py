"""Decisions kept with a session: in step with the effects, bounded, and only where there is a journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.world import World
from sdol.shell import recording, recounting
from sdol.shell.cards.clearness import Clearness
from sdol.store import Database
from sdol.store.decisions import Kept, KeptDecisions, packed

REGIONS = "let near_a = ball('a, 0.3)\nregion near_b = ball('b, 0.3)\n"
ROUTE = "route v {\n  near_a => 1\n  near_b => 2\n  void => 3\n}"
LOOP = f"""{REGIONS}let vs = ['a, 'b, 'c, 'a]
var n = 0
while n < 12 {{
  let v = vs[mod(n, 4)]
  print {ROUTE}
  n += 1
}}
"""
ROLLED_BACK = f"""{REGIONS}store notes@swift
let v = 'b
try {{
  transaction {{
    notes.put("x")
    print {ROUTE}
    stop("no")
  }}
}} else e {{ print e.message }}
"""

Call = Callable[..., tuple[int, str, str]]
Script = Callable[..., str]


@pytest.fixture(autouse=True)
def _nobody_listens() -> None:
    decisions.stop()  # a session that another test had in this process goes on listening


def kept(path: str = "work.db", run: int = 1) -> list[Kept]:
    with Database.open(path, create=False, readonly=True) as database:
        return list(database.decisions.of(run, reasons=True))


@pytest.mark.parametrize("engine", ["emit", "step"])
def test_decisions_stand_behind_the_effects_that_came_before_them(
    call: Call, script: Script, engine: str
) -> None:
    program = script(LOOP)
    assert call("run", program, "--session", "work.db", "--engine", engine)[0] == 0
    found = kept()
    assert [one.number for one in found] == list(range(1, 13))
    assert [one.outcome for one in found[:4]] == [
        "region 1",
        "near_b",
        "void",
        "region 1",
    ]
    assert [one.about for one in found[:4]] == ["'a", "'b", "'c", "'a"]
    assert {(one.source, one.line) for one in found} == {(program, 7)}
    with Database.open("work.db", readonly=True, create=False) as database:
        effects = [one.instruction for one in database.journal.entries(1)]
    printed = [at for at, name in enumerate(effects) if name.startswith("output")]
    assert [one.after for one in found] == printed  # each is followed by the print of what it decided


def test_the_reason_has_the_distances_of_the_regions(call: Call, script: Script) -> None:
    call("run", script(f"{REGIONS}let v = 'a\nprint {ROUTE}\n"), "--session", "work.db")
    (one,) = kept()
    near, far = one.why["microradians"]
    assert (near, one.why["chosen"], one.why["of"], one.void) == (
        pytest.approx(-300_000, abs=500),
        [0],
        2,
        False,
    )
    assert one.margin == pytest.approx(0.3, abs=1e-3) and far > 1_000_000


def test_no_journal_no_decisions(call: Call, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "Recorder", None)  # making one would fail
    assert call("run", script(LOOP))[0] == 0
    assert not decisions.listening() and not Path("work.db").exists()


def test_a_long_run_keeps_its_first_and_its_last(
    call: Call, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "FIRST", 5)
    monkeypatch.setattr(recording, "LAST", 3)
    monkeypatch.setattr(recording, "BATCH", 2)
    call("run", script(LOOP), "--session", "work.db")
    assert [one.number for one in kept()] == [1, 2, 3, 4, 5, 10, 11, 12]
    assert "4 more were not kept" in call("store", "decisions", "--session", "work.db")[2]
    assert json.loads(call("store", "info", "--session", "work.db", "--json")[1])["decisions"] == 8
    call(
        "run",
        script(f"{REGIONS}print ['a, 'b, 'c, 'a, 'b, 'c, 'a, 'b, 'c, 'a] in near_b\n"),
        "--session",
        "work.db",
    )
    found = kept(run=2)
    assert [one.number for one in found] == [1, 2, 3, 4, 5, 8, 9, 10]
    assert [one.outcome[:3] for one in found] == ["no ", "yes", "no ", "no ", "yes", "yes", "no ", "no "]


def test_a_transaction_that_is_rolled_back_leaves_what_was_decided_in_it(call: Call, script: Script) -> None:
    code, out, err = call("run", script(ROLLED_BACK), "--session", "work.db")
    assert (code, out) == (0, "2\nno\n"), err
    assert [one.outcome for one in kept()] == ["near_b"]
    with Database.open("work.db", readonly=True, create=False) as database:
        assert "rolled back" in [one.outcome for one in database.journal.entries(1)]


def test_a_run_that_fails_keeps_what_it_decided_until_then(call: Call, script: Script) -> None:
    text = f"{REGIONS}print 'a in near_a\nprint route 'c {{\n  near_a => 1\n  near_b => 2\n}}\n"
    assert call("run", script(text), "--session", "work.db")[0] == 1
    assert [(one.kind, one.outcome) for one in kept()] == [("in", "yes"), ("route", "void")]
    assert not decisions.listening()


def test_going_back_and_forth_in_the_debugger_keeps_each_once(call: Call, script: Script) -> None:
    commands = "continue\n" + 9 * "back\n" + "print 'a in near_a\ncontinue\n"
    Path("commands.txt").write_text(commands)
    code, _, err = call("debug", script(LOOP), "--session", "work.db", "-x", "commands.txt")
    assert code == 0, err
    assert [one.number for one in kept()] == list(range(1, 13))


ASKED = f"""{REGIONS}let vs = ['c, 'd]
var n = 0
while n < 4 {{
  let v = vs[mod(n, 2)]
  print v in near_a or v in near_b
  n += 1
}}
"""


def test_questions_about_one_vector_are_one_decision_late_in_a_long_run_too(
    call: Call, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "FIRST", 1)
    monkeypatch.setattr(recording, "LAST", 2)
    monkeypatch.setattr(recording, "BATCH", 1)
    call("run", script(ASKED), "--session", "work.db")
    assert [(one.number, one.outcome, one.why["of"]) for one in kept()] == [
        (number, "void", 2) for number in (1, 3, 4)
    ]


def test_who_writes_elsewhere_is_not_waited_for_in_the_middle_of_a_run(tmp_path: Path) -> None:
    with (
        Database.open(tmp_path / "work.db") as other,
        closing(World(session=str(tmp_path / "work.db"))) as world,
    ):
        world.open_database()
        recorder = recording.Recorder(world)
        recorder._rows = [packed(Kept(1, 0, "match", "1", "case 1", False, None, False, "", 0))]
        _ = world.run
        with other.transaction():
            began = monotonic()
            recorder._write_now()
            assert monotonic() - began < 3
        assert not list(other.decisions.of(1))
        recorder._write_now()
        assert [one.number for one in other.decisions.of(1)] == [1]


def test_a_write_that_fails_leaves_the_run_and_is_tried_again_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk."""
    with closing(World(session=str(tmp_path / "work.db"))) as world:
        recorder = recording.Recorder(world)
        recorder._rows = [packed(Kept(1, 0, "match", "1", "case 1", False, None, False, "", 0))]
        with monkeypatch.context() as full:
            full.setattr(KeptDecisions, "add", failing)
            recorder._write_now()
        recorder.end()
        assert [one.number for one in world.database.decisions.of(world.run)] == [1]


def failing(kept: KeptDecisions, run: int, rows: list[Any]) -> None:
    raise SdolError("E0606", "the disk is full")


def test_a_world_whose_decisions_cannot_be_written_is_closed(
    call: Call, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeptDecisions, "add", failing)
    code, _, err = call("run", script(LOOP), "--session", "work.db")
    decisions.stop()  # who listens; nobody keeps them any more
    assert code == 1 and "E0606" in err and not decisions.listening()
    with Database.open("work.db", readonly=True, create=False) as database:
        assert [one.status for one in database.journal.runs()] == ["0"]


def test_what_is_interrupted_between_writing_and_noting_that_is_there_once(tmp_path: Path) -> None:
    with closing(World(session=str(tmp_path / "work.db"))) as world:
        recorder = recording.Recorder(world)
        rows = [packed(Kept(1, 0, "match", "1", "case 1", False, None, False, "", 0))]
        recorder._rows = rows
        recorder._write_now()
        recorder._rows = rows
        recorder.end()
        assert [one.number for one in world.database.decisions.of(world.run)] == [1]


def test_what_a_text_holds_does_not_act_on_the_terminal(call: Call, script: Script) -> None:
    text = (
        'space swift\nregion cards = around ["a card", "my card"]\nprint ~"a \\u{1b}[2J card\\n" in cards\n'
    )
    code, _, err = call("run", script(text), "--session", "work.db")
    assert code == 0, err
    out = call("store", "decisions", "--session", "work.db")[1]
    assert "\x1b" not in out and len(out.splitlines()) == 3
    (found,) = json.loads(call("store", "decisions", "--session", "work.db", "--json")[1])
    assert found["about"] == "a \x1b[2J card\n"


def test_a_program_that_goes_on_is_a_run_of_its_own(call: Call, script: Script) -> None:
    program = script(LOOP)
    call("run", program, "--session", "work.db", "--pause-after", "150", "--state", "state.bin")
    before = kept()
    code, _, err = call("resume", "state.bin", "--session", "work.db")
    assert code == 0, err
    after = kept(run=2)
    assert len(before) + len(after) == 12 and after[0].number == 1 and before
    assert {(one.source, one.line) for one in after} == {(program, 7)}


TAGS = """space swift
let t = fit(~["refund my payment", "where is my parcel", "my parcel is lost, refund me"],
  [["money"], ["parcel"], ["money", "parcel"]])
let texts = ["refund my payment", "my parcel is lost, refund me", "quantum zebras"]
print [d.labels for d in decide(t, ~texts)], decide(t, ~texts[0]).labels
"""


def test_taggers_are_kept_with_all_labels_that_they_gave(call: Call, script: Script) -> None:
    code, out, err = call("run", script(TAGS), "--session", "work.db")
    assert code == 0, err
    found = kept()
    given = [one.outcome.split(", ") if not one.void else [] for one in found]
    many, _, one = out.strip().rpartition(" [")
    assert given == [*json.loads(many), json.loads("[" + one)]
    assert {one.kind for one in found} == {"tag"} and given[2] == []
    assert found[1].why["chosen"] == [0, 1] and found[0].about == "refund my payment"


def test_of_many_regions_the_nearest_are_kept_and_all_that_were_given() -> None:
    distances = np.array([[0.2, 0.1, -0.1]], dtype=np.float32)
    clear = Clearness(distances, [0.1], [False], [[0, 1, 2]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recounting, "NEAREST", 1)
        (text,) = recounting._reasons([(2, 0)], clear, ['"a"', '"b"', '"c"'])
    assert json.loads(text) == {
        "regions": ["c", "a"],
        "microradians": [-100_000, 200_000],
        "chosen": [0, 1],
        "of": 3,
        "rivals": ["a", "b", "c"],
    }


def test_the_command_lists_them_and_gives_all_as_json(call: Call, script: Script) -> None:
    call("run", script(LOOP), "--session", "work.db")
    code, out, _ = call("store", "decisions", "--session", "work.db")
    assert (code, len(out.splitlines())) == (0, 14) and "near_b" in out
    found = json.loads(call("store", "decisions", "1", "--session", "work.db", "--json")[1])
    assert [one["outcome"] for one in found[:3]] == ["region 1", "near_b", "void"]
    assert found[1]["why"]["regions"][0] == {
        "region": "near_b",
        "distance": pytest.approx(-0.3, abs=1e-3),
        "chosen": True,
    }
    assert call("store", "decisions", "7", "--session", "work.db")[0] == 2
