"""Standard output: buffered, inert on a terminal, and quiet when its reader has gone."""

from __future__ import annotations

import os
import sys

from sdol.errors import SdolError
from sdol.kernel.screen import is_terminal
from sdol.kernel.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

BUFFER = 1 << 16
"""Characters that are kept back before they are written."""


class OutputClosed(BaseException):
    """The reader of standard output has gone (`| head`): nobody is left to tell, so the program ends.

    Not an `Exception`, so that no `try` of a program catches it. By then the stream leads nowhere, so that
    nothing is written, and nothing can fail, when the interpreter ends.
    """

    code = 0
    """The exit status: the program did all that was wanted of it."""


class Output:
    """Where `print` writes.

    To a terminal each line goes at once, with control characters made visible, so that no data can move the
    cursor or turn the writing round. To anything else the text goes unchanged, as UTF-8, in large pieces.

    Args:
        stream: a text stream, `sys.stdout` as a rule; None where there is none (`>&-`).
        painted: whether colours are ours, and reach a terminal.
    """

    def __init__(self, stream: TextIO | None, *, painted: bool = False) -> None:
        self._stream, self._made_inert = stream, painted_inert if painted else inert
        self._parts: list[str] = []
        self._size = 0
        self._failure: BaseException | None = None
        self.terminal = is_terminal(stream)

    def print(self, values: tuple[Any, ...]) -> None:
        """Writes values with one space between, and ends the line.

        Raises:
            OutputClosed: nobody reads any more.
            SdolError: E0820, it cannot be written, for example because the disk is full.
        """
        # Where the module has not been loaded there is no such value; loading it here could be what the
        # memory that is left does not allow.
        kinds = sys.modules.get("sdol.kernel.kinds")
        if kinds is not None and kinds.Made in map(type, values):
            self._print_pictures(values)
        else:
            self.write(" ".join([v if type(v) is str else show(v) for v in values]) + "\n")

    def _print_pictures(self, values: tuple[Any, ...]) -> None:
        """Values among which there may be pictures, whose colours reach a terminal as they are."""
        from sdol.kernel.pictures.printed import printed

        text = printed(values, self._stream)
        if self.terminal:
            self.draw(text)
        else:
            self.write(text)

    def draw(self, text: str) -> None:
        """Writes lines in which nothing can act on a terminal but colours of ours, at once; raises as `print` does."""
        self.flush()
        self._hand_on(text)

    def write(self, text: str) -> None:
        """Writes text; raises as `print` does."""
        self._parts.append(text)
        self._size += len(text)
        if self.terminal or self._size >= BUFFER:
            self.flush()

    def flush(self) -> None:
        """Hands on what was kept back; raises as `print` does, and again for what comes after a failure."""
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        if not text:
            return
        self._hand_on(self._made_inert(text) if self.terminal else text)

    def _hand_on(self, text: str) -> None:
        if self._failure is None:
            self._try_to_send(text)
        if self._failure is not None:
            raise self._failure

    def _try_to_send(self, text: str) -> None:
        if self._stream is None:
            self._failure = _failed("there is no standard output")
            return
        try:
            _send(self._stream, text, self.terminal)
        except BrokenPipeError:
            self._abandon(OutputClosed())
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            self._abandon(_failed(getattr(error, "strerror", None) or str(error)))

    def _abandon(self, failure: BaseException) -> None:
        """Leads the stream nowhere: what its own buffer holds would fail again when the interpreter ends."""
        self._failure = failure
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())  # type: ignore[union-attr]
            os.close(nowhere)
        except (OSError, ValueError):
            return


def _send(stream: TextIO, text: str, terminal: bool) -> None:
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(text)
        stream.flush()
        return
    encoding = (stream.encoding if terminal else None) or "utf-8"
    stream.flush()
    binary.write(text.encode(encoding, "backslashreplace"))
    binary.flush()


def _failed(why: str) -> SdolError:
    return SdolError(
        "E0820",
        "the output cannot be written",
        reason=why[:1].lower() + why[1:],
        help="what was printed before may be cut off: make room, or send the output elsewhere",
    )


# --- terminals ----------------------------------------------------------------------------------------------

_C0 = {i: 0x2400 + i for i in range(32) if chr(i) not in "\n\t"}
_NAMED = (*range(0x80, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_INERT: dict[int, int | str] = {**_C0, 0x7F: 0x2421, **{i: f"<U+{i:04X}>" for i in _NAMED}}


def inert(text: str) -> str:
    """The text with its control and bidirectional characters as visible signs; line ends and tabs stay."""
    return text if text.isprintable() else text.translate(_INERT)


def painted_inert(text: str) -> str:
    """The same, except that plain colours stay, which neither move the cursor nor hide anything."""
    import re

    return re.sub("\u241b(\\[(?:[0-2]|3[1-6])m)", "\x1b\\1", inert(text))
