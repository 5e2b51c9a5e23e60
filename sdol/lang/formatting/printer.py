"""From groups to text: what fits on a line stays on it, what does not is opened from the outside inwards."""

from __future__ import annotations

from collections.abc import Sequence

from sdol.lang.formatting.cutting import chain_end, clauses, cuts, is_hugged, width_behind
from sdol.lang.formatting.layout import (
    WIDTH,
    Group,
    Item,
    Leaf,
    Part,
    first_line,
    flat_of,
    gap,
)

STEP = 2
"""Columns by which what is inside stands further right."""


class Printer:
    """Writes one file."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._column = 0
        self._due = ""
        """The newline and the blanks that come before what is written next."""
        self._opened: set[int] = set()
        """Blocks that stand on several lines because another one of their `if` does."""

    def whole(self, file: Group) -> str:
        """The text of a file, which ends in a newline unless it is empty."""
        self._lines(file.items, 0)
        return "".join(self._out) + ("\n" if self._out else "")

    # --- characters -----------------------------------------------------------------------------------------

    def _write(self, text: str) -> None:
        if self._due:
            self._out.append(self._due)
            self._due = ""
        self._out.append(text)
        last = text.rfind("\n")
        self._column = self._column + len(text) if last < 0 else len(text) - last - 1

    def _newline(self, indent: int, blank: bool = False) -> None:
        self._due = ("\n\n" if blank else "\n") + " " * indent
        self._column = indent

    def _fits(self, text: str, behind: int) -> bool:
        behind = 0 if "\n" in text else behind
        return self._column + first_line(text) + behind <= WIDTH

    def _remark(self, comment: Leaf | None) -> None:
        if comment is not None:
            self._write("  " + comment.text)

    # --- statements and arms --------------------------------------------------------------------------------

    def _lines(self, items: Sequence[Item], indent: int) -> None:
        for i, item in enumerate(items):
            if i:
                self._newline(indent, item.blank)
            if item.is_comment and item.comment:
                self._write(item.comment.text)
            else:
                self._parts(item.parts, item.flat, indent, 0, loose=False)
                self._remark(item.comment)

    # --- parts ----------------------------------------------------------------------------------------------

    def _parts(
        self, parts: Sequence[Part], flat: str | None, indent: int, tail: int, loose: bool, sole: bool = False
    ) -> None:
        """Writes parts, after which `tail` more characters come on the line.

        `sole` are those that have their brackets to themselves: their further lines stand no deeper.
        """
        if flat is not None and self._fits(flat, tail):
            self._write(flat)
            return
        places = cuts(parts, loose)
        if not places:
            self._greedy(parts, indent, tail)
            return
        deeper = indent if sole or (loose and clauses(parts)) else indent + STEP
        ends = [*places[1:], len(parts)]
        self._piece(parts[: places[0]], indent, 0, loose)
        for start, end in zip(places, ends, strict=True):
            self._newline(deeper)
            self._piece(parts[start:end], deeper, tail if end == len(parts) else 0, loose)

    def _piece(self, parts: Sequence[Part], indent: int, tail: int, loose: bool) -> None:
        self._parts(parts, flat_of(parts), indent, tail, loose)

    def _greedy(self, parts: Sequence[Part], indent: int, tail: int) -> None:
        """One part after the other, each on the line if it and what must follow it fit."""
        before: Part | None = None
        done = 0
        for i, part in enumerate(parts):
            if i < done:
                before = part
            elif isinstance(part, Group):
                self._write(gap(before, part))
                done = self._group(parts, i, indent, tail)
                before = part
            elif part.type == "COMMENT":
                self._comment(parts, i, indent)
                before = None
            else:
                self._write(gap(before, part) + part.text)
                before = part

    def _comment(self, parts: Sequence[Part], at: int, indent: int) -> None:
        """A comment amid a statement; `else` goes on below it, anything else further right."""
        comment = parts[at]
        after = (parts[i].left.type for i in range(at, len(parts)))
        beside = not at or next((kind for kind in after if kind != "COMMENT"), "") == "else"
        further = indent if beside else indent + STEP
        if at and comment.left.newlines:
            self._newline(further)
        self._write(comment.left.text if comment.left.newlines else "  " + comment.left.text)
        self._newline(further)

    def _group(self, parts: Sequence[Part], at: int, indent: int, tail: int) -> int:
        """Writes the group at `at`, with the blocks that belong to it where all fit; gives where that ends."""
        group = parts[at]
        assert isinstance(group, Group)
        end = at + 1
        if group.kind == "block" and id(group) not in self._opened:
            end = chain_end(parts, at)
            flat = flat_of(parts[at:end])
        else:
            flat = None if id(group) in self._opened else group.flat
        behind = width_behind(parts, end - 1, tail, WIDTH)
        if flat is not None and (not group.breakable or self._fits(flat, behind)):
            self._write(flat)
            return end
        self._opened.update(id(p) for p in parts[at:end] if isinstance(p, Group) and p.kind == "block")
        self._open(group, indent, behind if end == at + 1 else 0)
        return at + 1

    # --- groups on several lines ----------------------------------------------------------------------------

    def _open(self, group: Group, indent: int, tail: int) -> None:
        if group.kind == "block":
            self._block(group, indent)
        elif group.items and is_hugged(group, self._column + 1, WIDTH):
            self._hug(group, indent, tail)
        else:
            self._rows(group, indent)

    def _block(self, group: Group, indent: int) -> None:
        self._write(group.opener.text)
        self._remark(group.header)
        if group.items:
            self._newline(indent + STEP)
            self._lines(group.items, indent + STEP)
        if group.items or group.header:
            self._newline(indent)
        self._write(group.closer)

    def _hug(self, group: Group, indent: int, tail: int) -> None:
        *others, last = group.items
        self._write(group.opener.text + "".join(f"{item.flat}, " for item in others))
        self._greedy(last.parts, indent, tail + 1)
        self._write(group.closer)

    def _rows(self, group: Group, indent: int) -> None:
        inner = indent + STEP
        self._write(group.opener.text)
        self._remark(group.header)
        alone, kept = _each_alone(group, WIDTH - inner), not _is_overfull(group, WIDTH - inner)
        before: Item | None = None
        elements = group.elements
        for item in group.items:
            if before is None or alone or self._breaks(before, item, inner, kept):
                self._newline(inner, item.blank and before is not None)
            else:
                self._write(" ")
            if item.is_comment and item.comment:
                self._write(item.comment.text)
            else:
                comma = group.takes_comma or item is not elements[-1]
                self._element(item, inner, comma, group.kind == "round", len(elements) == 1)
            before = item
        self._newline(indent)
        self._write(group.closer)

    def _breaks(self, before: Item, item: Item, inner: int, kept: bool) -> bool:
        """Whether an element begins a line; where the author's lines are `kept`, it does if it did."""
        if (kept and item.newline) or item.blank or before.comment or item.is_comment:
            return True
        if not (_is_low(before, inner) and _is_low(item, inner)):
            return True
        return not self._fits(item.flat or "", len(" ") + len(","))

    def _element(self, item: Item, indent: int, comma: bool, loose: bool, sole: bool) -> None:
        self._parts(item.parts, item.flat, indent, int(comma), loose, sole)
        self._write("," if comma else "")
        self._remark(item.comment)


def _is_low(item: Item, indent: int) -> bool:
    """Whether an element takes no more than a line of its own."""
    return item.flat is not None and "\n" not in item.flat and indent + len(item.flat) < WIDTH


def _is_overfull(group: Group, room: int) -> bool:
    """Whether the lines of the author, of elements that need no lines of their own, are not all short enough."""
    width, overfull = 0, False
    for item in group.items:
        if item.is_comment:
            continue
        if item.flat is None or "\n" in item.flat or len(item.flat) >= room:
            return False
        width = len(item.flat) + (1 if item.newline or not width else width + 2)
        overfull |= width > room
    return overfull


def _each_alone(group: Group, room: int) -> bool:
    """Whether elements that were on one line, which is too long, get a line each; words and numbers fill lines."""
    if any(item.newline or item.is_comment for item in group.items):
        return False
    flats = [item.flat for item in group.items]
    short = all(f is not None and "\n" not in f for f in flats)
    if short and sum(len(f or "") + 2 for f in flats) - 2 + group.takes_comma <= room:
        return False
    return not all(
        len(item.parts) < 3 and all(isinstance(p, Leaf) for p in item.parts) for item in group.items
    )
