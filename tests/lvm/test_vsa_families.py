"""The families against first principles, their bits, and what they refuse."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import BSC, FHRR, HRR, MAP, Family, GeometryError
from sdol.lvm.vsa import transforms

FAMILIES = [HRR(200), HRR(201, unitary=False), FHRR(200), MAP(200), BSC(200)]
DTYPES = {"HRR": np.float32, "FHRR": np.complex64, "MAP": np.float32, "BSC": np.uint8}


def each(family: Any) -> str:
    return repr(family)


@pytest.fixture(params=FAMILIES, ids=each)
def f(request: pytest.FixtureRequest) -> Family:
    return request.param


def test_atoms_belong_to_their_names_and_seeds(f: Family) -> None:
    a = f.atom("paris")
    assert a.shape == (1, f.dimension) and a.dtype == DTYPES[f.name] and a.flags.c_contiguous
    assert np.array_equal(f.atoms(["rome", "paris"])[1:], a)
    others = np.concatenate([f.atom("Paris"), f.atom("paris", seed=1), f.random(1)])
    assert np.abs(f.similarity(a, others)).max() < 6 / np.sqrt(200)
    assert f.atoms([]).shape == (0, f.dimension)
    assert np.array_equal(f.random(3, 9), f.random(5, 9)[:3])
    assert not np.array_equal(f.random(1, -9), f.random(1, 9))


def test_atoms_are_what_their_family_says() -> None:
    assert np.array_equal(HRR(1024).atom("paris"), lvm.atom("paris"))
    assert np.allclose(np.abs(np.fft.fft(HRR(301).random(4).astype(float))), 1.0, atol=1e-5)
    assert np.allclose(np.abs(FHRR(301).random(4)), 1.0, atol=1e-6)
    assert set(np.unique(MAP(301).random(4))) == {-1.0, 1.0}
    assert set(np.unique(BSC(301).random(4))) == {0, 1}
    assert abs(BSC(10_000).random(4).mean() - 0.5) < 0.015
    lengths = np.linalg.norm(HRR(301, unitary=False).random(4), axis=1)
    assert np.allclose(lengths, 1.0, atol=1e-6)


def test_binding_and_bundling_by_their_definitions() -> None:
    p, q, r = FHRR(50).random(3).astype(complex)[:, None]
    assert np.allclose(FHRR(50).bind(p, q), p * q, atol=1e-6)
    assert np.allclose(FHRR(50).unbind(p, q), p / q, atol=1e-6)
    total = p + q + r
    expected = total * np.sqrt(50) / np.linalg.norm(total)
    assert np.allclose(FHRR(50).bundle(p, q, r), expected, atol=1e-6)
    assert np.allclose(FHRR(50).similarity(p, q), (p * q.conj()).real.mean(), atol=1e-6)
    a, b, c = MAP(50).random(3)[:, None]
    assert np.array_equal(MAP(50).bundle(a, b, c, a), 2 * a + b + c)
    assert np.array_equal(MAP(50).signs(MAP(50).bundle(a, b, c)), np.sign(a + b + c))
    x, y, z = BSC(50).random(3)[:, None]
    assert np.array_equal(BSC(50).bind(x, y), x != y)
    assert np.array_equal(BSC(50).bundle(x, y, z), x + y + z >= 2)
    even = BSC(50).bundle(x, y)
    assert np.array_equal(even[x == y], x[x == y]) and 0.1 < even[x != y].mean() < 0.9
    assert BSC(50).similarity(x, y)[0] == pytest.approx(1 - 2 * (x != y).mean())


def test_signs_of_ties_are_drawn_from_the_other_coordinates() -> None:
    m = MAP(1000)
    a, b = m.random(2)[:, None]
    signs = m.signs(a + b)
    tied = (a + b)[0] == 0
    assert np.array_equal(signs[0, ~tied], a[0, ~tied])
    assert set(np.unique(signs)) == {-1.0, 1.0} and abs(signs[0, tied].mean()) < 0.3
    assert np.array_equal(m.signs(-(a + b)), -signs)


@given(st.integers(2, 40), st.integers(0, 1000))
@settings(deadline=None, max_examples=20)
def test_one_row_has_the_bits_it_has_in_a_batch(n: int, seed: int) -> None:
    for f in FAMILIES:
        a, b, c = np.split(f.random(3 * n, seed), 3)
        for work in (f.bind, f.unbind, f.bundle, f.similarity):
            whole = work(a, b)
            assert np.array_equal(whole, np.concatenate([work(x, y) for x, y in zip(a, b, strict=True)]))
        of_three = [f.bundle(*rows) for rows in zip(a, b, c, strict=True)]
        assert np.array_equal(f.bundle(a, b, c), np.concatenate(of_three))
        for alone in (f.permute, f.inverse):
            assert np.array_equal(alone(a), np.concatenate([alone(row) for row in a]))
        assert np.array_equal(f.truncate(a, 77), np.concatenate([f.truncate(row, 77) for row in a]))
        assert np.array_equal(f.table(a, b), [f.similarity(row, b) for row in a])


def test_rows_keep_their_bits_across_blocks() -> None:
    for f in (HRR(768), FHRR(768), MAP(768), HRR(10_000)):
        a, b = f.random(400, 1), f.random(400, 2)
        for work in (f.bind, f.unbind, f.bundle):
            whole = work(a, b)
            for row in (0, 15, 16, 17, 169, 170, 171, 399):
                assert np.array_equal(whole[row], work(a[row], b[row])[0])
            assert np.array_equal(work(a[:1], b)[399], work(a[0], b[399])[0])
            assert np.array_equal(work(a, b[:1])[399], work(a[399], b[0])[0])


def test_what_is_given_is_never_changed(f: Family) -> None:
    a, b = f.random(3, 1), f.random(3, 2)
    kept = a.copy(), b.copy()
    for work in (f.bind, f.unbind, f.bundle, f.similarity, f.cleanup):
        work(a, b)
        work(a[:1], b[:1])
    for rows in (f.inverse(a), f.permute(a, 0), f.bundle(a), f.truncate(a, f.dimension)):
        assert not np.shares_memory(rows, a)
    assert np.array_equal(a, kept[0]) and np.array_equal(b, kept[1])


def test_all_rows_of_a_matrix_together(f: Family) -> None:
    a, b, c, d, e = f.random(5)[:, None]
    rows = f.random(5)
    assert np.array_equal(f.bundle_all(rows), f.bundle(a, b, c, d, e))
    for n in (1, 2, 3, 5):
        step = rows[:1]
        for row in rows[1:n]:
            step = f.bind(step, row)
        assert f.similarity(f.bind_all(rows[:n]), step)[0] > 1 - 2e-5
    assert np.array_equal(f.bind_all(rows[:0]), f.identity())
    with pytest.raises(GeometryError, match="at least one"):
        f.bundle_all(rows[:0])


def test_levels_fall_evenly_from_the_first_to_the_last() -> None:
    for f in (HRR(4096), FHRR(4096), MAP(4096), BSC(4096)):
        levels = f.levels(11, seed=2)
        far = f.similarity(levels[0], levels[-1])[0]
        assert abs(far) < 6 / 64
        # By chance alone a share of what differs is alike: the variance of a cosine is at most 1/d.
        even = 1 - (1 - far) * np.arange(11) / 10
        assert np.abs(f.similarity(levels[0], levels) - even).max() < 4 / 64
        a = f.atom("a")
        assert (f.similarity(f.unbind(f.bind(levels, a), a), levels) > 1 - 2e-5).all()
    with pytest.raises(GeometryError, match="no 1"):
        f.levels(1)


def test_one_row_meets_many_and_none(f: Family) -> None:
    one, many, none = f.random(1, 1), f.random(4, 2), f.random(0)
    for work in (f.bind, f.unbind, f.bundle):
        assert work(one, many).shape == (4, f.dimension) == work(many, one).shape
        assert work(one, none).shape == (0, f.dimension) == work(none, none).shape
    assert f.similarity(one, none).shape == (0,) and f.table(none, many).shape == (0, 4)
    assert f.cleanup(none, many)[0].shape == (0,)
    assert f.permute(none).shape == f.inverse(none).shape == (0, f.dimension)


def test_spectra_bind_as_rows_do() -> None:
    for d in (64, 65):
        f = HRR(d)
        a, b, c = f.random(9).reshape(3, 3, d)
        x, y, z = (f.spectra(rows) for rows in (a, b, c))
        assert x.shape == (3, d // 2 + 1) and x.dtype == np.complex64
        assert np.allclose(np.abs(x), 1.0, atol=1e-5)
        assert np.allclose(f.from_spectra(x * y), f.bind(a, b), atol=1e-6)
        assert np.allclose(f.from_spectra(x * y.conj()), f.unbind(a, b), atol=1e-6)
        assert np.allclose(f.from_spectra(x + y + z), f.bundle(a, b, c), atol=1e-6)
    with pytest.raises(GeometryError, match=r"\(n, 33\)"):
        f.from_spectra(np.ones((1, 34), np.complex64))
    with pytest.raises(GeometryError, match="zero"):
        f.from_spectra(np.zeros((1, 33), np.complex64))


def test_the_spectrum_of_a_truncated_row_is_the_beginning_of_its_own() -> None:
    row = HRR(1024).random(1)
    for d in (700, 701):
        short = np.fft.rfft(HRR(1024).truncate(row, d)[0].astype(float))
        long = np.fft.rfft(row[0].astype(float))
        ratio = short[:350] / long[:350]
        assert np.allclose(ratio, ratio[0], atol=1e-5)
    # Cutting coordinates off instead breaks binding.
    a, b = HRR(1024).random(2)[:, None]
    cut = HRR(768).bind(lvm.normalise(a[:, :768]), lvm.normalise(b[:, :768]))
    assert HRR(768).similarity(cut, lvm.normalise(HRR(1024).bind(a, b)[:, :768]))[0] < 0.6


def test_transforms_of_float32_rows_are_those_of_wide_ones_to_rounding() -> None:
    for d in (2, 3, 768, 1023, 1024):
        rows = HRR(d).random(6)
        exact = np.fft.rfft(rows.astype(np.float64))
        assert np.allclose(HRR(d).spectra(rows), exact, atol=2e-6)
        assert np.allclose(transforms.forward(rows), exact / d**0.5, atol=2e-7)
        back = transforms.backward(exact.astype(np.complex64), d)
        assert np.allclose(back, rows, atol=1e-6) and back.dtype == np.float32


def test_clean_up_is_exact(f: Family) -> None:
    book = f.random(1500, 1)
    noisy = f.bundle(book[:300], f.random(300, 2), f.random(300, 3))
    found, cosines = f.cleanup(noisy, book)
    table = f.table(noisy, book)
    assert np.array_equal(found, table.argmax(axis=1)) and np.array_equal(cosines, table.max(axis=1))
    for few in (1, 3, 7):
        assert np.array_equal(f.cleanup(noisy[:few], book)[0], found[:few])
        assert np.array_equal(f.cleanup(noisy[:few], book)[1], cosines[:few])


def test_of_equal_items_the_first_is_found() -> None:
    """Near duplicates, which a product of matrices may rank by its own rounding."""
    base = HRR(768).random(20, 1)
    nudged = lvm.normalise(base + np.float32(1e-6) * HRR(768).random(20, 2))
    book = np.concatenate([nudged, base, base, nudged])
    for asked in (base, lvm.bundle(base, HRR(768).random(20, 3))):
        found, cosines = lvm.cleanup(asked, book)
        table = lvm.table(asked, book)
        assert np.array_equal(found, table.argmax(axis=1)) and np.array_equal(cosines, table.max(axis=1))
    assert (lvm.cleanup(base[:9], np.repeat(base[:1], 5000, axis=0))[0] == 0).all()


def test_a_family_is_a_value() -> None:
    assert HRR(64) == HRR(64) and HRR(64) != FHRR(64) and HRR(64) != HRR(64, unitary=False)
    assert len({HRR(64), HRR(64), MAP(64), HRR(65)}) == 3
    assert repr(MAP(64)) == "MAP(64)" and HRR().dimension == 1024
    assert HRR(64, unitary=False).to_dict() == {"family": "HRR", "dimension": 64, "unitary": False}


def test_a_family_comes_back_from_plain_values(f: Family) -> None:
    assert lvm.family_from_dict(json.loads(json.dumps(f.to_dict()))) == f


@pytest.mark.parametrize(
    "data",
    [
        {},
        None,
        {"family": "VTB", "dimension": 64},
        {"family": ["MAP"], "dimension": 64},
        {"family": "MAP", "dimension": 64, 3: 1, "a": 2},
        {"family": "MAP"},
        {"family": "MAP", "dimension": "64"},
        {"family": "MAP", "dimension": 1},
        {"family": "MAP", "dimension": 64, "unitary": True},
        {"family": "HRR", "dimension": 64, "unitary": "no"},
    ],
)
def test_what_describes_no_family_is_refused(data: Any) -> None:
    with pytest.raises(GeometryError):
        lvm.family_from_dict(data)


@pytest.mark.parametrize("dimension", [1, 0, -4, 1.5, "64", None])
def test_a_dimension_is_a_whole_number_of_two_or_more(dimension: Any) -> None:
    for make in (HRR, FHRR, MAP, BSC):
        with pytest.raises(GeometryError, match="dimension"):
            make(dimension)


@pytest.mark.parametrize("family", [HRR(8), FHRR(8), MAP(8), BSC(8)], ids=each)
def test_rows_of_another_family_are_refused(family: Family) -> None:
    others = {
        "complex": (np.ones((1, 8), np.complex64), {"HRR", "MAP", "BSC"}),
        "bits": (np.ones((1, 8), np.uint8), {"HRR", "MAP"}),
        "decimal": (np.full((1, 8), 0.5, np.float32), {"BSC"}),
        "real": (np.ones((1, 8), np.float32), {"FHRR"}),
        "neither 0 nor 1": (np.array([[0, 1, 2, 256, 0, 0, 0, 0]]), {"BSC"}),
    }
    good = family.identity()
    for word, (rows, refusing) in others.items():
        for work in (
            family.bind,
            family.unbind,
            family.bundle,
            family.similarity,
            family.table,
            family.cleanup,
        ):
            if family.name in refusing:
                with pytest.raises(GeometryError, match=word):
                    work(good, rows)


@pytest.mark.parametrize("count", [1, 900])
def test_bits_that_are_none_are_refused_wherever_they_stand(count: int) -> None:
    """Two of them may be bits when bound: 2 and 3 differ in the lowest bit."""
    family = BSC(1000)
    good = family.random(count)
    bad = good.copy()
    bad[-1, -1] = 3
    other = bad.copy()
    other[-1, -1] = 2
    for sides in ((good, bad), (bad, good), (bad, other), (bad, family.identity())):
        with pytest.raises(GeometryError, match="neither 0 nor 1"):
            family.bind(*sides)
    assert np.array_equal(family.bind(good, good[::-1]), good ^ good[::-1])


def test_shapes_that_do_not_fit_are_refused(f: Family) -> None:
    good = f.random(3)
    longer = type(f)(f.dimension + 1).random(3)
    for work in (f.bind, f.unbind, f.bundle, f.similarity, f.table, f.cleanup):
        with pytest.raises(GeometryError, match=f"dimension {f.dimension + 1}"):
            work(good, longer)
    for work in (f.bind, f.unbind, f.bundle, f.similarity):
        with pytest.raises(GeometryError, match="do not pair"):
            work(good, f.random(2))
    with pytest.raises(GeometryError, match="do not pair"):
        f.bundle(good, f.random(1), f.random(2))
    with pytest.raises(GeometryError, match="shape"):
        f.permute(good[None])
    with pytest.raises(GeometryError, match="at least one"):
        f.bundle()
    with pytest.raises(GeometryError, match="empty codebook"):
        f.cleanup(good, f.random(0))
    for dimension in (1, f.dimension + 1):
        with pytest.raises(GeometryError, match="truncated"):
            f.truncate(good, dimension)
    with pytest.raises(GeometryError, match="rows of numbers"):
        f.bind(good, [["a"] * f.dimension])
    with pytest.raises(GeometryError, match="one length"):
        f.bind(good, [[1], [1, 2]])
    with pytest.raises(GeometryError, match="not one text"):
        f.atoms("paris")
    with pytest.raises(GeometryError, match="-1 random"):
        f.random(-1)


@pytest.mark.parametrize("count", [1, 700])
@pytest.mark.parametrize("family", [HRR(768), FHRR(768), MAP(768)], ids=each)
@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38, 0.0])
def test_rows_without_a_direction_are_refused(family: Family, count: int, value: float) -> None:
    good = family.random(count)
    bad = good.copy()
    bad[-1, :] = 0.0
    bad[-1, 3] = value
    what = "zero" if value == 0.0 else "NaN or infinity"
    for work in (family.bind, family.unbind, family.bundle, family.similarity, family.table):
        if value == 0.0 and work == family.bundle:
            continue
        for sides in ((good, bad), (bad, good)):
            if work == family.table:
                sides = sides[0][-2:], sides[1][-2:]
            with pytest.raises(GeometryError, match=what):
                work(*sides)
    for alone in (family.permute, family.inverse):
        with pytest.raises(GeometryError, match=f"row {count - 1}.*{what}"):
            alone(bad)
    with pytest.raises(GeometryError, match=what):
        family.cleanup(good[:6], bad)
    with pytest.raises(GeometryError, match=what):
        family.cleanup(bad[-6:], good)
    if family.name != "BSC":
        with pytest.raises(GeometryError, match="zero"):
            family.bundle(good, -good)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("count", [1, 8])
def test_clean_up_of_unit_rows_refuses_what_is_no_number(value: float, count: int) -> None:
    good = lvm.random_points(count, 16, 1)
    bad = good.copy()
    bad[-1, 0] = value
    for sides in ((good, bad), (bad, good)):
        with pytest.raises(GeometryError, match="NaN or infinity"):
            lvm.cleanup(*sides)
