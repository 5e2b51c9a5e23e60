"""What is heard of decisions: every one, with its moment, its line and its text, and counted exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sdol.kernel import decisions
from sdol.kernel.decided import VOID, Decision, Match
from sdol.kernel.machine import OP1
from sdol.tui.models.driving import Driver
from sdol.tui.models.sifting import Sieve, outcome_of, sifted
from tests.tui.conftest import Driven
from tests.tui.scenes import reading, regions

Drive = Callable[..., Driven]

TEAMS = """\
space swift
region billing = around ["my card was charged twice", "refund my payment"]
region parcels = around ["where is my parcel", "the parcel is late"]
"""

BATCH = (
    TEAMS
    + """\
let texts = concat(["refund my payment" for i in range(2500)], ["where is my parcel", "zebra quantum soup"])
let found = decide(~texts, [billing, parcels])
print len(found)
"""
)

LOOP = (
    TEAMS
    + """\
fn team(m: text) -> text {
  route ~m {
    billing => "b"
    parcels => "p"
    void => "v"
  }
}
for i in range(300) {
  let t = team(if mod(i, 3) == 0 { "refund my payment" } else { "where is my parcel" })
}
for m in ["zebra quantum soup", "refund my payment"] {
  let u = team(m)
}
"""
)


def test_a_batch_is_unfolded_with_texts_and_all_of_it_is_counted(drive: Drive) -> None:
    end = drive(BATCH).run()
    assert len(end.decided) == 2000, "the last ones are shown"
    last, before = end.decided[-1], end.decided[-2]
    assert (last.number, last.text, outcome_of(last)) == (2502, "zebra quantum soup", ("void", True))
    assert (before.text, outcome_of(before)[0], before.place[1]) == ("where is my parcel", "parcels", 5)
    (tally,) = end.tallies
    assert (tally.place[1], tally.total) == (5, 2502)
    assert {tally.name(one): count for one, count in tally.counts.items()} == {
        "billing": 2500,
        "parcels": 1,
        "void": 1,
    }


def test_each_decision_has_its_own_moment_and_going_back_takes_back_only_what_came_after(
    drive: Drive,
) -> None:
    driven = drive(LOOP)
    end = driven.run()
    (tally,) = end.tallies
    assert (tally.place[1], tally.counts) == (5, {0: 101, 1: 200, VOID: 1})
    times = [one.time for one in end.decided]
    assert times == sorted(set(times)) and times[-1] <= end.time
    back = driven.move("over back")
    while back.line != 15:
        back = driven.move("over back")
    assert len(back.decided) == 301 and back.tallies[0].counts == {0: 100, 1: 200, VOID: 1}
    again = driven.run()
    assert [one.time for one in again.decided] == times, "what is gone over again is not heard twice"
    assert again.tallies == end.tallies


def test_a_match_of_the_program_is_heard_with_the_line_that_it_stands_at(drive: Drive) -> None:
    end = drive(
        "for x in [1, 5, 12] {\n  print match x {\n    1 => 0\n    n if n > 6 => 1\n    _ => 2\n  }\n}\n"
    ).run()
    assert [(one.made.kind, outcome_of(one)[0], one.place[1]) for one in end.decided] == [
        ("match", "case 1", 2),
        ("match", "case 3", 2),
        ("match", "case 2", 2),
    ]
    assert isinstance(end.decided[0].made, Match) and end.decided[0].made.value == 1
    assert end.tallies[0].counts == {0: 1, 1: 1, 2: 1}


def test_what_is_evaluated_at_the_prompt_is_no_decision_of_the_program(drive: Drive) -> None:
    driven = drive(LOOP)
    driven.move("over"), driven.move("over"), driven.move("over")
    assert driven.say('~"refund" in billing') in ("true", "false")
    assert driven.driver.reading.decided == ()


def test_questions_about_one_vector_in_turn_are_one_decision(drive: Drive) -> None:
    end = drive(TEAMS + 'let v = ~"where is my parcel"\nprint v in billing\nprint v in parcels\n').run()
    (one,) = end.decided
    assert isinstance(one.made, Decision)
    assert (len(one.made.regions), outcome_of(one)) == (2, ("parcels", False))
    assert sum(tally.total for tally in end.tallies) == 1


def test_judgements_are_kept_beside_with_the_texts_of_both(
    begun: Callable[..., tuple[Driver, object]],
) -> None:
    engine = begun(LOOP)[0]._prepare()
    task, answer = (engine.world.embeddings.embed("swift", [text])[0] for text in ("a task", "an answer"))

    def judges(n: int) -> None:
        decisions.note_judgement("drift", {"verdict": "redshift"}, (task, answer))

    machine = engine.debugger.machine
    frame = machine.frames[-1]
    machine.prepared(frame.code)[frame.position] = (OP1, 0, judges, 0)
    engine.debugger.instruction()
    (found,) = engine.reading("stopped").judged
    assert (found.texts, found.made.value, found.time) == (
        ("a task", "an answer"),
        {"verdict": "redshift"},
        1,
    )
    engine.world.close(0)


@pytest.mark.parametrize(
    ("sieve", "expected"),
    [
        (Sieve(), [5, 4, 3, 2, 1]),
        (Sieve(void=True), [5]),
        (Sieve(outcome="cash"), [4, 2]),
        (Sieve(text="MESSAGE 1"), [2]),
        (Sieve(outcome="cash", text="3"), [4]),
    ],
)
def test_what_is_listed(sieve: Sieve, expected: list[int]) -> None:
    far = np.eye(64, dtype=np.float32)[[0, 1, 2, 1, 40]]
    assert [one.number for one in sifted(reading(regions(), asked=far), sieve, {})] == expected


def test_close_calls_are_those_that_chance_alone_may_have_moved(drive: Drive) -> None:
    from sdol.tui.models.margins import margins

    end = drive(
        TEAMS + 'let found = decide(~["refund my payment", "the parcel payment"], [billing, parcels])\n'
    ).run()
    clear = margins(end.decided)
    assert clear[1].radians > clear[2].radians >= 0
    closest = [one.number for one in sifted(end, Sieve(close=True), clear)]
    assert closest == [number for number in (2, 1) if clear[number].close] and 1 not in closest
