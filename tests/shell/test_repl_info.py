"""`:info`: what a value is, and what can be done with it."""

from __future__ import annotations

from sdol.kernel.types import INT, TEXT, list_of, space, vec
from sdol.shell.cards.uses import uses
from sdol.shell.repl.evaluator import Evaluator


def test_what_takes_a_value_is_listed(evaluator: Evaluator) -> None:
    evaluator.enter("fn shout(t: text) -> text { upper(t) }", final=True)
    shown = evaluator.enter(':info "hi"', final=True).text.split("\n")
    assert shown[0] == '"hi"'
    assert shown[1].split() == ["type", "text"]
    listed = " ".join(shown)
    assert "lines" in listed and "after, append, before" in listed


def test_the_last_value_is_meant_where_nothing_is_said(evaluator: Evaluator) -> None:
    assert evaluator.enter(":info", final=True).problems[0].code == "E0840"
    evaluator.enter("1 + 1", final=True)
    assert evaluator.enter(":info", final=True).text.startswith("2\ntype")


def test_functions_of_the_session_are_among_them(evaluator: Evaluator) -> None:
    evaluator.enter("fn zoomed(v: vec) -> num { v ~ v }", final=True)
    assert "zoomed" in evaluator.enter(':info ~"a"', final=True).text


def test_own_functions_are_told_from_those_for_any_value() -> None:
    numbers = uses(list_of(INT))
    assert "mean" in numbers.own and "len" in numbers.general and "upper" not in numbers.own + numbers.general
    words = uses(TEXT)
    assert "upper" in words.own and "lines" in words.members
    point = uses(vec(space("swift")))
    assert "cleanup" in point.own and "mean" not in point.own
