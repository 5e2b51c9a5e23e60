"""Types of the language.

A space is a type too (`@minilm`), so that `vec@S` is generic in the same way as `list[T]`: one letter, bound
once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sdol.kernel.kinds import SPACED_KINDS


@dataclass(frozen=True, slots=True)
class Con:
    """A named type with arguments: `num`, `list[T]`, `vec@minilm` (whose argument is the space)."""

    name: str
    args: tuple[Type, ...] = ()

    def __str__(self) -> str:
        return show(self)


@dataclass(frozen=True, slots=True)
class Record:
    fields: tuple[tuple[str, Type], ...]

    def get(self, name: str) -> Type | None:
        return next((t for n, t in self.fields if n == name), None)

    def __str__(self) -> str:
        return show(self)


@dataclass(frozen=True, slots=True)
class Fn:
    params: tuple[Type, ...]
    result: Type

    def __str__(self) -> str:
        return show(self)


@dataclass(frozen=True, slots=True)
class Var:
    """A type or space variable: a capital letter."""

    name: str

    def __str__(self) -> str:
        return self.name


Type: TypeAlias = Con | Record | Fn | Var
Bindings: TypeAlias = dict[str, Type]

NUM, INT, BOOL, TEXT, NIL, JSON = (Con(n) for n in ("num", "int", "bool", "text", "nil", "json"))
NEVER = Con("never")  # of an expression that does not come back: `return`, `break`
UNKNOWN = Con(
    "unknown"
)  # of an expression with an error: it fits everywhere, so that one mistake is told once
SCALARS = frozenset({"num", "int", "bool", "text", "nil", "json"})
SPACED = frozenset({"vec", "disp", "region", "store", "codebook"}) | SPACED_KINDS


def space(name: str) -> Con:
    return Con("@" + name)


def vec(of: Type) -> Con:
    return Con("vec", (of,))


def hit(of: Type) -> Record:
    """A search result, `hit@S`: a record with its similarity and its vector."""
    return Record((("id", TEXT), ("score", NUM), ("text", TEXT), ("payload", JSON), ("vec", vec(of))))


def list_of(item: Type) -> Con:
    return Con("list", (item,))


def optional(inner: Type) -> Type:
    return (
        inner if is_con(inner, "optional", "nil", "json", "unknown", "never") else Con("optional", (inner,))
    )


def is_con(t: Type, *names: str) -> bool:
    return isinstance(t, Con) and t.name in names


def show(t: Type) -> str:
    """The type as a user writes it."""
    match t:
        case Con("optional", (inner,)):
            return f"({show(inner)})?" if isinstance(inner, Fn) else f"{show(inner)}?"
        case Con(name, (where,)) if name in SPACED:
            return f"{name}@{show(where).removeprefix('@')}"
        case Con(name, ()):
            return name
        case Con(name, args):
            return f"{name}[{', '.join(map(show, args))}]"
        case Record(fields) if fields and t == hit(_space_of(fields[-1][1])):
            return f"hit@{show(_space_of(fields[-1][1])).removeprefix('@')}"
        case Record(fields):
            return "{" + ", ".join(f"{_field_name(n)}: {show(f)}" for n, f in fields) + "}"
        case Fn(params, result):
            arrow = "" if result == NIL else f" -> {show(result)}"
            return f"fn({', '.join(map(show, params))}){arrow}"
        case Var(name):
            return name


def _field_name(name: str) -> str:
    """A field's name as a record writes it: in quotes where it is no plain name."""
    if name.isidentifier():
        return name
    import json

    return json.dumps(name)


def _space_of(t: Type) -> Type:
    return t.args[0] if isinstance(t, Con) and t.name == "vec" else UNKNOWN


# --- fitting ------------------------------------------------------------------------------------------------


def substitute(t: Type, bound: Bindings) -> Type:
    """The type with its bound variables replaced."""
    match t:
        case Var(name):
            return bound.get(name, t)
        case Con("optional", (inner,)):
            return optional(substitute(inner, bound))
        case Con(name, args) if args:
            return Con(name, tuple(substitute(a, bound) for a in args))
        case Record(fields):
            return Record(tuple((n, substitute(f, bound)) for n, f in fields))
        case Fn(params, result):
            return Fn(tuple(substitute(p, bound) for p in params), substitute(result, bound))
    return t


def fits(actual: Type, expected: Type, bound: Bindings) -> bool:
    """Whether a value of one type may stand where the other is expected; binds the variables of `expected`.

    An int is a num, anything is its own optional, a record may have further fields; a function takes what is
    more and gives what is less. Nothing else converts.
    """
    if actual == expected:
        return True
    if isinstance(expected, Var):
        return _bind(expected.name, actual, bound)
    if actual == UNKNOWN:
        for name in variables(expected):
            bound.setdefault(name, UNKNOWN)
        return True
    if actual == NEVER or expected == UNKNOWN:
        return True
    if isinstance(expected, Con) and expected.name == "optional":
        inner = actual.args[0] if isinstance(actual, Con) and actual.name == "optional" else actual
        return actual == NIL or fits(inner, expected.args[0], bound)
    match actual, expected:
        case Con("int"), Con("num"):
            return True
        case Con(a, some), Con(b, others) if a == b and len(some) == len(others):
            return all(fits(x, y, bound) for x, y in zip(some, others, strict=True))
        case Record(), Record(fields):
            return all((own := actual.get(n)) is not None and fits(own, f, bound) for n, f in fields)
        case Fn(params, result), Fn(wanted, gives) if len(params) == len(wanted):
            taken = all(_takes(p, w, bound) for p, w in zip(params, wanted, strict=True))
            return taken and (gives == NIL or fits(result, gives, bound))
    return False


def _takes(param: Type, given: Type, bound: Bindings) -> bool:
    """Whether a parameter takes what the place will give it, whose type may still be open."""
    given = substitute(given, bound)
    return _bind(given.name, param, bound) if isinstance(given, Var) else fits(given, param, bound)


def _bind(name: str, actual: Type, bound: Bindings) -> bool:
    known = bound.get(name)
    if known is None or known in (UNKNOWN, NEVER):
        bound[name] = actual
        return True
    if fits(actual, known, bound):
        if is_open(known) and fits(known, actual, bound):
            bound[name] = actual
        return True
    if fits(known, actual, bound):
        bound[name] = actual
        return True
    return False


def join(a: Type, b: Type) -> Type | None:
    """The type that values of both have, or None.

    `int` and `num` give `num`, `text` and `nil` give `text?`.
    """
    if fits(a, b, {}) and a != UNKNOWN:
        return a if is_open(b) and fits(b, a, {}) else b
    if fits(b, a, {}):
        return a
    if a == NIL or b == NIL:
        return optional(b if a == NIL else a)
    match a, b:
        case Con("optional", (inner,)), other:
            joined = join(inner, other)
            return optional(joined) if joined else None
        case other, Con("optional", (inner,)):
            joined = join(other, inner)
            return optional(joined) if joined else None
        case Con(x, (s,)), Con(y, (t,)) if x == y and x in ("list", "stream"):
            joined = join(s, t)
            return Con(x, (joined,)) if joined else None
        case Record(fields), Record(others) if [n for n, _ in fields] == [n for n, _ in others]:
            both = [(n, join(f, o)) for (n, f), (_, o) in zip(fields, others, strict=True)]
            return None if any(t is None for _, t in both) else Record(tuple((n, t) for n, t in both if t))
    return None


def variables(t: Type) -> set[str]:
    """Names of the variables in a type."""
    match t:
        case Var(name):
            return {name}
        case Con(_, args):
            return set().union(*map(variables, args)) if args else set()
        case Record(fields):
            return set().union(*(variables(f) for _, f in fields)) if fields else set()
        case Fn(params, result):
            return set().union(variables(result), *map(variables, params))


def parts(t: Type) -> Iterator[Type]:
    """The type and every type in it."""
    yield t
    match t:
        case Con(_, args):
            inside: tuple[Type, ...] = args
        case Record(fields):
            inside = tuple(f for _, f in fields)
        case Fn(params, result):
            inside = (*params, result)
        case Var():
            inside = ()
    for one in inside:
        yield from parts(one)


def is_open(t: Type) -> bool:
    """Whether something in the type is not known."""
    return any(p == UNKNOWN or isinstance(p, Var) for p in parts(t))


def narrow(t: Type) -> Type:
    """The type without its nil."""
    return t.args[0] if isinstance(t, Con) and t.name == "optional" else t


# --- signatures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter; `default` is a literal of the language as it is written, `many` collects the rest."""

    name: str
    type: Type
    default: str | None = None
    many: bool = False

    def __str__(self) -> str:
        tail = f" = {self.default}" if self.default is not None else ""
        return f"{'*' if self.many else ''}{self.name}: {show(self.type)}{tail}"


@dataclass(frozen=True, slots=True)
class Signature:
    params: tuple[Param, ...]
    result: Type

    def __str__(self) -> str:
        arrow = "" if self.result == NIL else f" -> {show(self.result)}"
        return f"({', '.join(map(str, self.params))}){arrow}"
