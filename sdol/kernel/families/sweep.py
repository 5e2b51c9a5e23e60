"""What a fused loop is made of: chunks of its list, columns computed for each, and the elements they choose.

A program does not write these. The compiler does, where a `for` compares its elements in a way that a kernel
can do for many at once, and where a loop only appends to a list; `sdol explain FILE` tells where, and
`sdol dis --fused` shows them.
"""

from __future__ import annotations

from sdol.kernel import columns
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Points

_ATOMS = "let atoms = ['a, 'b, 'c]\n"
_COUNT = f"{_ATOMS}var n = 0\nfor v in atoms {{ if v ~ 'b > 0.5 {{ n += 1 }} }}\nprint n"
_HITS = "store s@hd\ns.put('a, {n: 1})\ns.put('b, {n: 2})\n"


@instruction(
    "sweep.chunks",
    ("(xs: list[T]) -> list[list[T]]", "(xs: ranked[T]) -> list[list[T]]"),
    surface="syntax",
    form="for x in xs",
    examples=[
        Example(_COUNT, "1"),
        Example(_HITS + "for h in s.all() { if h.vec ~ 'b > 0.5 { print h.payload.n } }", "2"),
    ],
)
def chunks(xs: Any) -> columns.Chunks:
    """A list in consecutive pieces, the first short and each twice as long as the one before."""
    return columns.Chunks(xs)


@instruction(
    "sweep.grow",
    "(xs: list[T]) -> builder",
    surface="syntax",
    form="for x in xs",
    examples=[Example("var made = [0]\nfor n in [1, 2] { made = append(made, n) }\nprint made", "[0, 1, 2]")],
)
def grow(xs: list[Any]) -> list[Any]:
    """A list that is being built, with what a list holds to begin with."""
    return [*xs]


@instruction(
    "sweep.vectors",
    ("(xs: list[T], name: text) -> list[vec@S]", "(xs: ranked[T], name: text) -> list[vec@S]"),
    surface="syntax",
    form="for x in xs",
    examples=[
        Example("for r in [{k: 1, v: 'a}, {k: 2, v: 'b}] { if r.v ~ 'b > 0.5 { print r.k } }", "2"),
        Example(_HITS + "for h in s.all() { if h.vec ~ 'a > 0.5 { print h.payload.n } }", "1"),
    ],
)
def vectors(xs: Any, name: str) -> Points:
    """The vectors that one field of each record holds, as one matrix."""
    return columns.vectors(xs, name)


@instruction(
    "sweep.where",
    "(condition: list[bool], wanted: bool) -> list[int]",
    surface="syntax",
    form="for x in xs",
    examples=[Example(_COUNT, "1")],
)
def where(condition: np.ndarray, wanted: bool) -> list[int]:
    """The places at which a column of conditions is as wanted."""
    import numpy as np

    return np.flatnonzero(condition == wanted).tolist()


@instruction(
    "sweep.count",
    "(condition: list[bool], wanted: bool) -> int",
    surface="syntax",
    form="for x in xs",
    examples=[Example(_COUNT, "1")],
)
def count(condition: np.ndarray, wanted: bool) -> int:
    """At how many places a column of conditions is as wanted."""
    import numpy as np

    return int(np.count_nonzero(condition == wanted))


@instruction(
    "sweep.places",
    ("(xs: list[T]) -> list[int]", "(xs: ranked[T]) -> list[int]"),
    surface="syntax",
    form="for x in xs",
    examples=[
        Example(
            f"{_ATOMS}var best = -1.0\nfor v in atoms {{ best = max(best, v ~ 'b) }}\nprint best > 0.9",
            "true",
        ),
        Example(_HITS + "var t = 0.0\nfor h in s.all() { t += h.vec ~ 'a }\nprint t > 0.9", "true"),
    ],
)
def places(xs: Any) -> range:
    """The places of a chunk, one after the other."""
    return range(len(xs))


@instruction(
    "sweep.values",
    "(column: list[T]) -> list[T]",
    surface="syntax",
    form="for x in xs",
    examples=[
        Example(
            f"{_ATOMS}var best = -1.0\nfor v in atoms {{ best = max(best, v ~ 'b) }}\nprint best > 0.9",
            "true",
        )
    ],
)
def values(column: np.ndarray) -> list[Any]:
    """A column as a list of numbers or truth values."""
    return column.tolist()  # type: ignore[no-any-return]


@instruction(
    "sweep.lookup",
    "(column: list[T], places: list[int]) -> list[T]",
    surface="syntax",
    form="for x in xs",
    examples=[
        Example(
            f"{_ATOMS}for v in atoms {{\n  let s = v ~ 'b\n  if s > 0.5 {{ print round(s, 3) }}\n}}", "1.0"
        )
    ],
)
def lookup(column: np.ndarray, places: list[int]) -> Any:
    """The values of a column at the places that will be asked for."""
    return columns.lookup(column, places)


@instruction(
    "sweep.choose",
    "(condition: bool, yes: T, no: T) -> T",
    surface="syntax",
    form="for x in xs",
    batch="choose(condition, yes, no)",
    examples=[
        Example(f"{_ATOMS}for v in atoms {{ if v ~ 'a > 0.5 or v ~ 'b > 0.5 {{ print v }} }}", "'a\n'b")
    ],
)
def choose(condition: bool, yes: Any, no: Any) -> Any:
    """One of two values: what an `if`, an `and` or an `or` gives that can be computed for a whole chunk."""
    return yes if condition else no


@instruction(
    "sweep.at",
    ("(xs: list[T], i: int) -> T", "(xs: ranked[T], i: int) -> T"),
    surface="syntax",
    form="for x in xs",
    inline="xs[i]",
    examples=[
        Example(f"{_ATOMS}for v in atoms {{ if v ~ 'b > 0.5 {{ print v }} }}", "'b"),
        Example(_HITS + "for h in s.all() { if h.vec ~ 'b > 0.5 { print h.payload.n } }", "2"),
    ],
)
def at(xs: Any, i: int) -> Any:
    """The element at a place of a chunk, or the value of a column that belongs to it."""
    return xs[i]
