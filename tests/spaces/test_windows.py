"""Long texts are cut without loss, and never into more than the model reads."""

from hypothesis import given
from hypothesis import strategies as st

from sdol.spaces.windows import MOST_WINDOWS, plan, slabs, windows

texts = st.text(alphabet=st.sampled_from("ab \n\té中"), max_size=400)


def characters(parts):
    """A tokenizer for which every character but space is a token."""
    return [sum(not c.isspace() for c in part) for part in parts]


@given(text=texts, window=st.integers(32, 60))
def test_windows_hold_every_word_in_order_and_fit(text, window):
    found = list(windows(text, window, characters))
    assert "".join("".join(part.split()) for part, _ in found) == "".join(text.split())
    assert all(size == characters([part])[0] for part, size in found)
    assert all(0 < size <= window for _, size in found)


@given(text=texts, window=st.integers(32, 60))
def test_windows_are_filled_as_far_as_words_allow(text, window):
    sizes = [size for _, size in windows(text, window, characters)]
    assert all(size > window - 32 for size in sizes[:-1])


@given(text=texts, size=st.integers(1, 50))
def test_slabs_are_the_text_in_bounded_parts(text, size):
    parts = list(slabs(text, size))
    assert "".join(parts) == text
    assert all(len(part) <= size for part in parts)


def test_slabs_do_not_cut_words_that_fit():
    assert [part.split() for part in slabs("aaa bbb ccc", 5)] == [["aaa"], ["bbb"], ["ccc"]]


def test_a_plan_keeps_short_texts_whole_and_cuts_endless_ones():
    endless = "word " * 100_000
    read = plan(["one", endless, "two"], 40, characters)
    assert [piece for piece in read.pieces if piece.whole] == [(0, "one", 3, True), (2, "two", 3, True)]
    assert (read.pooled, read.cut) == (1, 1)
    assert len([piece for piece in read.pieces if piece.row == 1]) == MOST_WINDOWS


def test_blanks_do_not_make_a_text_long():
    read = plan([" " * 100_000 + "one" + "\n" * 100_000], 40, characters)
    assert (read.pieces, read.pooled) == ([(0, "one", 3, True)], 0)


def test_nothing_large_is_ever_tokenised_at_once():
    asked = []

    def counter(parts):
        asked.append(sum(map(len, parts)))
        return characters(parts)

    plan(["x" * 1_000_000, "y " * 500_000], 254, counter)
    assert max(asked) < 20_000
