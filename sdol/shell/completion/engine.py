"""Completion: from a text and a place in it to what may stand there. No model is asked, and nothing is run."""

from __future__ import annotations

from sdol.kernel.types import NEVER, Type, fits
from sdol.lang.pieces import Cut, cut
from sdol.lang.tokens import NEWLINE, Token
from sdol.shell.completion import commands
from sdol.shell.completion.offer import Everywhere, Item, Offer, Scope
from sdol.shell.completion.place import Place, begin_of, place_in_code
from sdol.shell.completion.ranking import ordered
from sdol.shell.completion.sources import gives, items, takes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_BEFORE_EXPRESSION = frozenset({"=", NEWLINE, "print", "=>", "{", "return"})
_SILENT = frozenset({"comment", "doc", "prompt", "number"})


def complete(text: str, at: int, scope: Scope) -> Offer:
    """What may stand at `at` (counted in characters) of a program, or of an entry of the interactive loop.

    In a comment, a number or a plain text there is nothing. Nothing is read beyond what the scope gives, and
    8,000 characters above the place: an answer takes a few milliseconds in a file of any length.
    """
    at = max(0, min(at, len(text)))
    if (begin := commands.code_begin(text, scope)) is None:
        return commands.complete(text, at, scope)
    begin = max(begin, begin_of(text, at))
    if at < begin:
        return Offer(at, at)
    found = cut(text[begin:at])
    last = found.pieces[-1].kind if found.pieces else ""
    if last in _SILENT:
        return Offer(at, at)
    if _in_text(text, begin, found):
        from sdol.shell.completion import texts

        return texts.complete(text, begin, found, at, scope)
    return commands.with_arguments(text, at, _in_code(text, begin, found, at, scope), scope)


def _in_text(text: str, begin: int, found: Cut) -> bool:
    return bool(found.open) and found.open[-1].kind == "text"


def _in_code(text: str, begin: int, found: Cut, at: int, scope: Scope) -> Offer:
    place = place_in_code(text, begin, found, at, scope)
    return Offer(place.start, _word_end(text, at), ordered(place.prefix, items(place), _chooser(place)))


def _word_end(text: str, at: int) -> int:
    """The end of the word that is begun: what stands of it after the place is replaced too."""
    while at < len(text) and (text[at].isalnum() or text[at] == "_"):
        at += 1
    return at


def _chooser(place: Place) -> Callable[[Item], bool]:
    """Says of an item whether it is of the type that is expected."""
    if place.before == "|>":
        given: Type | None = place.guess.type(_piped(place))
        return lambda item: takes(item, given)
    wanted = place.wanted
    if wanted is None:
        return lambda item: True

    def fitting(item: Item) -> bool:
        found = gives(item)
        return item.kind == "parameter" or (found not in (None, NEVER) and fits(found or NEVER, wanted, {}))

    return fitting


def _piped(place: Place) -> list[Token]:
    """The tokens of what a pipeline hands on: back to what begins the expression."""
    left = place.tokens[:-1]
    return left[max((i + 1 for i, t in enumerate(left) if t.type in _BEFORE_EXPRESSION), default=0) :]


def warm() -> None:
    """Reads what the first answer needs, to be called where nobody waits: in a thread, after the first prompt."""
    from sdol.shell.completion import library
    from sdol.shell.completion.words import keyword

    complete("print x", 7, Everywhere())
    library.members()
    library.spaces()
    keyword("let")
