"""Source files: reading a program's text, and what is told where that fails. Loaded at every start."""

from __future__ import annotations

from sdol.errors import SdolError

MOST_BYTES = 4 << 20
"""A source file larger than this is data by mistake."""


def read_text(path: str, shown: str) -> str:
    """A source file's text.

    Raises:
        SdolError: E0801 missing, E0802 a folder, E0803 not readable, E0190 compiled, E0812 not UTF-8, E0815 too large.
    """
    return decoded(read_bytes(path, shown), shown)


def read_bytes(path: str, shown: str) -> bytes:
    """A source file's bytes, one more than it may have at most; raises E0801 to E0803 as `read_text`."""
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise SdolError("E0801", f"there is no file {shown}", help="check the name and the folder") from None
    except IsADirectoryError:
        raise SdolError("E0802", f"{shown} is a folder, not a program") from None
    except PermissionError:
        raise SdolError("E0803", f"{shown} cannot be read: permission denied") from None
    except OSError as error:
        raise SdolError("E0803", f"{shown} cannot be read: {error.strerror}") from None
    except ValueError:
        raise SdolError("E0801", "a path cannot hold a zero byte") from None


def decoded(data: bytes, shown: str, most: int = MOST_BYTES) -> str:
    """The text of a program's bytes; raises E0190, E0812 or E0815 as `read_text`."""
    if len(data) > most:
        raise SdolError("E0815", f"{shown} is larger than a program can be ({most >> 20} MiB)")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _not_compiled(data, shown)
        raise SdolError(
            "E0812", f"{shown} is not UTF-8 text: byte {error.start} cannot be read", help="save it as UTF-8"
        ) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _not_compiled(data: bytes, shown: str) -> None:
    """Raises E0190 for what `sdol asm` made, which is a program, but not its text."""
    from sdol.compiler.portable import MAGIC

    if data.startswith(MAGIC):
        raise SdolError(
            "E0190",
            f"{shown} is a compiled program, and here the text of one is due",
            help="give the file that it was made from; `sdol run` runs a compiled one, `sdol dis` shows it",
        )
