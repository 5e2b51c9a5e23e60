"""Rows of data: strict JSON, one value to a line, and what to do about a broken one."""

from __future__ import annotations

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.lines import Lines

DEEPEST = 8000
"""Python's recursion limit where data that are nested deeply are read or written."""

END = object()
"""What is read at the end."""

SKIPPED = object()
"""What is read where a line is left out."""


def read_json(text: str) -> Any:
    """The value of strict JSON (RFC 8259); NaN, infinities and numbers beyond a double are refused.

    Raises:
        ValueError: it is not; says why and where.
    """
    global _decoder
    if _decoder is None:
        from json import JSONDecoder

        _decoder = JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
    try:
        return nesting(_decoder.decode, text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        if "int_max_str_digits" in str(error):  # Python's advice is to programmers of Python
            raise ValueError("a whole number has more than 4,300 digits") from None
        raise


_decoder: Any = None


def nesting(function: Callable[[Any], Any], value: Any) -> Any:
    """Calls a function that recurses into nested data; the same depth is reached whatever engine runs.

    Raises:
        RecursionError: the data are nested deeper than some thousand levels.
    """
    try:
        return function(value)
    except RecursionError:
        import sys

        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, DEEPEST))
        try:
            return function(value)
        finally:
            sys.setrecursionlimit(before)


def _no_constant(name: str) -> float:
    raise ValueError(f"JSON has no number {name}")


def _finite(digits: str) -> float:
    x = float(digits)
    if x - x != 0.0:
        raise ValueError(f"the number {digits[:20]} is too large")
    return x


class Rows:
    """Reads JSON lines; blank lines do not count.

    What is not text at all is an error either way, and so is an input of which no row could be kept: silence would
    look like an empty file.

    Args:
        on_error: "fail" ends at a broken line, "skip" leaves it out and tells.

    Raises:
        SdolError: E0817, another value of `on_error`.
    """

    MOST_TOLD = 10
    BROKEN = frozenset({"E0811", "E0812", "E0813"})

    def __init__(self, on_error: str = "fail") -> None:
        self.skips = skips(on_error)
        self.kept = self.skipped = 0
        self._first: SdolError | None = None
        self._told = False

    def state(self) -> list[Any]:
        """How far it is, as the parts that `take_up` takes."""
        return [self.kept, self.skipped, self._first, self._told]

    def take_up(self, state: list[Any]) -> None:
        """Goes on from where another reader stood."""
        self.kept, self.skipped, self._first, self._told = state

    def next(self, lines: Lines, notice: Callable[[str], None]) -> Any:
        """The next row, or END.

        Raises:
            SdolError: E0811, the line is not JSON; and what `Lines.next` raises.
        """
        while (row := self._kept(lines, notice)) is SKIPPED:
            pass
        if row is END:
            self.tell(lines.name, notice)
        return row

    def _kept(self, lines: Lines, notice: Callable[[str], None]) -> Any:
        """The row on the next line, END, or SKIPPED where the line counts for nothing."""
        try:
            line = lines.next()
            if line is None:
                return END
            if not line or line.isspace():
                return SKIPPED
            row = _row(line, lines)
        except SdolError as error:
            if not self.skips or error.code not in self.BROKEN:
                raise
            self.skip(error, notice)
            return SKIPPED
        self.kept += 1
        return row

    def skip(self, error: SdolError, notice: Callable[[str], None]) -> None:
        """Counts a row that is left out, and tells of the first ones."""
        self.skipped += 1
        self._first = self._first or error
        if self.skipped <= self.MOST_TOLD:
            notice(f"skipped: {error.message} ({error.reason})")

    def tell(self, name: str, notice: Callable[[str], None]) -> None:
        """Says how many rows were left out, once.

        Raises:
            SdolError: all were; the first one's failure.
        """
        if self._first and not self.kept:
            raise self._first
        if self.skipped and not self._told:
            self._told = True
            notice(f"{self.skipped:,} of {self.skipped + self.kept:,} rows of {name} were skipped")


def skips(on_error: str) -> bool:
    """Whether broken rows are left out."""
    if on_error not in ("fail", "skip"):
        raise SdolError("E0817", f"`on_error` cannot be {on_error!r}", help='write "fail" or "skip"')
    return on_error == "skip"


def _row(line: str, lines: Lines) -> Any:
    try:
        return read_json(line)
    except ValueError as error:
        raise SdolError(
            "E0811",
            f"line {lines.number} of {lines.name} is not JSON",
            reason=_why(error),
            help='`on_error: "skip"` leaves such lines out and tells of them',
        ) from None


def _why(error: ValueError) -> str:
    """The parser's reason: what it wanted, and at which column."""
    message, column = getattr(error, "msg", ""), getattr(error, "colno", 0)
    return f"column {column}: {message[:1].lower()}{message[1:]}" if message else str(error)
