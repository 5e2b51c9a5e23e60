"""The notation in which the instruction table, and compiled programs, write types and signatures."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from sdol.kernel.types import NIL, Con, Fn, Param, Record, Signature, Type, Var, hit, space


class SignatureError(ValueError):
    """A signature that is not well formed; a mistake of ours, found by the tests."""


@lru_cache(maxsize=4096)
def parse_type(text: str) -> Type:
    """Reads one type, as `Signature`s and saved programs write it."""
    reader = _Reader(text)
    found = reader.type()
    reader.end()
    return found


@lru_cache(maxsize=4096)
def parse_signature(text: str) -> Signature:
    """Reads `(a: vec@S, n: int = 10, *rest: T) -> num`; without an arrow the result is nil."""
    reader = _Reader(text)
    reader.take("(")
    params = reader.items(reader.param, ")")
    result = reader.type() if reader.accept("->") else NIL
    reader.end()
    return Signature(tuple(params), result)


_T = TypeVar("_T")


class _Reader:
    """A recursive reader over the characters of a signature."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def accept(self, token: str) -> bool:
        self.skip()
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def take(self, token: str) -> None:
        if not self.accept(token):
            raise SignatureError(f"expected {token!r} at {self.at} of {self.text!r}")

    def end(self) -> None:
        self.skip()
        if self.at != len(self.text):
            raise SignatureError(f"unexpected {self.text[self.at :]!r} in {self.text!r}")

    def name(self) -> str:
        self.skip()
        start = self.at
        while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] == "_"):
            self.at += 1
        if start == self.at:
            raise SignatureError(f"expected a name at {start} of {self.text!r}")
        return self.text[start : self.at]

    def items(self, one: Callable[[], _T], close: str) -> list[_T]:
        found: list[_T] = []
        while not self.accept(close):
            if found:
                self.take(",")
            found.append(one())
        return found

    def param(self) -> Param:
        many = self.accept("*")
        name = self.name()
        self.take(":")
        t = self.type()
        return Param(name, t, self.literal() if self.accept("=") else None, many)

    def literal(self) -> str:
        self.skip()
        start, quoted = self.at, False
        while self.at < len(self.text) and (quoted or self.text[self.at] not in ",)"):
            quoted ^= self.text[self.at] == '"'
            self.at += 1
        return self.text[start : self.at].strip()

    def field(self) -> tuple[str, Type]:
        self.skip()
        name = self.quoted() if self.text.startswith('"', self.at) else self.name()
        self.take(":")
        return name, self.type()

    def quoted(self) -> str:
        import json

        try:
            name, self.at = json.JSONDecoder().raw_decode(self.text, self.at)
        except ValueError:
            raise SignatureError(f"expected a name in quotes at {self.at} of {self.text!r}") from None
        return str(name)

    def type(self) -> Type:
        found = self.base()
        while self.accept("?"):
            found = Con("optional", (found,))
        return found

    def base(self) -> Type:
        if self.accept("{"):
            return Record(tuple(self.items(self.field, "}")))
        if self.accept("("):
            inner = self.type()
            self.take(")")
            return inner
        if self.accept("@"):
            return space(self.name())
        name = self.name()
        if name == "fn":
            self.take("(")
            params = tuple(self.items(self.type, ")"))
            return Fn(params, self.type() if self.accept("->") else NIL)
        if self.accept("@"):
            where = _space_or_variable(self.name())
            return hit(where) if name == "hit" else Con(name, (where,))
        if self.accept("["):
            return Con(name, tuple(self.items(self.type, "]")))
        return Var(name) if name[0].isupper() else Con(name)


def _space_or_variable(name: str) -> Type:
    return Var(name) if name[0].isupper() else space(name)
