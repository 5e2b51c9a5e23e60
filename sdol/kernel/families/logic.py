"""Truth and equality. `and` and `or` are control flow: they may leave their right side alone."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@instruction(
    "logic.not",
    "(a: bool) -> bool",
    surface="syntax",
    form="not a",
    inline="not a",
    examples=[Example("not 1 == 2", "true")],
)
def not_(a: bool) -> bool:
    """True where the condition is false."""
    return not a


@instruction(
    "logic.not_each",
    "(a: list[bool]) -> list[bool]",
    surface="syntax",
    form="a not in b",
    examples=[Example("['a, 'b] not in ball('a, 0.1)", "[false, true]")],
)
def not_each(a: list[bool]) -> list[bool]:
    """True for each condition of a list that is false."""
    return [not one for one in a]


@instruction(
    "logic.both",
    "(a: bool, b: bool) -> bool",
    surface="syntax",
    form="a and b",
    inline="a and b",
    examples=[Example("1 < 2 and 2 < 3", "true")],
)
def both(a: bool, b: bool) -> bool:
    """True where both conditions are, where nothing is saved by leaving one alone."""
    return a and b


@instruction(
    "logic.eq",
    "(a: T, b: T) -> bool",
    surface="syntax",
    form="a == b",
    inline="a == b",
    examples=[
        Example("1 == 1.0", "true"),
        Example('["a", "b"] == ["a", "b"]', "true"),
        Example("{a: 1, b: 2} == {b: 2, a: 1}", "true"),
    ],
)
def eq(a: Any, b: Any) -> bool:
    """Whether two values are equal, lists and records by their contents.

    The checker keeps types apart; inside `json`, where it cannot, `true` equals 1 and `false` equals 0.
    NaN equals nothing. Vectors have `~` and `~=` instead.
    """
    return bool(a == b)


@instruction(
    "logic.ne",
    "(a: T, b: T) -> bool",
    surface="syntax",
    form="a != b",
    inline="a != b",
    examples=[Example('"a" != "b"', "true")],
)
def ne(a: Any, b: Any) -> bool:
    """Whether two values differ."""
    return bool(a != b)
