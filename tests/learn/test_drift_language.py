"""Drift in the language: what it says and refuses, how it is kept, and that it never calls an answer invented."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sdol.kernel import decisions
from sdol.kernel.kinds import Made
from sdol.learn.drift.made import record
from sdol.learn.drift.told import why
from sdol.lvm.drift import DriftLog, drift_log
from sdol.resources import folder
from sdol.shell.cards import card
from sdol.shell.cards.drifting import is_verdict
from sdol.store.database import Database

ENGINES = pytest.mark.parametrize("engine", ["step", "emit"])
LOG = "let usual = fit(['a, 'b, 'c], ['x, 'y, 'z])\n"
MANY = (
    'let asked = [slerp(\'task, symbol("t{i}"), 0.2) for i in range(60)]\n'
    'let said = [slerp(asked[i], symbol("a{mod(i, 7)}"), 0.5) for i in range(60)]\n'
)


@ENGINES
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("let none: list[vec@hd] = []\nprint fit(none, none)", "an empty drift log"),
        ("print fit(['a, 'b], ['x])", "2 tasks have 1 answers"),
        ('print fit([\'a], [\'x], ["one", "two"])', "1 tasks have 2 texts"),
        ("print fit(['a], ['x], rate: 0.9)", "rate of false alarms"),
        (f"{LOG}print decide(usual, ['a, 'b], ['x])", "2 tasks have 1 answers"),
        (f"{LOG}print decide(usual, ['a, 'b], [])", "tasks or answers, and not both"),
        (f"{LOG}print calibrate(usual, ['a], ['x])", "too few to calibrate"),
        ("print watch_turns(['a], ['x], moving: [true, false])", "1 turns have 2 marks"),
        ('space swift\nprint drift(~"", ~"yes").verdict', "nothing to embed"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    code: str, message: str, engine: str, run: Callable[..., Any]
) -> None:
    ran = run(code, engine)
    assert ran.out == "" and len(ran.codes) == 1
    assert message in str(ran.messages) or message == "nothing to embed"


def test_two_spaces_never_meet(run: Callable[..., Any]) -> None:
    ran = run(f'{LOG}print drift(~"a"@swift, ~"b"@swift, log: usual)', "emit")
    assert ran.out == "" and "expected drift@swift" in str(ran.messages)


@ENGINES
def test_nothing_to_judge_is_nothing_found(engine: str, run: Callable[..., Any]) -> None:
    code = "let none: list[vec@hd] = []\nprint watch_turns(none, none), decide(usual, [], []), learn(usual, [], [])"
    ran = run(LOG + code, engine)
    assert (ran.messages, ran.out) == ([], "[] [] drift@hd, 3 pairs, too few to calibrate\n")


def test_small_inputs_have_a_verdict(run: Callable[..., Any]) -> None:
    code = (
        "let one = fit(['a], ['x])\nprint drift('a, 'x, log: one).verdict, drift('a, 'a, log: one).verdict\n"
    )
    code += 'print drift(~"yes"@swift, ~"yes"@swift).verdict, drift(~"yes"@swift, ~"no"@swift).verdict'
    assert run(code).out == "void blueshift\nblueshift void\n"


@ENGINES
def test_ten_thousand_identical_turns_are_judged(engine: str, run: Callable[..., Any]) -> None:
    code = "let said = slerp('a, 'x, 0.5)\n"
    code += "let log = fit(['a for i in range(10000)], [said for i in range(10000)])\n"
    ran = run(f"{code}print drift('a, said, log: log).verdict, drift('a, 'y, log: log).verdict", engine)
    assert (ran.messages, ran.out) == ([], "converged redshift\n")


def test_a_verdict_is_matched_with_its_number(run: Callable[..., Any]) -> None:
    code = MANY + "let usual = fit(asked, said)\nfn told(a: vec@hd) -> text {\n"
    code += '  match drift(asked[0], a, log: usual) {\n    {verdict: "redshift", z} => "far {or_else(z, 0) > 1}"\n'
    code += '    {verdict: "blueshift"} => "echo"\n    _ => "fine"\n  }\n}\n'
    ran = run(code + "print told('elsewhere), told(asked[0]), told(said[0])")
    assert (ran.messages, ran.out) == ([], "far true echo fine\n")


def test_the_five_verbs_and_what_is_learned_and_taken_back(run: Callable[..., Any]) -> None:
    code = MANY + "let usual = fit(asked, said)\nlet s = state(usual)\n"
    code += "let m = s.measured\nprint s.examples, s.held_out, or_else(m.redshift, 1) <= 0.05\n"
    code += "print or_else(m.off_topic_found, 0) > 0\n"
    code += "let more = learn(usual, 'new, 'x, \"what is new\")\n"
    code += "print decide(usual, 'new, 'x).neighbours, decide(more, 'new, 'x).neighbours[0], state(more).learned\n"
    code += "print why(more, 'new, 'x).examples[0].text\n"
    code += "print drift_to_json(forget(more, 'new, 'x)).drift.tasks == drift_to_json(usual).drift.tasks\n"
    code += "print state(calibrate(usual, said, asked, 0.1)).redshift != s.redshift"
    ran = run(code)
    assert (ran.messages, ran.out) == ([], "60 60 true\ntrue\n[] 60 1\nwhat is new\ntrue\ntrue\n")


def test_a_rate_that_the_pairs_are_too_few_for_is_told(run: Callable[..., Any]) -> None:
    code = MANY + "let s = state(calibrate(fit(asked, said), ['a, 'b, 'c], ['x, 'y, 'z]))\n"
    code += "print s.promise, s.redshift, s.reach\nprint len(to_json(s)) > 0"
    ran = run(code)
    assert ran.messages == []
    assert ran.out == "3 pairs are too few for a rate of 0.05: none is redshift nil -1.0\ntrue\n"


def test_a_log_is_there_in_the_next_run_and_judges_as_before(run: Callable[..., Any], tmp_path: Path) -> None:
    session = str(tmp_path / "kept.db")
    judged = "print [d.z for d in decide(usual, asked, concat(drop(said, 1), take(said, 1)))]"
    first = run(f'{MANY}let usual = fit(asked, said)\nkeep(usual, "desk")\n{judged}', session=session)
    again = run(f'{MANY}let usual = recall_drift("desk", like: \'a)\n{judged}', session=session)
    assert first.messages == again.messages == [] and first.out == again.out


@pytest.mark.parametrize("damage", ["version", "tasks", "basis", "settings"])
def test_a_damaged_log_is_told_and_can_be_forgotten(
    run: Callable[..., Any], tmp_path: Path, damage: str
) -> None:
    session = str(tmp_path / "kept.db")
    run(f'{LOG}keep(usual, "desk")', session=session)
    with Database.open(session) as database:
        key = "drift log revision 1 of desk"
        stored = json.loads(json.dumps(database.state.get(key)))
        stored["data"][damage] = "nonsense"
        database.state.set(key, stored)
    assert run('print recall_drift("desk", \'a)', session=session).codes == ["E0591"]
    assert run('print forget_drift("desk")', session=session).out == "true\n"
    assert run('print recall_drift("desk", \'a)', session=session).codes == ["E0590"]


def test_a_log_of_another_space_is_refused(run: Callable[..., Any]) -> None:
    code = 'keep(usual, "desk")\nprint recall_drift("desk", like: ~"a"@swift)'
    assert run(LOG + code).codes == ["E0502"]


def test_a_stream_is_judged_as_its_transcript_is(run: Callable[..., Any]) -> None:
    code = "let asked = ['a, 'b, 'c, 'd]\n"
    code += "let said = ['x, slerp('sorry, 'p, 0.1), slerp('sorry, 'q, 0.1), slerp('sorry, 'r, 0.1)]\n"
    code += "var log = fit(['u], ['v])\nvar found: list[text] = []\nfor i in range(4) {\n"
    code += "  let from = max(i - 2, 0)\n  let d = follow(slice(asked, from, i + 1), slice(said, from, i + 1), log)\n"
    code += "  log = d.log\n  found = concat(found, [d.verdict])\n}\n"
    code += (
        "print found == [d.verdict for d in watch_turns(asked, said, fit(['u], ['v]))], found[3], len(log)"
    )
    ran = run(code)
    assert (ran.messages, ran.out) == ([], "true loop 4\n")


def test_who_listens_hears_of_each_pair(run: Callable[..., Any]) -> None:
    heard: list[Any] = []
    decisions.listen(heard.append)
    try:
        run(f"{LOG}print drift('a, 'x).verdict, len(decide(usual, ['a, 'b], ['x, 'y]))")
        run("print len(watch_turns(['a], ['x])), follow(['a], ['x]).verdict")
    finally:
        decisions.stop()
    notes = [one for one in heard if getattr(one, "kind", "") == "drift"]
    assert [len(one.about) for one in notes] == [2] * 5 and notes[0].value["verdict"] == "void"


def toy() -> DriftLog:
    chance = np.random.default_rng(0)
    tasks = chance.standard_normal((60, 32)) + 3 * np.eye(32)[0]
    return drift_log(tasks, tasks + 2 * np.eye(32)[1] + chance.standard_normal((60, 32)) / 3)


def test_cards_show_the_log_a_verdict_and_its_reason() -> None:
    log = toy()
    task, other = log.tasks[:1], log.answers[9:10]
    shown = card(Made("drift", "toy@1", log), width=100)
    assert "60 pairs, calibrated" in shown and "false alarms" in shown and "promise" in shown
    one = record(log.judge(task, -other)[0])
    assert card(one, width=100).startswith("redshift") and "past tasks" in card(one, width=100)
    reasons = card(why(log, task, -other, 2), width=100)
    assert re.search(r"^\* +redshift +off-topic score", reasons, re.MULTILINE) and "local" in reasons
    assert not is_verdict({**one, "z": "far"}) and not is_verdict({**one, "neighbours": ["x"]})


def test_no_message_ever_says_invented(run: Callable[..., Any]) -> None:
    parts = ("sdol/learn/drift", "sdol/lvm/drift", "sdol/learn/families", "sdol/shell/cards")
    root = folder("stdlib").resolve().parent
    for path in [p for part in parts for p in (root / part).rglob("*drift*.py")] + [
        *(root / "sdol/lvm/drift").glob("*.py"),
        *(root / "sdol/learn/drift").glob("*.py"),
        root / "stdlib/drift.sdol",
    ]:
        code = re.sub(r'"""(?s:.*?)"""', "", path.read_text(encoding="utf-8"))
        assert not re.search("invent|hallucinat|made up", code, re.IGNORECASE), path
    code = 'space swift\nfor said in ["Paris", "It was in 1999.", "Where is it?"] {\n'
    code += '  print drift(~"Where is it?", ~said), drift(~"Where is it?", ~said, ~["It is in Rome."])\n}'
    ran = run(code, "emit")
    assert ran.messages == [] and "ungrounded" in ran.out and "invented" not in ran.out
