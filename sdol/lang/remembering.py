"""Mappings that can tell what they held before, at the cost of what has changed since, not of what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Nothing:
    """Stands for the value of a key that there was not."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = Nothing()


class Remembering(dict[K, V]):
    """A dictionary that notes each change by `[…] =`, `del` and `pop`, which are the only ones that it takes."""

    def __init__(self) -> None:
        super().__init__()
        self._changes: list[tuple[K, V | Nothing]] = []

    def __setitem__(self, key: K, value: V) -> None:
        old = self.get(key, NOTHING)
        if old is not value:
            self._changes.append((key, old))
            super().__setitem__(key, value)

    def __delitem__(self, key: K) -> None:
        self._changes.append((key, self[key]))
        super().__delitem__(key)

    def pop(self, key: K, *default: Any) -> Any:
        if key in self:
            self._changes.append((key, self[key]))
        return super().pop(key, *default)

    def mark(self) -> int:
        """The state of now, for `since` and `back`."""
        return len(self._changes)

    def since(self, mark: int) -> dict[K, V | Nothing]:
        """What the keys held then that hold something else now; `NOTHING` where there was no such key."""
        oldest: dict[K, V | Nothing] = {}
        for key, old in self._changes[mark:]:
            oldest.setdefault(key, old)
        return {key: old for key, old in oldest.items() if self.get(key, NOTHING) is not old}

    def back(self, mark: int) -> None:
        """Holds again what it did; the changes since are forgotten."""
        for key, old in reversed(self._changes[mark:]):
            self._put(key, old)
        del self._changes[mark:]

    def apply(self, changes: Mapping[K, V | Nothing]) -> None:
        """Takes changes as `since` gives them."""
        for key, value in changes.items():
            if isinstance(value, Nothing):
                self.pop(key, None)
            else:
                self[key] = value

    def become(self, other: Mapping[K, V]) -> None:
        """Holds what another one does."""
        for key in [key for key in self if key not in other]:
            del self[key]
        self.apply(other)

    def _put(self, key: K, value: V | Nothing) -> None:
        if isinstance(value, Nothing):
            super().pop(key, None)
        else:
            super().__setitem__(key, value)
