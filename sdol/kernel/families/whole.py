"""Whole numbers: divisors, digits in another base, bits."""

from __future__ import annotations

import math

from sdol.errors import SdolError
from sdol.kernel.families.num import MOST_BITS
from sdol.kernel.table import Example, instruction

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_WRITTEN = 20_000
"""Bits of the largest number that is written in a base that is no power of two: that takes quadratic time."""


@instruction("whole.gcd", "(a: int, b: int) -> int", examples=[Example("gcd(12, 18)", "6")])
def gcd(a: int, b: int) -> int:
    """The greatest common divisor; 0 where both numbers are 0."""
    return math.gcd(a, b)


@instruction("whole.lcm", "(a: int, b: int) -> int", examples=[Example("lcm(4, 6)", "12")])
def lcm(a: int, b: int) -> int:
    """The least common multiple; 0 where a number is 0."""
    return math.lcm(a, b)


@instruction(
    "whole.is_whole",
    "(x: num) -> bool",
    examples=[Example("is_whole(3.0)", "true"), Example("is_whole(3.5)", "false")],
)
def is_whole(x: float) -> bool:
    """Whether a number has no fraction; NaN and the infinities are not whole."""
    return isinstance(x, int) or x.is_integer()


# --- digits -------------------------------------------------------------------------------------------------


@instruction(
    "whole.to_base",
    "(n: int, base: int) -> text",
    examples=[Example("to_base(255, 16)", "ff"), Example("to_base(-5, 2)", "-101")],
)
def to_base(n: int, base: int) -> str:
    """The digits of a whole number in a base from 2 to 36; those above 9 are small letters."""
    _check_base(base)
    if form := {2: "b", 8: "o", 16: "x"}.get(base):
        return format(n, form)
    if n.bit_length() > MOST_WRITTEN:
        raise SdolError("E0504", "the number is too large", reason=f"it has more than {MOST_WRITTEN:,} bits")
    rest = abs(n)
    digits: list[str] = []
    while rest or not digits:
        rest, digit = divmod(rest, base)
        digits.append(_DIGITS[digit])
    return "-" * (n < 0) + "".join(reversed(digits))


@instruction(
    "whole.from_base",
    "(t: text, base: int) -> int",
    examples=[Example('from_base("ff", 16)', "255"), Example('from_base("-101", 2)', "-5")],
)
def from_base(t: str, base: int) -> int:
    """The whole number that a text writes in a base from 2 to 36."""
    _check_base(base)
    try:
        if "_" in t:
            raise ValueError(t)
        return int(t, base)
    except ValueError:
        from sdol.kernel.show import brief

        raise SdolError(
            "E0514",
            f"the text {brief(t)} does not write a whole number in base {base}",
            help="its digits are 0 to 9 and then letters; up to 4,300 of them where the base is no power of 2",
        ) from None


def _check_base(base: int) -> None:
    if not 2 <= base <= 36:
        raise SdolError("E0516", f"there are no digits for base {base}", help="write a base from 2 to 36")


# --- bits ---------------------------------------------------------------------------------------------------


@instruction(
    "whole.bit_and", "(a: int, b: int) -> int", inline="a & b", examples=[Example("bit_and(12, 10)", "8")]
)
def bit_and(a: int, b: int) -> int:
    """The bits that both numbers have; a negative number has infinitely many leading ones."""
    return a & b


@instruction(
    "whole.bit_or", "(a: int, b: int) -> int", inline="a | b", examples=[Example("bit_or(12, 10)", "14")]
)
def bit_or(a: int, b: int) -> int:
    """The bits that either number has."""
    return a | b


@instruction(
    "whole.bit_xor", "(a: int, b: int) -> int", inline="a ^ b", examples=[Example("bit_xor(12, 10)", "6")]
)
def bit_xor(a: int, b: int) -> int:
    """The bits that one of the numbers has, and the other has not."""
    return a ^ b


@instruction(
    "whole.shift",
    "(n: int, by: int) -> int",
    examples=[Example("shift(3, 4)", "48"), Example("shift(48, -4)", "3")],
)
def shift(n: int, by: int) -> int:
    """The number with its bits moved up by so many places, or down where that is negative."""
    if by <= 0:
        return n >> -by
    if n and n.bit_length() + by > MOST_BITS:
        raise SdolError("E0504", "the number is too large", reason=f"it has more than {MOST_BITS:,} bits")
    return n << by if n else 0


@instruction("whole.bit_count", "(n: int) -> int", examples=[Example("bit_count(255)", "8")])
def bit_count(n: int) -> int:
    """How many ones the absolute value of a number has in base 2."""
    return n.bit_count()
