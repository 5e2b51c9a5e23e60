"""A quick look into a session from beside it: what completion shows, read within a few milliseconds or not at all.

A connection of its own, for reading only, so that it can be used in any thread while the session is used in another.
It waits for nobody, and a statement that takes too long is broken off: what was found by then is what there is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sdol.store import jsontext
from sdol.store.location import MEMORY
from sdol.store.sqlite import library

LONGEST = 0.008
"""Seconds that one look may take."""
_STEPS = 500
"""Instructions of SQLite's machine between two looks at the clock."""
_LAST = "\U0010ffff"
_SAMPLED = 50
"""Records whose payloads say which fields there are."""


class Brief(NamedTuple):
    """A partition in short; `space` is the name of its model with the version."""

    name: str
    space: str
    records: int


class Glance:
    """Looks into the session at `path`, which is opened for each look; what cannot be read is not there."""

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)

    def partitions(self, prefix: str, most: int) -> list[Brief]:
        """Up to `most` partitions whose names begin with `prefix`, in alphabetical order."""
        sql = (
            "SELECT p.name, s.name, p.count FROM partitions p JOIN spaces s ON s.id = p.space "
            "WHERE p.name >= ? AND p.name < ? ORDER BY p.name LIMIT ?"
        )
        return [Brief(*row) for row in self._rows(sql, (prefix, prefix + _LAST, most))]

    def texts(self, prefix: str, most: int) -> list[str]:
        """Up to `most` texts of records that begin with `prefix`, the newest first, each once."""
        sql = "SELECT text FROM records WHERE text >= ? AND text < ? ORDER BY seq DESC LIMIT ?"
        found = self._rows(sql, (prefix, prefix + _LAST, most))
        return list(dict.fromkeys(str(text) for (text,) in found))

    def payloads(self, partition: str) -> list[Any]:
        """Payloads of the latest records of a partition."""
        sql = (
            "SELECT payload FROM records WHERE partition = (SELECT id FROM partitions WHERE name = ?) "
            f"AND payload IS NOT NULL ORDER BY seq DESC LIMIT {_SAMPLED}"
        )
        return [*_loaded(self._rows(sql, (partition,)))]

    def _rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if self.path == MEMORY or not os.path.isfile(self.path):
            return []
        found: list[tuple[Any, ...]] = []
        deadline = time.monotonic() + LONGEST
        with suppress(library.Error), closing(_opened(self.path)) as raw:
            # broken off, locked, damaged, or no session: what was found is what there is
            raw.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            found.extend(raw.execute(sql, values))  # row by row: those before a break are kept
        return found


def _opened(path: str) -> Any:
    address = f"file:{quote(os.path.abspath(path), errors='surrogateescape')}?mode=ro"
    return library.connect(address, uri=True, isolation_level=None, timeout=0)


def _loaded(rows: list[tuple[Any, ...]]) -> Iterator[Any]:
    for (payload,) in rows:
        try:
            yield jsontext.load(jsontext.unpack(payload))
        except ValueError:
            continue
