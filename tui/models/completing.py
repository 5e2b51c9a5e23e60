"""How an entry of the prompt might go on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def completed(entry: str, names: Iterable[str]) -> str | None:
    """The entry with its last word made whole: a command, where one begins, else the shortest name that fits."""
    if re.fullmatch(r":[a-z]+", entry):
        found = _shortest(entry[1:], _commands())
        return f":{found}" if found else None
    word = re.search(r"[^\W\d]\w*$", entry)
    if word is None or entry.count('"') % 2:
        return None
    found = _shortest(word[0], names)
    return entry[: word.start()] + found if found else None


def _shortest(begun: str, names: Iterable[str]) -> str | None:
    fitting = [name for name in names if name.startswith(begun) and name != begun]
    return min(fitting, key=lambda name: (len(name), name), default=None)


def _commands() -> list[str]:
    from sdol.shell.debugger.registry import every

    return [one.name for one in every()]
