"""`:why` and `:regs` of the interactive session."""

from __future__ import annotations

import re
import signal

import pytest

from sdol.kernel import decisions
from sdol.kernel.decided import VOID, Decision
from sdol.shell.cards.deciding import chosen, margin, way_out, words_left_out
from sdol.shell.repl.evaluator import Evaluator

TEAMS = """\
region billing = around ["my card was charged twice", "refund my payment", "the invoice is wrong"]
region shipping = around ["where is my parcel", "the delivery is late", "it was sent to the wrong address"]
fn team(m: text) -> text { route ~m { billing => "b"
  shipping => "s"
  void => "v" } }
"""


def answer(evaluator: Evaluator, text: str) -> str:
    found = evaluator.enter(text, final=True)
    return found.text or " ".join(p.message for p in found.problems) or str(found.value)


def test_the_last_route_and_what_would_have_changed_it(evaluator: Evaluator) -> None:
    answer(evaluator, TEAMS)
    assert answer(evaluator, 'team("my card was charged for a parcel")') == "b"
    shown = answer(evaluator, ":why")
    assert shown.startswith('route ~"my card was charged for a parcel"  to billing\n')
    assert re.search(r"^> billing .* -\d", shown, re.M)
    assert re.search(r'^like +billing +0.\d\d  "my card was charged twice"$', shown, re.M)
    word = re.search(r'without "(\w+)": to shipping', shown)
    assert word is not None
    shorter = "my card was charged for a parcel".replace(word[1] + " ", "")
    assert answer(evaluator, f'team("{shorter}")') == "s"


def test_leaving_words_out_embeds_nothing_that_is_known_afterwards(evaluator: Evaluator) -> None:
    answer(evaluator, TEAMS)
    answer(evaluator, 'team("my card was charged for a parcel")')
    before = len(evaluator.world.embeddings.remembered)
    answer(evaluator, ":why")
    assert len(evaluator.world.embeddings.remembered) == before


def test_another_question_about_the_same_regions(evaluator: Evaluator) -> None:
    answer(evaluator, TEAMS)
    assert "to void" in answer(evaluator, ':why ~"a sunny day in spring"')
    assert "to shipping" in answer(evaluator, ':why "where is my parcel"')
    assert answer(evaluator, ":why 3") == "`:why` asks about a vector or a text, and this is neither"
    assert answer(evaluator, ":why 3 +") == "nothing follows this `+`"


def test_before_any_decision_it_says_what_to_do(evaluator: Evaluator) -> None:
    assert answer(evaluator, ":why") == "nothing was decided yet"
    assert answer(evaluator, ':why ~"x"') == "there are no regions to decide between"


def test_variables_are_listed(evaluator: Evaluator) -> None:
    answer(evaluator, 'var count = 3\nlet name = "x"\nlet v = \'paris')
    rows = [line.split() for line in answer(evaluator, ":regs").split("\n")]
    assert rows[0] == ["name", "type", "value"]
    assert ["count", "var", "int", "3"] in rows
    assert ["name", "text", '"x"'] in rows
    assert ["v", "vec@hd", "'paris"] in rows
    assert len(answer(evaluator, ":regs c*").split("\n")) == 2
    assert answer(evaluator, ":regs zz") == "no variable is called so"


def decision(evaluator: Evaluator, text: str) -> Decision:
    answer(evaluator, TEAMS)
    answer(evaluator, f'team("{text}")')
    return decisions.listen()[-1]


def test_the_way_out_ends_where_the_choice_changes(evaluator: Evaluator) -> None:
    from sdol import lvm
    from sdol.shell.cards.shapes import middle

    made = decision(evaluator, "my card was charged for a parcel")
    way = way_out(made, 1)
    assert way is not None and way.then == 1
    end = middle(made.regions[1].shape)
    assert end is not None
    whole = float(lvm.angle(made.query.rows, end[None])[0])
    shapes = [region.shape for region in made.regions]
    for factor, expected in ((1.0, 1), (0.97, 0)):
        there = lvm.slerp(made.query.rows, end[None], way.angle * factor / whole)
        assert chosen(lvm.distances(shapes, there)[0].tolist()) == expected


def test_of_a_text_of_one_word_none_is_left_out(evaluator: Evaluator) -> None:
    made = decision(evaluator, "refund")
    assert words_left_out(made, "refund", lambda space, texts: pytest.fail("nothing is to be embedded")) == []


@pytest.mark.parametrize(
    ("distances", "taken", "left"),
    [([-0.5, 0.25], 0, 0.5), ([-0.5, -0.375], 0, 0.125), ([0.25, 0.5], VOID, 0.25), ([-0.25], VOID, -0.25)],
)
def test_margin(distances: list[float], taken: int, left: float) -> None:
    assert margin(distances, taken) == left


def test_where_an_entry_was_stopped_its_registers_are_shown(evaluator: Evaluator) -> None:
    answer(evaluator, "fn count(limit: int) -> int {\n  var at = 0\n  while at < limit { at += 1 }\n  at\n}")
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        assert evaluator.enter("count(10000000000)", final=True).status == "stopped"
    finally:
        signal.signal(signal.SIGALRM, previous)
    rows = [line.split() for line in answer(evaluator, ":regs").split("\n")]
    assert ["limit", "int", "10000000000"] in rows
    assert any(row[:2] == ["at", "int"] and int(row[2]) > 0 for row in rows[2:])


def test_after_a_failure_the_registers_of_the_open_calls_are_shown(evaluator: Evaluator) -> None:
    answer(
        evaluator, "fn half(amount: int) -> num {\n  let parts = amount - 4\n  [1, 2, 3][amount] / parts\n}"
    )
    assert answer(evaluator, "half(5)") == "there is no place 5 in a list of 3"
    shown = answer(evaluator, ":regs").split("\n")
    assert shown[0] == "in half"
    rows = [line.split() for line in shown]
    assert ["amount", "int", "5"] in rows and ["parts", "int", "1"] in rows
    answer(evaluator, "1 + 1")
    assert answer(evaluator, ":regs").startswith("name")
