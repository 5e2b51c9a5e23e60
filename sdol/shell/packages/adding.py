"""Adding, installing and removing the packages of a project."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import NamedTuple

from sdol.errors import SdolError
from sdol.lang.packages import FOLDER, LOCK
from sdol.shell.options import UsageError
from sdol.shell.packages import lock
from sdol.shell.packages.changing import Change, change
from sdol.shell.packages.fetching import fetched, is_here, is_local, parts
from sdol.shell.packages.lock import Locked, Origin
from sdol.shell.packages.naming import name_of
from sdol.shell.packages.placing import compiles, ready
from sdol.shell.packages.standing import Package, package
from sdol.shell.packages.unpacking import not_fetched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 20
"""How many packages may need one another in a row: each is fetched before the one that needs it is left."""


def add(root: str, origin: Origin, name: str | None) -> list[Package]:
    """Adds a package, and those that it has in a lock file of its own; gives all that are new.

    Raises:
        UsageError: E0901, the name cannot be one.
        SdolError: E0950, it holds no module, or one that does not compile; E0951; E0952, it cannot be fetched; E0953,
            another one has its name; what writing raises.
    """
    with change(root) as changing, _project(root):
        have = lock.read(root)
        new: dict[str, Locked] = {}
        _Adding(root, have, new, changing).take(origin, name, ())
        lock.write(root, have | new)
    return [package(root, each, new[each]) for each in new]


@contextmanager
def _project(root: str) -> Iterator[None]:
    """A folder as a project: with a lock file, which goes again where adding its first package fails."""
    path = os.path.join(root, LOCK)
    begun = os.path.lexists(path)
    if not begun:
        lock.write(root, {})
    try:
        yield
    except BaseException:
        if not begun:
            os.remove(path)
        raise


class _Adding(NamedTuple):
    """What a project has, what is new in it, and the change that it is being made in."""

    root: str
    have: dict[str, Locked]
    new: dict[str, Locked]
    changing: Change

    def take(self, origin: Origin, name: str | None, by: tuple[str, ...]) -> None:
        """Fetches a package, those that it needs first, and puts it into its place.

        Args:
            by: the packages that need it, the outermost first.
        """
        with fetched(origin, self.root) as (found, exact):
            name = name_of(found, name, origin.source)
            self._free(name, origin.source)
            for needed, locked in _needed(found).items():
                self._with(needed, locked, exact, (*by, name))
            self.new[name] = Locked(exact, self._placed(name, found, origin.source))

    def _with(self, needed: str, locked: Locked, exact: Origin, by: tuple[str, ...]) -> None:
        if needed in by:
            raise _circular(needed, by)
        if needed not in self.have | self.new:
            if len(by) == DEEPEST:
                raise not_fetched(locked.origin.source, f"packages need one another more than {DEEPEST} deep")
            self.take(origin_of_needed(locked.origin, exact), needed, by)
        _agreed(needed, locked, (self.have | self.new)[needed], by[-1])

    def _free(self, name: str, source: str) -> None:
        """Raises E0953 where a name is that of something else."""
        if name in self.have and self.have[name].origin.source != source:
            reason = f"it comes from {self.have[name].origin.source}"
            raise _taken(name, reason, f"`sdol packages remove {name}` first")
        if name not in self.have and os.path.lexists(lock.path_of(self.root, name)):
            raise _taken(name, f"{FOLDER}/{name} is there, and not in {LOCK}", "move that away")

    def _placed(self, name: str, found: str, source: str) -> str:
        """Puts a package into its place, and gives its digest."""
        staged = self.changing.staged(name)
        ready(staged, name, found, source)
        compiles(self.root, staged, name, source)
        digest = lock.digest(staged)
        self.changing.put(name)
        return digest


def _needed(found: str) -> dict[str, Locked]:
    return lock.read(found) if os.path.isdir(found) else {}


def origin_of_needed(origin: Origin, outer: Origin) -> Origin:
    """The origin of a package that another one needs: its path leads from where the other one came from.

    Raises:
        SdolError: E0952, one from elsewhere names a file of this machine.
    """
    if not is_here(origin.source):
        return origin
    kind, path = parts(origin.source)
    relative = is_local(origin.source) and not path.startswith(("/", "~"))
    if is_local(outer.source) and relative:
        beside = os.path.join(parts(outer.source)[1], outer.folder, path)
        return origin._replace(source=kind + os.path.normpath(beside))
    if is_here(outer.source) and not relative:
        return origin
    if kind or not relative:
        reason = f"a package from {outer.source} cannot name what is on this machine"
        raise not_fetched(origin.source, reason, "add the one that it needs yourself, then this one")
    inside = os.path.normpath(os.path.join(outer.folder, path, origin.folder))
    return outer._replace(folder=inside)


def _agreed(name: str, wanted: Locked, there: Locked, by: str) -> None:
    if wanted.digest != there.digest:
        raise SdolError(
            "E0953",
            f"`{by}` needs another version of the package `{name}`",
            reason=f"there is {there.digest[:12]}, and it was written with {wanted.digest[:12]}",
            help="a project has one version of a package: add the one that both work with, then this one again",
        )


def _circular(name: str, by: tuple[str, ...]) -> SdolError:
    return SdolError(
        "E0950",
        f"the package `{name}` needs itself",
        reason=" needs ".join([*by[by.index(name) :], name]),
        help="two modules that need each other belong in one package",
    )


def _taken(name: str, reason: str, else_: str) -> SdolError:
    help = f"give this one another name, as the last word, or {else_}"
    return SdolError("E0953", f"there is a package `{name}` already", reason=reason, help=help)


def install(root: str) -> list[Package]:
    """Fetches the packages of the lock file that are missing; gives them.

    Raises:
        SdolError: E0954, what there is now is not what was added; and as `add`.
    """
    installed = []
    with change(root) as changing:
        for name, locked in lock.read(root).items():
            if os.path.isdir(lock.path_of(root, name)):
                continue
            staged = changing.staged(name)
            with fetched(locked.origin, root) as (found, _):
                ready(staged, name, found, locked.origin.source)
            digest = lock.digest(staged)
            if digest != locked.digest:
                raise _not_the_same(name, locked, digest)
            changing.put(name)
            installed.append(package(root, name, locked))
    return installed


def _not_the_same(name: str, locked: Locked, digest: str) -> SdolError:
    source = locked.origin.source
    return SdolError(
        "E0954",
        f"the package `{name}` is no longer what was added",
        reason=f"{source} gives {digest[:12]} now, and {LOCK} has {locked.digest[:12]}",
        help=f"look at what has changed; `sdol packages add {source}` takes it as it is now",
    )


def remove(root: str, name: str) -> str:
    """Removes a package and its files, and gives where they were.

    Raises:
        UsageError: E0901, there is none of that name.
        SdolError: E0951; what writing raises.
    """
    from sdol.lang.unit import suggestion

    with change(root) as changing:
        have = lock.read(root)
        if name not in have:
            raise UsageError(
                "E0901",
                f"this project has no package `{name}`",
                help=suggestion(name, have, "`sdol packages list` names those that it has"),
            )
        changing.take_out(name)
        del have[name]
        lock.write(root, have)
    return lock.path_of(root, name)
