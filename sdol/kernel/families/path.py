"""Paths as texts, with `/` between their parts; nothing here looks at a file."""

from __future__ import annotations

import posixpath

from sdol.kernel.table import Example, instruction


@instruction(
    "path.join_path",
    "(folder: text, path: text) -> text",
    examples=[Example('join_path("notes/2026", "march.txt")', "notes/2026/march.txt")],
)
def join_path(folder: str, path: str) -> str:
    """A path inside a folder; where it begins with `/`, it stands alone."""
    return posixpath.join(folder, path)


@instruction(
    "path.file_name", "(path: text) -> text", examples=[Example('file_name("notes/march.txt")', "march.txt")]
)
def file_name(path: str) -> str:
    """The last part of a path."""
    return posixpath.basename(path.rstrip("/"))


@instruction(
    "path.folder_of", "(path: text) -> text", examples=[Example('folder_of("notes/march.txt")', "notes")]
)
def folder_of(path: str) -> str:
    """The path of the folder that something is in; `.` where it names none."""
    return posixpath.dirname(path.rstrip("/")) or ("/" if path.startswith("/") else ".")


@instruction(
    "path.extension",
    "(path: text) -> text",
    examples=[Example('extension("notes/march.txt")', ".txt"), Example('extension("notes/.hidden")', "")],
)
def extension(path: str) -> str:
    """The ending of a file's name from its last dot on; empty where it has none."""
    return posixpath.splitext(path)[1]
