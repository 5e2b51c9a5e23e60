"""The programs that a call means: files by name, and folders by what they hold."""

from __future__ import annotations

import os

from sdol.shell.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = ".sdol"

STANDARD_INPUT = "-"


def programs(names: list[str], *, standard_input: bool = False) -> list[str]:
    """The program files that are meant, once each: files as they are named, folders by what is anywhere in them.

    Args:
        standard_input: whether `-` stands for it and is left as it is.

    Raises:
        UsageError: E0901, there is none of that name, or none at all.
    """
    found: list[str] = []
    for name in names:
        if os.path.isdir(name):
            found += _below(name)
        elif os.path.isfile(name) or (standard_input and name == STANDARD_INPUT):
            found.append(name)
        else:
            raise UsageError(
                "E0901", f"there is no file or folder `{name}`", help="name a program or a folder"
            )
    if not found:
        raise UsageError("E0901", "there is no program here", help="name a program, or a folder of them")
    return list(dict.fromkeys(found))


def _below(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (os.path.join(where, file) for file in sorted(files) if file.endswith(ENDING))
