"""Packages: modules of others, copied into a project, which `import name` finds there.

A project is the folder that holds the file `sdol.lock`; its packages stand in `packages/NAME/`, the module of
each in `NAME.sdol`. What puts them there is `sdol packages`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

LOCK = "sdol.lock"
FOLDER = "packages"
ENDING = ".sdol"


def project_of(folder: str) -> str | None:
    """The project that a folder is in: the nearest one above it, or itself, that holds a lock file; or None.

    A folder such as `/tmp`, into which everybody puts things, is no project of what lies below it: who wrote a lock
    file there would give other users' programs their modules.
    """
    start = here = os.path.abspath(folder)
    while not os.path.isfile(os.path.join(here, LOCK)) or (here != start and _is_everybodys(here)):
        here, below = os.path.dirname(here), here
        if here == below:
            return None
    return here


def _is_everybodys(folder: str) -> bool:
    try:
        mode = os.stat(folder).st_mode
    except OSError:
        return True
    return bool(mode & stat.S_IWOTH and mode & stat.S_ISVTX)


def module_file(project: str, name: str) -> str:
    """Where the module of a package stands in a project."""
    return os.path.join(project, FOLDER, name, name + ENDING)


def find(importing: str, name: str) -> str | None:
    """The file that `import name` means in a file of a project, as it is shown; None where there is none.

    Args:
        importing: the file that imports, as it is shown: its path, or a title where it is no file.
    """
    folder = os.path.dirname(importing)
    project = project_of(folder)
    if project is None or not os.path.isfile(module_file(project, name)):
        return None
    return os.path.normpath(os.path.join(folder, os.path.relpath(module_file(project, name), folder or ".")))


def names(importing: str) -> list[str]:
    """The packages that a file of a project can import, by name."""
    project = project_of(os.path.dirname(importing))
    if project is None:
        return []
    folders = sorted(Path(project, FOLDER).glob("*"))
    return [f.name for f in folders if os.path.isfile(module_file(project, f.name))]


def is_locked(importing: str, name: str) -> bool:
    """Whether the lock file of a file's project has a package of that name, which is not there."""
    import json

    project = project_of(os.path.dirname(importing))
    if project is None:
        return False
    try:
        found = json.loads(Path(project, LOCK).read_text(encoding="utf-8"))
        return name in found["packages"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False
