"""Whether the files of a program have been edited since it was read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.diagnostics import Source


class Files:
    """The files of a program, as far as they are files."""

    def __init__(self) -> None:
        self._stood: dict[str, tuple[int, int]] = {}
        self._same: dict[str, bool] = {}

    def changed(self, sources: Iterable[Source]) -> str:
        """The name of the first that says something else now than the program does, or "" where none is.

        A file is read again only where its time or size is another.
        """
        return next((one.name for one in sources if not self._holds(one)), "")

    def _holds(self, source: Source) -> bool:
        try:
            found = os.stat(source.name)
            stands = (found.st_mtime_ns, found.st_size)
            if self._stood.get(source.name) != stands:
                text = Path(source.name).read_bytes().decode("utf-8-sig")
                self._same[source.name] = _plain(text) == _plain(source.text)
                self._stood[source.name] = stands
        except (OSError, ValueError):  # it is no file, was taken away, or is half written
            return True
        return self._same[source.name]

    def forget(self) -> None:
        """The program was read again."""
        self._stood.clear()


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")
