"""Records of many pairs: theory against many random trials, exact removal, and no claim that is not proved."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import GeometryError, Hologram, random_points
from sdol.lvm.hologram import (
    critical_ratio,
    decode,
    joint_capacity,
    recall,
    recall_rate,
    single_capacity,
    slot_keys,
)
from sdol.lvm.hologram.record import bound
from sdol.lvm.vsa import HRR, atoms, bind, bundle

BOOK = random_points(50, 256, 7)
FULL = joint_capacity(256, 50)


def record_of(pairs: int, d: int, items: int, seed: int):
    """Keys, a codebook, what the slots hold, and the plain sum of the bound pairs."""
    keys, book = HRR(d).random(pairs, seed), random_points(items, d, seed + 1)
    held = np.random.default_rng(seed).integers(0, items, pairs)
    spectrum = (np.fft.rfft(keys) * np.fft.rfft(book[held])).sum(axis=0)
    return keys, book, held, np.fft.irfft(spectrum, d)[None]


def noisy(row, cosine: float, seed: int):
    row = row / np.linalg.norm(row)
    noise = random_points(1, row.shape[1], seed)
    noise -= (noise @ row.T) * row
    return cosine * row + np.sqrt(1 - cosine**2) * noise / np.linalg.norm(noise)


# --- reading together ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pairs", "d"), [(96, 768), (128, 1024)])
def test_four_times_what_is_readable_one_by_one_is_read_together(pairs, d):
    for seed in range(3):
        keys, book, held, row = record_of(pairs, d, 1000, seed)
        read = decode(row, keys, book)
        assert np.array_equal(read.items, held)
        assert read.certain and read.cosine > 0.99999 and (read.confidence == 1.0).all()


@settings(max_examples=25)
@given(st.integers(1, 24), st.integers(0, 10**6), st.floats(0.01, 100.0))
def test_a_record_of_any_length_and_load_under_capacity_is_read(pairs, seed, scale):
    keys, book, held, row = record_of(pairs, 256, 1000, seed)
    read = decode(scale * row, keys, book)
    assert np.array_equal(read.items, held) and read.certain


def test_an_overfull_record_is_never_called_certain():
    keys, book, held, row = record_of(80, 256, 1000, 1)
    read = decode(row, keys, book)
    assert not read.certain and (read.items != held).any() and read.confidence.mean() < 0.5


def test_odd_dimensions_are_read_too():
    keys, book, held, row = record_of(20, 255, 200, 4)
    assert np.array_equal(decode(row, keys, book).items, held)


def test_unequal_weights_make_room_for_more():
    weights = np.geomspace(1, 0.25, 48)
    keys, book, held, _ = record_of(48, 256, 1000, 2)
    spectrum = (weights[:, None] * np.fft.rfft(keys) * np.fft.rfft(book[held])).sum(axis=0)
    read = decode(np.fft.irfft(spectrum, 256)[None], keys, book, weights=weights)
    assert read.certain and np.array_equal(read.items, held)


def test_under_noise_confidence_is_how_often_a_slot_is_right():
    sure, right = [], []
    for seed in range(20):
        keys, book, held, row = record_of(16, 256, 1000, seed)
        read = decode(noisy(row, 0.95, seed + 90), keys, book)
        assert not read.certain and 0.9 < read.cosine < 1.0
        sure, right = [*sure, *read.confidence], [*right, *(read.items == held)]
    assert np.mean(right) > 0.97
    assert abs(np.mean(sure) - np.mean(right)) < 0.02


def test_slots_that_hold_nothing_are_told_from_those_that_do():
    keys, book, held, _ = record_of(30, 512, 200, 3)
    spectrum = (np.fft.rfft(keys[:18]) * np.fft.rfft(book[held[:18]])).sum(axis=0)
    read = decode(np.fft.irfft(spectrum, 512)[None], keys, book, scale=1.0, absent=0.4)
    assert read.certain
    assert np.array_equal(read.items, [*held[:18], *[-1] * 12])


def test_items_that_share_most_of_what_they_are_are_read():
    keys = HRR(256).random(20, 0)
    book = random_points(200, 256, 1) + 2.0 * random_points(1, 256, 2)
    book /= np.linalg.norm(book, axis=1, keepdims=True)
    assert np.median(book @ book.T) > 0.7
    held = np.arange(20) * 7
    row = bundle(*bind(keys, book[held])[:, None])
    read = decode(row, keys, book)
    assert read.certain and np.array_equal(read.items, held)


# --- reading one slot ---------------------------------------------------------------------------------------


def test_one_by_one_is_as_good_as_theory_says_and_no_better():
    d, items, pairs = 256, 500, 12
    right = []
    for seed in range(60):
        keys, book, held, row = record_of(pairs, d, items, seed)
        right += list(recall(row, keys, book, false_rate=0.999).items == held)
    expected = recall_rate(pairs, d, items)
    deviation = np.sqrt(expected * (1 - expected) / len(right))
    assert 0.85 < expected < 0.99
    assert abs(np.mean(right) - expected) < 4 * deviation


def test_a_key_that_was_never_put_in_answers_at_the_stated_rate():
    keys, book, _, row = record_of(10, 512, 300, 5)
    strangers = HRR(512).random(2000, 99)
    given_all_the_same = np.mean(recall(row, strangers, book, false_rate=0.05).items >= 0)
    assert 0.03 < given_all_the_same < 0.07
    assert (recall(row, keys, book).items >= 0).all()


# --- capacity -----------------------------------------------------------------------------------------------


def test_the_single_capacity_is_that_of_the_published_theory():
    # Frady, Kleyko and Sommer (2018): right when the hit, of mean s = sqrt(d / n), exceeds B - 1 misses.
    rng = np.random.default_rng(0)
    pairs, d, items = 22, 768, 1000
    hits = rng.standard_normal(4000) + np.sqrt(d / pairs)
    wrong = np.mean([(rng.standard_normal(items - 1) > hit).any() for hit in hits])
    assert recall_rate(pairs, d, items) == pytest.approx(1 - wrong, abs=0.006)
    assert single_capacity(768, 1000) in (22, 23) and single_capacity(1024, 1000) in range(28, 33)


def test_the_critical_ratio_is_that_of_state_evolution():
    rng = np.random.default_rng(1)
    noise = rng.standard_normal((4000, 100))
    ratios = []
    for tau in np.geomspace(0.25, 0.7, 12):
        scores = noise / tau
        scores[:, 0] += 1 / tau**2
        share = np.exp(scores - scores.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        ratios.append(np.mean((1 - share[:, 0]) ** 2 + (share[:, 1:] ** 2).sum(axis=1)) / tau**2)
    assert critical_ratio(100) == pytest.approx(max(ratios), rel=0.04)
    assert critical_ratio(100, 16.0) < critical_ratio(100, 4.0) < critical_ratio(100)


@pytest.mark.parametrize(("d", "items"), [(256, 2), (256, 10), (512, 40), (64, 300)])
def test_full_records_are_read_whatever_the_codebook(d, items):
    for seed in range(8):
        keys, book, held, row = record_of(joint_capacity(d, items), d, items, seed)
        assert np.array_equal(decode(row, keys, book).items, held)


def test_the_goals_lie_within_the_capacity():
    assert joint_capacity(768, 1000) >= 96 and joint_capacity(1024, 1000) >= 128


@given(st.integers(1, 5000), st.integers(1, 10**7))
def test_capacity_grows_with_the_dimension_and_falls_with_the_codebook(d, items):
    assert joint_capacity(d, items) <= joint_capacity(d + 64, items)
    assert joint_capacity(d, items) >= joint_capacity(d, 2 * items) >= 1
    assert joint_capacity(d, items) <= max(d // 4, 1)


# --- the cache ----------------------------------------------------------------------------------------------


def test_what_was_put_is_got_and_what_was_not_is_not_found():
    names = [f"key {number}" for number in range(FULL)]
    held = np.arange(FULL) * 3 % 50
    full = Hologram(BOOK).put_many(names, BOOK[held])
    assert all(np.array_equal(full.get(name), BOOK[i : i + 1]) for name, i in zip(names, held, strict=True))
    assert full.get("no such key") is None and "no such key" not in full
    assert [name for name, _ in full.items()] == names == full.keys
    assert full.room == 0 and len(full) == FULL and full.rows.shape == (1, 256)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_puts_and_removes_leave_exactly_the_sum_of_what_is_there(data):
    names = [f"k{number}" for number in range(8)]
    steps = data.draw(st.lists(st.tuples(st.sampled_from(names), st.integers(-1, 49)), max_size=25))
    hologram, kept = Hologram(BOOK), {}
    for name, item in steps:
        if item >= 0:
            hologram, kept[name] = hologram.put(name, BOOK[item : item + 1]), item
        elif kept.pop(name, None) is not None:
            hologram = hologram.remove(name)
    total = sum((bound(name, BOOK[i : i + 1]) for name, i in kept.items()), np.zeros(256, np.int64))
    found = hologram.records[0].total if hologram.records else np.zeros(256, np.int64)
    assert np.array_equal(found, total)
    assert {name: value.tobytes() for name, value in hologram.items()} == {
        name: BOOK[i].tobytes() for name, i in kept.items()
    }


def test_a_full_record_splits_or_refuses_and_stays_readable():
    values = BOOK[np.arange(FULL + 5) % 50]
    names = [f"n{number}" for number in range(FULL + 5)]
    split = Hologram(BOOK).put_many(names, values)
    assert [len(record.keys) for record in split.records] == [FULL, 5]
    assert all(np.array_equal(value[0], values[i]) for i, (_, value) in enumerate(split.items()))
    with pytest.raises(GeometryError, match="is full: one record of dimension 256 holds"):
        Hologram(BOOK, split=False).put_many(names, values)
    again = split.remove("n0").put("new", BOOK[:1])
    assert [len(record.keys) for record in again.records] == [FULL, 5]


def test_a_name_that_is_key_and_value_is_not_confused():
    words = atoms(["a", "b", "c"], 512)
    one_way = Hologram(words).put("a", words[1:2])
    assert np.array_equal(one_way.get("a"), words[1:2]) and one_way.get("b") is None
    assert recall(one_way.rows, slot_keys(["b"], 512), words).items[0] == -1
    itself = one_way.put("c", words[2:])
    assert np.array_equal(itself.get("c"), words[2:])


def test_a_hologram_comes_back_from_its_dict():
    before = Hologram(BOOK).put_many(["x", "y"], BOOK[3:5])
    after = Hologram.from_dict(before.to_dict())
    assert np.array_equal(after.records[0].total, before.records[0].total)
    assert after.keys == ["x", "y"] and np.array_equal(after.get("y"), BOOK[4:5])
    assert str(after) == f"2 pairs, room for {FULL - 2} more"
    assert len(Hologram.from_dict(Hologram(BOOK).to_dict())) == 0


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"keys": [["x"], ["x"]], "totals": np.zeros((2, 256), np.int64)}, "a key twice"),
        ({"totals": np.zeros((1, 255), np.int64)}, "shape"),
        ({"totals": np.zeros((1, 256), np.float32)}, "type float32"),
        ({"keys": [[]]}, "does not hold"),
        ({"keys": 5}, "no stored hologram"),
        ({"book": np.zeros((1, 256))}, "zero"),
    ],
)
def test_a_dict_that_is_no_hologram_is_refused(change, message):
    stored = Hologram(BOOK).put("x", BOOK[:1]).to_dict()
    with pytest.raises(GeometryError, match=message):
        Hologram.from_dict(stored | change)


def test_what_cannot_be_put_or_removed_is_refused():
    empty = Hologram(BOOK)
    with pytest.raises(GeometryError, match="not in the hologram's codebook"):
        empty.put("x", random_points(1, 256, 12345))
    with pytest.raises(GeometryError, match="do not meet"):
        empty.put("x", random_points(1, 128, 1))
    with pytest.raises(GeometryError, match="no key 'x'"):
        empty.remove("x")
    with pytest.raises(GeometryError, match="1 keys and 2 values"):
        empty.put_many(["x"], BOOK[:2])
    with pytest.raises(GeometryError, match="empty codebook"):
        Hologram(BOOK[:0])
    with pytest.raises(AttributeError, match="never changed"):
        empty.book = BOOK


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"record": np.zeros((1, 64))}, "zero vector"),
        ({"record": np.full((1, 64), np.nan)}, "NaN"),
        ({"record": random_points(2, 64, 1)}, "one row"),
        ({"record": random_points(1, 65, 1)}, "do not meet"),
        ({"keys": random_points(3, 64, 1)}, "key 0 is not unitary"),
        ({"keys": np.empty((0, 64))}, "no keys"),
        ({"items": np.empty((0, 64))}, "empty codebook"),
        ({"weights": [1.0, 2.0]}, "2 weights and 3 keys"),
        ({"weights": [1.0, 0.0, 1.0]}, "positive"),
        ({"scale": -1.0}, "scale"),
        ({"absent": 1.0}, "probability"),
        ({"rounds": 0}, "rounds"),
    ],
)
def test_what_cannot_be_read_is_refused(change, message):
    keys, book, _, row = record_of(3, 64, 10, 0)
    with pytest.raises(GeometryError, match=message):
        decode(**({"record": row, "keys": keys, "items": book} | change))


def test_capacities_of_nothing_are_refused():
    for call in (
        lambda: joint_capacity(0, 10),
        lambda: critical_ratio(0),
        lambda: critical_ratio(10, 65.0),
        lambda: recall_rate(0, 10, 10),
        lambda: single_capacity(10, 10, 1.0),
        lambda: recall(BOOK[:1], atoms(["a"], 256), BOOK, false_rate=0.0),
    ):
        with pytest.raises(GeometryError):
            call()


# --- items that are nearly the same ---------------------------------------------------------------------------


@pytest.mark.parametrize("apart", [1e-2, 1e-3, 1e-4, 1e-5])
def test_items_too_alike_for_float32_are_not_mistaken_for_one_another(apart):
    book = random_points(20, 256, 1)
    book = np.concatenate([book, book + np.float32(apart) * random_points(20, 256, 2)])
    made = Hologram(book)
    for place, held in enumerate(np.random.default_rng(3).integers(0, 40, 15)):
        made = made.put(f"k{place}", made.book[held : held + 1])
        item = made.find(f"k{place}")
        assert item is None or np.array_equal(made.book[item], made.book[held])


def test_a_sum_that_no_pairs_make_is_not_called_certain():
    made = Hologram(BOOK).put_many(["a", "b"], BOOK[:2])
    data = made.to_dict()
    data["totals"] = data["totals"] + np.eye(1, 256, 9, dtype=np.int64) * 1000
    assert not Hologram.from_dict(data).records[0].reading.certain


def test_the_length_of_items_makes_no_difference_to_a_key_read_alone():
    keys, book, _held, row = record_of(8, 256, 50, 1)
    absent = HRR(256).random(200, 99)
    plain, long = (recall(row, np.concatenate([keys, absent]), f * book) for f in (1.0, 9.0))
    assert np.array_equal(plain.items, long.items) and (long.items[8:] >= 0).mean() < 0.05
