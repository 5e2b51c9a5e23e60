"""The instructions that a session adds to a `match` for `:why` (`sdol.lang.telling`): no program has them."""

from __future__ import annotations

from sdol.kernel import table
from sdol.kernel.flat import Listing, operands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.kernel.flat import Entry


def added(listing: Listing) -> frozenset[int]:
    """Where they stand in a listing, each with the constant before it, which only it reads."""
    return frozenset(_added(listing.entries))


def _added(entries: list[Entry]) -> Iterator[int]:
    for at, entry in enumerate(entries):
        if entry[0] == "op" and table.get(entry[2]).surface == "hidden":
            yield at
            if at and entries[at - 1][0] == "const" and entries[at - 1][1] in operands(entry):
                yield at - 1


def others(listings: list[Listing]) -> set[tuple[int, int]]:
    """The instructions of a program itself, by function and position."""
    return {
        (code, at)
        for code, listing in enumerate(listings)
        for at in set(range(len(listing.entries))) - added(listing)
    }
