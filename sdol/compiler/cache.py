"""Compiled programs, kept: one file each in the user's cache folder.

A file is only ever read whole, and used only if it was made from this very text, under this name, by this
installation, with the files that it imports and the models that it uses as they are now, and if no one but this user
can have written it: it is code. Where it cannot be read or written the program is compiled again, silently.
"""

from __future__ import annotations

import os

from sdol.compiler.image import LIBRARY, Image, digest
from sdol.errors import SdolError
from sdol.kernel.packages import PACKAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

MOST_KEPT = 500
"""Files in the folder before the oldest are dropped."""

_PARTS = (
    "kernel",
    "compiler",
    "compiler/passes",
    "lang",
    "lvm",
    "spaces",
    "store",
    "grammar",
    "stdlib",
)
"""Folders of the package, or beside it, whose files decide what a program compiles to, as families do."""


def folder() -> str:
    """Where compiled programs are kept: `$SDOL_CACHE`, else `sdol` in the XDG cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.environ.get("SDOL_CACHE") or os.path.join(base, "sdol")


def load(name: str, text: str, read: Callable[[str], str]) -> Image | None:
    """The compiled form of a source, or None.

    Args:
        read: gives the text of a file that the program imports.
    """
    try:
        with _own(_path(name, text)) as file:
            stamp, _, data = file.read().partition(b"\n")
        image = Image.from_bytes(data) if stamp == _installation() else None
        return image if image and image.sources[0] == (name, text) and _current(image, read) else None
    except (OSError, SdolError, ValueError, EOFError, TypeError):
        return None


def _current(image: Image, read: Callable[[str], str]) -> bool:
    """Whether the files that a program imports and the models of its spaces are those that it was compiled with.

    Raises:
        OSError, SdolError: one cannot be read.
    """
    imported = [source for source in image.sources[1:] if not source[0].startswith(LIBRARY)]
    if any(read(name) != text for name, text in imported):
        return False
    if not image.spaces:
        return True
    from sdol.spaces.registry import manifest

    return all(manifest(name).id == identity for name, identity in image.spaces.items())


def _own(path: str) -> Any:
    """The file, opened, if it and its folder can be written by this user alone.

    Raises:
        PermissionError: they can be written by others, or it is a link.
    """
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
    for state in (os.fstat(file.fileno()), os.stat(os.path.dirname(path))):
        if state.st_uid != os.geteuid() or state.st_mode & 0o022:
            file.close()
            raise PermissionError(path)
    return file


def keep(image: Image) -> None:
    """Keeps a compiled program, whole or not at all."""
    path = _path(*image.sources[0])
    temporary = f"{path}.{os.urandom(6).hex()}"
    try:
        os.makedirs(folder(), mode=0o700, exist_ok=True)
        descriptor = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )
    except OSError:
        return
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_installation() + b"\n" + image.to_bytes())
        os.replace(temporary, path)
        _drop_oldest(folder())
    except (OSError, ValueError):
        _drop(temporary)


def _drop(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _path(name: str, text: str) -> str:
    """The name is only a first sieve: what is found under it is compared with the source itself."""
    return os.path.join(folder(), f"{digest(name):08x}{digest(text):08x}{len(text):x}.sdolc")


def _installation() -> bytes:
    """Changes whenever a file does that decides what a program compiles to: table, compiler, library."""
    found = []
    for part in (*_PARTS, *(package.removeprefix("sdol.").replace(".", "/") for package in PACKAGES)):
        try:
            with os.scandir(_beside(part)) as entries:
                for entry in entries:
                    if entry.name.endswith((".py", ".sdol", ".lark", ".tables")):
                        state = entry.stat()
                        found.append((part, entry.name, state.st_mtime_ns, state.st_size))
        except OSError:
            continue
    return f"{_PACKAGE!a} {len(found)} {digest(repr(sorted(found))):08x}".encode()


def _beside(part: str) -> str:
    """A folder of the package, or one that stands beside it in a working tree."""
    inside = os.path.join(_PACKAGE, part)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_PACKAGE), part)


def _drop_oldest(path: str) -> None:
    with os.scandir(path) as entries:
        kept = [(e.stat().st_mtime_ns, e.path) for e in entries if e.name.endswith(".sdolc")]
    for _, old in sorted(kept)[:-MOST_KEPT]:
        os.unlink(old)
