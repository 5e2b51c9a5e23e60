from __future__ import annotations

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.store import Database

AXES = np.eye(4, dtype=np.float32)
TEXTS = ["a", "", "naïve", "\ud800"]


def test_vectors_come_back_by_text_and_space(db, path):
    held = db.embeddings.put_many("minilm@1", TEXTS, AXES)
    np.testing.assert_array_equal(held, AXES)
    with Database.open(path) as again:
        found = again.embeddings.get_many("minilm@1", [*TEXTS, "absent"])
        assert list(found) == TEXTS
        np.testing.assert_array_equal([found[text] for text in TEXTS], AXES)
        assert again.embeddings.get_many("minilm@2", TEXTS) == {}


def test_the_first_vector_of_a_text_stays(db):
    db.embeddings.put_many("minilm@1", ["a"], AXES[:1])
    held = db.embeddings.put_many("minilm@1", ["b", "a", "b"], AXES[1:])
    np.testing.assert_array_equal(held, AXES[[1, 0, 1]])
    np.testing.assert_array_equal(db.embeddings.get_many("minilm@1", ["b"])["b"], AXES[1])
    assert db.embeddings.put_many("swift@1", ["a"], AXES[2:3])[0, 2] == 1


def test_clearing_is_by_space(db):
    db.embeddings.put_many("minilm@1", TEXTS, AXES)
    db.embeddings.put_many("swift@1", TEXTS, AXES)
    assert db.embeddings.clear("minilm@1") == 4
    assert (db.embeddings.count("minilm@1"), db.embeddings.count("swift@1"), db.embeddings.count()) == (
        0,
        4,
        4,
    )
    assert db.embeddings.clear() == 4


def test_bad_vectors_are_not_kept(db):
    for texts, matrix in (
        (["a", "b"], [[0, 1], [np.nan, 1]]),
        (["a"], [[0, 0]]),
        (["a"], AXES[:2]),
        (["a"], AXES[0]),
        (["a"], 1.0),
    ):
        with pytest.raises(SdolError) as caught:
            db.embeddings.put_many("minilm@1", texts, matrix)
        assert caught.value.code == "E0610"
    assert db.embeddings.count() == 0


def test_a_space_has_one_dimension(db):
    db.embeddings.put_many("minilm@1", ["a"], AXES[:1])
    with pytest.raises(SdolError) as caught:
        db.embeddings.put_many("minilm@1", ["a"], AXES[:1, :2])
    assert caught.value.code == "E0610"


def test_no_texts(db):
    assert db.embeddings.put_many("minilm@1", [], np.empty((0, 4))).shape == (0, 4)
    assert db.embeddings.get_many("minilm@1", []) == {}


def test_what_a_text_means_outlives_the_transaction_in_which_it_was_first_asked(db, path):
    first, other = np.eye(4, dtype=np.float32)[:1], np.eye(4, dtype=np.float32)[1:2]
    with pytest.raises(ZeroDivisionError), db.transaction():
        with pytest.raises(ZeroDivisionError), db.transaction():
            db.embeddings.put_many("minilm@1", ["a"], first)
            raise ZeroDivisionError
        raise ZeroDivisionError
    with Database.open(path) as again:
        assert again.embeddings.put_many("minilm@1", ["a"], other).tolist() == first.tolist()
