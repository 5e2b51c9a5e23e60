"""A description: what is known of one name."""

from __future__ import annotations

import re
from typing import NamedTuple


class Example(NamedTuple):
    """Lines of code, and what they show."""

    code: str
    output: str


class Description(NamedTuple):
    """What a name means.

    Attributes:
        name: what finds it again, such as `slerp`, `lists.group_by`, `sdol run`, `:type` or `E0301`.
        kind: what sort of thing it is, in a word or two: `instruction`, `word`, `command`, `error`.
        title: its name in full, or its heading.
        signatures: how it is written, with types where it has some.
        sentences: Markdown; the first sentence stands for all of it in a list.
        examples: each with what it shows.
        see_also: names that `describe` knows.
    """

    name: str
    kind: str
    title: str
    signatures: tuple[str, ...] = ()
    sentences: str = ""
    examples: tuple[Example, ...] = ()
    see_also: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence, on one line."""
        return first_sentence(self.sentences)


def first_sentence(text: str) -> str:
    """The first sentence of Markdown, on one line; its first paragraph where that has no end."""
    paragraph = " ".join(text.partition("\n\n")[0].split())
    found = _SENTENCE.match(paragraph)
    return found[0] if found else paragraph


_SENTENCE = re.compile(r"(?:`[^`]*`|[^`.])*?(?:\.(?=\S)(?:`[^`]*`|[^`.])*?)*\.(?= |$)")
"""Up to the first full stop that a blank follows, and that is in no code."""
