"""Completion of programs and entries: headless, without a model, in a few milliseconds.

    complete(text, at, scope) -> Offer(start, end, items)

A `Scope` says what is defined: `sdol.shell.completion.session.of_session` makes one of the interactive loop.
"""

from sdol.shell.completion.engine import complete, warm
from sdol.shell.completion.offer import Everywhere, Item, Offer, Scope

__all__ = ["Everywhere", "Item", "Offer", "Scope", "complete", "warm"]
