"""Lists. A list of vectors is one matrix (`Points`), and stays one."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.equality import key_of, places_of
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.input import Stream
    from sdol.kernel.world import World

MOST = 50_000_000
"""Elements to which a list is made from a number alone, as by `range`."""

_PLAIN = frozenset({int, float, str, bool, type(None), list, dict})


def packed(items: list[Any]) -> Any:
    """A new list as the machine keeps it: vectors as one matrix."""
    if not items or type(items[0]) in _PLAIN:
        return items
    from sdol.kernel.values import pack

    return pack(items)


@instruction(
    "list.make",
    "(*items: T) -> list[T]",
    surface="syntax",
    form="[a, b]",
    examples=[Example("[1, 2, 1 + 2]", "[1, 2, 3]"), Example("['a, 'b]", "['a, 'b]")],
)
def make(*items: Any) -> Any:
    """A list of these values."""
    return packed(list(items))


@instruction(
    "list.at",
    ("(xs: list[T], i: int) -> T", "(t: text, i: int) -> text"),
    surface="syntax",
    form="xs[i]",
    examples=[Example("[10, 20, 30][-1]", "30"), Example('"abc"[1]', "b")],
)
def at(xs: Any, i: int) -> Any:
    """The element at a place, counted from 0; a negative place counts from the end."""
    try:
        return xs[i]
    except IndexError:
        raise out_of_range(xs, i) from None


def out_of_range(xs: Any, i: int) -> SdolError:
    n = len(xs)
    what = "text" if isinstance(xs, str) else "list"
    return SdolError(
        "E0510",
        f"there is no place {i} in a {what} of {n}",
        reason=f"its places are 0 to {n - 1}, or {-n} to -1 from the end" if n else f"the {what} is empty",
        help="test `len` first; `first` and `last` give nil where there is nothing" if what == "list" else "",
    )


@instruction(
    "list.contains",
    "(a: T, b: list[T]) -> bool",
    surface="syntax",
    form="a in b",
    examples=[Example("2 in [1, 2]", "true")],
)
def contains(a: Any, b: list[Any]) -> bool:
    """Whether a list holds a value."""
    return any(True for _ in places_of(a, comparable(b, "in")))


def comparable(xs: Any, verb: str) -> list[Any]:
    """The list, unless it holds vectors."""
    if isinstance(xs, list):
        return xs
    from sdol.kernel.values import not_compared

    raise not_compared(verb)


@instruction(
    "list.list",
    "(s: stream[T]) -> list[T]",
    effect="input",
    examples=[Example("len(list(input.lines))", "0")],
)
def list_(world: World, s: Stream) -> Any:
    """What is left of a stream, as a list."""
    found = []
    while s.advance(world):
        found.append(s.current)
    return packed(found)


def sized(n: int) -> int:
    """The length of a list that is to be made, unless it is none, or more than memory will take."""
    if not 0 <= n <= MOST:
        raise SdolError("E0516", f"a list cannot have {n:,} elements", help=f"write 0 to {MOST:,} of them")
    return n


# --- parts --------------------------------------------------------------------------------------------------


@instruction("list.len", "(xs: list[T]) -> int", examples=[Example("len([1, 2, 3])", "3")])
def len_(xs: list[Any]) -> int:
    """How many elements the list has."""
    return len(xs)


@instruction("list.first", "(xs: list[T]) -> T?", examples=[Example("first([1, 2])", "1")])
def first(xs: list[Any]) -> Any:
    """The first element, or nil."""
    return xs[0] if len(xs) else None


@instruction("list.last", "(xs: list[T]) -> T?", examples=[Example("last([1, 2])", "2")])
def last(xs: list[Any]) -> Any:
    """The last element, or nil."""
    return xs[-1] if len(xs) else None


@instruction(
    "list.take", "(xs: list[T], n: int) -> list[T]", examples=[Example("take([1, 2, 3], 2)", "[1, 2]")]
)
def take(xs: list[Any], n: int) -> list[Any]:
    """The first n elements, or all where there are fewer."""
    return xs[: max(n, 0)]


@instruction("list.drop", "(xs: list[T], n: int) -> list[T]", examples=[Example("drop([1, 2, 3], 2)", "[3]")])
def drop(xs: list[Any], n: int) -> list[Any]:
    """The list without its first n elements."""
    return xs[max(n, 0) :]


@instruction(
    "list.slice",
    "(xs: list[T], start: int, end: int? = nil) -> list[T]",
    examples=[
        Example("slice([1, 2, 3, 4], 1, -1)", "[2, 3]"),
        Example("slice([1, 2, 3, 4], -2)", "[3, 4]"),
    ],
)
def slice_(xs: list[Any], start: int, end: int | None = None) -> list[Any]:
    """The elements from `start` up to, not including, `end`; negative places count from the end."""
    return xs[start:end]


@instruction(
    "list.chunk",
    "(xs: list[T], n: int) -> list[list[T]]",
    examples=[Example("chunk([1, 2, 3], 2)", "[[1, 2], [3]]")],
)
def chunk(xs: list[Any], n: int) -> list[list[Any]]:
    """The list in pieces of n elements; the last may be shorter."""
    if n < 1:
        raise SdolError("E0516", f"a piece cannot have {n} elements", help="write 1 or more")
    return [xs[i : i + n] for i in range(0, len(xs), n)]


@instruction(
    "list.pick",
    "(xs: list[T], at: list[int]) -> list[T]",
    examples=[Example('pick(["a", "b", "c"], [2, 0])', '["c", "a"]')],
)
def pick(xs: Any, at: list[int]) -> Any:
    """The elements at these places, in their order."""
    try:
        return [xs[i] for i in at] if isinstance(xs, list) else _rows(xs, at)
    except IndexError:
        raise out_of_range(xs, next(i for i in at if not -len(xs) <= i < len(xs))) from None


def _rows(xs: Any, at: list[int]) -> Any:
    """Rows of a matrix as a new one."""
    if not at:
        return []
    return type(xs)(xs.space, xs.rows[at], [xs.names[i] for i in at] if xs.names else None)


# --- new lists ----------------------------------------------------------------------------------------------


@instruction(
    "list.range",
    ("(end: int) -> list[int]", "(start: int, end: int, step: int = 1) -> list[int]"),
    examples=[
        Example("range(3)", "[0, 1, 2]"),
        Example("range(2, 5)", "[2, 3, 4]"),
        Example("range(10, 0, -4)", "[10, 6, 2]"),
    ],
)
def range_(start: int, end: int | None = None, step: int = 1) -> list[int]:
    """The whole numbers from 0, or from `start`, up to, not including, `end`."""
    return list(counter(start, end, step))


@instruction(
    "list.counter",
    ("(end: int) -> list[int]", "(start: int, end: int, step: int = 1) -> list[int]"),
    surface="syntax",
    form="for i in range(n)",
    examples=[
        Example("[i for i in range(3)]", "[0, 1, 2]"),
        Example("[i for i in range(2, 4)]", "[2, 3]"),
        Example("[i for i in range(4, 0, -2)]", "[4, 2]"),
    ],
)
def counter(start: int, end: int | None = None, step: int = 1) -> range:
    """The numbers of a `range` that is only walked through: they are never all there at once."""
    if step == 0:
        raise SdolError("E0516", "a range cannot go in steps of 0")
    numbers = range(start) if end is None else range(start, end, step)
    if (numbers.stop - numbers.start) // step > MOST:
        raise SdolError(
            "E0516",
            f"a range cannot have more than {MOST:,} elements",
            help="count in a loop: `while i < n { ... }`",
        )
    return numbers


@instruction(
    "list.reverse", "(xs: list[T]) -> list[T]", examples=[Example("reverse([1, 2, 3])", "[3, 2, 1]")]
)
def reverse(xs: Any) -> Any:
    """The list from its end to its beginning."""
    return xs[::-1] if isinstance(xs, list) else _rows(xs, list(range(len(xs)))[::-1])


@instruction(
    "list.concat",
    "(a: list[T], b: list[T]) -> list[T]",
    examples=[Example("concat([1], [2, 3])", "[1, 2, 3]")],
)
def concat(a: Any, b: Any) -> Any:
    """The elements of one list and then those of another."""
    if not len(a) or not len(b):
        return a if len(a) else b
    return a + b if isinstance(a, list) else packed([*a, *b])


@instruction(
    "list.append", "(xs: list[T], x: T) -> list[T]", examples=[Example("append([1, 2], 3)", "[1, 2, 3]")]
)
def append(xs: Any, x: Any) -> Any:
    """The list with one more element at its end."""
    return packed([*xs, x])


@instruction(
    "list.set_at",
    "(xs: list[T], i: int, x: T) -> list[T]",
    examples=[Example("set_at([1, 2, 3], 1, 9)", "[1, 9, 3]")],
)
def set_at(xs: Any, i: int, x: Any) -> Any:
    """The list with another element at one place."""
    changed = list(xs)
    try:
        changed[i] = x
    except IndexError:
        raise out_of_range(xs, i) from None
    return packed(changed)


@instruction(
    "list.flatten",
    "(xs: list[list[T]]) -> list[T]",
    examples=[Example("flatten([[1, 2], [3]])", "[1, 2, 3]")],
)
def flatten(xs: list[Any]) -> Any:
    """The elements of the lists in a list, as one list."""
    return packed([x for inner in xs for x in inner])


@instruction(
    "list.zip",
    "(a: list[T], b: list[U]) -> list[{first: T, second: U}]",
    examples=[Example('zip([1], ["a"])', '[{first: 1, second: "a"}]')],
)
def zip_(a: Any, b: Any) -> list[dict[str, Any]]:
    """The elements of two lists of one length, in pairs."""
    if len(a) != len(b):
        raise uneven(a, b)
    return [{"first": x, "second": y} for x, y in zip(a, b, strict=True)]


@instruction(
    "list.enumerate",
    "(xs: list[T]) -> list[{index: int, value: T}]",
    examples=[Example('enumerate(["a", "b"])', '[{index: 0, value: "a"}, {index: 1, value: "b"}]')],
)
def enumerate_(xs: Any) -> list[dict[str, Any]]:
    """The elements with their places."""
    return [{"index": i, "value": x} for i, x in enumerate(xs)]


def uneven(a: Any, b: Any) -> SdolError:
    return SdolError(
        "E0507",
        f"these lists differ in length: {len(a)} and {len(b)}",
        help="`take` shortens the longer one",
    )


# --- order --------------------------------------------------------------------------------------------------

_SORTED = "(xs: list[{0}], descending: bool = false) -> list[{1}]"


@instruction(
    "list.sort",
    tuple(_SORTED.format(t, t) for t in ("int", "num", "text")),
    examples=[
        Example("sort([3, 1, 2])", "[1, 2, 3]"),
        Example("sort([3, 1, 2], descending: true)", "[3, 2, 1]"),
        Example("sort([1.5, 0.5])", "[0.5, 1.5]"),
        Example("sort([0.5, 1.5], true)", "[1.5, 0.5]"),
        Example('sort(["b", "a"])', '["a", "b"]'),
        Example('sort(["a", "b"], true)', '["b", "a"]'),
    ],
)
def sort(xs: list[Any], descending: bool = False) -> list[Any]:
    """The numbers or texts in order; NaN comes last."""
    return [xs[i] for i in order(xs, descending)] if _has_nan(xs) else sorted(xs, reverse=descending)


@instruction(
    "list.order",
    tuple(_SORTED.format(t, "int") for t in ("num", "text")),
    examples=[
        Example("order([0.5, 0.1, 0.3])", "[1, 2, 0]"),
        Example("order([0.5, 0.1, 0.3], descending: true)", "[0, 2, 1]"),
        Example('order(["b", "a"])', "[1, 0]"),
        Example('order(["b", "a"], true)', "[0, 1]"),
    ],
)
def order(xs: list[Any], descending: bool = False) -> list[int]:
    """The places of the elements in the order of their values; equal ones keep theirs, NaN comes last."""
    if not _has_nan(xs):
        return sorted(range(len(xs)), key=xs.__getitem__, reverse=descending)
    proper = [i for i, x in enumerate(xs) if x == x]
    return [*sorted(proper, key=xs.__getitem__, reverse=descending), *(i for i, x in enumerate(xs) if x != x)]


def _has_nan(xs: list[Any]) -> bool:
    return any(x != x for x in xs)


# --- equal elements -----------------------------------------------------------------------------------------


@instruction("list.unique", "(xs: list[T]) -> list[T]", examples=[Example("unique([2, 1, 2])", "[2, 1]")])
def unique(xs: list[Any]) -> list[Any]:
    """The list without the elements that stood in it before."""
    return list(keyed(comparable(xs, "unique")).values())


def keyed(items: list[Any]) -> dict[Any, Any]:
    """The values by a key with a hash; of equal ones the first."""
    found: dict[Any, Any] = {}
    for x in items:
        found.setdefault(key_of(x), x)
    return found


@instruction("list.count", "(xs: list[T], x: T) -> int", examples=[Example("count([1, 2, 1], 1)", "2")])
def count(xs: list[Any], x: Any) -> int:
    """How often a value stands in the list."""
    return sum(1 for _ in places_of(x, comparable(xs, "count")))


@instruction(
    "list.index_of",
    "(xs: list[T], x: T) -> int?",
    examples=[Example("index_of([5, 6], 6)", "1"), Example("index_of([5, 6], 7)", "nil")],
)
def index_of(xs: list[Any], x: Any) -> int | None:
    """The first place at which a value stands, or nil."""
    return next(places_of(x, comparable(xs, "index_of")), None)
