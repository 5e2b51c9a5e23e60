"""Adding, installing, verifying and removing the packages of a project."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import NamedTuple

from sdol.errors import SdolError
from sdol.lang.packages import ENDING, FOLDER, LOCK, module_file
from sdol.resources import folder
from sdol.shell.options import UsageError
from sdol.shell.packages import lock
from sdol.shell.packages.fetching import copied, fetched, is_local, not_fetched
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


def add(root: str, origin: Origin, name: str | None) -> list[Package]:
    """Adds a package, and those that it has in a lock file of its own; gives all that are new.

    Raises:
        UsageError: E0901, the name cannot be one.
        SdolError: E0950, it holds no module, or one that does not compile; E0951; E0952, it cannot be fetched; E0953,
            another one has its name; what writing raises.
    """
    have = lock.read(root)
    new: dict[str, Locked] = {}
    with _project(root):
        try:
            _take(root, origin, name, have, new)
        except BaseException:
            for needed in new.keys() - have.keys():
                shutil.rmtree(lock.path_of(root, needed), ignore_errors=True)
            raise
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


def _take(
    root: str, origin: Origin, name: str | None, have: dict[str, Locked], new: dict[str, Locked]
) -> None:
    with fetched(origin, root) as (found, exact):
        name = _name(found, name, origin.source)
        for needed, locked in _needed(found).items():
            if needed not in have | new:
                _take(root, _from_there(locked.origin, exact), needed, have, new)
            _agreed(needed, locked, (have | new)[needed], name)
        if name in have and have[name].origin.source != origin.source:
            raise _taken(name, have[name])
        new[name] = Locked(exact, _placed(root, name, found, origin.source))


def _needed(found: str) -> dict[str, Locked]:
    return lock.read(found) if os.path.isdir(found) else {}


def _from_there(origin: Origin, outer: Origin) -> Origin:
    """The origin of a package that another one needs: its path leads from where the other one came from."""
    if not is_local(origin.source) or os.path.isabs(origin.source):
        return origin
    if is_local(outer.source):
        return origin._replace(
            source=os.path.normpath(os.path.join(outer.source, outer.folder, origin.source))
        )
    inside = os.path.normpath(os.path.join(outer.folder, origin.source, origin.folder))
    return outer._replace(folder=inside)


def _agreed(name: str, wanted: Locked, there: Locked, by: str) -> None:
    if wanted.digest != there.digest:
        raise SdolError(
            "E0953",
            f"`{by}` needs another version of the package `{name}`",
            reason=f"there is {there.digest[:12]}, and it was written with {wanted.digest[:12]}",
            help="a project has one version of a package: add the one that both work with, then this one again",
        )


def _taken(name: str, other: Locked) -> SdolError:
    return SdolError(
        "E0953",
        f"there is a package `{name}` already",
        reason=f"it comes from {other.origin.source}",
        help=f"give this one another name, as the last word, or `sdol packages remove {name}` first",
    )


# --- names --------------------------------------------------------------------------------------------------


def _name(found: str, wanted: str | None, source: str) -> str:
    """The name of a package: as asked for, else that of its module."""
    name = wanted or _only_module(found, source)
    if not name.isidentifier() or name in _reserved():
        raise UsageError(
            "E0901",
            f"`{name}` cannot be the name of a package",
            reason="it is called by that in programs, where it is no name, or means something else",
            help="give it a name as the last word: `sdol packages add SOURCE NAME`",
        )
    return name


def _only_module(found: str, source: str) -> str:
    """The module that a source holds: the file of the folder's name, or the only one."""
    if os.path.isfile(found):
        return os.path.splitext(os.path.basename(found))[0]
    modules = [f.removesuffix(ENDING) for f in sorted(os.listdir(found)) if f.endswith(ENDING)]
    called = os.path.basename(os.path.normpath(source)).removesuffix(".git").replace("-", "_")
    if called in modules or len(modules) == 1:
        return called if called in modules else modules[0]
    reason = f"its folder has {', '.join(modules)}" if modules else "its folder has no .sdol file"
    help = "name the one that is imported: `sdol packages add SOURCE NAME`" if modules else ""
    raise SdolError("E0950", f"it is not clear which module {source} is", reason=reason, help=help)


def _reserved() -> frozenset[str]:
    from sdol.lang.tables import tables
    from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS

    library = {path.stem for path in folder("stdlib").glob("*.sdol")}
    return tables().words | FUTURE_WORDS | SOFT_WORDS | library


# --- files --------------------------------------------------------------------------------------------------


def _placed(root: str, name: str, found: str, source: str) -> str:
    """Puts a package into its place, whole or not at all, and gives its digest."""
    place = lock.path_of(root, name)
    staged = os.path.join(root, FOLDER, f".{name}.{os.urandom(4).hex()}", name)
    try:
        os.makedirs(os.path.dirname(staged))
        copied(found, staged, source)
        _as_named(staged, name, found)
        _compiles(staged, name, source)
        digest = lock.digest(staged)
        shutil.rmtree(place, ignore_errors=True)
        os.rename(staged, place)
    except OSError as error:
        from sdol.kernel.files import cannot_write

        raise cannot_write(error, place) from None
    finally:
        shutil.rmtree(os.path.dirname(staged), ignore_errors=True)
    return digest


def _as_named(staged: str, name: str, found: str) -> None:
    """A package of one file takes the name that was asked for; one of several needs a file of that name."""
    module = os.path.join(staged, name + ENDING)
    if os.path.isfile(found):
        os.rename(os.path.join(staged, os.path.basename(found)), module)
    elif not os.path.isfile(module):
        raise SdolError(
            "E0950",
            f"the package has no module `{name}`",
            reason=f"`import {name}` reads its file {name}{ENDING}, which there is not",
            help="name a module that it has",
        )


def _compiles(staged: str, name: str, source: str) -> None:
    """Compiles a program that imports a package, as the project's own would; its packages are in their places."""
    from sdol.diagnostics import Source
    from sdol.lang.program import compile_source

    path = os.path.join(staged, name + ENDING)
    found = compile_source(Source(os.path.join(staged, "program"), f'import "{name}{ENDING}"\n'))[1]
    if found:
        first = found[0]
        at = first.source.position(first.labels[0].start)[0] if first.source and first.labels else 1
        where = os.path.relpath(first.source.name, staged) if first.source else os.path.basename(path)
        raise SdolError(
            "E0950",
            f"the package `{name}` from {source} does not compile",
            reason=f"{where}:{at}: {first.message} ({first.code})",
            help="it may be written for another version of sdol, or need a package that it does not name",
        )


# --- what there is ------------------------------------------------------------------------------------------


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
    place = lock.path_of(root, name)
    state = MISSING
    if os.path.isdir(place):
        state = GOOD if lock.digest(place) == locked.digest else CHANGED
    return Package(name, locked.origin, locked.digest, state, _effects(root, name))


def _effects(root: str, name: str) -> tuple[str, ...]:
    """What the functions of a package say in their heads that they use."""
    from sdol.diagnostics import Source
    from sdol.lang import ast
    from sdol.lang.files import read_text
    from sdol.lang.parser import parse

    place, found = lock.path_of(root, name), set()
    for file in lock.files_in(place) if os.path.isdir(place) else ():
        if file.endswith(ENDING):
            items = parse(Source(file, read_text(os.path.join(place, file), file)))[0].items
            found |= {effect for item in items if isinstance(item, ast.Fn) for effect, _ in item.uses}
    return tuple(sorted(found))


def install(root: str) -> list[Package]:
    """Fetches the packages of the lock file that are missing; gives them.

    Raises:
        SdolError: E0954, what there is now is not what was added; and as `add`.
    """
    installed = []
    for name, locked in lock.read(root).items():
        if os.path.isdir(lock.path_of(root, name)):
            continue
        with fetched(locked.origin, root) as (found, _):
            digest = _placed(root, name, found, locked.origin.source)
        if digest != locked.digest:
            shutil.rmtree(lock.path_of(root, name))
            raise SdolError(
                "E0954",
                f"the package `{name}` is no longer what was added",
                reason=f"{locked.origin.source} gives {digest[:12]} now, and {LOCK} has {locked.digest[:12]}",
                help=f"look at what has changed; `sdol packages add {locked.origin.source}` takes it as it is now",
            )
        installed.append(package(root, name, locked))
    return installed


def remove(root: str, name: str) -> str:
    """Removes a package and its files, and gives where they were.

    Raises:
        UsageError: E0901, there is none of that name.
        SdolError: E0951; what writing raises.
    """
    from sdol.lang.unit import suggestion

    have = lock.read(root)
    if name not in have:
        raise UsageError(
            "E0901",
            f"this project has no package `{name}`",
            help=suggestion(name, have, "`sdol packages list` names those that it has"),
        )
    del have[name]
    lock.write(root, have)
    place = lock.path_of(root, name)
    try:
        shutil.rmtree(place)
    except FileNotFoundError:
        return place
    except OSError as error:
        raise not_fetched(place, str(error)) from None
    return place
