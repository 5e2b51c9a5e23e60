"""Factoring: what was bound is found again in every family, what was not is not, and nothing wrong is reported."""

from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import GeometryError, Resonator, chance_of_any, factor, least_similarity, resonator_capacity
from sdol.lvm.resonator.book import Book
from sdol.lvm.vsa import BSC, FHRR, HRR, MAP

FAMILIES = [HRR(256), HRR(255), HRR(256, unitary=False), FHRR(128), MAP(256), BSC(256)]


def books_of(family, sizes, seed=0):
    return [family.random(size, seed=seed + number) for number, size in enumerate(sizes)]


def bound(family, books, indices):
    rows = [book[np.array(indices)[:, column]] for column, book in enumerate(books)]
    return reduce(family.bind, rows)


def drawn(sizes, count, seed=0):
    generator = np.random.default_rng(seed)
    return [tuple(int(generator.integers(size)) for size in sizes) for _ in range(count)]


def flipped(rows, share, seed=0):
    return rows * np.where(np.random.default_rng(seed).random(rows.shape) < share, -1, 1).astype(np.float32)


@given(
    st.sampled_from(FAMILIES),
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.sampled_from(["auto", "network", "covering"]),
    st.integers(0, 1000),
)
@settings(deadline=None, max_examples=60)
def test_bound_codewords_of_any_family_and_sizes_are_found(family, sizes, method, seed):
    books, indices = books_of(family, sizes, seed), drawn(sizes, 3, seed)
    # Eight restarts: the network alone may cycle.
    reports = factor(bound(family, books, indices), books, family=family, method=method, restarts=8)
    assert [report.indices for report in reports] == indices
    assert all(report.found and report.similarity > 1 - 1e-6 for report in reports)


@given(st.sampled_from(FAMILIES), st.integers(0, 10**6))
@settings(deadline=None, max_examples=20)
def test_a_vector_that_was_not_bound_of_them_is_not_found(family, seed):
    report = factor(family.random(1, seed=seed + 50), books_of(family, [6, 7, 8], seed), iterations=40)[0]
    assert (report.found, report.indices, report.confidence, report.method) == (False, (), 0.0, "")
    assert report.similarity < 0.9


def test_the_family_is_told_from_the_rows():
    for family in (HRR(256), FHRR(128), MAP(256), BSC(256)):
        books = books_of(family, [5, 5])
        assert factor(bound(family, books, [(4, 2)]), books)[0].indices == (4, 2)


def test_covering_finds_what_drowns_in_the_superposition_of_everything():
    """600 dimensions and 100^3 products: the published capacity of the network is a third of 79 at 1500."""
    family, sizes = MAP(600), [100, 110, 90]
    books, indices = books_of(family, sizes), drawn(sizes, 20)
    problems = bound(family, books, indices)
    alone = factor(problems, books, method="network", iterations=200, restarts=3)
    assert sum(report.found for report in alone) < 10
    covered = factor(problems, books, iterations=400)
    assert [report.indices for report in covered] == indices
    assert {report.method for report in covered} == {"covering"}


def test_the_hundred_million_products_of_1500_dimensions():
    """N = 1,500, three codebooks of 464: within 1,000 iterations."""
    family, sizes = MAP(1500), [464] * 3
    books, indices = books_of(family, sizes), drawn(sizes, 4)
    reports = factor(bound(family, books, indices), books)
    assert [report.indices for report in reports] == indices
    assert max(report.iterations for report in reports) <= 1000


def test_the_network_reaches_the_published_capacity_of_two_factors():
    """340 codewords in 1,000 dimensions: 99% within 0.001 * 340^2 iterations (Kent et al. 2020)."""
    family, size = MAP(1000), round(resonator_capacity(1000, 2))
    books, indices = books_of(family, [size] * 2), drawn([size] * 2, 60)
    reports = factor(bound(family, books, indices), books, method="network", iterations=116)
    assert sum(report.indices == pair for report, pair in zip(reports, indices, strict=True)) >= 56


@pytest.mark.parametrize("family", [MAP(256), FHRR(128)])
def test_the_pseudo_inverse_scores_a_codeword_1_and_the_others_0(family):
    rows = family.random(30, seed=4)
    assert np.allclose(Book(rows, "inverse").scores(rows), np.eye(30), atol=1e-4)
    assert np.allclose(Book(rows).scores(rows), family.table(rows, rows), atol=1e-5)


def test_the_balanced_superposition_holds_every_codeword_alike():
    rows = MAP(1500).random(464, seed=2)
    state, separation = Book(rows).balanced
    shares, plain = rows @ state[0], rows @ rows.sum(axis=0)
    assert shares.std() / shares.mean() < 0.25 < plain.std() / plain.mean()
    assert 1.2 < separation < np.sqrt(1500 / 464)


@pytest.mark.parametrize("share, least_right", [(0.1, 20), (0.2, 20), (0.3, 18)])
def test_flipped_coordinates_are_forgiven_and_never_answered_wrongly(share, least_right):
    family, sizes = MAP(1500), [40] * 3
    books, indices = books_of(family, sizes), drawn(sizes, 20)
    least = least_similarity(1e-6, 1500, 40**3)
    reports = factor(flipped(bound(family, books, indices), share), books, least=least, iterations=200)
    right = [report.indices == triple for report, triple in zip(reports, indices, strict=True)]
    assert sum(right) >= least_right
    assert all(ok or not report.found for report, ok in zip(reports, right, strict=True))
    assert all(r.similarity == pytest.approx(1 - 2 * share, abs=0.1) for r in reports if r.found)
    exact = factor(flipped(bound(family, books, indices), share), books, iterations=20)
    assert not any(report.found for report in exact)


def test_what_noise_hides_from_a_sweep_a_finer_one_finds():
    """Two factors are swept over in a few iterations; with 30% of the signs wrong that is seldom enough."""
    family, sizes = MAP(1500), [300, 250]
    books, indices = books_of(family, sizes), drawn(sizes, 20)
    noisy = flipped(bound(family, books, indices), 0.3)
    least = least_similarity(1e-6, 1500, 300 * 250)
    swift, patient = (factor(noisy, books, least=least, iterations=limit) for limit in (4, 200))
    assert sum(report.found for report in swift) < 15
    assert [report.indices for report in patient] == indices


def test_more_codewords_than_dimensions():
    family, sizes = HRR(256), [700, 3]
    books, indices = books_of(family, sizes), drawn(sizes, 8)
    reports = factor(bound(family, books, indices), books, family=family)
    assert [report.indices for report in reports] == indices


def test_more_products_than_can_be_counted_are_searched_within_the_iterations():
    family = MAP(256)
    books = books_of(family, [50] * 14)  # 6e23 products
    report = factor(family.random(1, seed=99), books, iterations=5)[0]
    assert not report.found and report.iterations <= 5


def test_a_resonator_is_used_again():
    family = MAP(1000)
    books = books_of(family, [40, 50, 60])
    ready = Resonator(books)
    for seed in range(3):
        triples = drawn([40, 50, 60], 2, seed)
        problems = bound(family, books, triples)
        assert [report.indices for report in ready.factor(problems)] == triples
        assert ready.factor(problems) == factor(problems, books)


def test_the_strongest_of_a_bundle_of_products_is_found():
    family, sizes = MAP(1500), [20, 20, 20]
    books = books_of(family, sizes)
    strong, weak = bound(family, books, [(1, 2, 3)]), bound(family, books, [(4, 5, 6)])
    assert factor(2 * strong + weak, books, least=0.5)[0].indices == (1, 2, 3)


def test_a_problem_has_the_same_answer_alone_and_in_a_batch():
    family, sizes = MAP(500), [30] * 3
    books = books_of(family, sizes)
    problems = bound(family, books, drawn(sizes, 5))
    options = {
        "method": "network",
        "iterations": 60,
        "restarts": 5,
        "threshold": 0.09,
        "noise": 0.01,
        "seed": 7,
    }
    together = factor(problems, books, **options)
    alone = [factor(problems[[row]], books, **options)[0] for row in range(5)]
    assert [report.indices for report in together] == [report.indices for report in alone]
    assert factor(problems, books, **options) == together


def test_the_report_tells_how_the_search_went():
    family, sizes = MAP(1000), [8, 9, 10]
    books = books_of(family, sizes)
    report = factor(bound(family, books, [(7, 8, 9)]), books, method="network")[0]
    assert report.iterations == len(report.energies) >= 1
    assert report.energies[-1] <= report.energies[0] and report.energies[-1] >= -1.0
    assert report.confidence > 0.999999 and report.restarts == 0 and report.method == "network"
    assert report.to_dict()["indices"] == [7, 8, 9]


@given(st.integers(1, 40), st.integers(0, 4), st.sampled_from(["network", "covering", "auto"]))
@settings(deadline=None, max_examples=25)
def test_no_search_takes_more_iterations_than_it_may(limit, restarts, method):
    family = MAP(128)
    books = books_of(family, [20, 30, 25])
    problems = family.random(3, seed=9)
    reports = factor(problems, books, iterations=limit, restarts=restarts, method=method)
    assert all(not report.found and report.iterations <= limit for report in reports)
    assert all(report.restarts <= restarts for report in reports)


def test_the_chance_of_a_false_answer_is_a_bound():
    """8 random products of 64 signs: how often the best cosine reaches 0.35 by chance."""
    generator = np.random.default_rng(1)
    cosines = generator.choice([-1.0, 1.0], (4000, 8, 64)).mean(axis=2)
    assert 0.01 < (cosines.max(axis=1) >= 0.35).mean() <= chance_of_any(0.35, 64, 8) < 1
    assert chance_of_any(0.0, 64, 8) == 1.0


@given(st.floats(1e-9, 0.5), st.integers(500, 10000), st.integers(1, 10**9))
def test_the_least_similarity_is_the_inverse_of_the_chance(chance, dimension, products):
    least = least_similarity(chance, dimension, products)
    assert chance_of_any(least, dimension, products) == pytest.approx(chance, rel=1e-6)


def test_published_capacities_are_stated_and_interpolated():
    assert resonator_capacity(1500, 3) == pytest.approx(79)
    assert resonator_capacity(1500, 3, "inverse") == pytest.approx(99.3)
    assert 79 < resonator_capacity(1600, 3) < 104
    for dimension, factors in ((500, 3), (1500, 9)):
        with pytest.raises(GeometryError):
            resonator_capacity(dimension, factors)


def test_one_codeword_to_choose_from_is_chosen():
    family = MAP(64)
    books = books_of(family, [1, 1, 1])
    assert factor(bound(family, books, [(0, 0, 0)]), books)[0].indices == (0, 0, 0)


def test_no_problems_give_no_reports():
    assert factor(np.empty((0, 64), dtype=np.float32), books_of(MAP(64), [3, 3])) == []


SIGNS = MAP(64).random(4)


@pytest.mark.parametrize(
    "s, books, options, said",
    [
        (SIGNS[0], [], {}, "no codebook"),
        (SIGNS[0], [SIGNS, SIGNS[:0]], {}, "codebook 1 is empty"),
        (SIGNS[0], [SIGNS, MAP(32).random(4)], {}, "dimension 32"),
        (SIGNS[0] * 0, [SIGNS, SIGNS], {}, "the vector is zero"),
        (SIGNS[0] * np.nan, [SIGNS, SIGNS], {}, "NaN"),
        (SIGNS[0], [SIGNS, SIGNS * np.inf], {"family": MAP(64)}, "codebook 1 holds NaN or infinity"),
        (SIGNS[0], [SIGNS, SIGNS * 0.5], {"family": MAP(64)}, "signs"),
        (SIGNS[0], [SIGNS, SIGNS.astype(np.complex64)], {"family": MAP(64)}, "FHRR"),
        (SIGNS[0], [SIGNS], {"cleanup": "soft"}, "outer, inverse"),
        (SIGNS[0], [SIGNS], {"method": "magic"}, "covering"),
        (SIGNS[0], [SIGNS], {"iterations": 0}, "iterations"),
        (SIGNS[0], [SIGNS], {"restarts": -1}, "restarts"),
        (SIGNS[0], [SIGNS], {"threshold": 2.0}, "threshold"),
        (SIGNS[0], [SIGNS], {"noise": -1.0}, "noise"),
        (SIGNS[0], [SIGNS], {"least": float("nan")}, "least"),
        (SIGNS[0], [SIGNS], {"seed": "one"}, "seed"),
    ],
)
def test_bad_input_is_refused_by_name(s, books, options, said):
    with pytest.raises(GeometryError, match=said):
        factor(s, books, **options)


@pytest.mark.parametrize("chance", [0.0, 1.0, -1.0])
def test_a_chance_is_a_probability(chance):
    with pytest.raises(GeometryError):
        least_similarity(chance, 1000, 10)


def test_too_few_dimensions_are_told():
    with pytest.raises(GeometryError, match="10 dimensions"):
        least_similarity(1e-6, 10, 10**6)


@pytest.mark.parametrize("family", [HRR(64), FHRR(64), MAP(64), MAP(3), BSC(64)], ids=repr)
def test_a_codeword_and_its_opposite_may_share_a_codebook(family):
    """Their sum vanishes, and so no superposition is equally similar to both."""
    one = family.random(1, 1)
    both = np.concatenate([one, 1 - one if family.name == "BSC" else -one]).astype(family.dtype)
    books = [both, family.random(10, 2), family.random(12, 3)]
    for first in range(2):
        s = family.bind(family.bind(both[first], books[1][4]), books[2][7])
        found = factor(s, books, family=family, method="covering")[0]
        assert found.found and found.similarity > 1 - 1e-6
