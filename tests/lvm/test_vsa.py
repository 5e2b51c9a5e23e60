"""Holographic reduced representations from first principles."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import (
    GeometryError,
    atom,
    atoms,
    bind,
    bundle,
    cleanup,
    inverse,
    permute,
    random_points,
    similarity,
    unbind,
)

WORDS = ["usa", "washington", "dollar", "mexico", "mexico_city", "peso"]


def test_an_atom_is_unitary_and_belongs_to_its_name_and_seed():
    a = atom("paris")
    assert a.shape == (1, 1024) and a.dtype == np.float32
    assert np.allclose(np.abs(np.fft.fft(a[0].astype(np.float64))), 1.0, atol=1e-5)
    assert np.array_equal(a, atom("paris"))
    others = np.concatenate([atom("Paris"), atom("paris", seed=1)])
    assert np.abs(similarity(a, others)).max() < 0.15


def test_an_atoms_phases_are_read_from_shake_256_of_seed_and_name():
    stream = hashlib.shake_256(b"sdol atom 0 paris").digest(8 * 513)
    words = np.array([int.from_bytes(stream[i : i + 8], "little") for i in range(0, 8 * 513, 8)], dtype=float)
    spectrum = np.fft.rfft(atom("paris")[0].astype(np.float64))
    assert np.allclose(spectrum[1:-1], np.exp(2j * np.pi * words / 2**64)[1:-1], atol=1e-5)


def test_an_atom_of_fewer_dimensions_has_the_beginning_of_the_spectrum():
    long, short = (np.fft.rfft(atom("x", d)[0].astype(np.float64)) for d in (1024, 512))
    assert np.allclose(long[1:256], short[1:256], atol=1e-5)


def test_binding_is_circular_convolution():
    a, b = random_points(1, 7, 1)[0], random_points(1, 7, 2)[0]
    by_definition = np.array([sum(a[j] * b[(i - j) % 7] for j in range(7)) for i in range(7)])
    assert np.allclose(bind(a, b)[0], by_definition / np.linalg.norm(by_definition), atol=1e-6)


@given(st.text(max_size=8), st.text(max_size=8), st.sampled_from([2, 3, 256, 1023, 1024]))
@settings(deadline=None)
def test_unbinding_undoes_binding_for_atoms(x, y, d):
    a, b = atom(x, d), atom(y, d)
    assert np.allclose(unbind(bind(a, b), b), a, atol=1e-6)
    assert np.allclose(bind(bind(a, b), inverse(b)), a, atol=1e-6)
    assert np.allclose(bind(a, b), bind(b, a), atol=1e-7)


@given(st.integers(-(10**9), 10**9), st.integers(-50, 50), st.sampled_from([2, 5, 1024]))
@settings(deadline=None)
def test_permutations_add_up_and_are_undone(n, m, d):
    a = random_points(2, d, 5)
    assert np.array_equal(permute(permute(a, n), -n), a)
    assert np.array_equal(permute(permute(a, n), m), permute(a, n + m))


def test_bound_trigrams_keep_their_order():
    """A cyclic shift commutes with convolution and would make the reversed trigram equal."""
    a, b, c = (atom(x) for x in "abc")
    there = bind(bind(permute(a, 2), permute(b, 1)), c)
    back = bind(bind(permute(c, 2), permute(b, 1)), a)
    assert abs(similarity(there, back)[0]) < 0.15


def test_a_bundle_weighs_all_terms_alike_in_any_order():
    terms = [atom(x) for x in "abcde"]
    total = bundle(*terms)
    assert np.array_equal(total, bundle(*reversed(terms)))
    assert np.allclose([similarity(total, t)[0] for t in terms], 1 / np.sqrt(5), atol=0.1)
    with pytest.raises(GeometryError):
        bundle()
    with pytest.raises(GeometryError, match="zero"):
        bundle(terms[0], -terms[0])


def test_the_dollar_of_mexico():
    roles = ["country", "capital", "currency"]
    for trial in range(200):
        word = {name: atom(f"{name} {trial}") for name in roles + WORDS}
        usa = bundle(*(bind(word[r], word[w]) for r, w in zip(roles, WORDS[:3], strict=True)))
        mexico = bundle(*(bind(word[r], word[w]) for r, w in zip(roles, WORDS[3:], strict=True)))
        words = np.concatenate([word[w] for w in WORDS])
        found, _ = cleanup(unbind(mexico, unbind(usa, word["dollar"])), words)
        assert WORDS[found[0]] == "peso"


def test_clean_up_finds_the_nearest_and_the_first_of_equals():
    book = atoms([f"item {i}" for i in range(300)])
    noisy = bundle(book, random_points(300, 1024, 1))
    index, cosine = cleanup(noisy, book)
    assert np.array_equal(index, np.arange(300))
    assert np.array_equal(cosine, similarity(noisy, book))
    assert cleanup(book[:1], np.repeat(book[:1], 3, axis=0))[0][0] == 0
    with pytest.raises(GeometryError, match="empty"):
        cleanup(noisy, atoms([]))


@given(st.integers(1, 20), st.sampled_from([3, 64, 1024]), st.integers(0, 1000))
@settings(deadline=None)
def test_one_row_has_the_bits_it_has_in_a_batch(n, d, seed):
    a, b = random_points(n, d, seed), random_points(n, d, seed + 1)
    for operation in (bind, unbind, bundle):
        whole = operation(a, b)
        assert np.array_equal(whole, np.concatenate([operation(a[i], b[i]) for i in range(n)]))
