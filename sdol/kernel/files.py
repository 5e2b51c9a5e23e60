"""Files as programs read and write them: opened where the gate looked, and written whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from errno import ELOOP

from sdol.errors import SdolError
from sdol.kernel.lines import cannot_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_ONLY_FOLDER: int = getattr(os, "O_DIRECTORY", 0)
_FOLDER: int = _NO_LINK | _ONLY_FOLDER | getattr(os, "O_PATH", os.O_RDONLY)
"""O_PATH, where there is one, also enters folders that may be passed through but not listed."""


@contextmanager
def parent_of(path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The folder in which a resolved path stands, as an open descriptor, and the last name of the path.

    It is entered name by name from `/`, never through a link: a folder that has become one since the path was
    resolved is not left for another place. With `make`, folders that do not exist are made.

    Raises:
        OSError: ELOOP, a part of the path is a link; what else opening a folder raises.
    """
    *folders, name = path.strip("/").split("/")
    folder = os.open("/", _FOLDER)
    try:
        for each in folders:
            outer, folder = folder, _enter(folder, each, make=make)
            os.close(outer)
        yield folder, name or "."
    finally:
        os.close(folder)


def _enter(folder: int, name: str, *, make: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
    except NotADirectoryError:
        _status(folder, name)
        raise
    _make(folder, name)
    return os.open(name, _FOLDER, dir_fd=folder)


def _make(folder: int, name: str) -> None:
    try:
        os.mkdir(name, dir_fd=folder)
    except FileExistsError:
        return  # somebody else made it just now


def _status(folder: int, name: str) -> os.stat_result:
    """What stands under a name, which may not be a link."""
    found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if stat.S_ISLNK(found.st_mode):
        raise OSError(ELOOP, os.strerror(ELOOP))
    return found


def is_there(path: str) -> bool:
    """Whether a resolved path is that of a file or folder.

    Raises:
        SdolError: E0803, E0804, it cannot be told.
    """
    try:
        with parent_of(path) as (folder, name):
            _status(folder, name)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise cannot_open(error, path) from None
    return True


def names_in(path: str) -> list[str]:
    """The names of what is in a folder, in order; those of folders end in `/`.

    Raises:
        SdolError: E0801 to E0805, it cannot be opened.
    """
    try:
        with parent_of(path) as (folder, name):
            _status(folder, name)
            descriptor = os.open(name, _NO_LINK | _ONLY_FOLDER, dir_fd=folder)
        try:
            with os.scandir(descriptor) as entries:
                return sorted(e.name + "/" * e.is_dir(follow_symlinks=False) for e in entries)
        finally:
            os.close(descriptor)
    except NotADirectoryError:
        raise SdolError("E0805", f"{path} is a file, not a folder") from None
    except OSError as error:
        raise cannot_open(error, path) from None


def status(path: str) -> os.stat_result:
    """What the system knows of the file or folder at a resolved path.

    Raises:
        SdolError: E0801 to E0805, there is none, or it cannot be told.
    """
    try:
        with parent_of(path) as (folder, name):
            return _status(folder, name)
    except OSError as error:
        raise cannot_open(error, path) from None


def files_below(path: str) -> list[str]:
    """The paths of the files in a folder and below it, from there on, in order; no link is followed.

    Raises:
        SdolError: E0801 to E0805, a folder cannot be opened.
    """
    found: list[str] = []
    try:
        with parent_of(path) as (folder, name):
            if not stat.S_ISDIR(_status(folder, name).st_mode):
                raise SdolError("E0805", f"{path} is a file, not a folder")
            for root, _, names, _ in os.fwalk(name, dir_fd=folder, onerror=_raised):
                inside = root[len(name) :].lstrip("/")
                found += [f"{inside}/{each}" if inside else each for each in names]
    except OSError as error:
        raise cannot_open(error, path) from None
    return sorted(found)


def _raised(error: OSError) -> None:
    raise error


def open_to_read(path: str) -> BinaryIO:
    """Opens a resolved path; a link that has taken its place since it was resolved is not followed.

    Raises:
        SdolError: E0801 to E0805, it cannot be opened.
    """
    try:
        descriptor = _open(path, os.O_RDONLY)
        try:
            return os.fdopen(descriptor, "rb")
        except BaseException:
            os.close(descriptor)
            raise
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
        with parent_of(path) as (folder, name):
            existing = _writable(folder, name)
            if existing is not None and not stat.S_ISREG(existing.st_mode):
                _write_at(folder, name, os.O_WRONLY, data)
            else:
                _replace(folder, name, data, existing)
    except OSError as error:
        raise cannot_write(error, path) from None


def extend(path: str, data: bytes) -> None:
    """Adds `data` to the end of a file, making it where it does not exist; what fails half-way is taken back.

    Raises:
        SdolError: as `replace` does.
    """
    try:
        with parent_of(path) as (folder, name):
            _write_at(folder, name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, data)
    except OSError as error:
        raise cannot_write(error, path) from None


def remove(path: str) -> None:
    """Deletes a file.

    Raises:
        SdolError: E0801 to E0805, it cannot be deleted.
    """
    try:
        with parent_of(path) as (folder, name):
            if stat.S_ISDIR(_status(folder, name).st_mode):
                raise IsADirectoryError
            os.unlink(name, dir_fd=folder)
    except OSError as error:
        raise cannot_open(error, path, "deleted") from None


def make_folder(path: str) -> None:
    """Makes a folder and those above it, where they do not exist.

    Raises:
        SdolError: E0803 to E0805, E0821, it cannot be made.
    """
    try:
        with parent_of(path, make=True) as (folder, name):
            try:
                os.close(_enter(folder, name, make=True))
            except NotADirectoryError:
                raise SdolError("E0805", f"{path} is a file, not a folder") from None
    except OSError as error:
        raise cannot_write(error, path) from None


def _open(path: str, flags: int) -> int:
    with parent_of(path) as (folder, name):
        return os.open(name, flags | _NO_LINK, dir_fd=folder)


def _writable(folder: int, name: str) -> os.stat_result | None:
    try:
        found = _status(folder, name)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not os.access(name, os.W_OK, dir_fd=folder):
        raise PermissionError(0, "it is read-only")
    return found


def _write_at(folder: int, name: str, flags: int, data: bytes) -> None:
    descriptor = os.open(name, flags | _NO_LINK, 0o666, dir_fd=folder)
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


def _replace(folder: int, name: str, data: bytes, existing: os.stat_result | None) -> None:
    draft = f".sdol-{os.urandom(8).hex()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o666, dir_fd=folder)
    try:
        try:
            _write_all(descriptor, data)
            if existing is not None:
                _keep_status(descriptor, existing)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        os.unlink(draft, dir_fd=folder)
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


def _sync_folder(folder: int) -> None:
    """Makes the new name survive a power failure, as fsync(2) asks for."""
    descriptor = os.open(".", os.O_RDONLY, dir_fd=folder)  # one of O_PATH cannot be synced
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot_write(error: OSError, path: str) -> SdolError:
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
