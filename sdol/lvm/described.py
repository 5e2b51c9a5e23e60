"""What an object of the geometry says of itself in a session: its kind and its size, not its numbers."""

from __future__ import annotations


class Described:
    """Shows as `<Kind: what str says>`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"
