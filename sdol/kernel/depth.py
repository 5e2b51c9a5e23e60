"""Room for walks over deep trees: programs nest deeper than Python allows by default."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

DEEP = 50_000
"""Python frames that a walk may use; the parser bounds the nesting of what is walked."""


class deep:
    """Within it, functions may call each other `DEEP` deep."""

    def __enter__(self) -> None:
        self._before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(self._before, DEEP))

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.setrecursionlimit(self._before)
