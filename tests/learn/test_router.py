"""Routers in the language: the same on both engines, in `route`, in the session, and where something is wrong."""

import pytest

from sdol.kernel.kinds import Made
from sdol.kernel.saved_bytes import Reader, Writer
from sdol.kernel.saved_values import kind_named, kind_of
from sdol.kernel.values import Region
from sdol.lvm import distances, random_points
from sdol.lvm.routing import Router
from sdol.shell.cards import card

ENGINES = ("step", "emit")
FIT = """space swift
let paid = ["refund my payment", "I was charged twice", "the invoice is wrong", "my card was debited"]
let sent = ["where is my parcel", "the delivery is late", "my package is lost", "the courier never came"]
let texts = concat(paid, sent)
let teams = concat(["billing" for t in paid], ["shipping" for t in sent])
let r = fit(~texts, teams, texts)
"""
ROUTE = """region billing = region_of(r, "billing")
region shipping = region_of(r, "shipping")
fn team(msg: text) -> text {
  route ~msg {
    billing  => "billing"
    shipping => "shipping"
    void     => "a person"
  }
}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_route_takes_the_regions_as_they_are(run, engine):
    found = run(
        FIT + ROUTE + "for line in input.lines { print team(line) }",
        engine,
        input="my parcel is late\nI want a refund\nquantum physics\n",
    )
    assert (found.out, found.messages) == ("shipping\nbilling\na person\n", [])


def test_route_and_decide_agree(run):
    program = FIT + ROUTE + "for line in input.lines {\n  let d = decide(r, ~line)\n"
    program += '  print team(line) == (if d.void { "a person" } else { d.label })\n}'
    lines = ["a late parcel", "my invoice", "hello", "a card and a courier", "what a sunny day", "debit"]
    assert run(program, input="\n".join(lines)).out == "true\n" * len(lines)


def test_a_batch_gives_what_one_by_one_gives(run):
    program = FIT + 'let said = ["a late parcel", "my invoice", "hello"]\n'
    program += "print decide(r, ~said) == [decide(r, ~t) for t in said]"
    assert run(program).out == "true\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_example_counts_from_the_next_message_and_is_taken_back(run, engine):
    program = FIT + "var now = r\n"
    program += "for line in input.lines {\n  print decide(now, ~line).void\n"
    program += '  now = learn(now, ~line, "billing", line)\n}\nnow = forget(now, "quantum physics")\n'
    program += 'print decide(now, "quantum physics").void, len(now)'
    found = run(program, engine, input="quantum physics\nquantum physics\n")
    assert found.out == "true\nfalse\ntrue 8\n"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("fit(~texts, take(teams, 3))", "E0593"),
        ('fit(~texts, ["" for t in texts])', "E0593"),
        ("fit(~take(texts, 0), [])", "E0553"),
        ('region_of(r, "sales")', "E0592"),
        ("calibrate(r, ~texts, teams)", "E0593"),
        ('calibrate(r, ~texts, ["sales" for t in texts], 0.2)', "E0593"),
        ('learn(r, "a cat", "")', "E0593"),
        ('recall("teams", ~"x")', "E0590"),
        ('decide(fit(~["x", "y"]@minilm, ["a", "b"]), ~"x")', "E0301"),
    ],
)
def test_what_is_wrong_is_told(run, program, code):
    found = run(FIT + f"print {program}")
    assert found.codes == [code], found


def test_a_router_and_its_regions_are_saved_with_a_stopped_machine():
    router = Router.fit(random_points(60, 8, 1), ["a", "b", "c"] * 20)
    values = [Made("router", "toy@1", router), *(Region("toy@1", shape) for shape in router.regions)]
    made, *regions = Reader(Writer(kind_of).write(values), kind_named, None).read()
    probes = random_points(40, 8, 2)
    assert (made.body.field.table(probes) == router.field.table(probes)).all()
    assert (distances([r.shape for r in regions], probes) == distances(router.regions, probes)).all()
    assert len({id(r.shape.field) for r in regions}) == 1  # shared, as before: computed once


def test_a_router_shows_what_it_promises_and_its_labels():
    router = Router.fit(random_points(60, 8, 1), ["a", "b", "c"] * 20)
    shown = card(Made("router", "toy@1", router), width=100)
    assert "3 labels, 60 examples, refuses 5% of known messages" in shown
    assert "held-out" in shown
