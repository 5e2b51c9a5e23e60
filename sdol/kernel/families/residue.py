"""Residue numbers: integers held by their remainders, and numbers inside vectors of symbols."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.symbols import DIMENSION, SPACE
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, Vecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from sdol.lvm import Residue
    from sdol.lvm.residue import Decoded, Number

_BOTH = "(a: residue, b: residue)"


_FARTHER = "write `residue(n, moduli: [...])` with more primes, or let it wrap: `residue(n, wrap: true)`"


@contextmanager
def _as(code: str, help: str) -> Iterator[None]:
    """What the geometry refuses within becomes a failure with this code; the advice after its colon is the help's."""
    from sdol.lvm import GeometryError

    try:
        yield
    except GeometryError as error:
        raise SdolError(code, str(error).partition(": ")[0], help=help) from None


# --- one number ---------------------------------------------------------------------------------------------


@instruction(
    "residue.residue",
    "(n: int, moduli: list[int]? = nil, wrap: bool = false) -> residue",
    examples=[
        Example("residue(42)", "42"),
        Example("residue(1000, moduli: [7, 11, 13], wrap: true)", "-1"),
    ],
)
def residue(n: int, moduli: list[int] | None, wrap: bool) -> Made:
    """An integer held by its remainders modulo 7, 11, 13, 17, 19 and 23, or other pairwise coprime moduli.

    The range is centred on 0; a result outside is an error, or with `wrap` taken modulo the product of the moduli.
    """
    from sdol.lvm.residue import Number

    chosen = _moduli(moduli)
    with _as("E0573", _FARTHER):
        return _made(Number(n, chosen, wrap=wrap))


@instruction(
    "residue.value", "(r: residue) -> int", examples=[Example("value(residue(6) * residue(7))", "42")]
)
def value(r: Made) -> int:
    """The integer that a residue number holds, by the Chinese remainder theorem."""
    return int(_number(r))


@instruction(
    "residue.remainders",
    "(r: residue) -> list[int]",
    examples=[Example("remainders(residue(1000))", "[6, 10, 12, 14, 12, 11]")],
)
def remainders(r: Made) -> list[int]:
    """What a residue number holds: the remainder for each modulus."""
    return list(_number(r).residues)


@instruction(
    "residue.add",
    f"{_BOTH} -> residue",
    surface="syntax",
    form="a + b",
    examples=[Example("residue(40) + residue(2)", "42")],
)
def add(a: Made, b: Made) -> Made:
    """The sum of two residue numbers."""
    return _combined(a, b, lambda x, y: x + y)


@instruction(
    "residue.subtract",
    f"{_BOTH} -> residue",
    surface="syntax",
    form="a - b",
    examples=[Example("residue(2) - residue(44)", "-42")],
)
def subtract(a: Made, b: Made) -> Made:
    """The difference of two residue numbers."""
    return _combined(a, b, lambda x, y: x - y)


@instruction(
    "residue.multiply",
    f"{_BOTH} -> residue",
    surface="syntax",
    form="a * b",
    examples=[Example("residue(6) * residue(7)", "42")],
)
def multiply(a: Made, b: Made) -> Made:
    """The product of two residue numbers."""
    return _combined(a, b, lambda x, y: x * y)


@instruction(
    "residue.negate",
    "(a: residue) -> residue",
    surface="syntax",
    form="-a",
    examples=[Example("-residue(42)", "-42")],
)
def negate(a: Made) -> Made:
    """The negative of a residue number."""
    return _combined(a, a, lambda x, _: -x)


@instruction(
    "residue.lt",
    f"{_BOTH} -> bool",
    surface="syntax",
    form="a < b",
    examples=[Example("residue(-1) < residue(1)", "true")],
)
def lt(a: Made, b: Made) -> bool:
    """Whether a residue number is smaller than another; both are decoded for it."""
    return _compared(a, b) < 0


@instruction(
    "residue.le",
    f"{_BOTH} -> bool",
    surface="syntax",
    form="a <= b",
    examples=[Example("residue(2) <= residue(2)", "true")],
)
def le(a: Made, b: Made) -> bool:
    """Whether a residue number is at most another; both are decoded for it."""
    return _compared(a, b) <= 0


@instruction(
    "residue.gt",
    f"{_BOTH} -> bool",
    surface="syntax",
    form="a > b",
    examples=[Example("residue(1) > residue(2)", "false")],
)
def gt(a: Made, b: Made) -> bool:
    """Whether a residue number is larger than another; both are decoded for it."""
    return _compared(a, b) > 0


@instruction(
    "residue.ge",
    f"{_BOTH} -> bool",
    surface="syntax",
    form="a >= b",
    examples=[Example("residue(1) >= residue(2)", "false")],
)
def ge(a: Made, b: Made) -> bool:
    """Whether a residue number is at least another; both are decoded for it."""
    return _compared(a, b) >= 0


# --- numbers in vectors -------------------------------------------------------------------------------------


@instruction(
    "residue.dense",
    (
        "(r: residue) -> vec@hd",
        "(x: num) -> vec@hd",
        "(rs: list[residue]) -> list[vec@hd]",
        "(xs: list[num]) -> list[vec@hd]",
    ),
    examples=[
        Example("number('age * dense(residue(42)) / 'age)", "42"),
        Example("number(dense(40) * dense(2))", "42"),
        Example("number(dense([residue(1), residue(2)]))", "[1, 2]"),
        Example("[round(x, 3) for x in real(dense([0.25, 2])) if x != nil]", "[0.25, 2.0]"),
    ],
)
def dense(x: Any) -> Any:
    """The vector of a number, for records of symbols; binding two adds the numbers, unbinding subtracts.

    Fractions are held too. A number out of range is an error: -3,718,214 to 3,718,214 for the usual moduli.
    """
    many = x if isinstance(x, list) else [x]
    if not many:
        return []
    rows = Vecs(SPACE, _rows(many))
    return rows if isinstance(x, list) else rows[0]


@instruction(
    "residue.number",
    (
        "(v: vec@hd, moduli: list[int]? = nil) -> int?",
        "(vs: list[vec@hd], moduli: list[int]? = nil) -> list[int?]",
    ),
    examples=[
        Example("number(('age * dense(42) + 'height * dense(178)) / 'height)", "178"),
        Example("number('paris)", "nil"),
        Example("let small = residue(5, moduli: [7, 11])\nnumber(dense(small), moduli: [7, 11])", "5"),
        Example("number([dense(1), 'paris, dense(-3)])", "[1, nil, -3]"),
        Example("number([dense(residue(5, moduli: [7, 11]))], moduli: [7, 11])", "[5]"),
    ],
)
def number(v: Point | Vecs, moduli: list[int] | None) -> Any:
    """The integer that a vector holds, also one bundled with others; nil where it holds none.

    At most one in a million vectors without a number is read as one. A fraction is read as a neighbour of it.
    """
    return _read(v, lambda rows: _system(_moduli(moduli)).decode(rows))


@instruction(
    "residue.real",
    ("(v: vec@hd) -> num?", "(vs: list[vec@hd]) -> list[num?]"),
    examples=[
        Example(
            "let x = real(dense(1.5) * dense(2.25))\nprint if x == nil { 0 } else { round(x, 4) }", "3.75"
        ),
        Example("real(['paris])", "[nil]"),
    ],
)
def real(v: Point | Vecs) -> Any:
    """The number, with its fraction, that a vector holds; nil where it holds none."""
    return _read(v, lambda rows: _system(_moduli(None)).decode_real(rows))


# --- below --------------------------------------------------------------------------------------------------


def _made(number: Number) -> Made:
    return Made("residue", "", number)


def _number(r: Made) -> Number:
    from sdol.lvm.residue import Number

    assert isinstance(r.body, Number)
    return r.body


def _moduli(moduli: Sequence[int] | None) -> tuple[int, ...]:
    """Moduli that were asked for, or the usual ones."""
    from sdol.lvm.residue.moduli import DEFAULT, checked_moduli

    if moduli is None:
        return DEFAULT
    with _as("E0575", "take numbers without a common divisor, such as [7, 11, 13]"):
        return checked_moduli(moduli)


def _combined(a: Made, b: Made, operation: Callable[[Number, Number], Number]) -> Made:
    one, other = _pair(a, b)
    with _as("E0573", _FARTHER):
        return _made(operation(one, other))


def _compared(a: Made, b: Made) -> int:
    one, other = _pair(a, b)
    return int(one) - int(other)


def _pair(a: Made, b: Made) -> tuple[Number, Number]:
    one, other = _number(a), _number(b)
    if (one.moduli, one.wrap) != (other.moduli, other.wrap):
        raise SdolError(
            "E0574",
            "these residue numbers belong to two systems",
            reason=f"one is {_described(one)}, the other {_described(other)}",
            help="make both with the same moduli and the same `wrap`",
        )
    return one, other


def _described(number: Number) -> str:
    return f"modulo {', '.join(map(str, number.moduli))}{' and wraps' if number.wrap else ''}"


@lru_cache(maxsize=8)
def _system(moduli: tuple[int, ...]) -> Residue:
    """The vectors of numbers with these moduli, of the dimension of symbols."""
    from sdol.lvm import Residue

    with _as("E0575", "take fewer or smaller moduli"):
        return Residue(moduli, DIMENSION, signed=True)


def _rows(numbers: list[Any]) -> Any:
    """The vectors of numbers, or of residue numbers with their own moduli: (n, d)."""
    import numpy as np

    if not isinstance(numbers[0], Made):
        system = _system(_moduli(None))
        return system.encode_real([_within(float(x), system) for x in numbers])
    bodies = [_number(r) for r in numbers]
    if len({body.moduli for body in bodies}) == 1:
        return _system(bodies[0].moduli).encode([int(body) for body in bodies])
    return np.concatenate([_system(body.moduli).encode([int(body)]) for body in bodies])


def _within(x: float, system: Residue) -> float:
    if system.lowest <= x <= system.greatest:
        return x
    raise SdolError(
        "E0573",
        f"{x:,.10g} is not within {system.lowest:,} to {system.greatest:,}",
        help="`dense(residue(n, moduli: [...]))` with more primes reaches further",
    )


def _read(v: Point | Vecs, decode: Callable[[Any], Decoded]) -> Any:
    if not isinstance(v, Point) and not len(v):
        return []  # an empty list has no matrix
    decoded = decode(v.rows)
    found = zip(decoded.values.tolist(), decoded.found.tolist(), strict=True)
    numbers = [number if there else None for number, there in found]
    return numbers[0] if isinstance(v, Point) else numbers
