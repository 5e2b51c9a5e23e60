"""A mapping that remembers: it tells what it held at any earlier moment, as a copy of then would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sdol.lang.remembering import NOTHING, Remembering

KEYS = st.sampled_from("abc")
MOVES = st.lists(st.tuples(st.sampled_from(["set", "del", "pop"]), KEYS, st.integers(0, 3)))


def made(moves: list[tuple[str, str, int]], one: Remembering[str, int]) -> None:
    for move, key, value in moves:
        if move == "set":
            one[key] = value
        elif move == "pop":
            one.pop(key, None)
        elif key in one:
            del one[key]


@given(MOVES, MOVES)
def test_it_tells_what_it_held_and_goes_back(
    first: list[tuple[str, str, int]], then: list[tuple[str, str, int]]
) -> None:
    one: Remembering[str, int] = Remembering()
    made(first, one)
    before, mark = dict(one), one.mark()
    made(then, one)
    after = dict(one)
    changed = one.since(mark)
    assert changed == {k: before.get(k, NOTHING) for k in before | after if before.get(k) != after.get(k)}
    one.apply(changed)
    assert one == before
    one.become(after)
    assert one == after
    one.back(mark)
    assert (one, one.since(mark)) == (before, {})
