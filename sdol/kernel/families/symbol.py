"""Symbols and codebooks: atoms of `hd`, lists of them bound together, and the clean-up of noisy vectors."""

from __future__ import annotations

from sdol import lvm
from sdol.errors import SdolError
from sdol.kernel import symbols as named
from sdol.kernel.families.list import pick, sized
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Codebook, Vec, Vecs, pack, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Point

BOOK = "codebook ['paris, 'rome]"
ANSWERED = "list[{item: vec@S, place: int, score: num}]"


# --- symbols ------------------------------------------------------------------------------------------------


@instruction("symbol.symbol", "(name: text) -> vec@hd", examples=[Example('symbol("paris")', "'paris")])
def symbol(name: str) -> Vec:
    """The symbol of that name: `symbol("paris")` is `'paris`."""
    return named.atom(name)


@instruction(
    "symbol.symbols",
    "(names: list[text]) -> list[vec@hd]",
    examples=[
        Example('symbols(["paris", "rome"])', "['paris, 'rome]"),
        Example(
            'let xs = symbols(split("a b c", " "))\nprint map(\'key * xs / \'key, v => v ~ \'b > 0.99)',
            "[false, true, false]",
        ),
    ],
)
def symbols(names: list[str]) -> Any:
    """The symbols of these names."""
    return pack([named.atom(name) for name in names])


@instruction(
    "symbol.random_symbols",
    "(n: int, seed: int) -> list[vec@hd]",
    examples=[
        Example("let xs = random_symbols(2, seed: 7)\nprint (xs[0] * xs[1]) / xs[1] ~ xs[0] > 0.99", "true")
    ],
)
def random_symbols(n: int, seed: int) -> Any:
    """Symbols without names, as unlike one another as named ones; the same for the same seed on every machine."""
    if sized(n) == 0:
        return []
    sized(n * named.DIMENSION)
    return Vecs(named.SPACE, lvm.HRR(named.DIMENSION).random(n, seed))


@instruction(
    "symbol.levels",
    "(n: int, seed: int = 0) -> list[vec@hd]",
    examples=[
        Example(
            "let xs = levels(5)\nprint map(range(1, 5), i => xs[0] ~ xs[i] < xs[0] ~ xs[i - 1])",
            "[true, true, true, true]",
        ),
        Example("levels(3, seed: 1)[0] ~ levels(3, seed: 2)[0] < 0.2", "true"),
    ],
)
def levels(n: int, seed: int) -> Vecs:
    """Vectors for the steps of a scale, as similar as the steps are near; the first and the last are unrelated."""
    if n < 2:
        raise SdolError(
            "E0515", f"a scale has no {n} steps", help="it goes from a first to a last: 2 or more"
        )
    sized(n * named.DIMENSION)
    return Vecs(named.SPACE, lvm.HRR(named.DIMENSION).levels(n, seed))


# --- binding ------------------------------------------------------------------------------------------------


@instruction(
    "symbol.bind",
    "(xs: list[vec@S]) -> vec@S",
    examples=[Example("bind(['a, 'b, 'c]) / 'b ~ 'a * 'c > 0.99", "true")],
)
def bind(xs: Vecs) -> Vec:
    """All vectors of a list bound together, as `*` between them would; their order does not matter."""
    if not len(xs):
        raise SdolError("E0552", "an empty list has nothing to bind")
    return Vec(xs.space, lvm.HRR(xs.rows.shape[1]).bind_all(xs.rows)[0])


@instruction(
    "symbol.inverse",
    "(a: vec@S) -> vec@S",
    lift=True,
    examples=[
        Example("'a * 'b * inverse('b) ~ 'a > 0.99", "true"),
        Example("map('a * inverse(['a, 'b]), v => v * 'b ~ 'a > 0.99)", "[false, true]"),
    ],
)
def inverse(a: np.ndarray) -> np.ndarray:
    """The vector with which binding undoes binding with this one; exact for symbols and what is bound of them."""
    return lvm.inverse(a)


# --- clean-up -----------------------------------------------------------------------------------------------


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
    "symbol.items",
    "(book: codebook@S) -> list[vec@S]",
    examples=[Example(f"items({BOOK})", "['paris, 'rome]")],
)
def items(book: Codebook) -> Vecs:
    """The vectors of a codebook, in their order."""
    return book.items


@instruction(
    "symbol.cleanup",
    ("(v: vec@S, book: codebook@S) -> vec@S", "(vs: list[vec@S], book: codebook@S) -> list[vec@S]"),
    examples=[
        Example(f"cleanup('paris + 'london, {BOOK})", "'paris"),
        Example(f"cleanup(['rome + 'x, 'rome, 'paris], {BOOK})", "['rome, 'rome, 'paris]"),
    ],
)
def cleanup(v: Any, book: Codebook) -> Any:
    """The vector of a codebook that is most similar: clean-up memory."""
    if not isinstance(v, Vec) and not len(v):
        return []
    same_space([v, book])
    at, _ = lvm.cleanup(v.rows, book.items.rows)
    return book.items[int(at[0])] if isinstance(v, Vec) else pick(book.items, at.tolist())


@instruction(
    "symbol.cleanup_top",
    f"(v: vec@S, book: codebook@S, n: int) -> {ANSWERED}",
    examples=[
        Example(
            "let found = cleanup_top('rome + 'rome + 'oslo, codebook ['oslo, 'paris, 'rome], 2)\n"
            "print [f.item for f in found], [f.place for f in found], found[0].score > found[1].score",
            "['rome, 'oslo] [2, 0] true",
        )
    ],
)
def cleanup_top(v: Point, book: Codebook, n: int) -> list[dict[str, Any]]:
    """The n most similar vectors of a codebook, best first, each with its place there and its similarity."""
    same_space([v, book])
    scores = lvm.table(v.rows, book.items.rows)[0]
    best = lvm.top(scores, sized(n)).tolist()
    return [{"item": book.items[at], "place": at, "score": float(scores[at])} for at in best]


@instruction(
    "symbol.confidence",
    ("(v: vec@S, book: codebook@S) -> num", "(vs: list[vec@S], book: codebook@S) -> list[num]"),
    examples=[
        Example(f"confidence('paris, {BOOK}) > 0.99", "true"),
        Example(f"map(confidence(['rome, 'oslo], {BOOK}), c => c > 0.5)", "[true, false]"),
    ],
)
def confidence(v: Any, book: Codebook) -> Any:
    """The similarity of a vector with the most similar one of a codebook."""
    if not isinstance(v, Vec) and not len(v):
        return []
    same_space([v, book])
    cosines = lvm.cleanup(v.rows, book.items.rows)[1].tolist()
    return cosines[0] if isinstance(v, Vec) else cosines
