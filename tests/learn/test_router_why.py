"""Why a router decided so: as a value, as a card, in the session, and in the debugger."""

import math

import pytest

from sdol.kernel import decisions
from sdol.kernel.decided import VOID
from sdol.kernel.world import World
from sdol.lang.interactive import Session
from sdol.learn.routing.made import FITTED
from sdol.shell.cards import card
from sdol.shell.repl.evaluator import Evaluator

ROUTE = (
    'region billing = region_of(r, "billing")\nregion shipping = region_of(r, "shipping")\n'
    'fn team(m: text) -> text { route ~m { billing => "b"\n  shipping => "s"\n  void => "v" } }\n'
)


@pytest.fixture
def session():
    world = World(session=":memory:")
    yield Evaluator(Session("swift"), world)
    world.close()
    decisions.stop()


def entered(session, text):
    found = session.enter(text, final=True)
    assert not found.problems, found.problems
    return found


def test_why_gives_every_distance_the_examples_and_a_wording_that_does_flip_it(run):
    program = FITTED + 'let m = "my parcel is late"\nlet w = why(r, m)\nlet d = decide(r, ~m)\n'
    program += "print w.label == d.label, w.regions[0].distance == d.distance, [g.label for g in w.regions]\n"
    program += "print w.examples[0].text, w.examples[0].similarity > w.examples[1].similarity\n"
    program += "let other = w.flip\nif other != nil {\n  let e = decide(r, ~other.message)\n"
    program += "  print other.changed, e.void == other.void, e.void or e.label != d.label\n}"
    out = 'true true ["shipping", "billing"]\nwhere is my parcel true\n1 true true\n'
    assert run(program).out == out


def test_why_of_the_void_names_the_nearest(run):
    found = run(FITTED + 'print why(r, ~"quantum physics").reason\nprint why(r, "quantum physics").void')
    assert found.out.startswith("outside every region: nearest is ") and found.out.endswith("\ntrue\n")


def test_wordings_that_were_only_tried_are_not_kept(session):
    entered(session, FITTED)
    before = len(session.world.embeddings.remembered)
    entered(session, 'why(r, "my parcel is late")')
    assert len(session.world.embeddings.remembered) - before <= 2  # the message, and the wording found


def test_what_why_gives_has_a_card(session):
    entered(session, FITTED)
    shown = card(entered(session, 'why(r, "my parcel is late")').value, width=90)
    assert shown.startswith("shipping  inside shipping, ")
    assert 'like      shipping  0.72  "where is my parcel"' in shown
    assert "reworded  " in shown and "by 1 word" in shown
    odd = {"label": "a", "void": False, "reason": "r", "regions": [1], "examples": [], "flip": None}
    assert card(odd, width=90).startswith("{label")  # fields of these names, but no reasons


def test_a_route_between_regions_of_a_router_is_explained_by_its_examples(session):
    entered(session, FITTED + ROUTE)
    assert entered(session, 'team("my parcel is late")').value == "s"
    shown = entered(session, ":why").text
    assert shown.startswith('route ~"my parcel is late"  to shipping\n')
    assert 'like       shipping  0.72  "where is my parcel"' in shown
    assert "reworded" not in shown
    flipped = entered(session, ":why flip").text
    wording = flipped.partition('reworded   ~"')[2].partition('"')[0]
    assert entered(session, f'team("{wording}")').value != "s"


def test_a_router_that_decides_is_heard_with_all_its_rows(session):
    heard = decisions.listen()
    entered(session, FITTED)
    heard.clear()
    entered(session, 'decide(r, ~["my parcel is late", "quantum physics", "a refund"])')
    (made,) = heard
    assert (len(made), made.chosen.tolist()) == (3, [1, VOID, 0])
    assert [region.name for region in made.regions] == ["billing", "shipping"]
    assert made[0].distances[1] < 0 < min(made[1].distances)
    entered(session, 'decide(r, "my parcel is late")')
    assert entered(session, ":why").text.startswith('route ~"my parcel is late"  to shipping\n')


def test_a_close_call_of_a_router_names_its_rivals(session):
    texts = [f"{verb} my card" for verb in ("block", "stop", "freeze", "lock", "hold", "suspend")] * 2
    entered(session, f"let said = {texts!r}\n".replace("'", '"'))
    labels = ["card/lost"] * 6 + ["card/stolen"] * 6
    entered(session, f"let r = fit(~said, {labels!r})\n".replace("'", '"'))
    found = entered(session, 'decide(r, "lock my card")').value
    assert len(found["close"]) == 1 and found["settled"] == "card"
    assert f"a close call with {found['close'][0]}" in " ".join(entered(session, ":why").text.split())


def test_the_debugger_shows_the_examples_and_the_wording(sdol, tmp_path):
    (tmp_path / "team.sdol").write_text(FITTED + ROUTE + 'let t = team("my parcel is late")\nprint t\n')
    last = len((FITTED + ROUTE).splitlines()) + 2
    ran = sdol("debug", "team.sdol", input=f"break {last}\ncontinue\nwhy\nwhy flip\nquit\n")
    assert ran.stdout.count('shipping  0.72  "where is my parcel"') == 2
    assert ran.stdout.count("reworded") == 1


def test_state_counts_what_held_out_examples_were_taken_for(run):
    program = FITTED + "let s = state(r)\nprint s.held_out, s.at_most, s.contradictions\n"
    program += "print sum([g.held_out for g in s.labels]), [g.examples for g in s.labels]\n"
    program += "print sum([g.wrong for g in s.labels]) == sum([c.times for c in s.confusions])\n"
    program += "print round(s.held_out * (1 - or_else(s.accuracy, 0))) == sum([g.wrong for g in s.labels])\n"
    program += 'print state(learn(r, ~"a cat", "pets")).labels[2]'
    out = "8 nil []\n8 [4, 4]\ntrue\ntrue\n"
    out += '{label: "pets", examples: 1, learned: 1, held_out: 0, wrong: 0}\n'
    assert run(program).out == out


def test_distances_are_radians_and_their_sign_says_inside(run):
    found = run(FITTED + 'for g in why(r, ~"my parcel is late").regions { print g.distance, g.probability }')
    pairs = [tuple(map(float, line.split())) for line in found.out.splitlines()]
    assert pairs[0][0] < 0 and all(abs(away) < math.pi for away, _ in pairs)
    assert sum(chance for _, chance in pairs) == pytest.approx(1.0, abs=1e-5)
