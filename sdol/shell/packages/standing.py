"""The packages of a project as they stand."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import NamedTuple

from sdol.errors import SdolError
from sdol.lang.packages import ENDING, FOLDER, module_file
from sdol.shell.packages import lock
from sdol.shell.packages.lock import Locked, Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD, CHANGED, MISSING, UNKNOWN = "fine", "changed", "missing", "not in the lock file"


class Package(NamedTuple):
    """A package of a project.

    Attributes:
        state: `fine`, `changed` where its files are not those that were added, `missing` where they are not there.
        effects: what its functions say that they use.
    """

    name: str
    origin: Origin
    digest: str
    state: str
    effects: tuple[str, ...]


def packages(root: str) -> list[Package]:
    """The packages of a project, by name: those of its lock file, and what else stands in the folder."""
    locked = lock.read(root)
    found = [package(root, name, one) for name, one in locked.items()]
    return found + [
        Package(name, Origin(""), "", UNKNOWN, _effects(root, name)) for name in _strangers(root, locked)
    ]


def _strangers(root: str, locked: dict[str, Locked]) -> Iterator[str]:
    place = os.path.join(root, FOLDER)
    for name in sorted(os.listdir(place)) if os.path.isdir(place) else ():
        if name not in locked and os.path.isfile(module_file(root, name)):
            yield name


def package(root: str, name: str, locked: Locked) -> Package:
    """A package of the lock file, as it stands."""
    state = MISSING
    if os.path.isdir(lock.path_of(root, name)):
        state = GOOD if lock.is_as_locked(root, name, locked) else CHANGED
    return Package(name, locked.origin, locked.digest, state, _effects(root, name))


def _effects(root: str, name: str) -> tuple[str, ...]:
    """What the functions of a package say in their heads that they use."""
    from sdol.diagnostics import Source
    from sdol.lang import ast
    from sdol.lang.files import read_text
    from sdol.lang.parser import parse

    place, found = lock.path_of(root, name), set()
    for file in lock.files_in(place):
        if file.endswith(ENDING):
            with suppress(SdolError):  # one that cannot be read is told by the state
                items = parse(Source(file, read_text(os.path.join(place, file), file)))[0].items
                found |= {effect for item in items if isinstance(item, ast.Fn) for effect, _ in item.uses}
    return tuple(sorted(found))
