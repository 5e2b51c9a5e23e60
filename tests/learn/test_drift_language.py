"""Drift in the language: what it refuses, and that it never says "invented"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ENGINES = pytest.mark.parametrize("engine", ["step", "emit"])
LOG = "let usual = drift_log(['a, 'b, 'c], ['x, 'y, 'z])\n"


@ENGINES
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("let none: list[vec@hd] = []\nprint drift_log(none, none)", "an empty drift log"),
        ("print drift_log(['a, 'b], ['x])", "shape"),
        ("print drift_log(['a], ['x], rate: 0.9)", "rate of false alarms"),
        (f"{LOG}print drifts(['a, 'b], ['x], usual)", "shape"),
        ("print watch_turns(['a], ['x], moving: [true, false])", "1 turns have 2 marks"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    code: str, message: str, engine: str, run: Callable[..., Any]
) -> None:
    ran = run(code, engine)
    assert ran.out == "" and message in str(ran.messages)


def test_two_spaces_never_meet(run: Callable[..., Any]) -> None:
    ran = run(f'{LOG}print drift(~"a"@swift, ~"b"@swift, log: usual)', "emit")
    assert ran.out == "" and "expected drift@swift" in str(ran.messages)


@ENGINES
def test_nothing_to_watch_is_nothing_found(engine: str, run: Callable[..., Any]) -> None:
    ran = run("let none: list[vec@hd] = []\nprint watch_turns(none, none)", engine)
    assert (ran.messages, ran.out) == ([], "[]\n")


@ENGINES
def test_a_thousand_identical_turns_are_judged(engine: str, run: Callable[..., Any]) -> None:
    code = "let said = slerp('a, 'x, 0.5)\n"
    code += "let log = drift_log(['a for i in range(1000)], [said for i in range(1000)])\n"
    ran = run(f"{code}print drift('a, said, log: log).verdict, drift('a, 'y, log: log).verdict", engine)
    assert (ran.messages, ran.out) == ([], "converged redshift\n")


def test_invented_is_never_said(run: Callable[..., Any]) -> None:
    code = 'space swift\nfor said in ["Paris", "It was in 1999.", "Where is it?"] {\n'
    code += '  print drift(~"Where is it?", ~said), drift(~"Where is it?", ~said, ~["It is in Rome."])\n}'
    ran = run(code, "emit")
    assert ran.messages == [] and "verdict" in ran.out and "invented" not in ran.out
