"""Completion between quotes: paths where a path is due, known texts where a meaning is, keys in an index."""

from __future__ import annotations

import os
import re

from sdol.kernel import table
from sdol.kernel.types import JSON, narrow
from sdol.lang.pieces import Cut
from sdol.shell.completion.offer import Item, Offer, Scope
from sdol.shell.completion.place import Place
from sdol.shell.completion.ranking import MOST, ordered
from sdol.shell.completion.sources import fields_seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_LOOKED_AT = 2_000
"""Entries of a folder that are read."""
LONGEST = 120
"""Characters of a text that is offered."""


def complete(text: str, begin: int, found: Cut, at: int, scope: Scope) -> Offer:
    """What may go on the text that is open at `at`."""
    quote = found.open[-1]
    start = begin + quote.end
    typed = text[start:at]
    outer = found.open[-2].end if len(found.open) > 1 else 0
    above = text[begin : begin + found.open[0].start]
    place = Place(text[begin + outer : begin + quote.start], start, "", len(found.open) > 1, above, scope)
    if place.before == "import" or _takes_path(place):
        return paths(typed, at, ".sdol" if place.before == "import" else "", scope.folder())
    if _takes_meaning(place):
        return _known(typed, start, at, scope)
    if place.before == "[" and _is_data(place):
        return Offer(start, at, ordered(typed, _keys(place), lambda item: True))
    return Offer(at, at)


def _takes_path(place: Place) -> bool:
    """Whether the argument names a file: that which the gate asks about, of an instruction on files."""
    if place.call is None or place.call[1]:
        return False
    rows = table.named("call", place.call[0])
    return any((r.effect or "").startswith("fs.") and r.resource == len(place.call[2]) - 1 for r in rows)


def _takes_meaning(place: Place) -> bool:
    if place.before in ("~", "near"):
        return True
    lists = [o.at for o in place.seen.open if place.tokens[o.at].type == "["]
    return bool(lists) and place.tokens[lists[-1] - 1].type in ("around", "~")


# --- keys ---------------------------------------------------------------------------------------------------

_INDEX = re.compile(r'\["([^"{}\\\n]+)"\]')


def _is_data(place: Place) -> bool:
    """Whether what is indexed is data of which only the program knows the keys."""
    receiver = place.receiver()
    found = place.guess.type(receiver) if receiver else None
    return bool(receiver) and (found is None or narrow(found) == JSON)


def _keys(place: Place) -> Iterable[Item]:
    """The keys and fields that the text above names."""
    yield from fields_seen(place)
    for found in _INDEX.finditer(place.above):
        yield Item(found[1], "field", "", "a key that is named above")


# --- known texts --------------------------------------------------------------------------------------------


def _known(typed: str, start: int, at: int, scope: Scope) -> Offer:
    """The texts of the session that begin so; they are told by their records."""
    if not typed or "\\" in typed:
        return Offer(start, at)
    found = (one for one in scope.texts(typed, MOST) if len(one) <= LONGEST and one.isprintable())
    return Offer(start, at, tuple(Item(escaped(one), "text", "text") for one in found))


def escaped(text: str) -> str:
    """As it stands between quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("{", "\\{")


# --- paths --------------------------------------------------------------------------------------------------


def paths(typed: str, at: int, ending: str = "", base: str = ".") -> Offer:
    """Files and folders that go on a path; a folder ends in a slash. Hidden ones are shown when asked for."""
    head, slash, name = typed.rpartition("/")
    folder = os.path.join(base, os.path.expanduser(head + slash))
    items = (Item(one, "path") for one in _entries(folder, name, ending))
    return Offer(at - len(name), at, ordered(name, items, lambda item: True))


def _entries(folder: str, name: str, ending: str) -> Iterable[str]:
    try:
        with os.scandir(folder) as found:
            for _, entry in zip(range(MOST_LOOKED_AT), found, strict=False):
                if entry.name.startswith(".") and not name.startswith("."):
                    continue
                if entry.is_dir():
                    yield entry.name + "/"
                elif entry.name.endswith(ending):
                    yield entry.name
    except OSError:
        return
