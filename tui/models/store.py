"""The store browser: partitions, their records, one record; searched by meaning or for words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Page, Span, fitted, padded, to_right
from sdol.kernel.show import columns
from sdol.tui.models import shelves
from sdol.tui.models.outside import problem, wrapped
from sdol.tui.models.text import KEY, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.store.records import PartitionInfo
    from sdol.tui.models.shelves import Detail, Item

NAME, SPACE, NUMBER = 24, 12, 10
"""Columns of a partition's name and of its space, at the most, and of a number."""

LONGEST_PAYLOAD = 200_000
"""Characters of a payload that are shown."""


class Seen(NamedTuple):
    """What the browser shows; what is found later replaces it as a whole.

    Attributes:
        partitions: all of them.
        info: the partition that is open, or None.
        asked: what was searched for in it; with a `"` before it for words.
        items: its records, or those that were found.
        detail: the record that is open, or None.
        problem: why the last look found nothing.
    """

    partitions: tuple[PartitionInfo, ...] = ()
    info: PartitionInfo | None = None
    asked: str = ""
    items: tuple[Item, ...] = ()
    detail: Detail | None = None
    problem: SdolError | None = None


# --- looking: each of these reads, so it belongs in a thread of its own -----------------------------------------


def looked(seen: Seen, path: str) -> Seen:
    """The same place as it is now; where it is gone, the one above it."""
    try:
        found = tuple(shelves.partitions(path))
        info = next((one for one in found if seen.info and one[:3] == seen.info[:3]), None)
        if info is None or seen.info is None:
            return Seen(found)
        items = _items(path, info, seen.asked) if info != seen.info else seen.items
        detail = shelves.detail(path, info, seen.detail.record.id) if seen.detail else None
        return Seen(found, info, seen.asked, items, detail)
    except SdolError as error:
        return seen._replace(problem=error)


def entered(seen: Seen, path: str, row: int, of: int) -> Seen:
    """One level down: into the partition of a row, or the record; there are `of` rows."""
    try:
        if seen.info is None and row < len(seen.partitions):
            info = seen.partitions[row]
            return Seen(seen.partitions, info, "", tuple(shelves.items(path, info)))
        wanted = _id_at(seen, row, of)
        if seen.info is None or wanted is None:
            return seen
        return seen._replace(detail=shelves.detail(path, seen.info, wanted), problem=None)
    except SdolError as error:
        return seen._replace(problem=error)


def searched(seen: Seen, path: str, asked: str) -> Seen:
    """The records nearest to a text, or with a `"` before it those that have these words; all for nothing."""
    if seen.info is None:
        return seen
    try:
        return seen._replace(asked=asked, items=_items(path, seen.info, asked), detail=None, problem=None)
    except SdolError as error:
        return seen._replace(problem=error)


def left(seen: Seen) -> Seen:
    """One level up: reads nothing."""
    if seen.problem is not None:
        return seen._replace(problem=None)
    if seen.detail is not None:
        return seen._replace(detail=None)
    return Seen(seen.partitions)


def _items(path: str, info: PartitionInfo, asked: str) -> tuple[Item, ...]:
    if not asked.strip():
        return tuple(shelves.items(path, info))
    if asked.startswith('"'):
        return tuple(shelves.items(path, info, asked.strip('"')))
    return tuple(shelves.nearest(path, info, asked))


def _id_at(seen: Seen, row: int, of: int) -> str | None:
    """The record that a row stands for."""
    if seen.detail is None:
        return seen.items[row].id if row < len(seen.items) else None
    near = row - (of - len(seen.detail.near))
    return seen.detail.near[near].id if near >= 0 else None


# --- showing ------------------------------------------------------------------------------------------------


def title(seen: Seen) -> str:
    """Where one is."""
    if seen.info is None:
        return "Store"
    found = f" ({len(seen.items):,} found)" if seen.asked else f" ({len(seen.items):,})"
    return f"Store: {seen.info.name}{found}" + (f": {seen.detail.record.id}" if seen.detail else "")


def rows(seen: Seen, page: Page) -> Sequence[Line]:
    """What is seen, a line each; none wider than the page."""
    if seen.problem is not None:
        return problem(seen.problem, page)
    if seen.detail is not None:
        return _record(seen.detail, page)
    if seen.info is not None:
        items = seen.items
        nothing = [[Span(page.label("nothing was found" if seen.asked else "no records", page.width), FAINT)]]
        return Rows(len(items), lambda at: _item(items[at], page)) if items else nothing
    if not seen.partitions:
        return [[Span(page.label("The session has no partitions yet.", page.width), FAINT)]]
    names = min(max(columns(page.label(info.name, NAME)) for info in seen.partitions), NAME)
    return [_partition(info, names, page) for info in seen.partitions]


def _partition(info: PartitionInfo, wide: int, page: Page) -> Line:
    name = padded(page.label(info.name, wide), wide)
    space = padded(page.label(info.space.partition("@")[0], SPACE), SPACE if page.width > 60 else 0)
    word = "record " if info.count == 1 else "records"
    numbers = f"{to_right(f'{info.count:,}', NUMBER)} {word}{to_right(_size(info.bytes), NUMBER)}"
    return fitted([[Span(name, STRONG), Span(" "), Span(space, KEY), Span(numbers)]], page)[0]


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def _item(item: Item, page: Page) -> Line:
    score = "" if item.score is None else f"{round(item.score, 2) + 0.0:5.2f}  "
    text = page.label(_said(item), max(page.width - len(score), 1))
    return [Span(score, KEY), Span(text, PLAIN if item.text is not None else FAINT)]


def _said(item: Item) -> str:
    return f"<{item.id}>" if item.text is None else item.text


def _record(detail: Detail, page: Page) -> list[Line]:
    """A record whole: its text, its payload, its place, and last those near to it, a line each."""
    record = detail.record
    found: list[Line] = [[Span(one, STRONG)] for one in wrapped(record.text or "(no text)", page)]
    if record.payload is not None:
        found.append([])
        written = json.dumps(record.payload, ensure_ascii=False, indent=2)[:LONGEST_PAYLOAD]
        found += [[Span(one)] for one in wrapped(written, page)]
    found.append([])
    found += [
        [
            Span(
                page.label(f"{record.id}, number {record.seq:,}, {len(record.vec)} dimensions", page.width),
                FAINT,
            )
        ]
    ]
    found += [[Span(page.label("near to it:", page.width), FAINT)]]
    return [*found, *(_item(item, page) for item in detail.near)]
