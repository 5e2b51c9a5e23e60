"""Files as the editor sees them: what is open counts as it stands there, the rest as it is on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pygls.uris import from_fs_path, to_fs_path

from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.lang.analysis.document import Document
from sdol.lang.files import read_text

MOST_FILES = 2_000
"""Programs of a workspace that are looked through for the uses of a name."""

MOST_FOLDERS = 5_000
"""Folders of a workspace that are looked into for programs."""

_SKIPPED = {"node_modules", "__pycache__", "venv", "dist", "build"}


def path_of(uri: str) -> Path | None:
    """The file that a URI names; None for a buffer that is no file."""
    try:
        path = to_fs_path(uri)
        return Path(path).resolve() if path and "\0" not in path else None
    except (OSError, ValueError, RuntimeError):
        return None


def name_of(uri: str) -> str:
    """The name under which a buffer is analysed: a file's path, from which its imports are found."""
    path = path_of(uri)
    return str(path) if path else uri.replace("\0", "").encode("utf-8", "replace").decode()


def uri_of(name: str) -> str:
    """The URI of a file, or of a buffer that is none, from its name."""
    return (from_fs_path(name) or name) if os.path.isabs(name) else name


class Shown(NamedTuple):
    """What stands in an open file."""

    stamp: object
    text: Callable[[], str]


class Files:
    """Texts by path, and documents of files that are not open; a document is made anew when its file changes."""

    def __init__(self) -> None:
        self._open: dict[Path, Shown] = {}
        self._documents: dict[Path, tuple[object, Document]] = {}
        self.folders: list[Path] = []
        self._given: dict[Path, str] = {}
        """The folders of the workspace as the client writes them, where that is by a link."""

    def add_folder(self, uri: str) -> None:
        """A folder whose programs belong to the workspace."""
        path, given = path_of(uri), to_fs_path(uri)
        if path is None or path in self.folders:
            return
        self.folders.append(path)
        if given and os.path.abspath(given) != str(path):
            self._given[path] = os.path.abspath(given)

    def remove_folder(self, uri: str) -> None:
        path = path_of(uri)
        self.folders = [one for one in self.folders if one != path]

    def uri(self, name: str) -> str:
        """The URI of a file that is not open, as the client would write it."""
        for folder, given in list(self._given.items()):
            if Path(name).is_relative_to(folder):
                return uri_of(os.path.join(given, Path(name).relative_to(folder)))
        return uri_of(name)

    def show(self, path: Path, stamp: object, text: Callable[[], str]) -> None:
        """A file is open; `text` gives what stands in it, which is another for another stamp."""
        self._open[path] = Shown(stamp, text)

    def hide(self, path: Path) -> None:
        """A file is not open any more."""
        self._open.pop(path, None)

    def read(self, path: str, shown: str) -> str:
        """The text of a file, as the checker wants it; raises as `read_text`."""
        opened = self._open.get(Path(path))
        return opened.text() if opened else read_text(path, shown)

    def document(self, path: Path) -> Document | None:
        """The document of a file; None where it cannot be read."""
        try:
            stamp = self._stamp(path)
            known = self._documents.get(path)
            if known is None or known[0] != stamp:
                text = self.read(str(path), str(path))
                known = self._documents[path] = (stamp, Document(Source(str(path), text), self.read))
        except (OSError, ValueError, SdolError):
            return None
        return known[1]

    def _stamp(self, path: Path) -> object:
        opened = self._open.get(path)
        if opened is not None:
            return opened.stamp
        found = os.stat(path)
        return found.st_mtime_ns, found.st_size

    def programs(self) -> Iterable[Path]:
        """The programs that are open, and those of the folders of the workspace."""
        found = dict.fromkeys(self._open)
        for path in self._below():
            if len(found) >= MOST_FILES:
                break
            found[path] = None
        return found

    def _below(self) -> Iterator[Path]:
        for folder in self.folders:
            for _, (here, folders, names) in zip(range(MOST_FOLDERS), os.walk(folder), strict=False):
                folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
                yield from (Path(here, name).resolve() for name in sorted(names) if name.endswith(".sdol"))
