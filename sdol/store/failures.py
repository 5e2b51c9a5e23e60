"""Every failure of SQLite, told once in the user's words.

The primary result codes are those of https://www.sqlite.org/rescode.html; the low byte of an extended code.
"""

from __future__ import annotations

from collections.abc import Callable

from sdol.errors import SdolError
from sdol.store import lockholder

_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _TOOBIG, _NOTADB = (
    5,
    6,
    8,
    10,
    11,
    13,
    14,
    18,
    26,
)
_FORBIDDEN = (3, 23)
_ERROR = 1
_OTHER_TABLES = ("no such table", "no such column", "has no column named", "already exists")
"""What SQLite says of statements that are right for the tables of a session and not for these."""

# For a library that gives no result code with its exceptions, and for the binding's own complaints.
_BY_TEXT = {
    "database is locked": _BUSY,
    "database table is locked": _LOCKED,
    "attempt to write a readonly database": _READONLY,
    "disk i/o error": _IOERR,
    "disk image is malformed": _CORRUPT,
    "could not decode to utf-8": _CORRUPT,
    "malformed database schema": _CORRUPT,
    "disk is full": _FULL,
    "unable to open database file": _CANTOPEN,
    "too big": _TOOBIG,
    "too large": _TOOBIG,
    "file is not a database": _NOTADB,
}


def translate(error: Exception, path: str) -> SdolError:
    """The failure `error` of the database file `path` as an error that a user can act on."""
    if isinstance(error, UnicodeDecodeError):
        return damaged(path, "a name or a text in it is not UTF-8")
    code = _primary_code(error)
    if code in (0, _ERROR) and any(sign in str(error) for sign in _OTHER_TABLES):
        return damaged(path, f"its tables are not those that SDOL makes: {error}")
    return _BUILDERS.get(code, _other)(path, str(error))


def _primary_code(error: Exception) -> int:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF
    text = str(error).lower()
    return next((code for part, code in _BY_TEXT.items() if part in text), 0)


def locked(path: str, detail: str = "") -> SdolError:
    holder = lockholder.writer(path)
    other = f"another process ({holder})" if holder else "another process"
    return SdolError(
        "E0601",
        f"the session {path} is locked: {other} is writing to it",
        reason="one process writes at a time, and this one has waited for as long as it may",
        help="wait for the other process or end it, then try again; or name another file with --session FILE",
    )


def damaged(path: str, detail: str) -> SdolError:
    return SdolError(
        "E0602",
        f"the session {path} is damaged",
        reason=detail,
        help="copy the file, with its -wal file if there is one, before anything else; then restore a "
        "backup, or save what can be read with `sqlite3 FILE .recover`",
    )


def not_a_session(path: str, detail: str) -> SdolError:
    return SdolError(
        "E0605",
        f"{path} is not a session of SDOL",
        reason=detail,
        help="nothing was written to it; name another file with --session FILE",
    )


def full(path: str, detail: str) -> SdolError:
    return SdolError(
        "E0606",
        f"the session {path} could not be written: the disk is full, or the file may not grow",
        reason=f"{detail}; what was stored before is safe, the change under way was undone",
        help="free some space or raise the limit on file sizes, then run it again",
    )


def forbidden(path: str, detail: str) -> SdolError:
    return SdolError(
        "E0607",
        f"the session {path} may not be used in this way",
        reason=detail,
        help="change the permissions of the file and its folder, or name another file with --session FILE",
    )


def cannot_open(path: str, detail: str) -> SdolError:
    return SdolError(
        "E0608",
        f"the session {path} cannot be opened",
        reason=detail,
        help="see that the file and its folder exist and that you may read and write them, or name another "
        "file with --session FILE",
    )


def too_big(path: str, detail: str) -> SdolError:
    return SdolError(
        "E0611",
        "a value is too big to be stored",
        reason=f"{detail}; SQLite holds at most 1 GB in one value",
        help="store it in parts, or store the path of a file",
    )


def _not_a_database(path: str, detail: str) -> SdolError:
    return not_a_session(path, "the file is not an SQLite database, or its header is damaged")


def _other(path: str, detail: str) -> SdolError:
    return SdolError(
        "E0612",
        f"the session {path} refused an operation",
        reason=detail,
        help="this should not happen: please report it with the program that led to it",
    )


_BUILDERS: dict[int, Callable[[str, str], SdolError]] = {
    _BUSY: locked,
    _LOCKED: locked,
    _READONLY: forbidden,
    _IOERR: full,
    _CORRUPT: damaged,
    _FULL: full,
    _CANTOPEN: cannot_open,
    _TOOBIG: too_big,
    _NOTADB: _not_a_database,
    **dict.fromkeys(_FORBIDDEN, forbidden),
}
