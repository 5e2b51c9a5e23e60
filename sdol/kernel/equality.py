"""Equality of values by their contents, the same in both engines and wherever a value stands.

Python's own differs from the language's in three ways: there `True == 1`, a list equals another that holds the same
NaN, and two lists of the same vector are equal although vectors have no equality.
"""

from __future__ import annotations

from sdol.kernel.kinds import Made
from sdol.kernel.values import Incomparable, not_compared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_ATOMS = frozenset({int, float, str, bool, type(None)})
_HELD = _ATOMS | {dict, list}
"""The types of data; a value of any other one is a function, or has no equality."""


def equal(a: Any, b: Any) -> bool:
    """Whether two values are equal: numbers by what they count, lists and records by what they hold.

    A bool equals only a bool, and NaN nothing.

    Raises:
        SdolError: E0511, vectors or functions were to be compared.
    """
    waiting = [(a, b)]
    while waiting:
        one, other = waiting.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            waiting += [(one[name], other[name]) for name in reversed(one)]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            waiting += zip(reversed(one), reversed(other), strict=True)
        elif not _same(one, other):
            return False
    return True


def _same(one: Any, other: Any) -> bool:
    if type(one) in _ATOMS and type(other) in _ATOMS:
        return (type(one) is bool) == (type(other) is bool) and bool(one == other)
    if one is None or other is None:
        return False
    if isinstance(one, Made) and isinstance(other, Made):
        return one == other
    for value in (one, other):
        if isinstance(value, Incomparable):
            raise not_compared("==", value.plural)
    if type(one) in _HELD or type(other) in _HELD:
        return False
    raise not_compared("==", "functions")


def places_of(x: Any, items: list[Any]) -> Iterator[int]:
    """The places at which a list holds a value, in order.

    Raises:
        SdolError: E0511, vectors or functions were to be compared.
    """
    if type(x) not in _ATOMS:
        yield from (i for i, item in enumerate(items) if equal(item, x))
        return
    at = -1
    try:
        while True:  # Python's own search is fast, and finds all that are equal here, and `true` for 1
            at = items.index(x, at + 1)
            if equal(items[at], x):
                yield at
    except ValueError:
        return


def key_of(x: Any) -> Any:
    """A key with a hash that is equal for equal values, and for no others.

    Raises:
        SdolError: E0511, a vector or a function was to be compared.
    """
    kind = type(x)
    if kind is str or kind is int:
        return x
    if kind is list:
        return tuple(map(key_of, x))
    if kind is dict:
        return frozenset((name, key_of(value)) for name, value in x.items())
    if kind is bool:
        return bool, x
    if x is None or (kind is float and x == x):
        return x
    if kind is float:
        return object()  # NaN equals nothing
    if kind is Made:
        return x
    raise not_compared("==", getattr(x, "plural", "functions"))
