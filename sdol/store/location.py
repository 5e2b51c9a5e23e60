"""Where the session's file is, and how it comes into being: private to its user."""

from __future__ import annotations

import os
from pathlib import Path

from sdol.errors import SdolError
from sdol.store import failures

MEMORY = ":memory:"


def default_path() -> Path:
    """The user's session: $SDOL_SESSION, else sdol/session.db under $XDG_DATA_HOME or ~/.local/share.

    As on the command line, `:memory:` is a session that is not kept.
    """
    named = os.environ.get("SDOL_SESSION")
    if named:
        return Path(named).expanduser()
    data = os.environ.get("XDG_DATA_HOME")
    base = Path(data) if data else Path.home() / ".local" / "share"
    return base / "sdol" / "session.db"


def prepare(path: Path, *, create: bool) -> None:
    """See that `path` is a regular file, creating it (mode 0600) if `create`.

    The folder of the default path is created too, any other must exist.

    Raises:
        SdolError: E0608, there is no such file or folder, or it is no regular file; E0606, E0607.
    """
    try:
        if path.exists():
            _require_regular(path)
        elif create:
            _create(path)
        else:
            raise failures.cannot_open(str(path), "there is no such file")
    except OSError as error:
        raise _translate(error, path) from error


def _require_regular(path: Path) -> None:
    if not path.is_file():
        raise failures.cannot_open(str(path), "it is not a regular file")
    if path.stat().st_size == 1:  # SQLite takes this one size for an empty file, and would write over it
        raise failures.not_a_session(str(path), "it holds a single byte")
    if not os.access(path, os.R_OK):
        raise failures.forbidden(str(path), "you have no permission to read it")


def _create(path: Path) -> None:
    if path == default_path():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not path.parent.is_dir():
        raise failures.cannot_open(str(path), f"there is no folder {path.parent}")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return  # another process was faster
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new file's name survive a power failure, as fsync(2) asks for."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _translate(error: OSError, path: Path) -> SdolError:
    import errno

    detail = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return failures.full(str(path), detail)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return failures.forbidden(str(path), detail)
    return failures.cannot_open(str(path), detail)
