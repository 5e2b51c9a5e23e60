"""Symbols and codebooks: atoms of `hd`, and the clean-up of noisy vectors to known ones."""

from __future__ import annotations

from sdol import lvm
from sdol.errors import SdolError
from sdol.kernel import symbols
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Codebook, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Point, Vec, Vecs

BOOK = "codebook ['paris, 'rome]"


@instruction("symbol.symbol", "(name: text) -> vec@hd", examples=[Example('symbol("paris")', "'paris")])
def symbol(name: str) -> Vec:
    """The symbol of that name: `symbol("paris")` is `'paris`."""
    return symbols.atom(name)


@instruction(
    "symbol.codebook",
    "(items: list[vec@S]) -> codebook@S",
    surface="syntax",
    form="codebook xs",
    examples=[Example(f"let words = {BOOK}\nprint words", "codebook of 2 vec@hd")],
)
def codebook(items: Vecs) -> Codebook:
    """The vectors that a clean-up may give."""
    if not len(items):
        raise SdolError("E0553", "an empty codebook: there is nothing to clean up to")
    return Codebook(items)


@instruction(
    "symbol.cleanup",
    "(v: vec@S, book: codebook@S) -> vec@S",
    examples=[Example(f"cleanup('paris + 'london, {BOOK})", "'paris")],
)
def cleanup(v: Point, book: Codebook) -> Any:
    """The vector of a codebook that is most similar: clean-up memory."""
    same_space([v, book])
    index, _ = lvm.cleanup(v.rows, book.items.rows)
    return book.items[int(index[0])]


@instruction(
    "symbol.confidence",
    "(v: vec@S, book: codebook@S) -> num",
    examples=[Example(f"confidence('paris, {BOOK}) > 0.99", "true")],
)
def confidence(v: Point, book: Codebook) -> float:
    """The similarity of a vector with the most similar one of a codebook."""
    same_space([v, book])
    return float(lvm.cleanup(v.rows, book.items.rows)[1][0])
