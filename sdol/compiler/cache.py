"""Compiled programs, kept: one file each in the user's cache folder, named by everything that the result depends on.

A file is only ever read whole and checked; where it cannot be read or written the program is compiled again, silently.
"""

from __future__ import annotations

import os

from sdol.compiler.image import Image
from sdol.errors import SdolError

MOST_KEPT = 500
"""Files in the folder before the oldest are dropped."""


def folder() -> str:
    """Where compiled programs are kept: `$SDOL_CACHE`, else `sdol` in the XDG cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.environ.get("SDOL_CACHE") or os.path.join(base, "sdol")


def key(name: str, text: str) -> str:
    """Names the compiled form of a source: its text and name, and the state of this installation."""
    from hashlib import sha256

    return sha256(f"{_installation()}\n{name}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _installation() -> str:
    """Changes whenever a file that decides what a program compiles to does: the table, the compiler, the library."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    newest, count = 0, 0
    for part in ("kernel", "kernel/families", "compiler", "lang", "grammar", "stdlib", "models/minilm", "models/swift"):
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
    return f"{package} {newest} {count}"


def load(name: str) -> Image | None:
    """The compiled program of that key, or None."""
    try:
        with open(os.path.join(folder(), name + ".sdolc"), "rb") as file:
            return Image.from_bytes(file.read())
    except (OSError, SdolError, ValueError, EOFError, TypeError):
        return None


def keep(name: str, image: Image) -> None:
    """Keeps a compiled program, whole or not at all."""
    path = folder()
    temporary = os.path.join(path, f"{name}.{os.getpid()}.new")
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(image.to_bytes())
        os.replace(temporary, os.path.join(path, name + ".sdolc"))
        _drop_oldest(path)
    except OSError:
        return


def _drop_oldest(path: str) -> None:
    with os.scandir(path) as entries:
        kept = [(e.stat().st_mtime_ns, e.path) for e in entries if e.name.endswith(".sdolc")]
    for _, old in sorted(kept)[:-MOST_KEPT]:
        os.unlink(old)
