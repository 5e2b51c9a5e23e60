"""One number of a residue number system, held by its remainders."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import lru_cache, total_ordering
from typing import Any

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.residue.moduli import DEFAULT, bounds, checked_moduli


@total_ordering
class Number:
    """An integer held by its remainders: `+ - *` work on each remainder alone, and nothing wraps unless asked.

    Its vectors are those of a `Residue` with the same moduli and range: `system.encode([int(number)])`.

    Attributes:
        moduli: pairwise coprime.
        signed: whether the range is centred on 0.
        wrap: whether results out of range are taken modulo the product of the moduli, rather than refused.
        residues: the remainders, one for each modulus.
    """

    __slots__ = ("moduli", "residues", "signed", "wrap")

    def __init__(
        self, value: int, moduli: Iterable[int] = DEFAULT, *, signed: bool = True, wrap: bool = False
    ) -> None:
        """The number of a value.

        Raises:
            GeometryError: the value is out of range and does not wrap, or the moduli make no system.
        """
        self.moduli, self.signed, self.wrap = _system(tuple(moduli)), bool(signed), bool(wrap)
        lowest, greatest = bounds(self.moduli, self.signed)
        given = whole(value, "the value of a residue")
        if not (self.wrap or lowest <= given <= greatest):
            raise GeometryError(
                f"{given:,} is not within {lowest:,} to {greatest:,}: take more moduli, or ask for it to wrap"
            )
        self.residues = tuple(given % m for m in self.moduli)

    def __int__(self) -> int:
        """The value, by the Chinese remainder theorem in mixed radix (Garner 1959)."""
        value, product = 0, 1
        for residue, m in zip(self.residues, self.moduli, strict=True):
            value += (residue - value) * pow(product, -1, m) % m * product
            product *= m
        lowest = bounds(self.moduli, self.signed)[0]
        return (value - lowest) % product + lowest

    def __add__(self, other: Number) -> Number:
        """The sum.

        Raises:
            GeometryError: numbers of two systems, or a result out of range that does not wrap.
        """
        return self._combined(other, operator.add)

    def __sub__(self, other: Number) -> Number:
        """The difference; as `+`."""
        return self._combined(other, operator.sub)

    def __mul__(self, other: Number) -> Number:
        """The product; as `+`."""
        return self._combined(other, operator.mul)

    def __neg__(self) -> Number:
        return Number(0, self.moduli, signed=self.signed, wrap=self.wrap) - self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self._key() == other._key()

    def __lt__(self, other: Number) -> bool:
        """By value, which the remainders show only together.

        Raises:
            GeometryError: numbers of two systems.
        """
        self._refuse_another_system(other)
        return int(self) < int(other)

    def __hash__(self) -> int:
        return hash(self._key())

    def __str__(self) -> str:
        return str(int(self))

    def __repr__(self) -> str:
        return f"Number({int(self)}, {self.moduli}, signed={self.signed}, wrap={self.wrap})"

    def to_dict(self) -> dict[str, Any]:
        """Plain values of which `from_dict` makes an equal number."""
        return {
            "value": int(self),
            "residues": list(self.residues),
            "moduli": list(self.moduli),
            "signed": self.signed,
            "wrap": self.wrap,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Number:
        """The number of what `to_dict` gave.

        Raises:
            GeometryError: something is missing, or the remainders are not those of the value.
        """
        try:
            number = cls(data["value"], data["moduli"], signed=data["signed"], wrap=data["wrap"])
            agrees = list(number.residues) == list(data["residues"])
        except (KeyError, TypeError) as error:
            raise GeometryError(f"this describes no residue number: {error}") from None
        if not agrees:
            raise GeometryError(f"these are not the remainders of {int(number):,}")
        return number

    def _combined(self, other: Number, operation: Callable[[int, int], int]) -> Number:
        self._refuse_another_system(other)
        if not self.wrap:
            return Number(operation(int(self), int(other)), self.moduli, signed=self.signed)
        made = object.__new__(Number)
        made.moduli, made.signed, made.wrap = self._system()
        triples = zip(self.residues, other.residues, self.moduli, strict=True)
        made.residues = tuple(operation(a, b) % m for a, b, m in triples)
        return made

    def _refuse_another_system(self, other: Number) -> None:
        if not isinstance(other, Number):
            raise GeometryError(f"a residue number meets residue numbers only, and {other!r} is none")
        if self._system() != other._system():
            raise GeometryError(f"numbers {_described(self)} and {_described(other)} do not meet")

    def _system(self) -> tuple[tuple[int, ...], bool, bool]:
        return self.moduli, self.signed, self.wrap

    def _key(self) -> tuple[Any, ...]:
        return *self._system(), self.residues


@lru_cache(maxsize=64)
def _system(moduli: tuple[int, ...]) -> tuple[int, ...]:
    return checked_moduli(moduli)


def _described(number: Number) -> str:
    listed = ", ".join(map(str, number.moduli))
    signs = "with" if number.signed else "without"
    return f"modulo {listed} {signs} sign{', wrapping' if number.wrap else ''}"
