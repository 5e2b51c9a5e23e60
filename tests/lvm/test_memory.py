"""Clean-up memory: the exact answer, the same alone and in a batch, and an index that finds it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import GeometryError, Memory, normalise, random_points, similarity
from sdol.lvm import memory as module


def by_hand(query, rows):
    """Best place, its cosine, and its lead: one comparison after the other."""
    scores = similarity(rows, query)
    order = sorted(range(len(rows)), key=lambda place: (-float(scores[place]), place))
    return order[0], scores[order[0]], scores[order[0]] - scores[order[1]]


@settings(max_examples=60)
@given(st.integers(2, 70), st.integers(1, 20), st.integers(0, 1000), st.booleans())
def test_the_answer_is_that_of_comparing_one_by_one(m, n, seed, repeated):
    rows = random_points(m, 12, seed)
    rows = np.concatenate([rows, rows]) if repeated else rows
    queries = normalise(random_points(n, 12, seed + 1) + rows[np.arange(n) % m])
    found = Memory(rows).find(queries)
    for place, query in enumerate(queries):
        item, score, margin = by_hand(query[None], rows)
        assert (found.items[place], found.scores[place]) == (item, score)
        assert found.margins[place] == margin
    assert not repeated or (found.margins == 0.0).all()


def test_a_query_has_the_same_bits_alone_and_in_a_batch():
    memory, queries = Memory(random_points(3000, 96, 0)), random_points(300, 96, 1)
    together = memory.find(queries)
    for place in range(0, 300, 37):
        alone = memory.find(queries[place])
        assert alone.items[0] == together.items[place]
        assert alone.scores[0] == together.scores[place] and alone.margins[0] == together.margins[place]


def test_above_ten_thousand_the_index_finds_what_a_full_comparison_finds():
    rows = random_points(10_001, 64, 0)
    queries = normalise(0.8 * rows[:200] + 0.6 * random_points(200, 64, 2))
    memory = Memory(rows)
    found, exact = memory.find(queries), memory.find(queries, exact=True)
    assert np.array_equal(exact.items, np.arange(200))
    assert np.mean(found.items == exact.items) >= 0.99
    agree = found.items == exact.items
    assert np.array_equal(found.scores[agree], exact.scores[agree])


def test_the_index_follows_what_is_added_and_removed(monkeypatch):
    monkeypatch.setattr(module, "EXACT", 100)
    rows, more = random_points(2000, 64, 0), random_points(10, 64, 1)
    memory = Memory(rows)
    memory.find(rows[:1])
    grown = memory.add(more)
    assert np.array_equal(grown.find(more).items, np.arange(2000, 2010))
    shrunk = grown.remove(np.arange(0, 2000, 2))
    assert np.array_equal(shrunk.find(more).items, np.arange(1000, 1010))
    assert np.array_equal(shrunk.find(rows[1::2][:20]).items, np.arange(20))
    assert len(memory) == 2000


def test_one_item_leads_by_the_whole_range_and_no_query_has_no_answer():
    memory = Memory(random_points(1, 8, 0))
    assert memory.find(random_points(2, 8, 1)).margins.tolist() == [2.0, 2.0]
    assert len(memory.find(np.empty((0, 8))).items) == 0


def test_a_memory_is_never_changed_and_comes_back_from_its_dict():
    memory = Memory(random_points(5, 8, 0))
    with pytest.raises(ValueError, match="read-only"):
        memory.rows[0] = 0.0
    assert np.array_equal(Memory.from_dict(memory.to_dict()).rows, memory.rows)
    with pytest.raises(GeometryError, match="lacks its rows"):
        Memory.from_dict({})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: Memory(np.empty((0, 8))), "empty memory"),
        (lambda m: Memory(np.zeros((1, 8))), "row 0 is zero"),
        (lambda m: m.find(np.full(8, np.nan)), "NaN"),
        (lambda m: m.find(np.ones(9)), "do not meet"),
        (lambda m: m.add(np.ones(9)), "do not meet"),
        (lambda m: m.remove(3), "indices from 0 to 2"),
        (lambda m: m.remove([0.5]), "indices from 0 to 2"),
        (lambda m: m.remove([0, 1, 2]), "empty memory"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(GeometryError, match=message):
        call(Memory(random_points(3, 8, 0)))
