"""The static table: exact sums, known neighbours, and something defined for any text."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from sdol.errors import SdolError
from sdol.spaces import open_space
from sdol.spaces.static import unit

SENTENCES = ["my card was charged twice", "where is my parcel?", "the market is calm", "Grüße aus Zürich"]


@pytest.fixture(scope="module")
def swift():
    return open_space("swift")


def by_hand(space, text):
    """The unit vector of a text in whole numbers and correctly rounded sums."""
    folder = space.manifest.folder
    rows = np.load(folder / "rows.npy", mmap_mode="r")
    scales = np.load(folder / "scales.npy")
    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text, add_special_tokens=False).ids
    sums = [sum(int(rows[i, column]) * int(scales[i]) for i in ids) for column in range(rows.shape[1])]
    norm = math.sqrt(math.fsum(value * value for value in sums))
    return np.array([value / norm for value in sums])


@pytest.mark.parametrize("text", SENTENCES)
def test_a_vector_is_the_sum_of_its_rows(swift, text):
    assert swift.embed([text])[0] == pytest.approx(by_hand(swift, text), abs=2e-8)


def test_scales_are_whole_numbers_small_enough_for_exact_sums(swift):
    scales = np.load(swift.manifest.folder / "scales.npy")
    assert np.array_equal(scales, np.rint(scales))
    assert scales.min() >= 1
    assert 127 * scales.max() <= 2**27


@given(st.lists(st.sampled_from([*SENTENCES, "hello " * 3000, "a", "b c"]), max_size=12))
@settings(max_examples=30, deadline=None)
def test_no_batch_changes_a_bit(texts):
    space = open_space("swift")
    alone = [space.embed([text])[0] for text in texts]
    assert np.array_equal(space.embed(texts), np.array(alone).reshape(len(texts), 256))


def test_nearest_neighbours_are_the_ones_that_a_reader_would_name(swift):
    pairs = [
        ("the dog chased the cat", "a puppy ran after a kitten"),
        ("my parcel has not arrived", "the delivery is late"),
        ("interest rates rose", "the bank raised its lending rate"),
        ("play some jazz music", "put on a song by Miles Davis"),
    ]
    left, right = (swift.embed([pair[side] for pair in pairs]) for side in (0, 1))
    assert (left @ right.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_case_and_spacing_carry_no_meaning(swift):
    first, second = swift.embed(["Where IS my parcel", "  where is\n\nmy parcel "])
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    "text", ["𓀀𓀁 ⵣ", "\ud800 alone", "a\x00b\x1b[31m", "[CLS]", "x" * 5000, "é" * 300_000]
)
def test_strange_texts_have_unit_vectors(swift, text):
    assert np.linalg.norm(swift.embed([text])[0]) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("text", ["\x00", "\u200b", "\ud800", "\u0301\u0301"])
def test_a_text_without_any_token_is_refused(swift, text):
    with pytest.raises(SdolError) as caught:
        swift.embed(["fine", text])
    assert caught.value.code == "E0708"
    assert "text 2 of 2" in str(caught.value)


def test_a_text_of_any_length_is_the_sum_of_its_parts(swift):
    words = "the parcel was late and the invoice was wrong " * 30_000
    assert np.array_equal(swift.embed([words]), swift.embed([words[: len(words) // 30_000]]))


def test_the_unit_of_a_zero_row_is_zero():
    assert np.array_equal(
        unit(np.array([[0.0, 0, 0], [3, 0, 4]])), np.array([[0, 0, 0], [0.6, 0, 0.8]], np.float32)
    )
