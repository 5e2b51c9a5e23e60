"""Factoring in the language: bound symbols of codebooks of any size, what is not one, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]

BOOKS = """
fn numbered(name: text, n: int) -> list[vec@hd] { [symbol("{name} {i}") for i in range(n)] }
let books = [codebook (numbered("who", 90)), codebook (numbered("what", 70)), codebook (numbered("where", 110))]
"""


@pytest.mark.parametrize("engine", ["step", "emit"])
def test_one_of_700_000_products_is_found(run: Run, engine: str) -> None:
    program = f"""{BOOKS}
let fact = symbol("who 89") * symbol("what 0") * symbol("where 57")
let how = factor_report(fact, books)
print how.places, how.factors, how.similarity > 0.999
"""
    assert run(program, engine).out == "[89, 0, 57] ['who 89, 'what 0, 'where 57] true\n"


def test_the_strongest_of_several_is_found_when_less_than_all_will_do(run: Run) -> None:
    program = f"""{BOOKS}
let one = symbol("who 1") * symbol("what 2") * symbol("where 3")
let other = symbol("who 4") * symbol("what 5") * symbol("where 6")
let both = bundle([one, other], [3, 1])
print factor(both, books) == nil, factor_report(both, books, least: 0.5).places
"""
    assert run(program).out == "true [1, 2, 3]\n"


def test_vectors_of_a_model_can_be_factored_too(run: Run) -> None:
    program = """
space swift
let animals = ~["the cat sleeps", "a dog barks", "birds sing"]
let bills = ~["pay the invoice", "refund my order"]
print factor_report(animals[1] * bills[0], [codebook animals, codebook bills]).places
"""
    assert run(program).out == "[1, 0]\n"


@pytest.mark.parametrize(
    "asked, said",
    [
        ("factor('who, nothing)", "there is no codebook to factor with"),
        ("factor('who, books, least: -0.5)", "no similarity of at least -0.5 can be asked for"),
        ("factor('who, books, iterations: 0)", "a search of 0 iterations finds nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, asked: str, said: str) -> None:
    found = run(f"{BOOKS}let nothing: list[codebook@hd] = []\nprint {asked}")
    assert (found.codes, found.messages) == (["E0570"], [said])
