"""Which items fit what is typed, and in which order they are shown."""

from __future__ import annotations

from sdol.lang.pieces import words
from sdol.shell.completion.library import calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sdol.shell.completion.offer import Item

MOST = 500
"""Items of one offer."""

EXACT, FOLDED, SCATTERED = range(3)
_FIRST = ("parameter", "variable", "field", "method", "partition")
_OWN, _OTHERS = len(_FIRST), len(_FIRST) + 1


def closeness(typed: str, text: str) -> int | None:
    """0 where the text begins so, 1 but for upper and lower case, 2 where its letters stand in it in order.

    None where it does not fit. Scattered letters must begin with the first: `gb` is `group_by`.
    """
    if text.startswith(typed):
        return EXACT
    small, wanted = text.lower(), typed.lower()
    if small.startswith(wanted):
        return FOLDED
    if len(typed) < 2 or not small.lstrip("_'").startswith(wanted.lstrip("_'")[:1]):
        return None
    letters = iter(small)
    return SCATTERED if all(letter in letters for letter in wanted) else None


def ordered(typed: str, items: Iterable[Item], fits: Callable[[Item], bool]) -> tuple[Item, ...]:
    """The items that fit what is typed, the likeliest first; of one text and kind only the first is kept."""
    found = {}
    for item in items:
        near = closeness(typed, item.text)
        if near is not None and (item.text, item.kind) not in found:
            found[item.text, item.kind] = (near, not fits(item), _rank(item, typed), _spelt(item)), item
    return tuple(item for _, item in sorted(found.values())[:MOST])


def _spelt(item: Item) -> tuple[str, str]:
    """Alphabetical order, in which `_` alone comes last."""
    return item.text.lower().lstrip("_") or "\x7f", item.text


def _rank(item: Item, typed: str) -> int:
    """What is in hand first: arguments and values, the program's own functions, then what every program has.

    The keywords that begin a statement, and where nothing is typed yet all that the grammar takes, come before the
    hundreds of instructions.
    """
    if item.text.startswith("_") and item.text != "_":
        return 100
    if item.kind in _FIRST:
        return _FIRST.index(item.kind)
    if item.kind == "keyword":
        return _OWN if not typed or item.text in words().statements else _OTHERS
    return _OWN if item.kind == "function" and item.text not in calls() else _OTHERS
