"""What the words of an answer say that its vector does not: how much of it its source lacks, and whether a report
moves on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")

_LITTLE = (
    "a about after all also am an and any are as at be because been but by can could did do does for from had has "
    "have he her him his how i if in into is it its me more most my no not of on one or our she so some such than "
    "that the their them then there these they this those to too us very was we well were what when where which "
    "who whom whose why will with would yes you your"
)

FUNCTION_WORDS = frozenset(_LITTLE.split())
"""Words that say nothing of what a text is about."""


def novelty(answer: str, source: str) -> float:
    """The share of an answer's words that its source lacks, function words apart; 0 for an answer without others.

    Words are compared in lower case, as they are written: a right answer in other words is novel too.
    """
    said = [word for word in _words(answer) if word not in FUNCTION_WORDS]
    known = set(_words(source))
    return sum(word not in known for word in said) / len(said) if said else 0.0


def moving(answers: Sequence[str], window: int = 3) -> list[bool]:
    """Whether each answer is a report that moves on: the words of the last ones, and numbers that differ from theirs.

    Such a report repeats itself and is no loop: "40% done", "60% done".
    """
    shapes = [_NUMBER.sub("#", answer.lower()) for answer in answers]
    numbers = [tuple(_NUMBER.findall(answer)) for answer in answers]
    found = []
    for at in range(len(answers)):
        last = range(max(0, at - window + 1), at + 1)
        same_words = all(shapes[i] == shapes[at] for i in last)
        found.append(len(last) > 1 and same_words and len({numbers[i] for i in last}) == len(last))
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
