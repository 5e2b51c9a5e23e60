"""Program files that are formatted in place: line endings and a byte order mark stay, and so do permissions."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import NamedTuple

from sdol.errors import SdolError
from sdol.shell.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.diagnostics import Diagnostic

STANDARD = "standard input"
_MARK = "\ufeff"


class Formatted(NamedTuple):
    """A file, and what becomes of it.

    Attributes:
        name: as it was given; `-` is standard input.
        before, after: its text, with line endings and byte order mark.
        problems: why it stays as it is.
    """

    name: str
    before: str
    after: str
    problems: list[Diagnostic]

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def shown(self) -> str:
        return STANDARD if self.name == "-" else self.name


def formatted(name: str) -> Formatted:
    """What a file looks like when it is formatted; a file that cannot be read is a problem of its own."""
    from sdol.diagnostics import Source
    from sdol.lang.files import decoded
    from sdol.lang.formatting import formatted as laid_out

    shown = STANDARD if name == "-" else name
    try:
        data = _read(name)
        text = decoded(data, shown)
    except SdolError as error:
        from sdol.shell.failures import of_error

        return Formatted(name, "", "", [of_error(error)])
    before = data.decode("utf-8")
    after, problems = laid_out(Source(shown, text))
    return Formatted(name, before, before if problems else _as_before(after, before), problems)


def _read(name: str) -> bytes:
    from sdol.lang.files import MOST_BYTES, read_bytes

    if name != "-":
        return read_bytes(name, name)
    if sys.stdin is None:
        raise UsageError("E0806", "there is no standard input", help="name the program's file")
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _as_before(text: str, before: str) -> str:
    """The text with the byte order mark, and the line endings, of most lines before."""
    if 2 * before.count("\r\n") > before.count("\n"):
        text = text.replace("\n", "\r\n")
    return _MARK + text if before.startswith(_MARK) else text


def write(name: str, text: str) -> None:
    """Puts a text in the place of a file's, whole or not at all; what a link leads to is written, not the link.

    Raises:
        SdolError: E0801 to E0805, it cannot be written.
    """
    from sdol.kernel.lines import cannot_open

    path = os.path.realpath(name)
    draft = f"{path}.{os.urandom(4).hex()}"
    try:
        if not os.access(path, os.W_OK):
            raise PermissionError(0, "Permission denied")
        _draft(draft, text, os.stat(path))
        os.replace(draft, path)
    except OSError as error:
        raise cannot_open(error, name, "written") from None
    finally:
        with suppress(OSError):
            os.unlink(draft)


def _draft(path: str, text: str, like: os.stat_result) -> None:
    """Writes a file with the permissions, and where that is allowed the owner, of another."""
    with open(path, "xb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, like.st_uid, like.st_gid)
    os.chmod(path, stat.S_IMODE(like.st_mode))


def difference(file: Formatted) -> list[str]:
    """The lines of a unified diff, none where nothing changes."""
    from difflib import unified_diff

    before, after = _split(file.before), _split(file.after)
    return list(unified_diff(before, after, file.shown, f"{file.shown} formatted", lineterm=""))


def _split(text: str) -> list[str]:
    """Lines; one at the end that no newline ends says so, as `diff` has it."""
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines
