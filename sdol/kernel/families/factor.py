"""Factoring: a bound vector taken apart into the codewords that it was bound of."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import pack, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Codebook, Point
    from sdol.lvm import Factorisation

BOOKS = "let colours = codebook ['red, 'green, 'blue]\nlet shapes = codebook ['circle, 'square]\n"
ASKED = "v: vec@S, books: list[codebook@S], least: num? = nil, iterations: int = 1000"
REPORT = (
    "{found: bool, factors: list[vec@S], places: list[int], similarity: num, confidence: num, iterations: int, "
    "restarts: int, energies: list[num]}"
)


@instruction(
    "factor.factor",
    f"({ASKED}) -> list[vec@S]?",
    examples=[
        Example(f"{BOOKS}print factor('green * 'circle, [colours, shapes])", "['green, 'circle]"),
        Example(f"{BOOKS}print factor('green * 'house, [colours, shapes])", "nil"),
        Example(
            f"{BOOKS}print factor('red * 'square + 'noise, [colours, shapes], least: 0.5)", "['red, 'square]"
        ),
        Example(
            f"{BOOKS}print factor('blue * 'square, [colours, shapes], iterations: 10)", "['blue, 'square]"
        ),
    ],
)
def factor(v: Point, books: list[Codebook], least: float | None, iterations: int) -> Any:
    """The vectors, one of each codebook, whose binding is the vector, or nil where none were found.

    By a resonator network and a search in superposition. What is given has been bound again: it is the vector, or as
    similar to it as `least` asks, which is for vectors with noise and for the strongest product in a sum.
    """
    found = _search(v, books, least, iterations)
    return _codewords(books, found) if found.found else None


@instruction(
    "factor.factor_report",
    f"({ASKED}) -> {REPORT}",
    examples=[
        Example(
            f"{BOOKS}let how = factor_report('blue * 'square, [colours, shapes])\n"
            "print how.found, how.factors, how.places, how.confidence > 0.99, len(how.energies) == how.iterations",
            "true ['blue, 'square] [2, 1] true true",
        ),
        Example(f"{BOOKS}print factor_report('house, [colours, shapes], iterations: 50).found", "false"),
        Example(
            f"{BOOKS}let how = factor_report('red * 'circle + 'noise, [colours, shapes], least: 0.6)\n"
            "print how.similarity > 0.6, how.similarity < 0.8, how.restarts",
            "true true 0",
        ),
    ],
)
def factor_report(v: Point, books: list[Codebook], least: float | None, iterations: int) -> dict[str, Any]:
    """How the search of `factor` went.

    `places` are the factors' places in their codebooks; `similarity` is that of the factors bound again, and
    `confidence` a lower bound for the probability that it is no coincidence. An iteration multiplies with each
    codebook once; `energies` are minus the similarity of the estimates with the vector, one for each iteration
    of the network and each round of the search. Where nothing was found, `factors` and `places` are empty.
    """
    found = _search(v, books, least, iterations)
    return {
        "found": found.found,
        "factors": _codewords(books, found) if found.found else [],
        "places": list(found.indices),
        "similarity": found.similarity,
        "confidence": found.confidence,
        "iterations": found.iterations,
        "restarts": found.restarts,
        "energies": list(found.energies),
    }


def _search(v: Point, books: list[Codebook], least: float | None, iterations: int) -> Factorisation:
    from sdol import lvm

    if not books:
        raise SdolError(
            "E0570",
            "there is no codebook to factor with",
            help="give one codebook for each factor, in a list",
        )
    if least is not None and not 0.0 <= least <= 1.0:
        raise SdolError(
            "E0570",
            f"no similarity of at least {least} can be asked for",
            help="write a number from 0 to 1, or leave it out for the vector itself",
        )
    if iterations < 1:
        raise SdolError("E0570", f"a search of {iterations} iterations finds nothing", help="write 1 or more")
    same_space([v, *books])
    codewords = [book.items.rows for book in books]
    family = lvm.HRR(v.rows.shape[1])
    return lvm.factor(v.rows, codewords, family=family, least=least, iterations=iterations)[0]


def _codewords(books: list[Codebook], found: Factorisation) -> Any:
    return pack([book.items[place] for book, place in zip(books, found.indices, strict=True)])
