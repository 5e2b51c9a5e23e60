"""Residue numbers in the language: arithmetic, comparison, numbers inside records, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]

BOTH = pytest.mark.parametrize("engine", ["step", "emit"])


@BOTH
def test_arithmetic_and_comparison_are_those_of_the_integers(run: Run, engine: str) -> None:
    program = """
fn polynomial(x: residue) -> residue { x * x - residue(3) * x + -residue(7) }
for n in [-20, 0, 5, 1900] {
  let x = residue(n)
  assert value(polynomial(x)) == n * n - 3 * n - 7
  assert (x < residue(5)) == (n < 5) and (x >= residue(5)) == (n >= 5)
  assert (x <= residue(5)) == (n <= 5) and (x > residue(5)) == (n > 5)
}
print residue(40) + residue(2) == residue(42), residue(1) != residue(1)
"""
    found = run(program, engine)
    assert (found.messages, found.out) == ([], "true false\n")


@BOTH
def test_results_out_of_range_wrap_where_that_was_asked_for(run: Run, engine: str) -> None:
    program = """
let moduli = [3, 5]
fn number_of(n: int) -> residue { residue(n, moduli: moduli, wrap: true) }
print number_of(7) + number_of(1), number_of(22), number_of(-4) * number_of(4), -number_of(-7)
"""
    # 15 numbers, -7 to 7: 8 is -7, 22 is 7, -16 is -1.
    assert run(program, engine).out == "-7 7 -1 7\n"


@pytest.mark.parametrize(
    ("expression", "code", "message"),
    [
        ("residue(4000000)", "E0573", "4,000,000 is not within -3,718,214 to 3,718,214"),
        ("residue(2000) * residue(-2000)", "E0573", "-4,000,000 is not within -3,718,214 to 3,718,214"),
        ("dense(4000000)", "E0573", "4,000,000 is not within -3,718,214 to 3,718,214"),
        ("dense([1, 0.5 - 4000000])", "E0573", "-3,999,999.5 is not within -3,718,214 to 3,718,214"),
        ("residue(1) < residue(1, wrap: true)", "E0574", "these residue numbers belong to two systems"),
        ("residue(1) + residue(1, moduli: [7])", "E0574", "these residue numbers belong to two systems"),
        ("residue(1, moduli: [])", "E0575", "a residue number system needs at least one modulus"),
        ("residue(1, moduli: [4, 6])", "E0575", "the moduli 4 and 6 are both divisible by 2"),
        ("number('a, moduli: [1])", "E0575", "the modulus 1 is not between 2 and 16,384"),
    ],
)
def test_what_has_no_answer_is_refused(run: Run, expression: str, code: str, message: str) -> None:
    found = run(f"print {expression}")
    assert (found.status, found.codes, found.messages) == (1, [code], [message])


@pytest.mark.parametrize(
    "expression",
    [
        "residue(1.5)",
        "residue(1) / residue(2)",
        "residue(1) + 1",
        "residue(1) ~ residue(1)",
        "dense('a)",
        "number(1)",
    ],
)
def test_what_is_no_residue_is_found_before_the_program_runs(run: Run, expression: str) -> None:
    assert run(f"print {expression}").status == 2


@BOTH
def test_a_record_holds_numbers_and_says_where_there_is_none(run: Run, engine: str) -> None:
    program = """
let keys = ['age, 'height, 'weight, 'balance]
let person = 'age * dense(42) + 'height * dense(178) + 'weight * dense(0) + 'balance * dense(-1250000)
print [number(person / key) for key in keys], number(person / 'name), number(person)
print number([person / key for key in keys])
print number((person * dense(8)) / 'age), number(dense(50) / dense(8)), number(dense([]))
"""
    found = run(program, engine)
    assert found.messages == []
    assert found.out.splitlines() == [
        "[42, 178, 0, -1250000] nil nil",
        "[42, 178, 0, -1250000]",
        "50 42 []",
    ]


@BOTH
def test_fractions_are_held_and_added(run: Run, engine: str) -> None:
    program = """
for x in real(dense([0.1, -2.75, 3718213]) * dense(0.25)) { if x != nil { print round(x, 4) } }
print real('nobody), number(dense(residue(77)) * dense(1.0))
let cents = real('price * dense(19.99) / 'price)
if cents != nil { print round(cents, 4) }
"""
    found = run(program, engine)
    assert (found.messages, found.out) == ([], "0.35\n-2.5\n3718213.25\nnil 78\n19.99\n")


def test_numbers_with_other_moduli_reach_further_and_are_read_with_them(run: Run) -> None:
    program = """
let primes = [7, 11, 13, 17, 19, 23, 29, 31]
let great = residue(3000000000, moduli: primes)
print number(dense(great), moduli: primes), number(dense(great)), great - residue(1, moduli: primes)
print [number(v, moduli: [3, 5]) for v in dense([great, residue(5, moduli: [3, 5])])]
"""
    found = run(program)
    assert (found.messages, found.out) == ([], "3000000000 nil 2999999999\n[nil, 5]\n")
