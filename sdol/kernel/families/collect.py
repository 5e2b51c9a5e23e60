"""Building a list item by item: what a comprehension and a filtered `near` are made of."""

from __future__ import annotations

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
def end(made: list[Any]) -> Any:
    """The list that was built; vectors become one matrix."""
    return pack(made)
