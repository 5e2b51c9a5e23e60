"""Examples and messages that nobody should give a router, and what becomes of them."""

import pytest

from sdol.learn.routing.made import FITTED

ENGINES = ("step", "emit")


@pytest.mark.parametrize("engine", ENGINES)
def test_one_example_for_each_label_reaches_as_far_as_around_would(run, engine):
    program = (
        'space swift\nlet r = fit(~["refund my payment", "where is my parcel"], ["billing", "shipping"])\n'
    )
    program += 'let a = around ["where is my parcel"]\n'
    program += 'for m in ["where is my parcel", "my parcel is where", "quantum physics"] {\n'
    program += "  print decide(r, ~m).label, decide(r, ~m).void, ~m in a\n}\nprint state(r).held_out, state(r).at_most"
    lines = run(program, engine).out.splitlines()
    assert lines[0] == "shipping false true" and lines[1] == "shipping false true"
    assert lines[2].endswith("true false") and lines[3] == "0 nil"
    again = program + '\nkeep(r, "lone")\nlet m = ~"my parcel is where"\n'
    again += 'print decide(recall("lone", ~"x"), m) == decide(r, m)'
    assert run(again, engine).out.splitlines()[-1] == "true"


def test_one_label_alone_still_has_a_void(run):
    program = 'space swift\nlet r = fit(~["a late parcel", "my parcel", "parcels"], ["p", "p", "p"])\n'
    assert (
        run(program + 'print decide(r, "a parcel").void, decide(r, "quantum physics").void').out
        == "false true\n"
    )


def test_examples_that_are_all_the_same_are_one_point(run):
    program = (
        'space swift\nlet said = ["a parcel" for i in range(40)]\nlet r = fit(~said, ["p" for s in said])\n'
    )
    program += 'print decide(r, "a parcel").void, decide(r, "quantum physics").void, len(r)'
    assert run(program).out == "false true 40\n"


def test_labels_that_contradict_are_told_and_are_a_close_call(run):
    program = 'space swift\nlet said = ["cancel my order", "cancel my order", "where is my parcel", "a late parcel"]\n'
    program += 'let r = fit(~said, ["refund", "order", "parcel", "parcel"])\nprint state(r).contradictions\n'
    program += 'let d = decide(r, "cancel my order")\nprint sort([d.label, d.close[0]]), d.probability < 0.6'
    assert run(program).out == '[{first: 0, second: 1}]\n["order", "refund"] true\n'


NEAR = """space swift
let yes = ["how do I cancel", "I want to cancel it", "please cancel my plan", "cancel the contract", "how to cancel"]
let no = ["how do I not cancel", "I do not want to cancel", "please do not cancel my plan", "keep the contract",
  "how to not cancel"]
let texts = concat(yes, no)
let r = fit(~texts, concat(["cancel" for t in yes], ["keep" for t in no]), texts)
"""


def test_near_duplicates_are_told_apart_by_their_examples_and_said_to_be_close(run):
    program = NEAR + 'for m in ["how do I cancel", "how do I not cancel"] {\n  let w = why(r, m)\n'
    program += "  print [e.text for e in take(w.examples, 2)], w.reason\n}"
    first, second = run(program).out.splitlines()
    assert first.startswith('["how do I cancel", "how do I not cancel"]')
    assert second.startswith('["how do I not cancel", "how do I cancel"]')
    assert "close call" in first and "close call" in second


def test_a_near_duplicate_can_be_taught(run):
    program = NEAR + 'let m = "how do I not cancel it"\nlet more = learn(r, ~m, "keep", m)\n'
    program += 'let other = "how do I cancel"\n'
    program += "print decide(more, ~m).label, decide(more, other).label, decide(r, other).label"
    label, now, before = run(program).out.split()
    assert label == "keep" and now == before


def test_ten_thousand_identical_messages_are_decided_and_seen(run):
    program = FITTED + 'let said = ["my parcel is late" for i in range(10000)]\nlet ds = decide(r, ~said)\n'
    program += "print len(ds), all(ds, d => d == ds[0]), ds[0].label\nlet w = watch_messages(r, ~said)\n"
    program += "print w.alarm, w.kind, w.messages\nprint len(to_json(w)) < 4000"
    assert run(program).out == "10000 true shipping\ntrue same 10000\ntrue\n"


def test_ten_thousand_identical_examples_are_fitted(run):
    program = 'space swift\nlet v = ~"a parcel"\nlet r = fit([v for i in range(10000)], ["p" for i in range(10000)])\n'
    assert (
        run(program + 'print len(r), decide(r, v).void, decide(r, "quantum physics").void').out
        == "10000 false true\n"
    )


@pytest.mark.parametrize(
    ("program", "code", "says"),
    [
        ("fit(~take(texts, 0), take(teams, 0))", "E0553", "without examples"),
        ("fit(~texts, take(teams, 3))", "E0593", "8 examples have 3 labels"),
        ('fit(~texts, ["" for t in texts])', "E0593", "example 1 has an empty label"),
        ("fit(~texts, teams, refused: 2)", "E0593", "share that may be refused"),
        ('region_of(r, "shiping")', "E0592", "no label 'shiping'"),
        ("calibrate(r, ~texts, teams)", "E0593", "8 examples are too few"),
        ('calibrate(r, ~texts, ["sales" for t in texts], 0.2)', "E0593", "no label 'sales'"),
        ("calibrate(r, ~take(texts, 0), [])", "E0553", "no examples to calibrate by"),
        ('learn(r, "a cat", "")', "E0593", "an empty label"),
        ('recall("teams", ~"x")', "E0590", "keeps no router 'teams'"),
        ('router_from_json({space: "x"}, ~"x")', "E0591", "these data are no router"),
        ("watch_messages(r, ~texts, every: 1)", "E0593", "an alarm every 1 messages"),
        ('without(fit(~["x"], ["a"]), ~"x")', "E0593", "has no other"),
        ('decide(fit(~["x", "y"]@minilm, ["a", "b"]), ~"x")', "E0301", "another space"),
    ],
)
def test_what_is_wrong_is_told(run, program, code, says):
    found = run(FITTED + f"print {program}")
    assert found.codes == [code], found
    assert says in found.messages[0]


def test_no_messages_are_no_decisions(run):
    program = FITTED + "let none: list[vec] = []\nprint decide(r, none), watch_messages(r, none).messages"
    assert run(program).out == "[] 0\n"
