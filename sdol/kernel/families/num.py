"""Numbers: arithmetic, comparison, and the functions that every language has.

An `int` is exact and has no bound; a `num` is a double of IEEE 754. They are compared exactly, as in Python.
"""

from __future__ import annotations

import math

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_BOTH = ("(a: int, b: int) -> int", "(a: num, b: num) -> num")
_ONE = ("(x: int) -> int", "(x: num) -> num")
_FOLD = ("(xs: list[int]) -> int", "(xs: list[num]) -> num")
MOST_BITS = 1_000_000
"""Size to which `pow` makes whole numbers."""
MOST_DIGITS = 10_000
"""Places before the point beyond which `round` has nothing left of a number."""


def _operator(
    verb: str, sign: str, signature: str | tuple[str, ...], *examples: Example
) -> Callable[..., Any]:
    form = f"a {sign} b"
    batch = "" if verb == "div" else form
    return instruction(
        f"num.{verb}", signature, surface="syntax", form=form, inline=form, batch=batch, examples=examples
    )


@_operator("add", "+", _BOTH, Example("1 + 2", "3"), Example("1 + 2.5", "3.5"))
def add(a: float, b: float) -> float:
    """The sum of two numbers."""
    return a + b


@_operator("sub", "-", _BOTH, Example("5 - 7", "-2"), Example("0.5 - 2", "-1.5"))
def sub(a: float, b: float) -> float:
    """The difference of two numbers."""
    return a - b


@_operator("mul", "*", _BOTH, Example("6 * 7", "42"), Example("1.5 * 2", "3.0"))
def mul(a: float, b: float) -> float:
    """The product of two numbers."""
    return a * b


@_operator("div", "/", "(a: num, b: num) -> num", Example("7 / 2", "3.5"))
def div(a: float, b: float) -> float:
    """The quotient of two numbers, always a num; by zero is an error."""
    return a / b


@instruction(
    "num.neg",
    ("(a: int) -> int", "(a: num) -> num"),
    surface="syntax",
    form="-a",
    inline="-a",
    batch="-a",
    examples=[Example("-(2 + 3)", "-5"), Example("-(1 / 2)", "-0.5")],
)
def neg(a: float) -> float:
    """The number with its sign turned."""
    return -a


_COMPARE = "(a: num, b: num) -> bool"


@_operator("lt", "<", _COMPARE, Example("1 < 2.5", "true"))
def lt(a: float, b: float) -> bool:
    """Whether a number is smaller than another."""
    return a < b


@_operator("le", "<=", _COMPARE, Example("2 <= 2", "true"))
def le(a: float, b: float) -> bool:
    """Whether a number is at most another."""
    return a <= b


@_operator("gt", ">", _COMPARE, Example("1 > 2", "false"))
def gt(a: float, b: float) -> bool:
    """Whether a number is larger than another."""
    return a > b


@_operator("ge", ">=", _COMPARE, Example("2 >= 3", "false"))
def ge(a: float, b: float) -> bool:
    """Whether a number is at least another."""
    return a >= b


# --- whole numbers ------------------------------------------------------------------------------------------


@instruction(
    "num.floor_div", "(a: int, b: int) -> int", inline="a // b", examples=[Example("floor_div(-7, 2)", "-4")]
)
def floor_div(a: int, b: int) -> int:
    """How often one whole number goes into another, rounded down."""
    return a // b


@instruction(
    "num.mod", _BOTH, inline="a % b", examples=[Example("mod(-7, 2)", "1"), Example("mod(5.5, 2)", "1.5")]
)
def mod(a: float, b: float) -> float:
    """What is left of a division that rounds down; it has the sign of the divisor."""
    return a % b


@instruction("num.floor", "(x: num) -> int", examples=[Example("floor(-1.5)", "-2")])
def floor(x: float) -> int:
    """The largest whole number that is not above x."""
    return math.floor(_finite(x))


@instruction("num.ceil", "(x: num) -> int", examples=[Example("ceil(1.2)", "2")])
def ceil(x: float) -> int:
    """The smallest whole number that is not below x."""
    return math.ceil(_finite(x))


@instruction(
    "num.round",
    ("(x: num) -> int", "(x: num, digits: int) -> num"),
    examples=[Example("round(2.6)", "3"), Example("round(3.14159, 2)", "3.14")],
)
def round_(x: float, digits: int | None = None) -> float:
    """The nearest whole number, or the number to so many decimals; a half goes to the even neighbour."""
    if digits is None:
        return round(_finite(x))
    return float(round(x, max(digits, -MOST_DIGITS)))


@instruction(
    "num.int",
    ("(x: num) -> int", "(t: text) -> int"),
    examples=[Example("int(-2.9)", "-2"), Example('int("42")', "42")],
)
def int_(x: float | str) -> int:
    """The whole part of a number, or the whole number that a text writes."""
    if not isinstance(x, str):
        return int(_finite(x))
    try:
        return int(_digits(x))
    except ValueError:
        raise _not_written(x, "a whole number", 'int("42")') from None


@instruction(
    "num.num",
    ("(x: num) -> num", "(t: text) -> num"),
    examples=[Example("num(3)", "3.0"), Example('num("2.5e3")', "2500.0")],
)
def num(x: float | str) -> float:
    """A whole number as a num, or the number that a text writes."""
    try:
        return float(_digits(x) if isinstance(x, str) else x)
    except ValueError:
        raise _not_written(str(x), "a number", 'num("2.5")') from None


def _digits(text: str) -> str:
    """The text, unless Python would read more into it than a number: `1_000`."""
    if "_" in text:
        raise ValueError(text)
    return text


def _not_written(text: str, what: str, example: str) -> SdolError:
    from sdol.kernel.show import brief

    return SdolError(
        "E0514", f"the text {brief(text)} does not write {what}", help=f"it reads texts such as `{example}`"
    )


def _finite(x: float) -> float:
    if isinstance(x, float) and not math.isfinite(x):
        raise SdolError(
            "E0513",
            f"{x} has no whole number near it",
            reason="it is no finite number",
            help="test it first: `if not is_nan(x) { ... }`",
        )
    return x


# --- functions ----------------------------------------------------------------------------------------------


@instruction("num.abs", _ONE, examples=[Example("abs(-3)", "3"), Example("abs(-0.5)", "0.5")])
def abs_(x: float) -> float:
    """The number without its sign."""
    return abs(x)


@instruction("num.sqrt", "(x: num) -> num", examples=[Example("sqrt(2)", "1.414214")])
def sqrt(x: float) -> float:
    """The square root."""
    return real(math.sqrt, "sqrt", x)


@instruction("num.exp", "(x: num) -> num", examples=[Example("exp(1)", "2.718282")])
def exp(x: float) -> float:
    """e raised to x."""
    return math.exp(x)


@instruction(
    "num.log",
    ("(x: num) -> num", "(x: num, base: num) -> num"),
    examples=[Example("log(10)", "2.302585"), Example("log(1000, 10)", "3.0")],
)
def log(x: float, base: float | None = None) -> float:
    """The natural logarithm, or the one to a base."""
    if base is None:
        return real(math.log, "log", x)
    exact = math.log10 if base == 10 else math.log2 if base == 2 else None
    return real(exact, "log", x) if exact else real(math.log, "log", x, base)


@instruction(
    "num.pow",
    ("(x: int, y: int) -> int", "(x: num, y: num) -> num"),
    examples=[Example("pow(2, 10)", "1024"), Example("pow(2, 0.5)", "1.414214")],
)
def pow_(x: float, y: float) -> float:
    """x raised to y; two whole numbers give a whole number."""
    if isinstance(x, int) and isinstance(y, int):
        return _whole_power(x, y)
    return real(math.pow, "pow", x, y)


def _whole_power(x: int, y: int) -> int:
    if y < 0:
        raise SdolError(
            "E0515",
            f"pow({x}, {y}) is no whole number",
            reason="two whole numbers give a whole number",
            help=f"write `pow({x}.0, {y})` for a num",
        )
    if x.bit_length() * y > MOST_BITS and abs(x) > 1:
        raise SdolError("E0504", "the number is too large", reason=f"it has more than {MOST_BITS:,} bits")
    return int(x**y)


def real(function: Callable[..., float], name: str, *args: float) -> float:
    """A function of real numbers, with an error where it has no value."""
    try:
        return function(*args)
    except ValueError:
        from sdol.kernel.show import show

        call = f"{name}({', '.join(map(show, args))})"
        raise SdolError("E0515", f"{call} has no value", help="test the argument first") from None


@instruction(
    "num.sign",
    "(x: num) -> int",
    examples=[Example("sign(-2.5)", "-1"), Example("sign(0)", "0"), Example("sign(7)", "1")],
)
def sign(x: float) -> int:
    """-1, 0 or 1: whether a number is below, at or above zero."""
    if x != x:
        raise SdolError("E0515", "NaN has no sign", help="test it first: `if not is_nan(x) { ... }`")
    return (x > 0) - (x < 0)


@instruction("num.is_finite", "(x: num) -> bool", examples=[Example("is_finite(1 / 3)", "true")])
def is_finite(x: float) -> bool:
    """Whether this is a proper number: neither NaN nor infinite."""
    return isinstance(x, int) or math.isfinite(x)


@instruction("num.is_nan", "(x: num) -> bool", examples=[Example("is_nan(0.5)", "false")])
def is_nan(x: float) -> bool:
    """Whether this is NaN, the result of a calculation that has none."""
    return x != x


@instruction(
    "num.clamp",
    ("(x: int, low: int, high: int) -> int", "(x: num, low: num, high: num) -> num"),
    examples=[Example("clamp(15, 0, 10)", "10"), Example("clamp(2.5, 0.0, 1.0)", "1.0")],
)
def clamp(x: float, low: float, high: float) -> float:
    """The number, or the bound that it lies beyond."""
    if low > high:
        raise SdolError("E0515", f"the lower bound {low} is above the upper bound {high}")
    return low if x < low else high if x > high else x


# --- of many ------------------------------------------------------------------------------------------------


def _extreme(choose: Callable[[Any], float], verb: str, args: tuple[Any, ...]) -> float:
    numbers = args[0] if len(args) == 1 else args
    if not numbers:
        raise of_nothing(verb)
    return next((x for x in numbers if x != x), None) or choose(numbers)


def of_nothing(verb: str) -> SdolError:
    return SdolError(
        "E0512", f"`{verb}` of an empty list has no value", help="test it first: `if len(xs) > 0 { ... }`"
    )


@instruction(
    "num.min",
    (*_BOTH, *_FOLD),
    examples=[
        Example("min(3, 2)", "2"),
        Example("min(0.5, 2)", "0.5"),
        Example("min([3, 1, 2])", "1"),
        Example("min([0.5, 2])", "0.5"),
    ],
)
def min_(*args: Any) -> float:
    """The smallest of two numbers or of a list; NaN where one of them is."""
    return _extreme(min, "min", args)


@instruction(
    "num.max",
    (*_BOTH, *_FOLD),
    examples=[
        Example("max(3, 2)", "3"),
        Example("max(2.5, 2)", "2.5"),
        Example("max([3, 1, 2])", "3"),
        Example("max([0.5, 2.5])", "2.5"),
    ],
)
def max_(*args: Any) -> float:
    """The largest of two numbers or of a list; NaN where one of them is."""
    return _extreme(max, "max", args)


@instruction(
    "num.sum", _FOLD, examples=[Example("sum([1, 2, 3])", "6"), Example("sum([0.1, 0.2, 0.7])", "1.0")]
)
def sum_(xs: list[float]) -> float:
    """The sum of a list, correctly rounded whatever the order; 0 for an empty one."""
    if all(type(x) is int for x in xs):
        return sum(xs)
    try:
        return math.fsum(xs)
    except (OverflowError, ValueError):  # infinities, or a partial sum beyond the largest num
        return float(sum(xs))


@instruction("num.mean", "(xs: list[num]) -> num", examples=[Example("mean([1, 2, 6])", "3.0")])
def mean(xs: list[float]) -> float:
    """The arithmetic mean of a list."""
    if not xs:
        raise of_nothing("mean")
    return float(sum_(xs)) / len(xs)
