"""Compiled programs, kept: one file each in the user's cache folder.

A file is only ever read whole, and used only if it was made from this very text, under this name, by this
installation, and if no one but this user can have written it: it is code. Where it cannot be read or written the
program is compiled again, silently.
"""

from __future__ import annotations

import os

from sdol.compiler.image import Image, digest
from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_KEPT = 500
"""Files in the folder before the oldest are dropped."""

_PARTS = (
    "kernel",
    "kernel/families",
    "compiler",
    "lang",
    "lvm",
    "spaces",
    "store",
    "grammar",
    "stdlib",
    "models/minilm",
    "models/swift",
)


def folder() -> str:
    """Where compiled programs are kept: `$SDOL_CACHE`, else `sdol` in the XDG cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.environ.get("SDOL_CACHE") or os.path.join(base, "sdol")


def load(name: str, text: str) -> Image | None:
    """The compiled form of a source, or None."""
    try:
        with _own(_path(name, text)) as file:
            stamp, _, data = file.read().partition(b"\n")
        image = Image.from_bytes(data) if stamp == _installation() else None
    except (OSError, SdolError, ValueError, EOFError, TypeError):
        return None
    return image if image and image.sources[0] == (name, text) else None


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


def lasting(text: str) -> bool:
    """Whether a program depends on nothing beside its own text and this installation: it imports no file."""
    import re

    return re.search(r'\bimport\s*"', text) is None


def _path(name: str, text: str) -> str:
    """The name is only a first sieve: what is found under it is compared with the source itself."""
    return os.path.join(folder(), f"{digest(name):08x}{digest(text):08x}{len(text):x}.sdolc")


def _installation() -> bytes:
    """Changes whenever a file does that decides what a program compiles to: table, compiler, library."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    newest, count = 0, 0
    for part in _PARTS:
        inside = os.path.join(package, part)
        path = inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), part)
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.name.endswith((".py", ".sdol", ".lark", ".json")):
                        newest = max(newest, entry.stat().st_mtime_ns)
                        count += 1
        except OSError:
            continue
    return f"{package!a} {newest} {count}".encode()


def _drop_oldest(path: str) -> None:
    with os.scandir(path) as entries:
        kept = [(e.stat().st_mtime_ns, e.path) for e in entries if e.name.endswith(".sdolc")]
    for _, old in sorted(kept)[:-MOST_KEPT]:
        os.unlink(old)
