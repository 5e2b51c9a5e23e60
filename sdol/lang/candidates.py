"""What a call could mean: signatures of instructions and functions, and which of them the arguments fit."""

from __future__ import annotations

from dataclasses import dataclass, field

from sdol.kernel import table
from sdol.kernel.types import INT, JSON, Bindings, Con, Param, Type, fits, is_con, list_of
from sdol.lang import ast
from sdol.lang.body import Body, Value
from sdol.lang.conversion import bind
from sdol.lang.unit import FunctionEntry

LIFTABLE = ("vec", "disp", "num")


@dataclass
class Candidate:
    """One signature that a call could mean."""

    name: str
    params: tuple[Param, ...]
    result: Type
    row: table.Instruction | None = None
    entry: FunctionEntry | None = None

    def arrange(self, given: list[Given]) -> list[Slot] | None:
        """Which argument goes to which parameter; None where their number or names do not fit."""
        places: list[Slot] = []
        rest = [g for g in given if g.name is None]
        named = {g.name: g for g in given if g.name is not None}
        for param in self.params:
            if param.many:
                places += [Slot(param, g) for g in rest]
                rest = []
            elif rest:
                places.append(Slot(param, rest.pop(0)))
            elif param.name in named:
                places.append(Slot(param, named.pop(param.name)))
            elif param.default is not None:
                places.append(Slot(param, None))
            else:
                return None
        return None if rest or named else places


@dataclass
class Given:
    """An argument as written, and its value once it is elaborated.

    Some wait for the type that they are to have.
    """

    node: ast.Expr
    name: str | None = None
    value: Value | None = None
    waits: bool = False
    span: ast.Span | None = None


@dataclass
class Slot:
    param: Param
    given: Given | None


@dataclass
class Choice:
    """A candidate that the arguments fit, and how."""

    candidate: Candidate
    slots: list[Slot]
    bound: Bindings = field(default_factory=dict)
    mask: str = ""


# --- candidates ---------------------------------------------------------------------------------------------


def rows_named(verb: str, surface: str) -> list[table.Instruction]:
    return table.named(surface, verb)


def rows_formed(form: str) -> list[table.Instruction]:
    return table.named("syntax", form)


def candidates_of(rows: list[table.Instruction]) -> list[Candidate]:
    return [Candidate(r.verb, s.params, s.result, row=r) for r in rows for s in r.signatures]


def of_entry(entry: FunctionEntry) -> Candidate:
    return Candidate(entry.name, entry.params, entry.result, entry=entry)


def named(body: Body, name: str) -> list[Candidate]:
    """The functions that a name can mean: the program's own, else the instructions and the library."""
    own = body.module.functions.get(name)
    if own:
        return [of_entry(own)]
    library = body.module.function(name)
    return candidates_of(rows_named(name, "call")) + ([of_entry(library)] if library else [])


# --- choosing -----------------------------------------------------------------------------------------------


def choose(arranged: list[tuple[Candidate, list[Slot]]]) -> Choice | None:
    """The first candidate that fits as it is, else by lifting, else by conversion.

    Of those that take json as whole numbers and as any numbers, the latter: only the run shows what the data hold.
    """
    for attempt in (_as_is, _lifted):
        for candidate, slots in arranged:
            if (choice := attempt(candidate, slots)) is not None:
                return choice
    found = [choice for c, slots in arranged if (choice := _converted(c, slots)) is not None]
    return min(found, key=_as_whole, default=None)


def _types(slots: list[Slot]) -> list[tuple[Slot, Type]]:
    return [(s, s.given.value.type) for s in slots if s.given and s.given.value]


def _as_is(candidate: Candidate, slots: list[Slot]) -> Choice | None:
    bound: Bindings = {}
    fit = all(fits(t, s.param.type, bound) for s, t in _types(slots))
    return Choice(candidate, slots, bound) if fit else None


def _lifted(candidate: Candidate, slots: list[Slot]) -> Choice | None:
    if not (candidate.row and candidate.row.lift):
        return None
    bound: Bindings = {}
    mask = ""
    for slot in slots:
        actual = slot.given.value.type if slot.given and slot.given.value else slot.param.type
        if fits(actual, slot.param.type, bound):
            mask += "0"
        elif over(actual, slot.param.type, bound):
            mask += "1"
        else:
            return None
    return Choice(candidate, slots, bound, mask)


def over(actual: Type, wanted: Type, bound: Bindings) -> bool:
    """Whether a list stands where the instruction takes one element of it."""
    if not (is_con(wanted, *LIFTABLE) and is_con(actual, "list")):
        return False
    assert isinstance(actual, Con)
    return fits(actual.args[0], wanted, bound)


def _converted(candidate: Candidate, slots: list[Slot]) -> Choice | None:
    """A candidate for json is meant where data are given, not where an int or a `text?` could pass for them."""
    bound: Bindings = {}
    types = _types(slots)
    fit = all(bind(t, s.param.type, bound) for s, t in types)
    for_data = [t for s, t in types if s.param.type == JSON]
    meant = not for_data or any(_are_data(t) for t in for_data)
    return Choice(candidate, slots, bound) if fit and meant else None


def _are_data(t: Type) -> bool:
    return t in (JSON, Con("optional", (JSON,)))


def _as_whole(choice: Choice) -> int:
    """How many arguments of json a choice takes as whole numbers."""
    data, whole = (JSON, list_of(JSON)), (INT, list_of(INT))
    return sum(t in data and s.param.type in whole for s, t in _types(choice.slots))
