"""The encoder against a plain forward pass of the published weights, and against itself in other company."""

import json
from pathlib import Path

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.spaces import open_space
from sdol.spaces.registry import open_manifest

REFERENCE = json.loads(Path(__file__).with_name("minilm_reference.json").read_text(encoding="utf-8"))
SENTENCES = [
    "I still have not received my new card",
    "no",
    "what expression would i use to say i love you if i were an italian",
    "The exchange rate that you used for my cash withdrawal abroad was wrong, and I was charged a fee.",
]


@pytest.fixture(scope="module")
def minilm():
    return open_space("minilm")


def test_vectors_are_those_of_the_published_weights(minilm):
    """Storage in eight bits may cost a cosine of 0.001; the reference has five digits."""
    rows = minilm.embed([row["text"] for row in REFERENCE])
    published = np.array([row["vector"] for row in REFERENCE])
    assert (rows * published).sum(axis=1).min() > 0.999
    assert np.abs(rows @ rows.T - published @ published.T).max() < 0.01


def test_rows_are_of_length_one(minilm):
    assert np.linalg.norm(minilm.embed(SENTENCES), axis=1) == pytest.approx(np.ones(4), abs=1e-6)


def test_a_vector_does_not_depend_on_its_batch(minilm):
    alone = np.concatenate([minilm.embed([text]) for text in SENTENCES])
    longest = " ".join(SENTENCES * 5)
    crowd = [f"{text} {n}" for n in range(15) for text in SENTENCES]
    together = minilm.embed([longest, *SENTENCES, *crowd])[1:5]
    assert np.abs(alone - together).max() < 1e-6


def test_the_number_of_threads_changes_no_bit(minilm, monkeypatch):
    monkeypatch.setattr("sdol.spaces.graph.threads", lambda: 1)
    single = open_manifest(minilm.manifest)
    monkeypatch.setattr("sdol.spaces.graph.threads", lambda: 3)
    several = open_manifest(minilm.manifest)
    assert np.array_equal(single.embed(SENTENCES), several.embed(SENTENCES))


def test_similar_sentences_are_alike_and_others_are_not(minilm):
    rows = minilm.embed(
        ["A man is playing a guitar", "Someone plays an instrument", "The stock market fell sharply"]
    )
    cosines = rows @ rows.T
    assert cosines[0, 1] > 0.5
    assert abs(cosines[0, 2]) < 0.15


def test_a_mark_written_in_a_text_is_text(minilm):
    rows = minilm.embed(["[SEP]", "[ SEP ]"])
    assert rows[0] @ rows[1] > 0.999


def test_tokens_are_counted_without_marks(minilm):
    assert minilm.token_count("where is my parcel?") == 5


def test_a_text_just_within_the_window_is_read_whole(minilm):
    said = []
    minilm.embed(["the " * 254], notice=said.append)
    assert said == []


def test_a_long_text_is_pooled_over_windows_by_length(minilm):
    said = []
    first, second = "house " * 254, "river " * 100
    pooled, a, b = minilm.embed([first + second, first, second], notice=said.append)
    expected = 254 * a + 100 * b
    assert pooled @ (expected / np.linalg.norm(expected)) > 0.99999
    assert said == [
        "1 text is longer than the 254 tokens that minilm reads at once: "
        "read in windows of that size, whose vectors were averaged by length"
    ]


@pytest.mark.parametrize("text", ["𓀀𓀁 ⵣ", "a\ud800", "a\x00b\x1b[31m", "x" * 3000])
def test_strange_texts_have_unit_vectors(minilm, text):
    assert np.linalg.norm(minilm.embed([text])[0]) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("text", ["", "\x00", "\u200b"])
def test_a_text_without_any_token_is_refused(minilm, text):
    with pytest.raises(SdolError) as caught:
        minilm.embed([text])
    assert caught.value.code == "E0708"
