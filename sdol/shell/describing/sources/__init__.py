"""Where descriptions come from: one module for each, with `names` and `find`.

    names() -> Iterable[str]                  every name that the source describes, in the order of its pages
    find(name: str) -> list[Description]      what it says of a name; empty where it knows none of it

The order in which they are asked is that of `ORDER`: what a program writes comes before what stands around it.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Protocol

    from sdol.shell.describing.description import Description

    class Source(Protocol):
        """A module of this package."""

        names: Callable[[], Iterable[str]]
        find: Callable[[str], list[Description]]


ORDER = (
    "words",
    "instructions",
    "library",
    "effects",
    "commands",
    "colon",
    "errors",
    "spaces",
    "glossary",
    "guides",
)


def sources() -> list[Source]:
    """All of them, loaded."""
    return [_source(name) for name in ORDER]


def _source(name: str) -> Source:
    module: Source = import_module(f"{__name__}.{name}")
    return module
