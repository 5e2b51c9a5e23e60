"""The notation of patterns, and the tree that it is read into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from sdol.errors import SdolError

MOST_COPIES = 1000
"""Largest number in `{n}`."""
DEEPEST = 60
"""Groups within groups."""
MOST_GROUPS = 100
"""Groups that are kept."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set: of these ranges, or of these classes (d, w, s and their opposites D, W, S)."""

    ranges: tuple[tuple[str, str], ...]
    classes: str = ""
    negated: bool = False
    any_case: bool = False

    def has(self, c: str) -> bool:
        """Whether a character is of the set."""
        found = self._has(c) or (self.any_case and any(map(self._has, {c.lower(), c.upper()})))
        return found != self.negated

    def _has(self, c: str) -> bool:
        return any(a <= c <= b for a, b in self.ranges) or any(_is(name, c) for name in self.classes)


def _is(name: str, c: str) -> bool:
    if name.isupper():
        return not _is(name.lower(), c)
    if name == "d":
        return c.isdecimal()
    return c.isspace() if name == "s" else c.isalnum() or c == "_"


@dataclass(frozen=True, slots=True)
class Edge:
    """A place between characters: `^`, `$`, their forms for lines (`<`, `>`), a word's edge `b` or none `B`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Cat:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    inner: Tree
    least: int
    most: int | None
    lazy: bool


@dataclass(frozen=True, slots=True)
class Group:
    inner: Tree
    number: int


Tree: TypeAlias = Chars | Edge | Cat | Either | Repeat | Group


@dataclass
class Parsed:
    """A pattern as a tree; `names` are those of its groups, which are counted from 1."""

    tree: Tree
    groups: int = 0
    names: dict[str, int] = field(default_factory=dict)


def parse(pattern: str) -> Parsed:
    """Reads a pattern.

    Raises:
        SdolError: E0526, it is not well formed, or asks for what automata cannot do.
    """
    reader = _Reader(pattern)
    tree = reader.either()
    if reader.at < len(pattern):
        raise reader.wrong("this `)` closes nothing")
    return Parsed(tree, reader.groups, reader.names)


_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_COPIES = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class _Reader:
    """A recursive reader over the characters of a pattern."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth, self.groups = text, 0, 0, 0
        self.names: dict[str, int] = {}
        self.flags = self._leading_flags()

    def wrong(self, reason: str, at: int | None = None) -> SdolError:
        from sdol.kernel.show import brief

        return SdolError(
            "E0526",
            f"the pattern {brief(self.text)} cannot be used: {reason}",
            reason=f"at character {(self.at if at is None else at) + 1} of it",
            help="`escape_pattern(t)` makes a pattern of a text that is to be found as it is",
        )

    def _leading_flags(self) -> str:
        """The flags of `(?im)` at the beginning of the pattern."""
        end = self.text.find(")")
        if self.text.startswith("(?") and end > 2 and set(self.text[2:end]) <= set("ims"):
            self.at = end + 1
            return self.text[2:end]
        return ""

    def accept(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def next(self) -> str:
        if self.at >= len(self.text):
            raise self.wrong("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def either(self) -> Tree:
        parts = [self.cat()]
        while self.accept("|"):
            parts.append(self.cat())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def cat(self) -> Tree:
        parts: list[Tree] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.repeated())
        return parts[0] if len(parts) == 1 else Cat(tuple(parts))

    def repeated(self) -> Tree:
        start = self.at
        found = self.one()
        if (copies := self._copies()) is None:
            return found
        if isinstance(found, Edge):
            raise self.wrong("there is nothing here to repeat", start)
        lazy = self.accept("?")
        if self._copies() is not None or self.accept("+"):
            raise self.wrong("two repetitions stand one behind the other", self.at - 1)
        return Repeat(found, *copies, lazy)

    def _copies(self) -> tuple[int, int | None] | None:
        """What `*`, `+`, `?` or `{2,5}` says; None where none of them stands here."""
        if self.at < len(self.text) and self.text[self.at] in _COPIES:
            return _COPIES[self.next()]
        end = self.text.find("}", self.at)
        if end < 0 or not self.text.startswith("{", self.at):
            return None
        least, comma, most = self.text[self.at + 1 : end].partition(",")
        if not (_number(least) and (not most or _number(most))):
            return None
        low, high = int(least), int(most) if most else None if comma else int(least)
        if max(low, high or 0) > MOST_COPIES or (high is not None and high < low):
            raise self.wrong(f"a repetition is from 0 to {MOST_COPIES:,} times, the smaller number first")
        self.at = end + 1
        return low, high

    def one(self) -> Tree:
        c = self.next()
        if c == "(":
            return self._group()
        if c == "[":
            return self._set()
        if c == "\\":
            return self._escape()
        if c == ".":
            return Chars((("\n", "\n"),) if "s" not in self.flags else (), negated=True)
        if c in "^$":
            return Edge(c if "m" not in self.flags else {"^": "<", "$": ">"}[c])
        if c in _COPIES:
            raise self.wrong("there is nothing before it to repeat", self.at - 1)
        return self._chars(((c, c),))

    def _chars(self, ranges: tuple[tuple[str, str], ...], classes: str = "", negated: bool = False) -> Chars:
        return Chars(ranges, classes, negated, "i" in self.flags)

    def _group(self) -> Tree:
        start, number = self.at - 1, 0
        if not self.accept("?:"):
            if self.text.startswith("?", self.at):
                name = self._name(start)
                if name in self.names:
                    raise self.wrong(f"two groups are called {name}", start)
                self.names[name] = self.groups + 1
            self.groups += 1
            if self.groups > MOST_GROUPS:
                raise self.wrong(f"it has more than {MOST_GROUPS} groups", start)
            number = self.groups
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong(f"groups are nested deeper than {DEEPEST} levels", start)
        inner = self.either()
        self.depth -= 1
        if not self.accept(")"):
            raise self.wrong("this `(` is not closed", start)
        return Group(inner, number) if number else inner

    def _name(self, start: int) -> str:
        if self.accept("?P<") or (self.accept("?<") and self.text[self.at : self.at + 1] not in ("=", "!")):
            end = self.text.find(">", self.at)
            name = self.text[self.at : max(end, self.at)]
            if name.isidentifier():
                self.at = end + 1
                return name
            raise self.wrong("a group's name is a word, closed by `>`", start)
        raise self.wrong("there is no looking around, and flags stand at the beginning only", start)

    def _escape(self) -> Tree:
        c = self.next()
        if c in "bB":
            return Edge(c)
        if c in "dDwWsS":
            return self._chars((), c)
        plain = self._plain_escape(c)
        return self._chars(((plain, plain),))

    def _plain_escape(self, c: str) -> str:
        if c in _PLAIN:
            return _PLAIN[c]
        if c in "xu":
            return self._by_number(2 if c == "x" else 4)
        if c.isalnum():
            what = "there are no back-references" if c.isdigit() else f"`\\{c}` is no escape"
            raise self.wrong(what, self.at - 2)
        return c

    def _by_number(self, digits: int) -> str:
        text = self.text[self.at : self.at + digits]
        if len(text) < digits or not all(d in "0123456789abcdefABCDEF" for d in text):
            raise self.wrong(f"{digits} hexadecimal digits are wanted here")
        self.at += digits
        return chr(int(text, 16))

    def _set(self) -> Tree:
        start, negated = self.at - 1, self.accept("^")
        ranges: list[tuple[str, str]] = []
        classes = ""
        while not ((ranges or classes) and self.accept("]")):
            low = self._member(start)
            if len(low) == 2:
                classes += low[1]
                continue
            high = low
            if self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at):
                self.at += 1
                high = self._member(start)
            if len(high) == 2 or high < low:
                raise self.wrong("the range does not go from a character to a later one", self.at - 1)
            ranges.append((low, high))
        return self._chars(tuple(ranges), classes, negated)

    def _member(self, start: int) -> str:
        """A character of a set, or the two of a class such as `\\d`."""
        if self.at >= len(self.text):
            raise self.wrong("this `[` is not closed", start)
        c = self.next()
        if c != "\\":
            return c
        c = self.next()
        if c in "dDwWsS":
            return "\\" + c
        return "\b" if c == "b" else self._plain_escape(c)


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6
