"""Matryoshka views: vectors at several prefixes, searched from coarse to fine."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Point, Vecs
    from sdol.lvm import Views

PETS = 'let seen = views(~["a cat", "a dog", "an invoice"]@swift)\n'
MANY = 'let seen = views([symbol("s{i}") for i in range(40)])\n'


@instruction(
    "views.views",
    "(xs: list[vec@S]) -> views@S",
    examples=[Example(f"{PETS}print seen", "views@swift, 3 vectors at 32, 128, 256")],
)
def views(xs: Vecs) -> Made:
    """Vectors at the prefixes 32, 128 and full, for a search from coarse to fine."""
    from sdol import lvm

    if not len(xs):
        raise SdolError("E0585", "views are of vectors, and this list is empty")
    return Made("views", xs.space, lvm.Views(xs.rows))


@instruction(
    "views.zoom",
    "(v: views@S, prefix: int) -> views@S",
    examples=[
        Example(f"{PETS}print zoom(seen, 128)", "views@swift, 3 vectors at 32, 128"),
        Example(f'{PETS}print closest(zoom(seen, 64), ~"a cat"@swift, 1)[0].place', "0"),
    ],
)
def zoom(v: Made, prefix: int) -> Made:
    """The same vectors, not copied, seen no deeper than their first coordinates."""
    return Made("views", v.space, _views(v).zoom(prefix))


@instruction(
    "views.closest",
    "(v: views@S, query: vec@S, top: int = 10, exact: bool = false) -> list[{place: int, score: num}]",
    examples=[
        Example(f'{PETS}print closest(seen, ~"a cat"@swift, 1)[0].place', "0"),
        Example(f'{PETS}print len(closest(seen, ~"a bill"@swift, exact: true))', "3"),
    ],
)
def closest(v: Made, query: Point, top: int, exact: bool) -> list[dict[str, Any]]:
    """The places of the vectors most similar to one, best first: candidates by a short prefix, scored in full.

    `exact` misses none, at the price of comparing more.
    """
    same_space([v, query])
    places, scores = _views(v).closest(query.rows, top, exact=exact)
    found = zip(places.tolist(), scores.tolist(), strict=True)
    return [{"place": place, "score": score} for place, score in found]


@instruction(
    "views.recall",
    "(v: views@S, queries: list[vec@S], top: int = 10) -> num",
    examples=[
        Example(f'{PETS}print recall(seen, ~["a kitten", "a bill"]@swift, 1)', "1.0"),
        Example(f'{PETS}print recall(seen, ~["a kitten", "a bill"]@swift)', "1.0"),
    ],
)
def recall(v: Made, queries: Vecs, top: int) -> float:
    """The share of the true nearest vectors that `closest` finds for these queries."""
    if not len(queries):
        return 1.0
    same_space([v, queries])
    return float(_views(v).recall(queries.rows, top))


@instruction(
    "views.prefixes",
    "(v: views@S) -> list[{prefix: int, kept: num, random: num, trained: bool}]",
    examples=[Example(f"{MANY}print [p.prefix for p in prefixes(seen)]", "[32, 128]")],
)
def prefixes(v: Made) -> list[dict[str, Any]]:
    """How much of the neighbourhoods each prefix keeps, beside as many coordinates drawn at random.

    `trained` says whether it keeps more than such draws: whether the model was made to be cut short.
    """
    return [
        {"prefix": level.prefix, "kept": level.kept, "random": level.random, "trained": level.trained}
        for level in _views(v).measure()
    ]


@instruction(
    "views.trained",
    "(v: views@S) -> bool",
    examples=[Example(f"{MANY}print trained(seen)", "false")],
)
def trained(v: Made) -> bool:
    """Whether every prefix keeps more of the neighbourhoods than chance, as of a model made to be cut short."""
    return bool(_views(v).trained)


def _views(made: Made) -> Views:
    return made.body  # type: ignore[return-value]
