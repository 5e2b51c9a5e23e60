"""Types of expressions by their tokens alone: a guess that is quick, and None where it cannot be sure.

The compiler knows better, but it takes whole programs and its time; here the program is being typed.
"""

from __future__ import annotations

from itertools import pairwise

from sdol.kernel.notation import SignatureError, parse_type
from sdol.kernel.types import (
    BOOL,
    INT,
    JSON,
    NIL,
    NUM,
    TEXT,
    Bindings,
    Con,
    Fn,
    Record,
    Signature,
    Type,
    fits,
    is_con,
    list_of,
    narrow,
    space,
    substitute,
    vec,
)
from sdol.lang.tokens import Token
from sdol.lang.unit import DEFAULT_SPACE
from sdol.shell.completion import library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sdol.shell.completion.names import Names

OPENERS, CLOSERS = frozenset({"(", "[", "{", "LREC"}), frozenset({")", "]", "}"})
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "~=", "in", "and", "or"})
_TIGHT = ("-", "+", "*", "/", ">>", "|", "&")
DEEPEST = 40


def read_type(text: str) -> Type | None:
    """The type that a text says, or None."""
    try:
        return parse_type(text) if text else None
    except SignatureError:
        return None


def tops(tokens: Iterable[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens outside of all brackets, with their places."""
    depth = 0
    for index, token in enumerate(tokens):
        depth -= token.type in CLOSERS
        if depth <= 0:
            yield index, token
        depth += token.type in OPENERS


def parts(tokens: Sequence[Token], sign: str = ",") -> list[Sequence[Token]]:
    """The tokens between the commas that stand outside of all brackets; none of none."""
    cuts = [-1, *(i for i, token in tops(tokens) if token.type == sign), len(tokens)]
    return [tokens[a + 1 : b] for a, b in pairwise(cuts)] if tokens else []


def chain(tokens: Sequence[Token]) -> int:
    """Where the operand begins that ends with the last token: a name with its calls, fields and indexes."""
    at = len(tokens)
    while at > 0:
        at = _opener(tokens, at - 1) if tokens[at - 1].type in CLOSERS else at - 1
        if tokens[at].type == "[" and at and ends_operand(tokens[at - 1]):
            continue
        if tokens[at].type == "(" and at and ends_operand(tokens[at - 1]):
            continue
        if at and tokens[at - 1].type == ".":
            at -= 1
            continue
        break
    return at


def _opener(tokens: Sequence[Token], closer: int) -> int:
    depth = 0
    for index in range(closer, -1, -1):
        depth += (tokens[index].type in CLOSERS) - (tokens[index].type in OPENERS)
        if not depth:
            return index
    return 0


def ends_operand(token: Token) -> bool:
    """Whether an operand that can be called, indexed or asked for a field ends with the token."""
    return token.type in ("NAME", "STRING", "SYMBOL") or token.type in CLOSERS


class Guess:
    """Guesses in one place.

    Args:
        names: what is in scope there.
        local: types of names that the text itself defines; they come first.
        depth: how deep the place stands in what is being guessed.
    """

    def __init__(self, names: Names, local: Mapping[str, Type | None], depth: int = 0) -> None:
        self.names, self.local = names, local
        self._depth = depth

    def type(self, tokens: Sequence[Token]) -> Type | None:
        """The type of an expression."""
        if not tokens or self._depth > DEEPEST or not self.names.afford(len(tokens)):
            return None
        self._depth += 1
        try:
            return self._expression(tokens)
        finally:
            self._depth -= 1

    def _expression(self, tokens: Sequence[Token]) -> Type | None:
        if tokens[0].type == "near":
            return self._near(tokens)
        outside = [(i, t.type) for i, t in tops(tokens)]
        pipe = max((i for i, kind in outside if kind == "|>"), default=0)
        if pipe:
            return self._piped(tokens[:pipe], tokens[pipe + 1 :])
        if any(kind in _COMPARISONS for _, kind in outside) or tokens[0].type == "not":
            return BOOL
        if any(kind == "~" and i and ends_operand(tokens[i - 1]) for i, kind in outside):
            return NUM
        split = next((i for i, kind in outside if i and kind in _TIGHT and _ends(tokens[i - 1])), 0)
        if split:
            return self._sum(tokens[split].type, self.type(tokens[:split]), self.type(tokens[split + 1 :]))
        return self._unary(tokens)

    def _near(self, tokens: Sequence[Token]) -> Type | None:
        outside = list(tops(tokens))
        begin = next((i for i, t in outside if t.type == "in"), 0)
        end = next((i for i, t in outside if i > begin and t.type in ("top", "where")), len(tokens))
        store = self.type(tokens[begin + 1 : end])
        hits = read_type(f"hit@{str(store).partition('@')[2]}") if is_con(store or NIL, "store") else None
        return list_of(hits) if hits else None

    def _piped(self, left: Sequence[Token], right: Sequence[Token]) -> Type | None:
        name = right[0].value if right and right[0].type == "NAME" else ""
        given = parts(right[2:-1]) if len(right) > 2 else []
        return self._result(self.names.signatures(name), [left, *given]) if name else None

    def _sum(self, sign: str, left: Type | None, right: Type | None) -> Type | None:
        if left == INT and right == INT:
            return NUM if sign == "/" else INT
        if NUM in (left, right):
            return NUM
        if sign == "-" and is_con(left or NIL, "vec") and left == right:
            assert isinstance(left, Con)
            return Con("disp", left.args)
        return left

    def _unary(self, tokens: Sequence[Token]) -> Type | None:
        kind = tokens[0].type
        translated = max((i for i, t in tops(tokens) if t.type == "as"), default=0)
        if translated and translated + 1 < len(tokens):
            return vec(space(tokens[translated + 1].value))
        if kind == "~":
            return self._embedded(tokens)
        if kind in ("-", "!"):
            return self.type(tokens[1:])
        if kind in ("around", "codebook"):
            where = space("hd" if kind == "codebook" else DEFAULT_SPACE)
            return Con("region" if kind == "around" else "codebook", (where,))
        return self._chain(tokens)

    def _embedded(self, tokens: Sequence[Token]) -> Type:
        at = max((i for i, t in tops(tokens) if t.type == "@"), default=0)
        named = at and at + 1 < len(tokens)
        one = vec(space(tokens[at + 1].value if named else DEFAULT_SPACE))
        inner = self.type(tokens[1 : at if named else len(tokens)])
        return list_of(one) if inner is not None and is_con(inner, "list") else one

    # --- operands -------------------------------------------------------------------------------------------

    def _chain(self, tokens: Sequence[Token]) -> Type | None:
        begin = 0 if chain(tokens) == 0 else -1
        if begin < 0:
            return None
        at, found = self._atom(tokens)
        while found is not None and at < len(tokens):
            at, found = self._after(tokens, at, found)
        return found

    def _atom(self, tokens: Sequence[Token]) -> tuple[int, Type | None]:
        token = tokens[0]
        if token.type == "STRING":
            return 1, TEXT
        if token.type == "NUMBER":
            return 1, INT if token.value.isdigit() else NUM
        if token.type == "SYMBOL":
            return 1, vec(space("hd"))
        if token.type in ("true", "false"):
            return 1, BOOL
        if token.type in OPENERS:
            end = _closer(tokens, 0)
            return end + 1, self._bracketed(token.type, tokens[1:end])
        return self._named(tokens)

    def _bracketed(self, opener: str, inner: Sequence[Token]) -> Type | None:
        if opener == "(":
            return self.type(inner)
        if opener == "LREC":
            pairs = [part for part in parts(inner) if len(part) > 2 and part[1].type == ":"]
            found = [(_key(part[0]), self.type(part[2:])) for part in pairs]
            return Record(tuple((name, t) for name, t in found if t is not None))
        if any(token.type == "for" for _, token in tops(inner)):
            return None
        first = self.type(parts(inner)[0]) if inner else None
        return list_of(first) if first else None

    def _named(self, tokens: Sequence[Token]) -> tuple[int, Type | None]:
        name = tokens[0].value
        if len(tokens) > 1 and tokens[1].type == "(":
            end = _closer(tokens, 1)
            return end + 1, self._result(self.names.signatures(name), parts(tokens[2:end]))
        if len(tokens) > 3 and tokens[1].type == "." and name in self.names.modules and tokens[3].type == "(":
            end = _closer(tokens, 3)
            found = self.names.signatures(tokens[2].value, module=name)
            return end + 1, self._result(found, parts(tokens[4:end]))
        if len(tokens) > 2 and tokens[1].type == "." and name in self.names.modules:
            return 3, read_type(self.names.modules[name].get(tokens[2].value, ("", ""))[0])
        return 1, self.local.get(name) or self.names.variable(name)

    def _after(self, tokens: Sequence[Token], at: int, found: Type) -> tuple[int, Type | None]:
        """The type after one more field, method or index."""
        if tokens[at].type == "[":
            return _closer(tokens, at) + 1, item_of(found)
        if tokens[at].type != "." or at + 1 >= len(tokens):
            return at + 1, None
        name = tokens[at + 1].value
        if at + 2 < len(tokens) and tokens[at + 2].type == "(":
            end = _closer(tokens, at + 2)
            given = parts(tokens[at + 3 : end])
            methods = [
                s
                for c, surface in library.members().get(name, [])
                if surface == "method"
                for s in c.signatures
            ]
            return end + 1, self._result(methods, given, receiver=found)
        return at + 2, field_of(found, name)

    def _result(
        self, signatures: Sequence[Signature], given: Sequence[Sequence[Token]], receiver: Type | None = None
    ) -> Type | None:
        """What a call gives: the result of the first signature that its arguments fit."""
        types = [*([receiver] if receiver else []), *map(self.type, given)]
        lambdas = [*([()] if receiver else []), *given]
        for signature in signatures:
            bound: Bindings = {}
            if len(types) <= len(signature.params) or any(p.many for p in signature.params):
                pairs = list(zip(types, lambdas, signature.params, strict=False))
                if all(self._takes(t, tokens, p.type, bound) for t, tokens, p in pairs):
                    return substitute(signature.result, bound)
        return None

    def _takes(self, given: Type | None, tokens: Sequence[Token], wanted: Type, bound: Bindings) -> bool:
        """Whether a parameter takes an argument: of one that is not known it is taken for granted."""
        if isinstance(wanted, Fn):
            result = self._lambda_result(tokens, substitute(wanted, bound))
            return result is None or fits(result, wanted.result, bound)
        return given is None or fits(given, wanted, bound)

    def _lambda_result(self, tokens: Sequence[Token], wanted: Type) -> Type | None:
        """What a lambda gives where it is given what the place gives."""
        arrow = next((i for i, t in tops(tokens) if t.type == "=>"), 0)
        if not arrow:
            return None
        inside = tokens[1 : arrow - 1] if tokens[0].type == "(" else tokens[:arrow]
        named = [part[0].value for part in parts(inside) if part]
        local = {**self.local, **dict(zip(named, lambda_params(wanted), strict=False))}
        return Guess(self.names, local, self._depth + 1).type(tokens[arrow + 1 :])


def _ends(token: Token) -> bool:
    return ends_operand(token) or token.type == "NUMBER"


def _key(token: Token) -> str:
    return token.value.strip('"')


def _closer(tokens: Sequence[Token], opener: int) -> int:
    depth = 0
    for index in range(opener, len(tokens)):
        depth += (tokens[index].type in OPENERS) - (tokens[index].type in CLOSERS)
        if not depth:
            return index
    return len(tokens)


def item_of(t: Type) -> Type | None:
    """What a loop over a value takes from it."""
    t = narrow(t)
    if t in (TEXT, JSON):
        return t
    return t.args[0] if isinstance(t, Con) and t.name in ("list", "stream", "ranked") and t.args else None


def field_of(t: Type, name: str) -> Type | None:
    """The type of a field: of a record, of data, or one that an instruction computes."""
    t = narrow(t)
    if isinstance(t, Record):
        return t.get(name)
    if t == JSON:
        return JSON
    for found, surface in library.members().get(name, []):
        bound: Bindings = {}
        if surface == "field" and fits(t, found.signatures[0].params[0].type, bound):
            return substitute(found.signatures[0].result, bound)
    return None


def lambda_params(t: Type) -> tuple[Type, ...]:
    """The types that a function which is passed is given."""
    return t.params if isinstance(t, Fn) else ()
