"""What can be done with a value, by its type: the functions that take it first, and what may stand after its dot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.types import Con, Record, Type, Var, fits, is_con, narrow, variables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.kernel.types import Signature

TAKES_ALL = ("json", "unknown")
"""Types of parameters that say nothing of what is given for them."""


class Uses(NamedTuple):
    """Names, in order of the alphabet.

    Attributes:
        own: functions that are for this type.
        general: functions for any type, or any list.
        members: what may stand after a dot.
    """

    own: list[str]
    general: list[str]
    members: list[str]


def uses(of: Type, session: Iterable[tuple[str, tuple[Signature, ...]]] = ()) -> Uses:
    """What takes a value of a type: the library's functions and instructions, and those of the session.

    Args:
        session: names of functions with their signatures.
    """
    from sdol.shell.completion.library import calls, members

    known = [*((c.name, c.signatures) for c in calls().values()), *session]
    own = {name for name, signatures in known if _taken(of, signatures, general=False)}
    general = {name for name, signatures in known if _taken(of, signatures, general=True)} - own
    after = {verb for verb, found in members().items() if any(_is_of(of, c.signatures) for c, _ in found)}
    fields = {name for name, _ in of.fields} if isinstance(of, Record) else set()
    return Uses(sorted(own), sorted(general), sorted(after | fields))


def _taken(of: Type, signatures: tuple[Signature, ...], *, general: bool) -> bool:
    """Whether one of the signatures takes it as its first parameter, one for any type or one for its own."""
    return any(_says_nothing(s) == general and _is_of(of, (s,)) for s in signatures)


def _is_of(of: Type, signatures: tuple[Signature, ...]) -> bool:
    return any(s.params and fits(of, s.params[0].type, {}) for s in signatures)


def _says_nothing(signature: Signature) -> bool:
    """Whether its first parameter is any value, or any list."""
    first = narrow(signature.params[0].type) if signature.params else None
    while isinstance(first, Con) and first.name in ("list", "stream", "ranked"):
        first = narrow(first.args[0])
    return first is None or isinstance(first, Var) or is_con(first, *TAKES_ALL) or _is_open_record(first)


def _is_open_record(first: Type) -> bool:
    return isinstance(first, Record) and not first.fields and not variables(first)
