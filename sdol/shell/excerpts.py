"""Values on one line, cut: at a cost that is bounded by what is shown, however large the value is."""

from __future__ import annotations

from sdol.kernel.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST = 60
"""Characters of a value that are shown."""


def excerpt(value: Any, most: int = MOST) -> str:
    """The value as it stands in a program, on one line, cut after so many characters with an ellipsis."""
    text = whole(_Beginning(most).of(value))
    return text if len(text) <= most else text[: most - 1] + "…"


def whole(value: Any) -> str:
    """The value as it stands in a program, on one line."""
    try:
        text = show(value, nested=True)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "<too large to be shown>"
    return text if "\n" not in text else f"<{getattr(value, 'kind', 'value')}>"


class _Beginning:
    """As much of a value as its first characters need."""

    def __init__(self, room: int) -> None:
        self.room = self.left = room

    def of(self, value: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            return None  # it would stand behind the cut
        kind = type(value)
        if kind is str:
            return value[: self.room + 1]
        if kind is list:
            return self._list(value)
        return self._record(value) if kind is dict else value

    def _list(self, items: list[Any]) -> list[Any]:
        kept = []
        for item in items:
            kept.append(self.of(item))
            if self.left < 0:
                break
        return kept

    def _record(self, record: dict[str, Any]) -> dict[str, Any]:
        kept = {}
        for name, item in record.items():
            kept[name[: self.room + 1]] = self.of(item)
            if self.left < 0:
                break
        return kept
