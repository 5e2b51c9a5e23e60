"""What a space does around its model: order, duplicates, batches, long and blank texts."""

from pathlib import Path

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.spaces.manifest import Manifest
from sdol.spaces.space import Space


class Letters:
    """A model whose vector of a text is its counts of a, b and c; every character is a token."""

    batch = 2

    def __init__(self, window=None):
        self.window = window
        self.calls = []

    def token_counts(self, texts):
        return [len(text.replace(" ", "")) for text in texts]

    def embed(self, texts):
        self.calls.append(list(texts))
        counts = np.array([[text.count(letter) for letter in "abc"] for text in texts], dtype=np.float32)
        return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)


def space(model, **changes):
    fields = {
        "name": "letters",
        "version": "1",
        "kind": "static",
        "dimension": 3,
        "pooling": "mean",
        "max_tokens": None,
        "files": {},
        "licence": "MIT",
        "source": "made for a test",
        "folder": Path(),
    }
    return Space(Manifest(**(fields | changes)), lambda: model)


def test_rows_stand_in_the_order_of_the_texts_and_equal_texts_are_embedded_once():
    model = Letters(window=100)
    rows = space(model).embed(["bbbb", "a", "bbbb", "ccc", "a"])
    assert np.array_equal(rows, np.eye(3)[[1, 0, 1, 2, 0]])
    assert rows.dtype == np.float32
    assert rows.flags.c_contiguous
    assert model.calls == [["a", "ccc"], ["bbbb"]]


def test_no_texts_make_no_rows():
    assert space(Letters()).embed([]).shape == (0, 3)


def test_the_model_is_opened_once_and_not_before_it_is_needed():
    opened = []
    found = Space(space(Letters()).manifest, lambda: opened.append(1) or Letters())
    assert (found.id, found.dimension, opened) == (found.manifest.id, 3, [])
    found.embed(["a"])
    found.embed(["b"])
    assert opened == [1]


def test_progress_is_told_after_each_batch():
    seen = []
    space(Letters(window=9)).embed(
        ["a", "aa", "aaa"], progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(2, 3), (3, 3)]


def test_a_long_text_is_averaged_over_windows_by_length_and_said_once():
    said = []
    text = " ".join(["a" * 30] * 2 + ["b" * 30])
    rows = space(Letters(window=64)).embed(["c", text, text + "b"], notice=said.append)
    assert rows[1] == pytest.approx(np.array([2, 1, 0]) / np.sqrt(5), abs=1e-6)
    assert len(said) == 1
    assert said[0].startswith("2 texts are longer than the 64 tokens that letters reads at once")


def test_short_texts_cause_no_notice():
    said = []
    space(Letters(window=64)).embed(["a"], notice=said.append)
    assert said == []


@pytest.mark.parametrize("blank", ["", " \n\t", "\u2003"])
def test_an_empty_text_is_refused_with_its_place_before_any_work(blank):
    model = Letters()
    with pytest.raises(SdolError, match=r"text 3 of 3") as caught:
        space(model).embed(["a", "b", blank])
    assert caught.value.code == "E0708"
    assert model.calls == []


def test_a_text_that_the_model_cannot_read_is_refused_too():
    with pytest.raises(SdolError) as caught:
        space(Letters()).embed(["xyz"])
    assert caught.value.code == "E0708"
    assert "'xyz'" in caught.value.reason


def test_prefixes_go_before_texts_by_role():
    model = Letters()
    found = space(model, prefixes={"query": "q: "})
    found.embed(["a"], role="query")
    found.embed(["a"])
    assert model.calls == [["q: a"], ["a"]]


def test_an_interruption_passes_through_and_leaves_the_space_usable():
    def interrupt(done, total):
        raise KeyboardInterrupt

    found = space(Letters())
    with pytest.raises(KeyboardInterrupt):
        found.embed(["a", "b", "c"], progress=interrupt)
    assert np.array_equal(found.embed(["b"]), [[0, 1, 0]])
