"""What the verifier asks of types: whether a value of one may ever stand where another is expected.

The checker has done the exact work; a register keeps the widest type of what it holds, so that a value known not
to be nil still lies in a register of an optional type. Refused is only what no program of the language can mean.
"""

from __future__ import annotations

from functools import lru_cache

from sdol.kernel.notation import SignatureError, parse_type
from sdol.kernel.types import Con, Fn, Record, Signature, Type, Var, narrow

MOST_NESTED = 200
"""Types inside each other; more is no type that a program has."""

_ANYTHING = frozenset({"unknown", "never", "json"})
_NUMBERS = frozenset({"int", "num"})


@lru_cache(maxsize=4096)
def read(text: str) -> Type:
    """The type of a register.

    Raises:
        SignatureError: it does not read, or nests too deep.
    """
    depth = deepest = 0
    for character in text:
        depth += (character in "([{?") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest + text.count("->") > MOST_NESTED:
        raise SignatureError("it nests too deep")
    if not text.isprintable():
        raise SignatureError("a character of it does not print")
    return parse_type(text)


def may(actual: Type, expected: Type) -> bool:
    """Whether some value has both types."""
    if actual == expected or isinstance(actual, Var) or isinstance(expected, Var):
        return True
    for one, other in ((actual, expected), (expected, actual)):
        if isinstance(one, Con) and (one.name in _ANYTHING or _is_variable(one)):
            return True
        if isinstance(one, Con) and one.name == "optional":
            return other == Con("nil") or may(narrow(one), other)
    match actual, expected:
        case Con(a, some), Con(b, others):
            return _same(a, some, b, others)
        case Record(), Record(fields):
            known = dict(actual.fields)
            return all(may(known[name], kind) for name, kind in fields if name in known)
        case Fn(params, _), Fn(wanted, _):
            return len(params) == len(wanted)
    return False


def _same(a: str, some: tuple[Type, ...], b: str, others: tuple[Type, ...]) -> bool:
    if {a, b} <= _NUMBERS:
        return True
    if a != b or len(some) != len(others):
        return False
    return all(may(x, y) for x, y in zip(some, others, strict=True))


def _is_variable(t: Con) -> bool:
    """Inside a generic function its type variables are types that are equal only to themselves."""
    return len(t.name) == 1 and t.name.isupper()


def takes(signature: Signature, kinds: list[Type], lift: str) -> bool:
    """Whether an instruction may be given values of these types; `lift` marks those that are lists of them."""
    params = signature.params
    if not fits_count(signature, len(kinds)):
        return False
    for at, kind in enumerate(kinds):
        param = params[min(at, len(params) - 1)]
        expected = Con("list", (param.type,)) if lift[at : at + 1] == "1" else param.type
        if not may(kind, expected):
            return False
    return True


def fits_count(signature: Signature, count: int) -> bool:
    """Whether an instruction takes so many arguments."""
    params = signature.params
    return len(params) == count or (bool(params) and params[-1].many and count >= len(params) - 1)
