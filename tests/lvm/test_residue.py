"""Residue numbers: arithmetic is that of the integers, decoding is exact, and what encodes nothing is not read."""

from __future__ import annotations

import math
import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import GeometryError, Residue
from sdol.lvm.residue import Number
from sdol.lvm.residue.moduli import chinese, remainders

SYSTEM = Residue()
SIGNED = Residue(signed=True)
PHASORS = Residue(dimension=512, family="fhrr")
PRODUCT = 7 * 11 * 13 * 17 * 19 * 23

values = st.integers(0, PRODUCT - 1)
signed_values = st.integers(-(PRODUCT // 2), PRODUCT // 2 - 1)
lists = st.lists(values, min_size=1, max_size=5)


def some(system: Residue, n: int, seed: int = 0) -> np.ndarray:
    return np.random.Generator(np.random.PCG64(seed)).integers(system.lowest, system.greatest + 1, n)


# --- encoding -----------------------------------------------------------------------------------------------


def test_an_encoded_number_is_a_unitary_unit_vector_and_zero_is_the_identity_of_binding() -> None:
    rows = SYSTEM.encode([0, 1, 4_000_000])
    assert rows.shape == (3, 768) and rows.dtype == np.float32 and rows.flags.c_contiguous
    assert np.allclose(np.abs(np.fft.rfft(rows.astype(np.float64))), 1.0, atol=1e-5)
    assert np.array_equal(rows[0], np.eye(768, dtype=np.float32)[0])
    assert np.allclose(lvm.bind(lvm.atom("x", 768), rows[:1]), lvm.atom("x", 768), atol=1e-6)


def test_each_phasor_is_the_product_of_roots_of_unity_that_the_definition_gives() -> None:
    system = Residue((5, 9, 7), 64, "fhrr", seed=3)
    x = 123
    by_definition = np.ones(64, dtype=complex)
    for m in (5, 9, 7):
        k = system.layout.multipliers[m]
        assert all(math.gcd(int(each), m) == 1 or each == 0 for each in k)
        by_definition *= np.exp(2j * np.pi * k * x / m)
    assert np.allclose(system.encode([x])[0], by_definition, atol=1e-6)
    assert np.allclose(system.parts([x])[0].prod(axis=0), by_definition, atol=1e-5)
    assert np.allclose(system.encode([x]), system.dense(system.parts([x])), atol=1e-6)


def test_frequencies_are_read_from_shake_256_of_seed_and_modulus() -> None:
    import hashlib

    stream = hashlib.shake_256(b"sdol residue 0 7").digest(8)
    assert SYSTEM.layout.groups[-1] == (23, 7)
    assert SYSTEM.layout.multipliers[7][SYSTEM.layout.leaves[0]] == int.from_bytes(stream, "little") % 7
    assert not np.array_equal(SYSTEM.layout.multipliers[23], Residue(seed=1).layout.multipliers[23])


def test_numbers_that_differ_are_nearly_orthogonal() -> None:
    rows = SYSTEM.encode(some(SYSTEM, 300))
    cosines = rows @ rows.T
    assert np.abs(cosines[~np.eye(300, dtype=bool)]).max() < 0.35
    assert abs(cosines[~np.eye(300, dtype=bool)].std() - 1 / math.sqrt(768)) < 0.005


# --- decoding -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moduli", "dimension", "family", "signed"),
    [
        ((7, 11, 13, 17, 19, 23), 768, "hrr", False),
        ((7, 11, 13, 17, 19, 23), 768, "hrr", True),
        ((7, 11, 13, 17, 19, 23), 1024, "hrr", True),
        ((7, 11, 13, 17, 19, 23), 512, "fhrr", False),
        ((7, 11, 13, 17, 19, 23), 127, "hrr", False),
        ((3, 5), 33, "hrr", True),
        ((2,), 32, "hrr", True),
        ((6, 35), 256, "hrr", False),
        ((8, 9, 25, 7, 11), 1000, "hrr", True),
        ((1009, 1013, 1019), 768, "hrr", False),
        ((101, 103), 512, "hrr", False),
        ((23, 7, 11), 64, "fhrr", True),
        ((8, 9, 5, 7, 11, 13, 17, 19, 23, 29, 31), 1024, "hrr", True),
    ],
)
def test_every_number_comes_back_from_its_vector_and_from_its_tuple(
    moduli: tuple[int, ...], dimension: int, family: str, signed: bool
) -> None:
    system = Residue(moduli, dimension, family, signed=signed)
    numbers = np.concatenate([some(system, 200), [system.lowest, system.greatest, 0]])
    dense, apart = system.decode(system.encode(numbers)), system.values(system.parts(numbers))
    for decoded in (dense, apart):
        assert decoded.found.all() and np.array_equal(decoded.values, numbers)
        assert decoded.similarity.min() > 0.9999


def test_all_numbers_of_a_small_system_are_decoded_one_by_one() -> None:
    system = Residue((5, 7, 11, 13), 256)
    numbers = np.arange(5005)
    assert np.array_equal(system.decode(system.encode(numbers), beam=1).all(), numbers)


@pytest.mark.parametrize(("system", "freedoms"), [(SYSTEM, 768), (PHASORS, 1024)])
def test_a_vector_that_encodes_nothing_has_no_answer(system: Residue, freedoms: int) -> None:
    noise = lvm.random_normals(500 * freedoms, 5).astype(np.float32).reshape(500, -1)
    rows = noise if system.family == "hrr" else noise.view(np.complex64)
    decoded = system.decode(rows)
    assert not decoded.found.any() and not decoded.values.any()
    assert decoded.similarity.max() < 0.27
    with pytest.raises(
        GeometryError, match=r"row 0 encodes no number: its similarity to the nearest is 0\.\d\d"
    ):
        decoded.all()


def test_symbols_records_and_other_seeds_are_no_numbers() -> None:
    names = lvm.atoms([f"symbol {i}" for i in range(100)], 768)
    records = lvm.bundle(*(lvm.bind(names[i : i + 1], names[i + 20 : i + 40]) for i in range(10)))
    others = Residue(seed=1).encode(221 * np.arange(1, 101))
    for rows in (names, records, others):
        assert not SYSTEM.decode(rows).found.any()


def test_of_a_random_vector_the_bound_on_false_answers_holds() -> None:
    # 2 * 3 * 5 numbers in few dimensions: a probability large enough to be seen.
    system = Residue((2, 3, 5), 48)
    noise = lvm.random_normals(20_000 * 48, 7).reshape(-1, 48)
    for asked in (0.05, 0.3):
        assert 0.1 * asked < system.decode(noise, false_answers=asked).found.mean() < asked


@pytest.mark.parametrize("terms", [2, 6, 12])
def test_of_a_bundle_one_of_its_numbers_is_read(terms: int) -> None:
    numbers = np.stack([some(SYSTEM, 60, seed) for seed in range(terms)])
    bundle = lvm.bundle(*(SYSTEM.encode(row) for row in numbers))
    decoded = SYSTEM.decode(bundle)
    assert decoded.found.all() and (decoded.values == numbers).any(axis=0).all()
    assert np.abs(decoded.similarity - 1 / math.sqrt(terms)).max() < 0.2


def test_every_slot_of_a_record_of_numbers_is_read() -> None:
    numbers, roles = some(SIGNED, 6, 8), lvm.atoms(list("abcdef"), 768)
    record = lvm.bundle(*(lvm.bind(roles[i : i + 1], row) for i, row in enumerate(SIGNED.encode(numbers))))
    assert np.array_equal(SIGNED.decode(lvm.unbind(record, roles)).all(), numbers)


def test_the_decoder_gives_the_number_that_an_exhaustive_search_gives() -> None:
    system = Residue((5, 7, 11, 13), 192)
    every = system.encode(np.arange(5005))
    noisy = lvm.normalise(every[::25] + 0.1 * lvm.random_normals(201 * 192, 3).reshape(201, 192))
    best = (noisy @ every.T).argmax(axis=1)
    assert np.array_equal(system.decode(noisy, beam=16, false_answers=0.5).values, best)


def test_length_does_not_matter_to_decoding_and_a_batch_gives_what_single_rows_give() -> None:
    rows = SYSTEM.encode(some(SYSTEM, 40)) + 0.03 * lvm.random_normals(40 * 768, 2).reshape(40, 768).astype(
        "f4"
    )
    whole = SYSTEM.decode(rows)
    for factor in (1e-30, 1000.0, 1e30):
        assert np.array_equal(SYSTEM.decode(factor * rows).values, whole.values)
    assert [int(SYSTEM.decode(row).values[0]) for row in rows] == whole.values.tolist()


def test_none_are_encoded_and_decoded_as_none() -> None:
    assert SYSTEM.encode([]).shape == (0, 768)
    assert SYSTEM.decode(SYSTEM.encode([])).values.shape == (0,)
    assert SYSTEM.decode_real(SYSTEM.encode_real([])).values.shape == (0,)
    assert SYSTEM.values(SYSTEM.parts([])).values.shape == (0,)


# --- arithmetic ---------------------------------------------------------------------------------------------

FORMS = pytest.mark.parametrize("form", ["parts", "encode"])
OPERATIONS = pytest.mark.parametrize("name", ["add", "subtract", "multiply"])
PYTHON = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul}


def read(system: Residue, form: np.ndarray) -> list[int]:
    return (system.values(form) if form.ndim == 3 else system.decode(form)).all().tolist()


@FORMS
@OPERATIONS
@given(lists, values)
@settings(max_examples=15, deadline=None)
def test_wrapped_arithmetic_is_that_of_the_integers_modulo_the_product(
    form: str, name: str, numbers: list[int], other: int
) -> None:
    made = getattr(SYSTEM, form)
    result = getattr(SYSTEM, name)(made(numbers), made(other), wrap=True)
    assert read(SYSTEM, result) == [PYTHON[name](x, other) % PRODUCT for x in numbers]


@FORMS
@OPERATIONS
@given(signed_values, st.integers(-4000, 4000))
@settings(max_examples=25, deadline=None)
def test_a_result_is_right_or_an_overflow_is_refused(form: str, name: str, x: int, y: int) -> None:
    made, expected = getattr(SIGNED, form), PYTHON[name](x, y)
    operation = getattr(SIGNED, name)
    if SIGNED.lowest <= expected <= SIGNED.greatest:
        assert read(SIGNED, operation(made([x]), made([y]))) == [expected]
    else:
        with pytest.raises(GeometryError, match="is not within -3,718,214 to 3,718,214"):
            operation(made([x]), made([y]))


@FORMS
@given(signed_values, signed_values)
@settings(max_examples=15, deadline=None)
def test_comparison_is_that_of_the_integers(form: str, x: int, y: int) -> None:
    made = getattr(SIGNED, form)
    assert SIGNED.compare(made([x, x]), made([y, x])).tolist() == [(x > y) - (x < y), 0]


@FORMS
def test_negation_turns_the_sign_and_a_range_without_signs_refuses_it(form: str) -> None:
    assert read(SIGNED, SIGNED.negate(getattr(SIGNED, form)([5, 0, -7]))) == [-5, 0, 7]
    with pytest.raises(GeometryError, match="number 0, -5, is not within 0 to"):
        SYSTEM.negate(getattr(SYSTEM, form)([5]))
    assert read(SYSTEM, SYSTEM.negate(getattr(SYSTEM, form)([5]), wrap=True)) == [PRODUCT - 5]


def test_addition_is_the_binding_of_the_algebra_also_inside_a_record() -> None:
    amount, total, name = lvm.atom("amount", 768), SYSTEM.encode([1200]), lvm.atom("ann", 768)
    record = lvm.bundle(lvm.bind(amount, total), lvm.bind(lvm.atom("name", 768), name))
    # Binding the record with a number adds it to every number in it.
    moved = lvm.bind(record, SYSTEM.encode([34]))
    assert SYSTEM.decode(lvm.unbind(moved, amount)).all().tolist() == [1234]


def test_moduli_with_divisors_multiply_exactly() -> None:
    system = Residue((4, 9, 35), 256)
    x, y = np.arange(36), np.arange(36)[::-1].copy()
    assert read(system, system.multiply(system.parts(x), system.parts(y))) == (x * y).tolist()


def test_products_beyond_64_bits_are_refused_not_wrapped() -> None:
    system = Residue((1009, 1013, 1019, 1021, 1031), 1024)
    great = system.parts([system.greatest])
    with pytest.raises(GeometryError, match="is not within"):
        system.multiply(great, great)
    assert read(system, system.multiply(great, great, wrap=True)) == [1]  # (-1) * (-1)


# --- fractions ----------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-3_000_000, 3_000_000), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_real_numbers_come_back_and_add_by_binding(numbers: list[float]) -> None:
    rows = SIGNED.encode_real(numbers)
    decoded = SIGNED.decode_real(rows)
    assert decoded.found.all() and np.abs(decoded.values - numbers).max() < 1e-5
    moved = SIGNED.decode_real(lvm.bind(rows, SIGNED.encode_real([2.375])))
    assert np.abs(moved.values - np.add(numbers, 2.375)).max() < 1e-5


def test_whole_numbers_have_the_same_vector_either_way_and_similarity_falls_as_the_sinc() -> None:
    assert np.allclose(SIGNED.encode_real([-5.0, 12345.0]), SIGNED.encode([-5, 12345]), atol=1e-6)
    fine = Residue(dimension=8192, signed=True)
    offsets = np.array([0.0, 0.25, 0.5, 1.0, 1.5])
    cosines = fine.encode_real(100 + offsets) @ fine.encode_real([100.0]).T
    assert np.allclose(cosines[:, 0], np.sinc(offsets), atol=0.05)


def test_noise_moves_a_fraction_no_more_than_stated_and_nothing_is_not_read() -> None:
    numbers = lvm.random_normals(200, 1) * 1000
    noise = lvm.random_points(200, 768, 9)
    decoded = SIGNED.decode_real(lvm.normalise(SIGNED.encode_real(numbers) + 0.5 * noise))
    stated = 0.5 * math.sqrt(3 / 768) / math.pi
    assert decoded.found.all() and 0.85 * stated < (decoded.values - numbers).std() < 1.15 * stated
    assert not SIGNED.decode_real(noise).found.any()


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moduli", "message"),
    [
        ((6, 10), "the moduli 6 and 10 are both divisible by 2: they must be pairwise coprime"),
        ((7, 11, 7), "both divisible by 7"),
        ((), "at least one modulus"),
        ((1, 7), "the modulus 1 is not between 2 and"),
        ((-7, 11), "the modulus -7 is not"),
        ((7, 100_003), "the modulus 100003 is not"),
        ((7.5, 11), "moduli must be a list of whole numbers"),
        ("abc", "moduli must be a list of whole numbers"),
        ([m for m in range(8000, 8100) if all(m % p for p in range(2, 90))], "beyond 2\\^53"),
    ],
)
def test_moduli_that_make_no_system_are_refused(moduli: tuple[int, ...], message: str) -> None:
    with pytest.raises(GeometryError, match=message):
        Residue(moduli)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dimension": 2}, "dimension 2 can hold no number"),
        ({"dimension": 24}, "24 components cannot tell one of 7,436,429 numbers from noise"),
        ({"dimension": 7.5}, "a dimension is a whole number"),
        ({"family": "map"}, "by the families hrr and fhrr, not by 'map'"),
        ({"folds": (4,)}, "take 2 folds"),
        ({"folds": (0, 3)}, "take 2 folds"),
        ({"folds": ("x", 3)}, "take 2 folds"),
        ({"folds": (2.5, 3)}, "take 2 folds"),
        ({"seed": "x"}, "a seed is a whole number"),
    ],
)
def test_settings_that_make_no_system_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(GeometryError, match=message):
        Residue(**{"dimension": 768} | arguments)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ([1, PRODUCT], "number 1, 7,436,429, is not within 0 to 7,436,428"),
        ([-1], "number 0, -1, is not within"),
        ([10**30], "is not within"),
        ([1.5], "numbers must be whole; `encode_real` takes fractions"),
        ([True], "numbers must be whole"),
        (["1"], "numbers must be whole"),
        ([[1, 2]], "not of shape"),
    ],
)
def test_what_is_no_whole_number_in_range_is_refused(numbers: list[object], message: str) -> None:
    for encode in (SYSTEM.encode, SYSTEM.parts):
        with pytest.raises(GeometryError, match=message):
            encode(numbers)


@pytest.mark.parametrize("numbers", [[math.nan], [math.inf], [-0.5], [1e300], ["x"], [[0.5]]])
def test_what_is_no_real_number_in_range_is_refused(numbers: list[object]) -> None:
    with pytest.raises(GeometryError):
        SYSTEM.encode_real(numbers)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.zeros((1, 768)), "row 0 is zero"),
        (np.full((2, 768), np.nan), "row 0 is zero, or holds NaN"),
        (np.ones((1, 100)), "have dimension 100, and the numbers 768"),
        (np.ones((1, 768), dtype=complex), "held by real vectors"),
        (np.ones((1, 1, 1, 768)), "rows of a matrix"),
    ],
)
def test_vectors_that_cannot_be_read_are_refused(rows: np.ndarray, message: str) -> None:
    for decode in (SYSTEM.decode, SYSTEM.decode_real):
        with pytest.raises(GeometryError, match=message):
            decode(rows)


def test_phasors_and_real_rows_tuples_and_dense_vectors_do_not_mix() -> None:
    with pytest.raises(GeometryError, match="held by complex phasors"):
        PHASORS.decode(np.ones((1, 512)))
    with pytest.raises(GeometryError, match="a phasor tuple and a dense vector do not meet"):
        SYSTEM.add(SYSTEM.parts([1]), SYSTEM.encode([1]))
    with pytest.raises(GeometryError, match="a phasor tuple is complex, of shape"):
        SYSTEM.values(PHASORS.parts([1]))
    with pytest.raises(GeometryError, match="2 rows and 3 rows do not pair"):
        SYSTEM.add(SYSTEM.encode([1, 2]), SYSTEM.encode([1, 2, 3]))
    with pytest.raises(GeometryError, match="row 0 encodes no number"):
        SYSTEM.add(lvm.atom("no number", 768), SYSTEM.encode([1]))
    with pytest.raises(GeometryError, match="zero, NaN or infinity"):
        SYSTEM.values(np.zeros_like(SYSTEM.parts([1])))


@pytest.mark.parametrize(("argument", "value"), [("beam", 0), ("false_answers", 0.0), ("false_answers", 2.0)])
def test_settings_of_decoding_are_checked(argument: str, value: float) -> None:
    with pytest.raises(GeometryError):
        SYSTEM.decode(SYSTEM.encode([1]), **{argument: value})


def test_independent_frequencies_are_not_folded_but_the_resonator_reads_them() -> None:
    published = Residue(folds=(1, 1))
    with pytest.raises(GeometryError, match="do not tell 7,436,429 numbers apart"):
        published.decode(SYSTEM.encode([1]))
    for system in (published, SYSTEM):
        numbers = some(system, 5)
        assert np.array_equal(system.decode_by_resonator(system.encode(numbers)).all(), numbers)
    noise = lvm.random_points(2, 768, 1)
    assert not SYSTEM.decode_by_resonator(noise, iterations=20).found.any()
    assert SYSTEM.decode_by_resonator(SYSTEM.encode([])).values.shape == (0,)


# --- plain data ---------------------------------------------------------------------------------------------


def test_a_system_is_made_again_from_its_data() -> None:
    data = Residue((7, 11), 100, "fhrr", signed=True, seed=4).to_dict()
    again = Residue.from_dict(data)
    assert again.to_dict() == data and str(again) == "numbers -38 to 38 modulo 7, 11"
    for broken in ({**data, "moduli": [6, 3]}, {**data, "folds": None, "family": 3}, {"moduli": [3]}):
        with pytest.raises(GeometryError):
            Residue.from_dict(broken)


@given(st.integers(-(2**52), 2**52))
def test_the_chinese_remainder_theorem_inverts_remainders(x: int) -> None:
    moduli = (1009, 1013, 1019, 1021, 1031)
    product = math.prod(moduli)
    lowest = -(product // 2)
    inside = (x - lowest) % product + lowest
    found = chinese(remainders(np.array([x]), moduli), moduli, lowest)
    assert found.tolist() == [inside]


# --- one number ---------------------------------------------------------------------------------------------


@given(signed_values, st.integers(-3000, 3000))
def test_a_number_calculates_as_an_integer_and_refuses_or_wraps(x: int, y: int) -> None:
    a, b = Number(x), Number(y)
    assert (a < b, a == b, a >= b, int(-b)) == (x < y, x == y, x >= y, -y)
    for operation in (operator.add, operator.sub, operator.mul):
        expected = operation(x, y)
        wrapped = operation(Number(x, wrap=True), Number(y, wrap=True))
        assert wrapped == Number(expected, wrap=True) and (int(wrapped) - expected) % PRODUCT == 0
        if abs(expected) <= PRODUCT // 2:
            assert operation(a, b) == Number(expected)
        else:
            with pytest.raises(GeometryError, match="is not within"):
                operation(a, b)


def test_a_number_shows_its_value_and_is_made_again_from_its_data() -> None:
    number = Number(-30, (7, 11))
    assert str(number) == "-30" and number.residues == (5, 3)
    assert Number.from_dict(number.to_dict()) == number and hash(Number.from_dict(number.to_dict())) == hash(
        number
    )
    for broken in ({}, number.to_dict() | {"residues": [0, 0]}, number.to_dict() | {"value": 1.5}):
        with pytest.raises(GeometryError):
            Number.from_dict(broken)


def test_numbers_of_two_systems_do_not_meet() -> None:
    one, other = Number(3, (7, 11)), Number(3, (7, 13))
    assert one != other
    for operation in (operator.add, operator.lt):
        with pytest.raises(
            GeometryError, match="modulo 7, 11 with sign and modulo 7, 13 with sign do not meet"
        ):
            operation(one, other)
    for operation in (operator.add, operator.lt):
        with pytest.raises(GeometryError, match="5 is none"):
            operation(one, 5)
    with pytest.raises(GeometryError, match="the value of a residue is a whole number"):
        Number(1.5)  # type: ignore[arg-type]
