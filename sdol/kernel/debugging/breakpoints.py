"""What somebody wants a run to stop for: places, and values that change."""

from __future__ import annotations

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.debugging.places import Position
    from sdol.kernel.debugging.stops import Change


class Breakpoint:
    """A place to stop at.

    Attributes:
        number: by which it is named.
        positions: the instructions before which it stops.
        source, line: where that is.
        function: the name of the function, where it was set on one.
        condition: what must hold, as it is written; "" for nothing.
        test: says whether it holds now; raises `SdolError` where that cannot be told.
        ignore: how many more hits are passed over.
        hits: how often the run came by while it was on and its condition held.
    """

    __slots__ = (
        *("condition", "enabled", "function", "hits", "ignore", "line"),
        *("number", "positions", "source", "temporary", "test"),
    )

    def __init__(
        self,
        number: int,
        positions: set[Position],
        source: int,
        line: int,
        *,
        function: str = "",
        temporary: bool = False,
    ) -> None:
        self.number, self.positions = number, positions
        self.source, self.line, self.function = source, line, function
        self.temporary, self.enabled = temporary, True
        self.condition = ""
        self.test: Callable[[], bool] | None = None
        self.ignore = self.hits = 0

    def holds(self) -> tuple[bool, str]:
        """Whether its condition holds, and what is to be said of that; one that fails counts as holding."""
        if self.test is None:
            return True, ""
        try:
            return self.test(), ""
        except SdolError as error:
            return True, f"the condition of breakpoint {self.number} failed: {error.message}"

    def counted(self) -> bool:
        """Counts a hit, and says whether to stop for it."""
        self.hits += 1
        if self.ignore:
            self.ignore -= 1
            return False
        return True


class Watch:
    """A value whose changes are stopped for.

    Attributes:
        text: the expression, as it is written.
        value: gives its value in the stopped program; raises `SdolError` where it has none.
        positions: the instructions before which it may have changed.
        depth: how many calls must be open for it to mean something, 0 for any.
    """

    __slots__ = ("depth", "enabled", "hits", "last", "number", "positions", "text", "value")

    def __init__(
        self, number: int, text: str, value: Callable[[], Any], positions: set[Position], depth: int
    ) -> None:
        self.number, self.text, self.value = number, text, value
        self.positions, self.depth = positions, depth
        self.enabled = True
        self.hits = 0
        self.last: Any = None

    def look(self) -> Any:
        """Its value now, or the failure to have one, which is compared like a value."""
        try:
            return self.value()
        except SdolError as error:
            return Absent(error.message)

    def change(self, depth: int) -> Change | None:
        """How it has changed since it was last looked at, with so many calls open now."""
        from sdol.kernel.debugging.stops import Change

        if depth < self.depth:
            return Change(self, self.last, None, gone=True)
        if depth > self.depth > 0:
            return None  # in a call of the same function
        new = self.look()
        if same(self.last, new):
            return None
        old, self.last = self.last, new
        return Change(self, old, new)


class Absent:
    """Stands for a value that cannot be told, with the reason."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why

    def __eq__(self, other: object) -> bool:
        """No value is no value, whatever the reason: from one to the other nothing has changed."""
        return isinstance(other, Absent)

    def __hash__(self) -> int:
        return hash(Absent)


def same(one: Any, other: Any) -> bool:
    """Whether nobody could tell two values apart; of what has no equality only a value itself is the same."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    try:
        return bool(one == other)
    except SdolError:
        return False
