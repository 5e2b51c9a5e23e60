"""Decisions by meaning are remembered while somebody listens, and cost nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sdol.kernel import decisions, symbols
from sdol.kernel.decided import VOID, Decision, Decisions, Match, case_of
from sdol.kernel.values import Vecs
from sdol.lvm import GeometryError

REGIONS = "let near_a = ball('a, 0.3)\nregion near_b = ball('b, 0.3)\n"


@pytest.fixture
def heard() -> Iterator[Any]:
    yield decisions.listen()
    decisions.stop()


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize(
    ("program", "kind", "chosen"),
    [
        ("print route 'b {\n near_a => 1\n near_b => 2\n void => 3\n}", "route", 1),
        ("print route 'c {\n near_a => 1\n void => 3\n}", "route", VOID),
        ("print route 'b {\n near_a => 1\n near_b => 2\n}", "route", 1),
        ("print decide('a, [near_b, near_a]).region", "route", 1),
        ("print 'a in near_a", "in", 0),
        ("print 'b in near_a", "in", VOID),
        ("print 'a ~= 'a", "~=", 0),
        ("for v in ['a, 'b] { if v in near_a { print 1 } }", "in", VOID),
        ("print ['b, 'a] in near_a", "in", 0),
    ],
)
def test_the_last_decision(heard: Any, run: Any, engine: str, program: str, kind: str, chosen: int) -> None:
    assert run(REGIONS + program, engine).status == 0
    last = heard[-1] if isinstance(heard[-1], Decision) else heard[-1][-1]
    assert (last.kind, last.chosen) == (kind, chosen)


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize(
    ("program", "kind", "chosen"),
    [
        ("print [d.region for d in decide(vs, [near_a, near_b])]", "route", [0, 1, -1, 0]),
        (
            "for v in vs {\n print route v {\n near_a => 1\n near_b => 2\n void => 3\n }\n}",
            "route",
            [0, 1, -1, 0],
        ),
        ("print vs in near_b", "in", [-1, 0, -1, -1]),
        ("print vs ~= 'a", "~=", [0, -1, -1, 0]),
        ("print 'a ~= vs", "~=", [0, -1, -1, 0]),
        ("print vs ~= ['a, 'a, 'a, 'c]", "~=", [0, -1, -1, -1]),
    ],
)
def test_all_that_was_decided_at_once_is_handed_over(
    heard: Any, run: Any, engine: str, program: str, kind: str, chosen: list[int]
) -> None:
    """A fused loop decides about a chunk of its list at once, the stepping engine's about one after the other."""
    assert run(f"{REGIONS}let vs = ['a, 'b, 'c, 'a]\n{program}", engine).status == 0
    every = [one for made in heard for one in ([made] if isinstance(made, Decision) else made)]
    assert [one.chosen for one in every] == chosen
    assert {one.kind for one in every} == {kind}
    assert [one.query.name for one in every] == ["a", "b", "c", "a"]
    if isinstance(heard[-1], Decisions):
        assert heard[-1].counts() == dict(Counter(chosen))


def test_an_ear_hears_every_one_as_it_is_taken(run: Any) -> None:
    found: list[Any] = []
    decisions.listen(found.append)
    try:
        run(
            REGIONS
            + "let vs = ['a, 'b]\nvar n = 0\nwhile n < 100 {\n  print vs[mod(n, 2)] in near_a\n  n += 1\n}"
        )
        decisions.note_judgement("drift", "redshift", ())
        decisions.note_match(1, case_of(0, 0, 1, 0, []))
    finally:
        decisions.stop()
    assert len(found) == 102 and isinstance(found[-1], Match)
    assert found[-2][:3] == ("drift", "redshift", ())


def test_rows_are_made_when_they_are_asked_for(heard: Any) -> None:
    """What decides hands over how to tell what was chosen: nobody has looked yet, and nothing was computed."""
    asked: list[int] = []
    vectors = Vecs("hd@1", np.eye(3, dtype=np.float32))
    decisions.note("route", vectors, (), lambda: asked.append(1) or [2, -1, 2])
    assert (len(heard[-1]), asked) == (3, [])
    assert (heard[-1].counts(), heard[-1][1].chosen, asked) == ({-1: 1, 2: 2}, -1, [1])


def test_it_is_known_where_it_was_decided(heard: Any, run: Any) -> None:
    run(REGIONS + "print 'a in near_a\nprint decide('a, [near_a]).region")
    assert [one.place for one in heard] == [("test.sdol", 3), ("test.sdol", 4)]


def test_a_route_that_fails_was_a_decision(heard: Any, run: Any) -> None:
    assert run(REGIONS + "print route 'c {\n near_a => 1\n near_b => 2\n}").codes == ["E0530"]
    assert heard[-1].chosen == VOID


def test_distances_are_those_of_the_regions(heard: Any, run: Any) -> None:
    """Two atoms are nearly at a right angle, and `ball` reaches 0.3 radians from its centre."""
    run(REGIONS + "print 'a in near_b\nprint route 'a {\n near_a => 1\n near_b => 2\n void => 3\n}")
    inside, outside = heard[-1].distances
    assert inside == pytest.approx(-0.3, abs=1e-3)
    assert outside == pytest.approx(1.57 - 0.3, abs=0.2)
    assert heard[-2].distances == pytest.approx([outside])
    assert [region.name for region in heard[-1].regions] == ["", "near_b"]


def test_questions_about_one_vector_are_one_decision(heard: Any, run: Any) -> None:
    run(REGIONS + "let v = 'b\nprint v in near_a\nprint v in near_b")
    made = decisions.gathered()
    assert made is not None
    assert (len(made.regions), made.chosen) == (2, 1)


def test_a_question_after_a_yes_is_a_decision_of_its_own(heard: Any, run: Any) -> None:
    run(REGIONS + "let v = 'b\nprint v in near_b\nprint v in near_a")
    made = decisions.gathered()
    assert made is not None
    assert (len(made.regions), made.chosen) == (1, VOID)


def test_the_order_of_matches_and_other_decisions_is_kept(heard: Any, run: Any) -> None:
    for number in range(40):
        decisions.note_match(number, case_of(0, 5, 20, 1, ["a", "b@7"]), "x")
    last = decisions.latest()
    assert isinstance(last, Match)
    assert (last.value, last.taken, last.place) == (39, 1, (0, 5, 20))
    assert (last.variables, last.top_level) == ({"a": "x"}, {"b": 7})
    run(REGIONS + "print 'b in near_b")
    decisions.note_match("then", case_of(0, 0, 1, VOID, []))
    latest, by_meaning = decisions.latest(), decisions.gathered()
    assert isinstance(latest, Match) and latest.taken == VOID
    assert by_meaning is not None and decisions.before(latest) == [by_meaning]
    assert [one.kind for one in heard] == ["match", "in", "match"]


def test_nothing_is_remembered_where_nobody_listens(run: Any) -> None:
    decisions.stop()
    run(REGIONS + "print decide('a, [near_a]).region\nprint 'a in near_a")
    assert decisions.gathered() is None


def test_only_the_last_are_kept(heard: Any, run: Any) -> None:
    run(REGIONS + "var n = 0\nwhile n < 100 {\n  print 'a in near_a\n  n += 1\n}")
    assert len(heard) == decisions.KEPT


def test_what_is_no_symbol_has_not_been_met() -> None:
    before = list(symbols.met)
    with pytest.raises(GeometryError, match="names are texts"):
        symbols.atom(None)  # type: ignore[arg-type]
    assert list(symbols.met) == before


def test_who_keeps_them_hears_all_beside_who_listens(run: Any) -> None:
    kept: list[Any] = []
    heard: list[Any] = []
    decisions.keep(kept.append)
    try:
        run(REGIONS + "print 'a in near_a")
        decisions.listen(heard.append)
        run(REGIONS + "print 'b in near_a")
        decisions.note_match(1, case_of(0, 0, 1, 0, []))
        decisions.stop()
        run(REGIONS + "print 'c in near_a")
    finally:
        decisions.stop()
        decisions.keep(None)
    assert [one.query.name if isinstance(one, Decision) else one.kind for one in kept] == [
        "a",
        "b",
        "match",
        "c",
    ]
    assert len(heard) == 2 and not decisions.listening()


def test_labels_of_a_tagger_are_a_decision_with_all_of_them(heard: Any) -> None:
    vectors = Vecs("hd@1", np.eye(3, dtype=np.float32))
    decisions.note_tags(vectors, (), [(2, 0), (), (0,)])
    many = heard[-1]
    assert [(one.chosen, one.every) for one in many] == [(2, (2, 0)), (VOID, ()), (0, (0,))]
    assert many.counts() == {2: 1, 0: 2, VOID: 1}
    part = many.part(1, 3)
    assert [one.every for one in part] == [(), (0,)] and not np.shares_memory(part.queries.rows, vectors.rows)
