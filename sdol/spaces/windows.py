"""Long texts in parts: slabs by characters, windows by tokens.

A window holds whole words while they are shorter than 32 characters, joined by single spaces; longer runs
(text without spaces, encoded data) are cut there. Nothing here ever tokenises more than a few hundred
characters at once, so memory does not grow with the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

MOST_WINDOWS = 256
_WORD = re.compile(r"\S{1,32}")
_WORDS_AT_ONCE = 512
_COUNTED_AT_ONCE = 256

Counter = Callable[[Sequence[str]], list[int]]


class Piece(NamedTuple):
    """A text (`whole`), or a window of one: the row that it belongs to, and its number of tokens."""

    row: int
    text: str
    tokens: int
    whole: bool = True


class Plan(NamedTuple):
    """What is to be embedded; how many texts are longer than a window, and how many of them were cut."""

    pieces: list[Piece]
    pooled: int
    cut: int


def plan(texts: Sequence[str], window: int, counts: Counter) -> Plan:
    """One piece for each text within the window of the model, windows for the others.

    Of a text with more than 256 windows the first 256 are read.
    """
    pieces: list[Piece] = []
    pooled = cut = 0
    for row, (text, tokens) in enumerate(zip(texts, _counted(texts, window, counts), strict=True)):
        if tokens <= window:
            pieces.append(Piece(row, text, tokens))
            continue
        found = list(islice(windows(text, window, counts), MOST_WINDOWS + 1))
        several = len(found) > 1
        pieces += [Piece(row, part, size, whole=not several) for part, size in found[:MOST_WINDOWS]]
        pooled, cut = pooled + several, cut + (len(found) > MOST_WINDOWS)
    return Plan(pieces, pooled, cut)


def windows(text: str, window: int, counts: Counter) -> Iterator[tuple[str, int]]:
    """The text in parts of at most `window` tokens, each as long as its words allow, with their sizes."""
    words: list[str] = []
    size = 0
    for word, tokens in _words(text, counts):
        if size + tokens > window:
            yield " ".join(words), size
            words, size = [], 0
        words.append(word)
        size += tokens
    if words:
        yield " ".join(words), size


def slabs(text: str, size: int) -> Iterator[str]:
    """The text in parts of at most `size` characters, cut at a space where there is one."""
    start = 0
    while len(text) - start > size:
        space = text.rfind(" ", start, start + size)
        end = space if space > start else start + size
        yield text[start:end]
        start = end
    yield text[start:] if start else text


def _words(text: str, counts: Counter) -> Iterator[tuple[str, int]]:
    found = (match.group() for match in _WORD.finditer(text))
    while words := list(islice(found, _WORDS_AT_ONCE)):
        yield from ((word, tokens) for word, tokens in zip(words, counts(words), strict=True) if tokens)


def _counted(texts: Sequence[str], window: int, counts: Counter) -> Iterator[int]:
    """Tokens of each text; a text too long to be worth tokenising whole counts as longer than the window."""
    longest = 16 * window
    for start in range(0, len(texts), _COUNTED_AT_ONCE):
        group = texts[start : start + _COUNTED_AT_ONCE]
        tokens = iter(counts([text for text in group if len(text) <= longest]))
        for text in group:
            yield next(tokens) if len(text) <= longest else window + 1
