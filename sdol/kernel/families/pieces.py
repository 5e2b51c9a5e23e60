"""Lists taken apart and put together: windows, runs, rows and columns, single places."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.equality import equal, key_of, places_of
from sdol.kernel.families.list import comparable, concat, keyed, out_of_range, packed, sized, uneven
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@instruction(
    "pieces.windows",
    "(xs: list[T], n: int) -> list[list[T]]",
    examples=[Example("windows([1, 2, 3, 4], 2)", "[[1, 2], [2, 3], [3, 4]]")],
)
def windows(xs: Any, n: int) -> list[Any]:
    """Every n neighbours of the list, each beginning one element further on."""
    if n < 1:
        raise SdolError("E0516", f"a window cannot have {n} elements", help="write 1 or more")
    count = max(len(xs) - n + 1, 0)
    sized(count * n)
    return [xs[i : i + n] for i in range(count)]


@instruction(
    "pieces.split_at",
    "(xs: list[T], i: int) -> list[list[T]]",
    examples=[
        Example("split_at([1, 2, 3], 1)", "[[1], [2, 3]]"),
        Example("split_at([1, 2], -1)", "[[1], [2]]"),
    ],
)
def split_at(xs: Any, i: int) -> list[Any]:
    """The list in two: what is before a place, and the rest; a negative place counts from the end."""
    return [xs[:i], xs[i:]]


@instruction(
    "pieces.runs",
    "(xs: list[T]) -> list[list[T]]",
    examples=[Example('runs(["a", "a", "b", "a"])', '[["a", "a"], ["b"], ["a"]]')],
)
def runs(xs: Any) -> list[list[Any]]:
    """The list in pieces of equal neighbours."""
    found: list[list[Any]] = []
    for x in comparable(xs, "runs"):
        if found and equal(found[-1][-1], x):
            found[-1].append(x)
        else:
            found.append([x])
    return found


@instruction(
    "pieces.transpose",
    "(rows: list[list[T]]) -> list[list[T]]",
    examples=[Example("transpose([[1, 2, 3], [4, 5, 6]])", "[[1, 4], [2, 5], [3, 6]]")],
)
def transpose(rows: list[Any]) -> list[Any]:
    """The columns of a list of rows, which all have one length."""
    for row in rows:
        if len(row) != len(rows[0]):
            raise uneven(rows[0], row)
    return [packed(list(column)) for column in zip(*rows, strict=True)]


@instruction(
    "pieces.interleave",
    "(a: list[T], b: list[T]) -> list[T]",
    examples=[Example("interleave([1, 3], [2, 4, 5])", "[1, 2, 3, 4, 5]")],
)
def interleave(a: Any, b: Any) -> Any:
    """The elements of two lists in turn, and then what is left of the longer one."""
    both = min(len(a), len(b))
    mixed = [x for pair in zip(a[:both], b[:both], strict=True) for x in pair]
    return packed([*mixed, *a[both:], *b[both:]])


@instruction(
    "pieces.rotate",
    "(xs: list[T], n: int) -> list[T]",
    examples=[Example("rotate([1, 2, 3], 1)", "[2, 3, 1]"), Example("rotate([1, 2, 3], -1)", "[3, 1, 2]")],
)
def rotate(xs: Any, n: int) -> Any:
    """The list with its first n elements at its end; with its last ones at its beginning where n is negative."""
    at = n % len(xs) if len(xs) else 0
    return concat(xs[at:], xs[:at])


@instruction(
    "pieces.fill",
    "(n: int, x: T) -> list[T]",
    examples=[Example('fill(3, "a")', '["a", "a", "a"]'), Example("fill(0, 1)", "[]")],
)
def fill(n: int, x: Any) -> Any:
    """A list of n times the same value."""
    return packed([x] * sized(n))


@instruction(
    "pieces.insert_at",
    "(xs: list[T], i: int, x: T) -> list[T]",
    examples=[
        Example("insert_at([1, 3], 1, 2)", "[1, 2, 3]"),
        Example("insert_at([1, 2], 2, 3)", "[1, 2, 3]"),
    ],
)
def insert_at(xs: Any, i: int, x: Any) -> Any:
    """The list with one more element before a place, or behind the last."""
    if not -len(xs) <= i <= len(xs):
        raise out_of_range(xs, i)
    return packed([*xs[:i], x, *xs[i:]])


@instruction(
    "pieces.remove_at",
    "(xs: list[T], i: int) -> list[T]",
    examples=[Example("remove_at([1, 2, 3], 1)", "[1, 3]"), Example("remove_at([1, 2, 3], -1)", "[1, 2]")],
)
def remove_at(xs: Any, i: int) -> Any:
    """The list without the element at a place."""
    if not -len(xs) <= i < len(xs):
        raise out_of_range(xs, i)
    return concat(xs[:i], xs[i + 1 :] if i != -1 else xs[:0])


@instruction(
    "pieces.compact",
    "(xs: list[T?]) -> list[T]",
    examples=[Example("compact([1, nil, 2])", "[1, 2]")],
)
def compact(xs: Any) -> Any:
    """The list without its nils."""
    return packed([x for x in xs if x is not None]) if isinstance(xs, list) else xs


@instruction(
    "pieces.indices_of",
    "(xs: list[T], x: T) -> list[int]",
    examples=[Example("indices_of([1, 2, 1], 1)", "[0, 2]")],
)
def indices_of(xs: Any, x: Any) -> list[int]:
    """Every place at which a value stands."""
    return list(places_of(x, comparable(xs, "indices_of")))


# --- as sets ------------------------------------------------------------------------------------------------


@instruction(
    "pieces.places",
    "(xs: list[T]) -> list[{value: T, at: list[int]}]",
    examples=[Example('places(["a", "b", "a"])', '[{value: "a", at: [0, 2]}, {value: "b", at: [1]}]')],
)
def places(xs: Any) -> list[dict[str, Any]]:
    """The distinct values in the order in which they first appear, each with the places where it stands."""
    found: dict[Any, dict[str, Any]] = {}
    for i, x in enumerate(comparable(xs, "places")):
        found.setdefault(key_of(x), {"value": x, "at": []})["at"].append(i)
    return list(found.values())


@instruction(
    "pieces.tally",
    "(xs: list[text]) -> list[{value: text, count: int}]",
    examples=[Example('tally(["a", "b", "b"])', '[{value: "b", count: 2}, {value: "a", count: 1}]')],
)
def tally(xs: list[str]) -> list[dict[str, Any]]:
    """How often each text stands in the list, the most frequent first."""
    counts: dict[str, int] = {}
    for x in xs:
        counts[x] = counts.get(x, 0) + 1
    return [{"value": x, "count": n} for x, n in sorted(counts.items(), key=lambda item: -item[1])]


def _keyed(xs: Any, verb: str) -> dict[Any, Any]:
    return keyed(comparable(xs, verb))


@instruction(
    "pieces.union",
    "(a: list[T], b: list[T]) -> list[T]",
    examples=[Example("union([1, 2], [3, 2])", "[1, 2, 3]")],
)
def union(a: Any, b: Any) -> list[Any]:
    """The values that stand in either list, each once."""
    first = _keyed(a, "union")
    return [*first.values(), *(x for key, x in _keyed(b, "union").items() if key not in first)]


@instruction(
    "pieces.intersection",
    "(a: list[T], b: list[T]) -> list[T]",
    examples=[Example("intersection([1, 2, 3], [3, 2])", "[2, 3]")],
)
def intersection(a: Any, b: Any) -> list[Any]:
    """The values of one list that stand in the other too, each once."""
    others = _keyed(b, "intersection")
    return [x for key, x in _keyed(a, "intersection").items() if key in others]


@instruction(
    "pieces.difference",
    "(a: list[T], b: list[T]) -> list[T]",
    examples=[Example("difference([1, 2, 3], [2])", "[1, 3]")],
)
def difference(a: Any, b: Any) -> list[Any]:
    """The values of one list that do not stand in the other, each once."""
    others = _keyed(b, "difference")
    return [x for key, x in _keyed(a, "difference").items() if key not in others]
