"""The files of a model, each checked against the manifest before anything is made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sdol.errors import SdolError
from sdol.spaces.manifest import Manifest, ModelFile

BLOCK = 1 << 20


class Contents(Mapping[str, bytes]):
    """The contents of a model's files by role, exactly as the manifest describes them.

    A file is read and hashed when it is first asked for: 20 ms for 23 MB. A model that was changed would give
    wrong vectors without a word.

    Raises:
        SdolError: E0705 a file is missing or cannot be read, E0706 a file is not the one described.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest

    def __getitem__(self, role: str) -> bytes:
        file = self._manifest.files[role]
        with _reading(self._manifest, file):
            data = _path(self._manifest, file).read_bytes()
        _check(self._manifest, file, len(data), hashlib.sha256(data).hexdigest())
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._manifest.files)

    def __len__(self) -> int:
        return len(self._manifest.files)

    def path(self, role: str) -> Path:
        """Where a file is, for a library that reads it by itself; checked without holding it in memory."""
        file = self._manifest.files[role]
        path = _path(self._manifest, file)
        with _reading(self._manifest, file):
            size, digest = measured(path)
        _check(self._manifest, file, size, digest)
        return path


def check(manifest: Manifest) -> None:
    """Read every file and compare it with the manifest; raises as `Contents` does."""
    contents = Contents(manifest)
    for role in manifest.files:
        contents.path(role)


def measured(path: Path) -> tuple[int, str]:
    """Bytes of a file and the SHA-256 of its contents; raises OSError."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def repair(manifest: Manifest) -> str:
    """What to do about a file that is not as it should be."""
    from sdol.spaces.registry import user_folder

    if manifest.folder.parent != user_folder():
        return "reinstall sdol, or put the original file back"
    name = manifest.name
    return f"put the original file back; or take the new one: `sdol models remove {name}`, then add it again"


class _reading:
    """Turns what the system says about a file into E0705."""

    def __init__(self, manifest: Manifest, file: ModelFile) -> None:
        self._manifest, self._file = manifest, file

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise SdolError(
                "E0705",
                f"the space {self._manifest.name!r} lacks its file {_path(self._manifest, self._file)}",
                reason=error.strerror or str(error),
                help=repair(self._manifest),
            ) from error


def _path(manifest: Manifest, file: ModelFile) -> Path:
    return manifest.folder / file.path


def _check(manifest: Manifest, file: ModelFile, size: int, digest: str) -> None:
    if size == file.size and digest == file.sha256:
        return
    found = (
        f"{size:,} bytes instead of {file.size:,}"
        if size != file.size
        else "its contents have another SHA-256"
    )
    raise SdolError(
        "E0706",
        f"the file {_path(manifest, file)} of the space {manifest.name!r} was changed or is damaged",
        reason=f"the manifest describes another file: {found}",
        help=repair(manifest),
    )
