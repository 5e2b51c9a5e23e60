"""Files as programs read and write them: opened where the gate looked, and written whole or not at all."""

from __future__ import annotations

import os
import stat

from sdol.errors import SdolError
from sdol.kernel.lines import cannot_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def open_to_read(path: str) -> BinaryIO:
    """Opens a resolved path; a link that has taken its place since it was resolved is not followed.

    Raises:
        SdolError: E0801 to E0805, it cannot be opened.
    """
    try:
        return os.fdopen(_open(path, os.O_RDONLY), "rb")
    except OSError as error:
        raise cannot_open(error, path) from None


def replace(path: str, data: bytes) -> None:
    """Makes `data` the contents of a file. After a crash or on a full disk the old or the new is there.

    An existing file keeps its permissions, and its owner where that is allowed. What is no regular file
    (a pipe, a device) is written to.

    Raises:
        SdolError: E0821, no room; E0802 to E0805, it cannot be written.
    """
    try:
        existing = _status(path)
        if existing is not None and not stat.S_ISREG(existing.st_mode):
            _write_at(path, os.O_WRONLY, data)
        else:
            _replace(path, data, existing)
    except OSError as error:
        raise _cannot_write(error, path) from None


def extend(path: str, data: bytes) -> None:
    """Adds `data` to the end of a file, making it where it does not exist; what fails half-way is taken back.

    Raises:
        SdolError: as `replace` does.
    """
    try:
        _write_at(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, data)
    except OSError as error:
        raise _cannot_write(error, path) from None


def remove(path: str) -> None:
    """Deletes a file.

    Raises:
        SdolError: E0801 to E0805, it cannot be deleted.
    """
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            raise IsADirectoryError
        os.unlink(path)
    except OSError as error:
        raise cannot_open(error, path, "deleted") from None


def make_folder(path: str) -> None:
    """Makes a folder and those above it, where they do not exist.

    Raises:
        SdolError: E0803 to E0805, E0821, it cannot be made.
    """
    try:
        os.makedirs(path, exist_ok=True)
    except FileExistsError:
        raise SdolError("E0805", f"{path} is a file, not a folder") from None
    except OSError as error:
        raise _cannot_write(error, path) from None


def _open(path: str, flags: int, mode: int = 0o666) -> int:
    return os.open(path, flags | _NO_LINK, mode)


def _status(path: str) -> os.stat_result | None:
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not os.access(path, os.W_OK):
        raise PermissionError(0, "it is read-only")
    return found


def _write_at(path: str, flags: int, data: bytes) -> None:
    descriptor = _open(path, flags)
    try:
        before = os.fstat(descriptor)
        try:
            _write_all(descriptor, data)
        except BaseException:
            if stat.S_ISREG(before.st_mode):
                os.ftruncate(descriptor, before.st_size)
            raise
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _replace(path: str, data: bytes, existing: os.stat_result | None) -> None:
    folder = os.path.dirname(path)
    draft = os.path.join(folder, f".sdol-{os.urandom(8).hex()}")
    descriptor = _open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            _write_all(descriptor, data)
            if existing is not None:
                _keep_status(descriptor, existing)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
    _sync_folder(folder)


def _keep_status(descriptor: int, existing: os.stat_result) -> None:
    """Gives the new file the owner and the permissions of the old one; only root may give a file away."""
    try:
        os.fchown(descriptor, existing.st_uid, existing.st_gid)
    except PermissionError:
        os.fchmod(descriptor, stat.S_IMODE(existing.st_mode) & 0o777)
    else:
        os.fchmod(descriptor, stat.S_IMODE(existing.st_mode))


def _sync_folder(folder: str) -> None:
    """Makes the new name survive a power failure, as fsync(2) asks for."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_write(error: OSError, path: str) -> SdolError:
    from errno import EDQUOT, EFBIG, ENOSPC, EROFS

    if error.errno in (ENOSPC, EDQUOT, EFBIG):
        return SdolError(
            "E0821",
            f"there is no room to write {path}",
            reason=(error.strerror or "").lower(),
            help="what was there before is unchanged: make room, and run the program again",
        )
    if isinstance(error, FileNotFoundError):
        folder = os.path.dirname(path)
        return SdolError(
            "E0805", f"there is no folder {folder}", help=f'make it first: `make_folder("{folder}")`'
        )
    if error.errno == EROFS:
        return SdolError("E0803", f"{path} is not open to you", reason="the file system is read-only")
    return cannot_open(error, path, "written")
