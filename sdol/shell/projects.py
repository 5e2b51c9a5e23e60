"""New projects: a copy of the one that travels with the package, under a name of its own."""

from __future__ import annotations

import os
import shutil

from sdol.resources import folder
from sdol.shell.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STANDS_FOR_NAME = "NAME"
"""What the files have where the name of the project belongs."""


def make(target: str) -> list[str]:
    """Makes the folder of a project, whole or not at all, and gives its files, by their paths in it.

    Raises:
        UsageError: E0901, there is something of that name, or it can be none.
        SdolError: E0803 to E0805, E0821, it cannot be made.
    """
    from sdol.kernel.files import cannot_write

    path = os.path.abspath(target)
    name = _name(target, path)
    temporary = f"{path}.{os.urandom(4).hex()}"
    try:
        os.mkdir(temporary)
        files = [_copied(part, name, temporary) for part in _files()]
        _moved(temporary, path)
    except OSError as error:
        raise cannot_write(error, target) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return files


def _name(target: str, path: str) -> str:
    """The project's name, which is the last part of its path."""
    if "\0" in target or not target.isprintable():
        raise UsageError("E0901", "the name of a project has letters that can be read")
    if os.path.lexists(path) and not _is_empty(path):
        raise UsageError(
            "E0901", f"there is already something called {target}", help="choose another name for the project"
        )
    name = os.path.basename(path)
    if not name:
        raise UsageError("E0901", f"{target} is no name for a project", help="write `sdol new triage`")
    return name


def _is_empty(path: str) -> bool:
    try:
        return not os.path.islink(path) and not os.listdir(path)
    except OSError:
        return False


def _moved(made: str, path: str) -> None:
    """Puts what was made into its place; a folder that is there stays the same one, as somebody may be in it."""
    if not os.path.isdir(path):
        os.rename(made, path)
        return
    for part in os.listdir(made):
        os.rename(os.path.join(made, part), os.path.join(path, part))


def _files() -> Iterator[tuple[str, Path]]:
    """The files of the project that travels with the package, by their paths in it, in order."""
    root = folder("templates") / "project"
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix(), path


def _copied(part: tuple[str, Path], name: str, root: str) -> str:
    inside, origin = part
    made = os.path.join(root, *inside.split("/"))
    os.makedirs(os.path.dirname(made), exist_ok=True)
    text = origin.read_text(encoding="utf-8").replace(STANDS_FOR_NAME, name)
    with open(made, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return inside
