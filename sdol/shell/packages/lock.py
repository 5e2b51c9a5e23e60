"""The lock file of a project: which packages it has, where each came from, and what was in it."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from typing import NamedTuple

from sdol.errors import SdolError
from sdol.lang.packages import FOLDER, LOCK, project_of

FORMAT = 1


class Origin(NamedTuple):
    """Where a package comes from.

    Attributes:
        source: a path, relative to the project where it was given so, or the address of a file, an archive or a
            git repository.
        revision: of a git repository, the commit; "" for anything else.
        folder: the folder inside of the source; "" for the source itself.
    """

    source: str
    revision: str = ""
    folder: str = ""


class Locked(NamedTuple):
    """A package as the lock file has it; `digest` is that of its files."""

    origin: Origin
    digest: str


def project() -> str:
    """The project that a call is about: the one around the current folder, else that folder itself."""
    return project_of(".") or os.path.abspath(".")


def path_of(root: str, name: str) -> str:
    """The folder of a package."""
    return os.path.join(root, FOLDER, name)


def read(root: str) -> dict[str, Locked]:
    """The packages of a project, by name; none where there is no lock file.

    Raises:
        SdolError: E0951, the file is damaged; E0801 to E0806, it cannot be read.
    """
    path = os.path.join(root, LOCK)
    if not os.path.lexists(path):
        return {}
    from sdol.lang.files import read_text

    try:
        found = json.loads(read_text(path, LOCK) or f'{{"format": {FORMAT}}}')
        if found["format"] != FORMAT:
            raise _damaged(f"it is of format {found['format']}, and this version of sdol reads {FORMAT}")
        return {_plain(name): _locked(row) for name, row in sorted(found.get("packages", {}).items())}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _damaged("it is not what `sdol packages` writes") from None


def _plain(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(name)
    return name


def _locked(row: dict[str, str]) -> Locked:
    texts = [row[part] for part in ("source", "digest")] + [row.get(p, "") for p in ("revision", "folder")]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(row)
    source, digest, revision, folder = texts
    return Locked(Origin(source, revision, folder), digest)


def _damaged(reason: str) -> SdolError:
    return SdolError(
        "E0951",
        f"{LOCK} cannot be read",
        reason=reason,
        help="take it back from your version control, or delete it and add the packages anew",
    )


def write(root: str, packages: dict[str, Locked]) -> None:
    """Writes the lock file, whole or not at all.

    Raises:
        SdolError: E0802 to E0805, E0821, it cannot be written.
    """
    from sdol.kernel.files import replace

    rows = {name: _row(packages[name]) for name in sorted(packages)}
    text = json.dumps({"format": FORMAT, "packages": rows}, indent=2, ensure_ascii=False)
    # Half a pair, as a path that is no UTF-8 has, becomes the escape \\udcxx, which JSON has for it.
    replace(os.path.join(os.path.realpath(root), LOCK), text.encode("utf-8", "backslashreplace") + b"\n")


def _row(locked: Locked) -> dict[str, str]:
    parts = {**locked.origin._asdict(), "digest": locked.digest}
    return {name: value for name, value in parts.items() if value}


def digest(folder: str) -> str:
    """SHA-256 over the names and contents of all files below a folder, in order.

    Raises:
        OSError: one cannot be read, or is no plain file, as a link or a pipe is not.
    """
    total = hashlib.sha256()
    for name in _names_in(folder):
        path = os.path.join(folder, name)
        if not _is_plain(path):
            raise OSError(f"{path} is no plain file")
        with open(path, "rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{content}  {name}\0".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def is_as_locked(root: str, name: str, locked: Locked) -> bool:
    """Whether the files of a package are those that were added."""
    try:
        return os.path.isdir(path_of(root, name)) and digest(path_of(root, name)) == locked.digest
    except OSError:
        return False


def files_in(folder: str) -> list[str]:
    """The plain files below a folder, by their paths in it with `/`, in order."""
    return [name for name in _names_in(folder) if _is_plain(os.path.join(folder, name))]


def _names_in(folder: str) -> list[str]:
    """What is below a folder and no folder itself; a link to one is none."""
    found = [
        os.path.relpath(os.path.join(where, name), folder).replace(os.sep, "/")
        for where, folders, files in os.walk(folder)
        for name in files + [f for f in folders if os.path.islink(os.path.join(where, f))]
    ]
    return sorted(found)


def _is_plain(path: str) -> bool:
    return stat.S_ISREG(os.lstat(path).st_mode)
