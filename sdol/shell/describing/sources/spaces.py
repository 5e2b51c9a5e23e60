"""Spaces of the user's own, and those that travel with sdol and have no section in `docs/vocabulary.md`."""

from __future__ import annotations

from sdol.shell.describing.description import Description
from sdol.shell.describing.sources import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def names() -> Iterable[str]:
    from sdol.spaces.registry import names as known

    told = set(words.names())
    return [name for name in known() if name not in told]


def find(name: str) -> list[Description]:
    if name not in names():
        return []
    from sdol.errors import SdolError
    from sdol.spaces.registry import manifest

    try:
        found = manifest(name)
    except SdolError as error:
        return [
            Description(name, "space", f"space {name}", (), f"It cannot be used: {error.message}.", (), ())
        ]
    sentences = (
        f"A space of {found.dimension} dimensions, of the kind {found.kind}, whose identity is `{found.id}`."
    )
    return [
        Description(
            name, "space", f"space {name}", (f"space {name}", f"~x@{name}"), sentences, (), ("space",)
        )
    ]
