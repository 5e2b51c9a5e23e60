"""Numbers."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel import table
from sdol.kernel.families import num, trig
from sdol.kernel.families.text import exact, format_num

NAN = float("nan")
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=True))
ARGUMENTS = {"num": NUMBERS, "int": st.integers(), "bool": st.booleans(), "text": st.text()}
FAMILIES = ("num", "logic", "text", "whole")
INLINE = [r for f in FAMILIES for r in table.load_all().values() if r.family == f and r.inline]


def outcome(call: Any) -> object:
    try:
        return repr(call())
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("row", INLINE, ids=lambda row: row.name)
@given(data=st.data())
def test_an_inline_expression_does_what_its_function_does(row: Any, data: st.DataObject) -> None:
    params = row.signatures[-1].params
    values = [data.draw(ARGUMENTS.get(str(p.type), NUMBERS)) for p in params]
    names = {p.name: v for p, v in zip(row.signatures[0].params, values, strict=True)}
    assert outcome(lambda: eval(row.inline, names)) == outcome(lambda: row.function(*values))


@given(st.floats(allow_nan=False))
def test_exact_reads_back(x: float) -> None:
    assert num.num(exact(x)) == x


@given(
    st.lists(st.floats(-1e300, 1e300), max_size=8).flatmap(
        lambda xs: st.tuples(st.just(xs), st.permutations(xs))
    )
)
def test_a_sum_does_not_depend_on_the_order(both: tuple[list[float], list[float]]) -> None:
    assert num.sum_(both[0]) == num.sum_(both[1])


def test_sums_are_correctly_rounded_and_whole_numbers_stay_whole() -> None:
    assert num.sum_([0.1] * 10) == 1.0
    assert repr(num.sum_([1, 2])) == "3"
    assert num.sum_([math.inf, 1.0]) == math.inf
    assert math.isnan(num.sum_([math.inf, -math.inf]))


def test_nan_is_never_lost_among_others() -> None:
    assert all(math.isnan(f(xs)) for f in (num.min_, num.max_) for xs in ([NAN, 1.0], [1.0, NAN]))


@pytest.mark.parametrize("text", ["", "1_000", "0x10", "1.5", "one", "9" * 5000])
def test_a_text_that_writes_no_whole_number(text: str) -> None:
    with pytest.raises(SdolError) as raised:
        num.int_(text)
    assert raised.value.code == "E0514"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: num.sqrt(-1), "E0515"),
        (lambda: num.log(0), "E0515"),
        (lambda: num.log(2, 0), "E0515"),
        (lambda: trig.sin(math.inf), "E0515"),
        (lambda: num.pow_(-8, 1 / 3), "E0515"),
        (lambda: num.pow_(2, -1), "E0515"),
        (lambda: num.pow_(10, 10**9), "E0504"),
        (lambda: num.floor(NAN), "E0513"),
        (lambda: num.int_(math.inf), "E0513"),
        (lambda: num.mean([]), "E0512"),
        (lambda: num.max_([]), "E0512"),
        (lambda: num.clamp(1, 3, 2), "E0515"),
        (lambda: format_num(1.0, 1000), "E0516"),
    ],
)
def test_what_has_no_value_is_an_error(call: Any, code: str) -> None:
    with pytest.raises(SdolError) as raised:
        call()
    assert raised.value.code == code


def test_powers() -> None:
    assert num.pow_(1, 10**9) == 1
    assert num.pow_(-2, 3) == -8
    assert num.pow_(4.0, 0.5) == 2.0


def test_halves_go_to_the_even_neighbour() -> None:
    assert [num.round_(x) for x in (0.5, 1.5, 2.5, -0.5)] == [0, 2, 2, 0]
    assert repr(num.round_(1234, -2)) == "1200.0"
