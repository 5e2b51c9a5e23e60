"""A stream watched: from one call to the next, and with what was seen of another router."""

import pytest

from sdol.learn.routing.made import FITTED

ENGINES = ("step", "emit")


@pytest.mark.parametrize("engine", ENGINES)
def test_one_by_one_sees_what_all_at_once_does(run, engine):
    program = FITTED + "let whole = watch_messages(r, ~texts)\nvar w = watch_messages(r, ~texts[0])\n"
    program += "for t in slice(texts, 1, len(texts)) { w = watch_messages(r, ~t, since: w) }\n"
    program += "print w == whole, w.messages"
    assert run(program, engine).out == "true 8\n"


def test_what_was_seen_goes_through_json(run):
    program = FITTED + "let w = watch_messages(r, ~texts)\nlet kept = to_json(w)\n"
    program += (
        "print watch_messages(r, ~texts, since: parse_json(kept)) == watch_messages(r, ~texts, since: w)"
    )
    assert run(program).out == "true\n"


def test_what_was_seen_of_another_router_is_refused(run):
    other = 'let one = fit(~["x"], ["a"])\n'
    assert run(
        FITTED + other + "print watch_messages(one, ~texts, since: watch_messages(r, ~texts))"
    ).codes == ["E0591"]
    broken = "let w = watch_messages(r, ~texts)\n"
    broken += "print watch_messages(r, ~texts, since: merge(w, {messages: 3})).messages"
    assert run(FITTED + broken).codes == ["E0591"]


def test_strangers_raise_an_alarm_that_says_when_and_why(run):
    program = FITTED + 'let odd = ["quantum {i} physics {i * 7}" for i in range(300)]\n'
    program += "let w = watch_messages(r, ~concat(texts, odd))\n"
    program += "print w.alarm, or_else(w.at, 0) > 8, w.void > 0.9\nprint w.reason"
    first, reason = run(program).out.splitlines()
    assert first == "true true true"
    assert reason.startswith("alarm at message ") and "of 308 messages in the void" in reason
