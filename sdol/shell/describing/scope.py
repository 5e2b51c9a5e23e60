"""What describing wants to know of the place where somebody asks."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    class Scope(Protocol):
        """The user's own names."""

        def variables(self) -> Mapping[str, str]:
            """Names and their types as they are written."""

        def functions(self) -> Mapping[str, tuple[str, str]]:
            """Names, also `module.name`; each with its head and the text of its `##` comment."""

else:
    Scope = object
