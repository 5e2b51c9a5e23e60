"""Building a list item by item: what a comprehension and a filtered `near` are made of."""

from __future__ import annotations

from sdol.kernel.gathering import Gathering
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@instruction(
    "collect.begin",
    "() -> builder",
    surface="syntax",
    form="[e for x in xs]",
    inline="[]",
    examples=[Example("[n + 1 for n in [1, 2]]", "[2, 3]")],
)
def begin() -> list[Any]:
    """A list that is being built."""
    return []


@instruction(
    "collect.gather",
    "() -> builder",
    surface="syntax",
    form="[e for x in xs]",
    examples=[Example("len([a >> 1 for a in ['x, 'y]])", "2")],
)
def gather() -> Gathering:
    """A list of vectors that is being built, as one matrix."""
    return Gathering()


@instruction(
    "collect.add",
    "(made: builder, item: T)",
    surface="syntax",
    form="[e for x in xs]",
    inline="made.append(item)",
    examples=[Example("[n for n in [1, 2, 3] if n > 1]", "[2, 3]")],
)
def add(made: list[Any], item: Any) -> None:
    """Adds an item at the end of a list that is being built."""
    made.append(item)


@instruction(
    "collect.choose",
    (
        "(made: builder, xs: list[T], places: list[int])",
        "(made: builder, xs: ranked[T], places: list[int])",
    ),
    surface="syntax",
    form="[e for x in xs]",
    examples=[
        Example("[v for v in ['x, 'y, 'z] if v ~ 'y > 0.5]", "['y]"),
        Example("store s@hd\ns.put('y)\nprint len([h for h in s.all() if h.vec ~ 'y > 0.5])", "1"),
    ],
)
def choose(made: list[Any] | Gathering, xs: Any, places: list[int]) -> None:
    """Adds the elements of a list that stand at some places."""
    if isinstance(made, Gathering):
        made.extend(xs, places)
    else:
        made.extend(map(xs.__getitem__, places))


@instruction(
    "collect.size",
    "(made: builder) -> int",
    surface="syntax",
    form="near q in s top n where c",
    examples=[
        Example(
            'store s@swift\ns.put("a parcel", {n: 1})\nprint len(near "parcel" in s top 1 where .n == 1)', "1"
        )
    ],
)
def size(made: list[Any]) -> int:
    """How many items a list that is being built has."""
    return len(made)


@instruction(
    "collect.end",
    "(made: builder) -> list[T]",
    surface="syntax",
    form="[e for x in xs]",
    examples=[Example('len([~t@swift for t in ["a cat", "a dog"]])', "2")],
)
def end(made: list[Any] | Gathering) -> Any:
    """The list that was built; vectors become one matrix."""
    return made.finished() if isinstance(made, Gathering) else pack(made)
