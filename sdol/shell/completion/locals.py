"""The names that a program defines above a place, as far as the place sees them, with guesses of their types."""

from __future__ import annotations

from typing import NamedTuple

from sdol.kernel.types import Bindings, Type, fits, substitute
from sdol.lang.tokens import NEWLINE, Token
from sdol.shell.completion.guess import (
    CLOSERS,
    OPENERS,
    Guess,
    field_of,
    item_of,
    lambda_params,
    parts,
    read_type,
    tops,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.shell.completion.names import Names

ERROR = read_type("{code: text, message: text, reason: text, help: text}")
"""What `else e` gives of what a `try` ran into."""


class Opened(NamedTuple):
    """A bracket that is open at the place: the index of its token, and what was in scope before it."""

    at: int
    before: dict[str, Type | None]


class Seen(NamedTuple):
    """The locals by name, and the brackets that are open, outermost first."""

    types: dict[str, Type | None]
    open: list[Opened]


def seen(tokens: Sequence[Token], names: Names, earlier: Sequence[Token] = ()) -> Seen:
    """What is defined and open after these tokens, which are an item's beginning; `earlier` are the items before."""
    walk = _Walk([*earlier, *tokens], names)
    walk.run()
    length = len(earlier)
    return Seen(walk.types, [o._replace(at=o.at - length) for o in walk.open if o.at >= length])


class _Walk:
    """One walk over the tokens; a definition counts from the end of its statement."""

    def __init__(self, tokens: Sequence[Token], names: Names) -> None:
        self.tokens, self.names = tokens, names
        self.types: dict[str, Type | None] = {}
        self.open: list[Opened] = []
        self.due: dict[str, Type | None] = {}
        """What the next block brings into scope."""
        self.at_end: list[tuple[int, dict[str, Type | None], bool]] = []
        """What comes into scope at a token, the definitions of `let` and `var`; or, behind a lambda, all there is."""

    def run(self) -> None:
        for index, token in enumerate(self.tokens):
            while self.at_end and self.at_end[-1][0] <= index:
                _, found, whole = self.at_end.pop()
                self.types = found if whole else {**self.types, **found}
            self._token(index, token)

    def _token(self, index: int, token: Token) -> None:
        kind = token.type
        if kind in OPENERS:
            self.open.append(Opened(index, dict(self.types)))
            if kind == "{":
                self.types.update(self.due)
                self.due = {}
        elif kind in CLOSERS and self.open:
            self.types = self.open.pop().before
        elif kind == "=>":
            self._arrow(index)
        elif kind in ("let", "var", "region"):
            self._let(index)
        elif kind in ("store", "for", "fn", "else"):
            {"store": self._store, "for": self._for, "fn": self._fn, "else": self._else}[kind](index)

    def _guess(self) -> Guess:
        return Guess(self.names, self.types)

    # --- definitions ----------------------------------------------------------------------------------------

    def _let(self, index: int) -> None:
        if index and self.tokens[index - 1].type == ":":
            return  # the type `region`
        end = self._statement_end(index)
        parsed = parts(self.tokens[index + 1 : end], "=")
        if len(parsed) < 2 or not parsed[0]:
            return
        pattern, *typed = parts(parsed[0], ":")
        value = self.tokens[index + 2 + len(parsed[0]) : end]
        written = read_type(_written(typed[0])) if typed else None
        self.at_end.append((end, self._bound(pattern, written or self._guess().type(value)), False))

    def _store(self, index: int) -> None:
        after = self.tokens[index + 1 : index + 4]
        if after and after[0].type == "NAME":
            spaced = len(after) == 3 and after[1].type == "@"
            from sdol.lang.unit import DEFAULT_SPACE

            self.types[after[0].value] = read_type(f"store@{after[2].value if spaced else DEFAULT_SPACE}")

    def _for(self, index: int) -> None:
        """The variable of a loop, whose block is to come; that of a comprehension stands before it."""
        marks = self._marks(index, ("in", "if", "{", "]"))
        begin, chosen, block = marks.get("in", 0), marks.get("if", 0), marks.get("{", 0)
        if begin and chosen and self.open and self.tokens[self.open[-1].at].type == "[":
            self.at_end.append((chosen, self._looped(index, begin, chosen), False))
        elif begin and block:
            self.due = self._looped(index, begin, block)

    def _marks(self, index: int, kinds: tuple[str, ...]) -> dict[str, int]:
        """Where each of these stands first after a token, up to one of the last two, outside of brackets that open
        there; the closing one of those around is the last."""
        found: dict[str, int] = {}
        depth = 0
        for at in range(index + 1, len(self.tokens)):
            kind = self.tokens[at].type
            depth -= kind in CLOSERS
            here = depth < 0 if kind in CLOSERS else depth == 0
            if here and kind in kinds:
                found.setdefault(kind, at)
            if depth < 0 or (here and kind in kinds[-2:]) or not self.names.afford(1):
                break
            depth += kind in OPENERS
        return found

    def _looped(self, index: int, begin: int, end: int) -> dict[str, Type | None]:
        """What `for PATTERN in LIST` defines; `begin` is the place of `in`, and `end` that of what follows."""
        item = self._guess().type(self.tokens[begin + 1 : end])
        return self._bound(self.tokens[index + 1 : begin], item_of(item) if item else None)

    def _fn(self, index: int) -> None:
        opener = index + 2
        if opener >= len(self.tokens) or self.tokens[index + 1].type != "NAME":
            return
        end = self._marks(opener, (")", ")")).get(")", len(self.tokens))
        if not self.names.afford(end - opener):
            return
        for param in parts(self.tokens[opener + 1 : end]):
            if len(param) > 2:
                self.due[param[0].value] = read_type(_written(parts(param[2:], "=")[0]))

    def _else(self, index: int) -> None:
        after = self.tokens[index + 1 : index + 3]
        if len(after) == 2 and after[0].type == "NAME" and after[1].type == "{":
            self.due[after[0].value] = ERROR

    def _arrow(self, index: int) -> None:
        """The parameters of a lambda, whose types are those that the function which takes it gives; or the names of
        the pattern of an arm. Both are known up to its end."""
        before = dict(self.types)
        arm = self._pattern(index)
        self.types.update(self._bound(arm, None) if arm else self._parameters(index))
        self.at_end.append((self._statement_end(index, (NEWLINE, ",")), before, True))

    def _pattern(self, index: int) -> Sequence[Token]:
        """The pattern of an arm, without its guard; nothing where the arrow is that of a lambda."""
        depth, at = 0, index
        while at and self.names.afford(1):
            kind = self.tokens[at - 1].type
            if depth == 0 and (kind in OPENERS or kind == NEWLINE):
                break
            depth += (kind in CLOSERS) - (kind in OPENERS)
            at -= 1
        arm = self.tokens[at:index]
        if not arm or not at or self.tokens[at - 1].type in ("(", "[") or arm[0].type == "(":
            return []
        guard = next((n for n, token in tops(arm) if token.type == "if"), len(arm))
        return arm[:guard] if guard == 1 or arm[0].type in OPENERS else []

    def _parameters(self, index: int) -> dict[str, Type | None]:
        begin = index - 1
        if self.tokens[begin].type == ")":
            while begin and self.tokens[begin].type != "(":
                begin -= 1
            named = [part[0].value for part in parts(self.tokens[begin + 1 : index - 1]) if part]
        else:
            named = [self.tokens[begin].value] if self.tokens[begin].type == "NAME" else []
        return dict(zip(named, [*self._given(begin), *[None] * len(named)], strict=False))

    def _given(self, at: int) -> tuple[Type | None, ...]:
        """What the call around the argument that begins at `at` gives to a function."""
        if not self.open or self.tokens[self.open[-1].at].type != "(":
            return ()
        opener = self.open[-1].at
        name = self.tokens[opener - 1].value if opener else ""
        module = self.tokens[opener - 3].value if opener > 2 and self.tokens[opener - 2].type == "." else ""
        before = parts(self.tokens[opener + 1 : at])[:-1] if at > opener + 1 else []
        types = [self._guess().type(part) for part in before]
        for signature in self.names.signatures(name, module):
            bound: Bindings = {}
            if len(types) < len(signature.params):
                pairs = list(zip(types, signature.params, strict=False))
                wanted = lambda_params(signature.params[len(types)].type)
                if wanted and all(t is None or fits(t, p.type, bound) for t, p in pairs):
                    return tuple(substitute(t, bound) for t in wanted)
        return ()

    # --- parts ----------------------------------------------------------------------------------------------

    def _statement_end(self, index: int, ends: tuple[str, ...] = (NEWLINE,)) -> int:
        depth = 0
        for at in range(index, len(self.tokens)):
            kind = self.tokens[at].type
            depth += (kind in OPENERS) - (kind in CLOSERS)
            if depth < 0 or (kind in ends and not depth) or not self.names.afford(1):
                return at
        return len(self.tokens)

    def _bound(self, pattern: Sequence[Token], value: Type | None) -> dict[str, Type | None]:
        """The names of a pattern: one, those of a list, or those of a record's fields."""
        if not pattern:
            return {}
        if pattern[0].type == "NAME":
            return {pattern[0].value: value}
        found: dict[str, Type | None] = {}
        for part in parts(pattern[1:-1]):
            if part and pattern[0].type == "[":
                found |= self._bound(part, item_of(value) if value else None)
            elif part:
                inner = field_of(value, part[0].value) if value else None
                found |= self._bound(part[2:] if len(part) > 2 else part, inner)
        return found


def _written(tokens: Sequence[Token]) -> str:
    """A type as its tokens write it: `vec` alone is of the default space."""
    from sdol.kernel.types import SPACED
    from sdol.lang.unit import DEFAULT_SPACE

    found = []
    for index, token in enumerate(tokens):
        follows = tokens[index + 1].type if index + 1 < len(tokens) else ""
        bare = token.value in SPACED | {"hit"} and follows != "@"
        found.append(f"{token.value}@{DEFAULT_SPACE}" if bare else token.value)
    return " ".join(found).replace(" @ ", "@")
