"""What the keywords of the grammar are for: one sentence each."""

from __future__ import annotations

from functools import cache

from sdol.shell.completion.offer import Item


@cache
def keyword(word: str) -> Item:
    """A keyword as an item, with what the description of it says."""
    from sdol.shell.describing import describe

    found = describe(word)
    return Item(word, "keyword", "", found.summary if found else "")
