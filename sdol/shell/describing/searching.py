"""Looking for what is described in words: `find the nearest`.

By the words first (BM25, Robertson and Zaragoza 2009, over name, title and sentences); then by meaning, with the
model `swift` that travels with sdol. The two orders are put together by reciprocal ranks (Cormack and others 2009).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import cache
from typing import NamedTuple

from sdol.shell.describing.description import Description
from sdol.shell.describing.finding import describe_all, names
from sdol.shell.describing.markdown import PROSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SATURATION, LENGTH = 1.2, 0.6
"""k1 and b of BM25, at their usual values."""

IN_NAME, IN_TITLE, IN_SUMMARY = 4, 2, 2
"""How often a word counts there, beside once for each time that it stands in the sentences."""

DAMPING = 60
"""k of the reciprocal ranks, as in their source."""

SPACE = "swift"
APART = ("errors", "commands", "vocabulary", "comparison")
"""Pages that say again what other descriptions say."""

RARELY = ("error", "rule of sdol lint", "term")
"""Kinds that are seldom looked for by words: whoever met an error has its code."""

_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by do does for from how i in is it its of on or that the this to what with",
    )
)


class Document(NamedTuple):
    """A description and its words, each with how much it counts."""

    description: Description
    words: Counter[str]
    length: int


def search(text: str, most: int = 12) -> list[Description]:
    """The descriptions that come nearest to some words, best first; empty where nothing has any of them."""
    found = _documents()
    wanted = list(dict.fromkeys([*_stems(text), *_stems(_meant(text))]))
    if not wanted:
        return []
    by_words = _by_words(wanted, found)
    if not by_words:
        return []
    by_meaning = _by_meaning(text, found)[: 4 * most]
    scores: defaultdict[int, float] = defaultdict(float)
    for order in (by_words, by_meaning):
        for rank, at in enumerate(order):
            scores[at] += 1 / (DAMPING + rank)
    best = sorted(scores, key=lambda at: (-scores[at] * _use(found[at].description), at))
    return [found[at].description for at in best[:most]]


def _meant(text: str) -> str:
    """What is called here what the words are called elsewhere."""
    from sdol.lang.foreign import VERBS

    return " ".join(VERBS.get(word, "") for word in text.split())


def _use(one: Description) -> float:
    """How likely it is that somebody looks for it."""
    return 0.9 if one.kind in RARELY or (one.kind == "instruction" and "." in one.name) else 1.0


def _by_words(wanted: Sequence[str], found: Sequence[Document]) -> list[int]:
    """The places of documents that have words of those that are wanted, best first."""
    typical = sum(one.length for one in found) / len(found)
    weights = _weights()
    scores = {}
    for at, one in enumerate(found):
        score = sum(_gain(one.words[word], one.length / typical) * weights.get(word, 0) for word in wanted)
        if score > 0:
            scores[at] = score
    return sorted(scores, key=lambda at: (-scores[at], at))


def _gain(count: int, length: float) -> float:
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH + LENGTH * length))


@cache
def _weights() -> dict[str, float]:
    """How much each word says: the rarer, the more."""
    found = _documents()
    frequencies = Counter(word for one in found for word in one.words)
    return {word: math.log(1 + (len(found) - n + 0.5) / (n + 0.5)) for word, n in frequencies.items()}


@cache
def _documents() -> list[Document]:
    """Everything that has a description, each once."""
    kept: dict[tuple[str, str], Description] = {}
    for name in names():
        for one in describe_all(name):
            if one.name not in APART:
                kept.setdefault((one.kind, one.name), one)
    return [_document(one) for one in kept.values()]


def _document(one: Description) -> Document:
    words: Counter[str] = Counter(_stems(one.sentences))
    for text, times in ((one.name, IN_NAME), (one.title, IN_TITLE), (_first(one), IN_SUMMARY)):
        for word in _stems(text):
            words[word] += times
    return Document(one, words, words.total())


def _first(one: Description) -> str:
    return "" if one.kind in PROSE else one.summary


def _stems(text: str) -> Iterable[str]:
    """The words that say something, without the endings of English."""
    for word in _WORD.findall(text.lower()):
        if word not in _STOP:
            yield _stem(word)


def _stem(word: str) -> str:
    for ending in ("ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def _by_meaning(text: str, found: Sequence[Document]) -> list[int]:
    """The places of all documents, those nearest in meaning first; none where the model cannot be read."""
    from sdol.errors import SdolError
    from sdol.spaces.registry import open_space

    try:
        space = open_space(SPACE)
        vectors = space.embed([f"{one.description.title}. {_first(one.description)}" for one in found])
        query = space.embed([text])[0]
    except SdolError:
        return []
    scores = vectors @ query
    return sorted(range(len(found)), key=lambda at: (-float(scores[at]), at))
