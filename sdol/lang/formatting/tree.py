"""From leaves to groups: brackets nest, commas and newlines part items, comments find their places."""

from __future__ import annotations

from collections.abc import Iterable

from sdol.lang.formatting.layout import LONGEST, Group, Item, Leaf, first_line, flat_of, is_forced
from sdol.lang.tokens import NEWLINE

_OPENERS = {"(": "round", "[": "round", "LREC": "record", "{": "block"}
_CLOSERS = frozenset({")", "]", "}"})


def grown(leaves: Iterable[Leaf]) -> Group:
    """The file as a block without braces."""
    top = _Open(Group(Leaf("{", ""), "block"))
    stack = [top]
    for leaf in leaves:
        here = stack[-1]
        kind = leaf.type
        if kind == "COMMENT":
            here.pending.append(leaf)
        elif kind == NEWLINE or (kind == "," and here.group.kind != "block"):
            here.end_item(comma=kind == ",")
        elif kind in _OPENERS:
            group = Group(leaf, "record" if leaf.pattern else _OPENERS[kind])
            here.add(leaf, group)
            stack.append(_Open(group))
        elif kind in _CLOSERS:
            stack.pop().close(leaf)
        else:
            here.add(leaf, leaf)
    top.end_item()
    return top.group


class _Open:
    """A group that is not yet closed."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.item: Item | None = None
        self.pending: list[Leaf] = []

    def add(self, first: Leaf, part: Leaf | Group) -> None:
        """Adds a part, whose first leaf is `first`, to the item at hand."""
        self.group.comma = False
        if self.item is None:
            self._place_comments()
            self.item = Item(first)
        elif self.pending:
            self.item.parts += self.pending
            self.pending = []
        self.item.parts.append(part)

    def end_item(self, comma: bool = False) -> None:
        if self.item is not None:
            self.item.forced = is_forced(self.item.parts)
            self.item.flat = flat_of(self.item.parts)
            self.group.items.append(self.item)
            self.item = None
        self._place_comments()
        self.group.comma = self.group.comma or comma

    def _place_comments(self) -> None:
        """Each goes behind what ends on its line, else onto a line of its own."""
        group = self.group
        for comment in self.pending:
            last = group.items[-1] if group.items else None
            if not comment.newlines and last and not last.comment:
                last.comment = comment
            elif not comment.newlines and not last and group.opener.text and not group.header:
                group.header = comment
            else:
                alone = Item(comment)
                alone.comment = comment
                group.items.append(alone)
        self.pending = []

    def close(self, closer: Leaf) -> None:
        self.end_item()
        group = self.group
        group.closer = closer.text
        group.takes_comma = _takes_comma(group)
        group.forced = group.header is not None or _is_open(group, closer)
        group.forced = group.forced or any(item.forced or item.comment for item in group.items)
        group.flat = None if group.forced else _flat(group)


def _takes_comma(group: Group) -> bool:
    opener = group.opener
    elements = len(group.elements)
    if opener.plain or opener.pattern or not elements:
        return False
    return opener.type != "(" or elements > 1


def _is_open(group: Group, closer: Leaf) -> bool:
    """Whether the author asks for lines: a comma at the end, a newline at a brace of a block."""
    if group.kind != "block":
        return group.comma and group.takes_comma
    if not group.items:
        return False
    return len(group.items) > 1 or group.items[0].newline or closer.newlines > 0


def _flat(group: Group) -> str | None:
    items = [item.flat for item in group.items]
    known = [item for item in items if item is not None]
    if len(known) < len(items):
        return None
    pad = " " if group.kind == "block" and items else ""
    found = f"{group.opener.text}{pad}{', '.join(known)}{pad}{group.closer}"
    return found if first_line(found) <= LONGEST else None
