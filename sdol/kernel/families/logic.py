"""Truth and equality. `and` and `or` are control flow: they may leave their right side alone."""

from __future__ import annotations

from sdol.kernel.equality import equal
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
    batch="~a",
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
    "logic.eq",
    "(a: T, b: T) -> bool",
    surface="syntax",
    form="a == b",
    inline="a == b",
    batch="a == b",
    examples=[
        Example("1 == 1.0", "true"),
        Example('["a", "b"] == ["a", "b"]', "true"),
    ],
)
def eq(a: Any, b: Any) -> bool:
    """Whether two numbers, texts or truth values are equal, or lists of these.

    NaN equals nothing. Vectors have `~` and `~=` instead.
    """
    return bool(a == b)


@instruction(
    "logic.ne",
    "(a: T, b: T) -> bool",
    surface="syntax",
    form="a != b",
    inline="a != b",
    batch="a != b",
    examples=[Example('"a" != "b"', "true")],
)
def ne(a: Any, b: Any) -> bool:
    """Whether two values differ."""
    return bool(a != b)


@instruction(
    "logic.equal",
    "(a: T, b: T) -> bool",
    surface="syntax",
    form="a == b",
    examples=[
        Example("{a: 1, b: 2} == {b: 2, a: 1}", "true"),
        Example('parse_json("[true]") == parse_json("[1]")', "false"),
    ],
)
def equal_(a: Any, b: Any) -> bool:
    """Whether two values of any type are equal, by all that they hold.

    In `json`, a number equals no truth value. NaN equals nothing.
    """
    return equal(a, b)


@instruction(
    "logic.unequal",
    "(a: T, b: T) -> bool",
    surface="syntax",
    form="a != b",
    examples=[Example("{a: 1} != {a: 2}", "true")],
)
def unequal(a: Any, b: Any) -> bool:
    """Whether two values of any type differ in what they hold."""
    return not equal(a, b)
