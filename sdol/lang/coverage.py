"""Which values the cases of a `match` take, and which cases take none that is left.

The method is that of L. Maranget, Warnings for pattern matching, Journal of Functional Programming 17(3), 2007: a
row of patterns is useful after others if some value fits it and none of them. What is asked of a whole `match` is
whether a case that takes everything would be useful, and if so for which value, the witness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sdol.kernel.types import BOOL, JSON, NIL, UNKNOWN, Con, Record, Type, is_con, narrow
from sdol.lang import ast

MOST_STEPS = 20_000
"""After so many the question is left open: nothing is reported that is not proved."""

ANY = ast.NamePattern(ast.Span(0, 0), "_")
_NIL = "nil"
_WORDS: dict[object, str] = {True: "true", False: "false", _NIL: _NIL}


class TooLong(Exception):
    """The cases are too many and too deep to be judged."""


@dataclass
class _Work:
    left: int = field(default_factory=lambda: MOST_STEPS)

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooLong


@dataclass(frozen=True)
class Form:
    """What a value may be at its outside: `true`, nil, a record of some fields, a list of so many items.

    `parts` are the types of what it holds.
    """

    key: object
    parts: tuple[Type, ...] = ()
    names: tuple[str, ...] = ()

    def shown(self, parts: Sequence[str]) -> str:
        """A pattern of this form."""
        if self.names:
            return "{" + ", ".join(f"{n}: {p}" for n, p in zip(self.names, parts, strict=True)) + "}"
        if isinstance(self.key, tuple) and self.key[0] == "list":
            return f"[{', '.join(parts)}]"
        if self.key == "some":
            return parts[0]
        return _WORDS.get(self.key, "_")


def missing(patterns: Sequence[ast.Pattern], type: Type) -> str | None:
    """A pattern of values that none of these takes, or None where every value is taken.

    Raises:
        TooLong: that cannot be told in reasonable time.
    """
    found = _missing([[p] for p in patterns], [type], _Work())
    return found[0] if found else None


def takes_nothing_new(patterns: Sequence[ast.Pattern], last: ast.Pattern, type: Type) -> bool:
    """Whether every value that fits the last pattern fits one of the others.

    Raises:
        TooLong: that cannot be told in reasonable time.
    """
    return not _useful([[p] for p in patterns], [last], [type], _Work())


Rows = list[list[ast.Pattern]]


def _missing(rows: Rows, types: list[Type], work: _Work) -> list[str] | None:
    work.step()
    if not types:
        return None if rows else []
    forms, whole = _forms(rows, types[0])
    for one in forms if whole else ():
        found = _missing(list(_with(rows, one)), [*one.parts, *types[1:]], work)
        if found is not None:
            size = len(one.parts)
            return [one.shown(found[:size]), *found[size:]]
    if whole:
        return None
    rest = _missing(list(_without(rows)), types[1:], work)
    return None if rest is None else [_other(forms, types[0]), *rest]


def _useful(rows: Rows, row: list[ast.Pattern], types: list[Type], work: _Work) -> bool:
    work.step()
    if not types:
        return not rows
    own = _form_of(row[0], types[0])
    forms, whole = _forms([*rows, row], types[0])
    if own is not None:
        forms = [f for f in forms if f.key == own]
    elif not whole:
        return _useful(list(_without(rows)), row[1:], types[1:], work)
    return any(
        _useful(list(_with(rows, one)), next(_with([row], one)), [*one.parts, *types[1:]], work)
        for one in forms
    )


def _other(forms: list[Form], type: Type) -> str:
    """A value of none of these forms; of a list, one of a length that none has."""
    if not is_con(type, "list"):
        return "_"
    lengths = {f.key[1] for f in forms if isinstance(f.key, tuple)}
    free = next(n for n in range(len(lengths) + 1) if n not in lengths)
    return f"[{', '.join(['_'] * free)}]"


# --- forms --------------------------------------------------------------------------------------------------


def _forms(rows: Rows, type: Type) -> tuple[list[Form], bool]:
    """The forms that a column tells apart, and whether a value of the type has one of them."""
    if is_con(type, "optional"):
        return [Form(_NIL), Form("some", (narrow(type),))], True
    if type == BOOL:
        return [Form(True), Form(False)], True
    if type == NIL:
        return [Form(_NIL)], True
    first = [row[0] for row in rows]
    if isinstance(type, Record):
        return [_record(first, type)], True
    keys = dict.fromkeys(k for p in first if (k := _form_of(p, type)) is not None)
    return [_record(first, type) if k == "record" else Form(k, _items(k, type)) for k in keys], False


def _record(patterns: list[ast.Pattern], type: Type) -> Form:
    names = dict.fromkeys(n for p in patterns if isinstance(p, ast.RecordPattern) for n, _ in p.fields)
    kinds = type if isinstance(type, Record) else Record(())
    return Form("record", tuple(kinds.get(n) or JSON for n in names), tuple(names))


def _items(key: object, type: Type) -> tuple[Type, ...]:
    if not (isinstance(key, tuple) and key[0] == "list"):
        return ()
    item = type.args[0] if isinstance(type, Con) and type.args else JSON
    return (item,) * int(key[1])


def _form_of(pattern: ast.Pattern, type: Type) -> object:
    """The key of the form that a pattern is of; None for one that takes any."""
    if is_con(type, "optional") and not isinstance(pattern, ast.NamePattern):
        nil = isinstance(pattern, ast.LiteralPattern) and isinstance(pattern.value, ast.Nil)
        return _NIL if nil else "some"
    match pattern:
        case ast.LiteralPattern(value=ast.Nil()):
            return _NIL
        case ast.LiteralPattern():
            return _value(pattern.value)
        case ast.ListPattern():
            return ("list", len(pattern.items))
        case ast.RecordPattern():
            return "record"
    return None


def _value(node: ast.Expr) -> object:
    """What a literal stands for, of which equal ones are equal."""
    match node:
        case ast.Bool():
            return node.value
        case ast.Number():
            return ("value", float(node.value) if abs(node.value) < 2**53 else node.value)
        case ast.Unary(operand=ast.Number()):
            return ("value", _value(node.operand), "-")
        case ast.Text():
            return ("value", "".join(p for p in node.parts if isinstance(p, str)), "text")
    return ("value", id(node))


def _with(rows: Rows, form: Form) -> Iterator[list[ast.Pattern]]:
    """The rows that take values of a form, with patterns for its parts in place of the first."""
    for first, *rest in rows:
        parts = _parts(first, form)
        if parts is not None:
            yield [*parts, *rest]


def _without(rows: Rows) -> Iterator[list[ast.Pattern]]:
    """The rest of the rows that take any value first."""
    return (row[1:] for row in rows if isinstance(row[0], ast.NamePattern))


def _parts(pattern: ast.Pattern, form: Form) -> list[ast.Pattern] | None:
    if isinstance(pattern, ast.NamePattern):
        return [ANY] * len(form.parts)
    if form.key == "some":
        return None if _form_of(pattern, UNKNOWN) == _NIL else [pattern]
    if _form_of(pattern, UNKNOWN) != form.key:
        return None
    if isinstance(pattern, ast.RecordPattern):
        fields = dict(pattern.fields)
        return [fields.get(name, ANY) for name in form.names]
    return list(pattern.items) if isinstance(pattern, ast.ListPattern) else []
