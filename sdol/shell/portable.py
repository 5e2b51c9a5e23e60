"""Compiled files that a user names: read and checked before anything runs, and written whole."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress

from sdol.errors import SdolError
from sdol.shell.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.compiler.image import Image
    from sdol.kernel.ir import Program

ENDING = ".sdolc"

_FOREIGN = (TypeError, AttributeError, LookupError, ValueError, AssertionError, ArithmeticError, NameError)
"""What Python raises where a value is not of the type that its register has."""


def is_compiled(name: str) -> bool:
    """Whether a name is that of a compiled file."""
    return name.endswith(ENDING)


def read(name: str) -> Program:
    """The program in a compiled file.

    Raises:
        UsageError: E0801 and others, it cannot be read; E0908, it is no program for this sdol; E0701.
    """
    from sdol.compiler import portable
    from sdol.kernel.lines import cannot_open

    try:
        with open(name, "rb") as file:
            data = file.read(portable.MOST_BYTES + 1)
    except OSError as error:
        raise _usage(cannot_open(error, name)) from None
    except ValueError:
        raise UsageError("E0801", "a path cannot hold a zero byte") from None
    try:
        return portable.from_bytes(data)
    except SdolError as error:
        raise _usage(error, name) from None


def _usage(error: SdolError, name: str = "") -> UsageError:
    """The same failure, as one of the call: nothing ran."""
    message = error.message.replace("this compiled program", name) if name else error.message
    return UsageError(error.code, message, reason=error.reason, help=error.help)


def image(program: Program) -> Image:
    """A program from a compiled file for the engines."""
    from sdol.compiler.image import Image

    return Image.make(program)


@contextmanager
def foreign(name: str) -> Iterator[None]:
    """Within it, a program that a person assembled may fail as none of the compiler's can, and is told so.

    The verifier refuses what is wrong in its form; that each value has the type of its register it cannot prove.
    """
    try:
        yield
    except _FOREIGN as error:
        raise SdolError(
            "E0908",
            f"{name} does what no program of the language can",
            reason=f"a value was not of the type that its register has ({type(error).__name__}: {error!s:.200})",
            help="mend the listing that it was assembled from",
        ) from None


def write(name: str, data: bytes) -> None:
    """Writes a compiled file, whole or not at all.

    Raises:
        SdolError: E0801 to E0805, it cannot be written.
    """
    from sdol.kernel.lines import cannot_open

    temporary = f"{name}.{os.urandom(4).hex()}"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
        os.replace(temporary, name)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise cannot_open(error, name, "written") from None
    except ValueError:
        raise UsageError("E0801", "a path cannot hold a zero byte") from None
