"""The place where something is typed: the word that is begun, what stands before it, what the grammar takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from sdol.kernel.types import (
    BOOL,
    INT,
    NUM,
    TEXT,
    Bindings,
    Con,
    Param,
    Signature,
    Type,
    Var,
    fits,
    substitute,
)
from sdol.lang.pieces import Cut
from sdol.lang.tokens import Token
from sdol.shell.completion.grammar import Expected, expected
from sdol.shell.completion.guess import Guess, chain, ends_operand, item_of, parts
from sdol.shell.completion.library import head, members
from sdol.shell.completion.locals import Seen, seen
from sdol.shell.completion.names import Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.shell.completion.offer import Scope

FARTHEST = 8_000
"""Characters above a place that are looked at: completion stays quick in a file of any length."""

LINE = 400
"""Characters after a place that are looked at."""

_ITEM = re.compile(r"^(?:fn|let|var|region|store|test|for|while|print|import) ", re.MULTILINE)
MOST_OWN = 50
"""Functions that the text defines above a place: their heads are read."""

_LOOP = re.compile(r"[^\[\]\n]{0,200}?\bfor ([^\W\d]\w*) in ([^\[\]\n]{1,200}?)(?= if\b|\]|$)")
_OWN = re.compile(r"^fn ([^\W\d]\w*)(?=\()", re.MULTILINE)


def begin_of(text: str, at: int) -> int:
    """Where to begin to read: at an item not too far above the place."""
    if at <= FARTHEST:
        return 0
    found = _ITEM.search(text, at - FARTHEST, at)
    return found.start() if found else text.rfind("\n", 0, at) + 1


@dataclass
class Place:
    """A place in code.

    Attributes:
        code: the text before the word that is begun: from an item's beginning, or from the brace in a text.
        start: where that word begins in the whole text.
        prefix: the part of it before the place.
        embedded: whether the place is between the braces of a text.
        above: the text from where reading began, for names that are defined above.
        after: the rest of the line, in which the `for` of a comprehension may stand.
    """

    code: str
    start: int
    prefix: str
    embedded: bool
    above: str
    scope: Scope
    after: str = ""

    @cached_property
    def expected(self) -> Expected:
        return expected(self.code, embedded=self.embedded)

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the item at hand before the word."""
        return self.expected.tokens

    @property
    def before(self) -> str:
        """The type of the token before the word; "" at the beginning of an item."""
        return self.tokens[-1].type if self.tokens else ""

    @cached_property
    def names(self) -> Names:
        found = [*_OWN.finditer(self.above)][-MOST_OWN:]
        return Names(self.scope, {f[1]: head(self.above, f.end()) for f in found})

    @cached_property
    def seen(self) -> Seen:
        """The locals here; for a place in a text also those around it."""
        found = self._seen()
        inside = any(self.tokens[opened.at].type == "[" for opened in found.open)
        return Seen({**found.types, **self._looped(found)}, found.open) if inside else found

    def _looped(self, found: Seen) -> dict[str, Type | None]:
        """The name over which the comprehension around runs, whose `for` comes after the place."""
        loop = _LOOP.match(self.after)
        if loop is None:
            return {}
        item = Guess(self.names, found.types).type(expected(loop[2], embedded=True).tokens)
        return {loop[1]: item_of(item) if item else None}

    def _seen(self) -> Seen:
        if not self.embedded:
            return seen(self.tokens, self.names, self.expected.earlier)
        outside = expected(self.above, embedded=False)
        around = seen(outside.tokens, self.names, outside.earlier)
        inside = seen(self.tokens, self.names)
        return Seen({**around.types, **inside.types}, inside.open)

    @cached_property
    def guess(self) -> Guess:
        return Guess(self.names, self.seen.types)

    # --- what is around -------------------------------------------------------------------------------------

    def receiver(self) -> Sequence[Token]:
        """The tokens of what stands before the dot; none for the field of a payload."""
        left = self.tokens[:-1]
        return left[chain(left) :] if left and self._touches(left[-1]) else []

    def _touches(self, left: Token) -> bool:
        return ends_operand(left) and left.span.end == self.tokens[-1].span.start

    @cached_property
    def call(self) -> tuple[str, str, list[Sequence[Token]]] | None:
        """The innermost call whose argument is typed: name, module, and the arguments so far, the last unfinished."""
        if not self.seen.open:
            return None
        opener = self.seen.open[-1].at
        if self.tokens[opener].type != "(" or not opener or self.tokens[opener - 1].type != "NAME":
            return None
        dotted = opener > 2 and self.tokens[opener - 2].type == "."
        module = self.tokens[opener - 3].value if dotted else ""
        inside = self.tokens[opener + 1 :]
        return self.tokens[opener - 1].value, module, parts(inside) or [[]]

    @cached_property
    def signatures(self) -> list[tuple[Signature, tuple[Param, ...], Bindings]]:
        """Of the call around: its signatures, the parameters that are still to be given, and what is bound."""
        if self.call is None:
            return []
        name, module, arguments = self.call
        found = list(self.names.signatures(name, module)) or self._methods(name)
        return [fit for s in found if (fit := self._fitted(s, arguments))]

    def _methods(self, name: str) -> list[Signature]:
        rows = [c for c, surface in members().get(name, []) if surface == "method"]
        return [Signature(s.params[1:], s.result) for c in rows for s in c.signatures]

    def _fitted(
        self, signature: Signature, arguments: list[Sequence[Token]]
    ) -> tuple[Signature, tuple[Param, ...], Bindings] | None:
        bound: Bindings = {}
        rest = list(signature.params)
        for argument in arguments[:-1]:
            named = len(argument) > 1 and argument[1].type == ":"
            param = next((p for p in rest if not named or p.name == argument[0].value), None)
            if param is None:
                return None
            given = self.guess.type(argument[2:] if named else argument)
            if given is not None and not fits(given, param.type, bound):
                return None
            if not param.many:
                rest.remove(param)
        return signature, tuple(rest), bound

    @cached_property
    def wanted(self) -> Type | None:
        """The type that is expected here, where something says so."""
        if "void" in self.expected.terminals:
            return Con("region", (Var("S"),))
        if self.before == "in":
            return self._searched()
        if self.before in _COMPARED and len(self.tokens) > 1 and ends_operand(self.tokens[-2]):
            left = self.tokens[:-1]
            return self.guess.type(left[chain(left) :])
        if self.before in ("(", ",", ":") and self.signatures:
            return self._argument()
        return _WANTED.get(self.before)

    def _searched(self) -> Type | None:
        """What stands after `in`: a store after `near`, something to walk through after `for`."""
        words = [token.type for token in self.tokens if token.type in ("near", "for")]
        return {"near": Con("store", (Var("S"),)), "for": Con("list", (Var("T"),))}.get(
            words[-1] if words else ""
        )

    def _argument(self) -> Type | None:
        _, rest, bound = self.signatures[0]
        named = self.tokens[-2].value if self.before == ":" and len(self.tokens) > 1 else ""
        param = next((p for p in rest if not named or p.name == named), None)
        return substitute(param.type, bound) if param else None


_COMPARED = frozenset({"~", "~=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"})
_WANTED: dict[str, Type] = {
    **dict.fromkeys(("if", "while", "assert", "not", "and", "or"), BOOL),
    **dict.fromkeys(("route", "near"), Con("vec", (Var("S"),))),
    "~": TEXT,
    "top": INT,
    "by": NUM,
    ">>": INT,
}
"""What the word or sign before a place says of the type that stands there."""


def place_in_code(text: str, begin: int, found: Cut, at: int, scope: Scope) -> Place:
    """The place at `at` of a text that was cut from `begin` on."""
    start = at
    if found.pieces and found.pieces[-1].kind in ("name", "symbol"):
        start = begin + found.pieces[-1].start
    inside = begin + found.open[-1].end if found.open else begin
    above = text[begin : begin + found.open[0].start] if found.open else text[begin:start]
    return Place(
        text[inside:start], start, text[start:at], bool(found.open), above, scope, text[at : at + LINE]
    )
