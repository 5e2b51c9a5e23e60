"""The matrix against brute force, and a partition against a dictionary, whatever happens in between."""

from __future__ import annotations

import tempfile
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sdol.store import Database
from sdol.store.matrix import Matrix

DIMENSION = 5
SPACE = "minilm@1"


def unit(components):
    """Few distinct directions, so that ties are common."""
    row = np.zeros(DIMENSION, np.float32)
    row[: len(components)] = components
    row[0] += not row.any()
    return row / np.linalg.norm(row)


vectors = st.lists(st.integers(-2, 2), min_size=DIMENSION, max_size=DIMENSION).map(unit)


def brute_force(rows, query):
    """[(seq, score)], best first, of {seq: row}: the definition."""
    scored = [(seq, float(np.vecdot(row, query))) for seq, row in sorted(rows.items())]
    return sorted(scored, key=lambda pair: -pair[1])


def pairs(ranked):
    return list(zip(ranked.seqs.tolist(), ranked.scores.tolist(), strict=True))


def whole(ranking):
    """[(seq, score)] of a ranking."""
    places = ranking.places(range(len(ranking.scores)))
    return list(zip(ranking.view.seqs[places].tolist(), ranking.scores[places].tolist(), strict=True))


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(st.tuples(st.lists(vectors, max_size=12), st.sets(st.integers(0, 60))), max_size=6),
    query=vectors,
    k=st.integers(0, 70),
    among=st.sets(st.integers(0, 70)),
)
def test_the_matrix_equals_brute_force(steps, query, k, among):
    matrix, model, last = Matrix(DIMENSION), {}, 0
    for added, removed in steps:
        seqs = [last + 2 * index + 1 for index in range(len(added))]
        last = seqs[-1] if seqs else last
        matrix.append(np.array(seqs, np.int64), np.array(added, np.float32).reshape(-1, DIMENSION))
        model.update(zip(seqs, added, strict=True))
        matrix.remove(np.array(sorted(removed), np.int64))
        model = {seq: row for seq, row in model.items() if seq not in removed}
    expected = brute_force(model, query)
    assert len(matrix) == len(model)
    assert pairs(matrix.top(query, k)) == expected[:k]
    chosen = np.array(sorted(among), np.int64)
    assert pairs(matrix.top_among(query, k, chosen)) == [pair for pair in expected if pair[0] in among][:k]
    assert whole(matrix.ranking(query)) == expected


def test_dead_rows_are_not_found_among_the_chosen():
    matrix = Matrix(DIMENSION)
    matrix.append(np.arange(1, 21), np.array([unit([1])] * 20))
    matrix.remove(np.array([5, 30]))
    assert matrix.top_among(unit([1]), 9, np.array([4, 5, 6, 99])).seqs.tolist() == [4, 6]
    assert len(matrix.top(unit([1]), 20).seqs) == len(matrix) == 19


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), dimension=st.sampled_from([3, 64, 383, 384, 1024]))
def test_scores_are_the_bits_of_one_row_alone(seed, dimension):
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((300, dimension), np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[150:] = rows[:150]
    matrix = Matrix(dimension)
    matrix.append(np.arange(1, 301), rows)
    expected = brute_force(dict(enumerate(rows, 1)), rows[0])
    assert pairs(matrix.top(rows[0], 17)) == expected[:17]
    assert whole(matrix.ranking(rows[0])) == expected


class Undo(Exception):
    pass


class Sessions(RuleBasedStateMachine):
    """Two connections to one file: `here` is asked after every step, both write."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.here, self.there = self.open(), self.open()
        self.model = {}

    def open(self):
        db = Database.open(Path(self.folder.name) / "session.db")
        db._connection.run("PRAGMA synchronous = OFF")  # nothing here loses power
        return db

    def teardown(self):
        self.here.close()
        self.there.close()
        self.folder.cleanup()

    def partition(self, here):
        return (self.here if here else self.there).partition("notes", SPACE, DIMENSION)

    def text(self, number):
        return f"text {number}"

    @rule(here=st.booleans(), number=st.integers(0, 15), vector=vectors)
    def put(self, here, number, vector):
        id, new = self.partition(here).put(self.text(number), vector)
        assert new == (id not in self.model)
        self.model.setdefault(id, (self.text(number), vector))

    @rule(here=st.booleans(), numbers=st.lists(st.integers(0, 30), max_size=8), vector=vectors)
    def put_many(self, here, numbers, vector):
        texts = [self.text(number) for number in numbers]
        rows = np.array([vector] * len(texts), np.float32).reshape(-1, DIMENSION)
        for (id, new), text in zip(self.partition(here).put_many(texts, rows), texts, strict=True):
            assert new == (id not in self.model)
            self.model.setdefault(id, (text, vector))

    @precondition(lambda self: self.model)
    @rule(here=st.booleans(), data=st.data())
    def delete(self, here, data):
        id = data.draw(st.sampled_from(sorted(self.model)))
        assert self.partition(here).delete(id)
        del self.model[id]

    @rule(number=st.integers(40, 60), vector=vectors, look=st.booleans(), nested=st.booleans())
    def roll_back(self, number, vector, look, nested):
        notes = self.partition(True)
        try:
            with self.here.transaction():
                notes.put(self.text(number), vector)
                if look:
                    assert len(notes.near(vector, 100)) == len(self.model) + 1
                if nested:
                    with self.here.transaction():
                        notes.put(self.text(number + 100), vector)
                raise Undo
        except Undo:
            pass

    @rule()
    def reopen(self):
        self.here.close()
        self.here = self.open()

    @rule()
    def drop(self):
        self.partition(False)
        self.there.drop("notes")
        self.model = {}

    @invariant()
    def agrees(self):
        notes = self.partition(True)
        query = unit([1, 2, 0, -1, 1])
        assert notes.count() == len(self.model)
        assert [(record.id, record.text) for record in notes] == [
            (id, text) for id, (text, _) in self.model.items()
        ]
        rows = {index: vector for index, (_, vector) in enumerate(self.model.values())}
        ids = list(self.model)
        expected = [(ids[index], score) for index, score in brute_force(rows, query)]
        assert [(hit.id, hit.score) for hit in notes.near(query, 7)] == expected[:7]
        assert [(hit.id, hit.score) for hit in notes.ranked(query)] == expected


Sessions.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestSessions = Sessions.TestCase
