"""The parts of a laid-out file: leaves, groups between brackets, and the items that these hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

WIDTH = 100
"""Columns that a line takes at most, where it can be broken."""

SMALL = 12
"""A bracket of so few characters is not broken: it would gain nothing."""

SMALL_TYPE = 60
"""The same of the brackets of a type, such as `list[text]`."""

LONGEST = 4 * WIDTH
"""Of anything longer it is not asked what it looks like on one line."""


class Leaf:
    """A token or a comment; `newlines` counts those between it and the one before."""

    __slots__ = (
        *("binary", "clause", "newlines", "of_type", "pattern", "plain"),
        *("text", "tight_left", "tight_right", "type"),
    )

    def __init__(self, type: str, text: str) -> None:
        self.type, self.text = type, text
        self.newlines = 0
        self.tight_left = self.tight_right = False
        self.binary = False
        """A sign between two operands that may also be a prefix."""
        self.clause = False
        """The `if` of a comprehension."""
        self.pattern = False
        """The brace of a record pattern."""
        self.of_type = False
        """The bracket of a type such as `list[text]`."""
        self.plain = False
        """A bracket that takes no comma at its end: a comprehension's, an index's."""

    @property
    def flat(self) -> str:
        return self.text

    @property
    def left(self) -> Leaf:
        return self


class Item:
    """A statement, an arm, an element, or a comment on a line of its own.

    Attributes:
        parts: leaves and groups; none for a comment.
        comment: the one at the end of the line, or the one that it is.
        flat: how it looks on one line; None where it cannot be, or is too long to be asked.
        forced: whether it cannot stand on one line.
        newline, blank: whether it began a line, and whether a blank one stood before.
    """

    __slots__ = ("blank", "comment", "flat", "forced", "newline", "parts")

    def __init__(self, first: Leaf) -> None:
        self.parts: list[Part] = []
        self.comment: Leaf | None = None
        self.newline, self.blank = first.newlines > 0, first.newlines > 1
        self.flat: str | None = None
        self.forced = False

    @property
    def is_comment(self) -> bool:
        return not self.parts


class Group:
    """What stands between two brackets: `kind` is `block`, `record` (commas, no free newlines) or `round`.

    Attributes:
        header: a comment behind the opening bracket.
        comma: whether one stands before the closing bracket.
        takes_comma: whether one may stand there.
    """

    __slots__ = ("closer", "comma", "flat", "forced", "header", "items", "kind", "opener", "takes_comma")

    def __init__(self, opener: Leaf, kind: str) -> None:
        self.opener, self.kind = opener, kind
        self.items: list[Item] = []
        self.header: Leaf | None = None
        self.closer = ""
        self.comma = self.takes_comma = self.forced = False
        self.flat: str | None = None

    @property
    def left(self) -> Leaf:
        return self.opener

    tight_right = False

    @property
    def elements(self) -> list[Item]:
        """The items but for comments."""
        return [item for item in self.items if item.parts]

    @property
    def breakable(self) -> bool:
        small = SMALL_TYPE if self.opener.of_type else SMALL
        return self.kind == "block" or self.flat is None or len(self.flat) > small


Part: TypeAlias = Leaf | Group


def gap(before: Part | None, part: Part) -> str:
    """What stands between two parts on one line."""
    if before is None or before.tight_right or part.left.tight_left:
        return ""
    return " "


def is_forced(parts: Sequence[Part]) -> bool:
    """Whether parts cannot stand on one line: a comment, a pipeline that its author broke, a forced group."""
    return any(
        part.forced if isinstance(part, Group) else part.type == "COMMENT" or is_broken_pipe(part)
        for part in parts
    )


def is_broken_pipe(part: Part) -> bool:
    return isinstance(part, Leaf) and part.type == "|>" and part.newlines > 0


def flat_of(parts: Sequence[Part]) -> str | None:
    """Parts on one line; None where they cannot be, or are too long to be asked."""
    if is_forced(parts):
        return None
    pieces: list[str] = []
    before: Part | None = None
    for part in parts:
        text = part.flat
        if text is None:
            return None
        pieces += (gap(before, part), text)
        before = part
    found = "".join(pieces)
    return found if first_line(found) <= LONGEST else None


def first_line(text: str) -> int:
    """Characters before the first newline, which only a text may hold."""
    end = text.find("\n")
    return len(text) if end < 0 else end
