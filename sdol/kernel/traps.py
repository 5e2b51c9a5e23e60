"""Traps: what a program can catch with `try`, and what ends it otherwise.

Whatever an instruction raises becomes one `SdolError`, in the same words in both engines; the place in the program is
added where it left the machine.
"""

from __future__ import annotations

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    OpenCall = tuple[int, int, int, str]
    """Index of the source, the half-open range of characters in it, and the function's name."""

DEPTH = 4000
"""Calls that may be open at once."""


class Trap(Exception):
    """A failure on its way out of an engine: what went wrong, and the calls it went through, innermost first.

    `places` holds each call that was open.
    """

    def __init__(self, error: SdolError, places: list[OpenCall]) -> None:
        super().__init__(error.message)
        self.error, self.places = error, places


class Onward(Exception):
    """A failure that goes on when a transaction was rolled back: what it was, and the calls it went through before."""

    def __init__(self, error: SdolError, places: list[OpenCall]) -> None:
        super().__init__(error.message)
        self.error, self.places = error, places


def as_error(raised: BaseException) -> SdolError:
    """The failure in the language's words.

    Raises:
        BaseException: what is no failure of the program goes on (Ctrl-C, exit, a mistake in the machine itself).
    """
    if isinstance(raised, SdolError):
        return raised
    if isinstance(raised, Onward):
        return raised.error
    if isinstance(raised, ZeroDivisionError):
        return SdolError("E0501", "division by zero", help="test the divisor first: `if d != 0 { ... }`")
    if isinstance(raised, RecursionError):
        return too_deep()
    if isinstance(raised, OverflowError):
        return SdolError("E0504", "the number is too large", reason="a num reaches to about 1.8e308")
    if isinstance(raised, MemoryError):
        return SdolError("E0505", "there is not enough memory for this", help="work in smaller pieces")
    if isinstance(raised, ValueError) and type(raised).__name__ == "GeometryError":
        return SdolError("E0506", str(raised))
    if isinstance(raised, ValueError) and "integer string conversion" in str(raised):
        return SdolError(
            "E0504", "the number is too large to be shown", reason="it has more than 4,300 digits"
        )
    raise raised


def too_deep(depth: int = DEPTH) -> SdolError:
    return SdolError(
        "E0503",
        f"the recursion is deeper than {depth:,} calls",
        reason="there are no tail calls: every open call is kept",
        help="write it as a loop, or check the case that ends it",
    )


def unset_global(name: str) -> SdolError:
    """The failure of reading a top-level variable too early."""
    return SdolError(
        "E0508",
        f"`{name}` is used before its line has run",
        reason="a function sees the top level as it is when it is called",
        help=f"move the call below the line that defines `{name}`",
    )


def caught(error: SdolError) -> dict[str, Any]:
    """The record that `try { ... } else e` binds."""
    return {"code": error.code, "message": error.message, "reason": error.reason, "help": error.help}


FAILURE = "failure"
"""The type of a register that takes a failure whole."""


def failure(error: SdolError, places: list[OpenCall]) -> dict[str, Any]:
    """What the handler of a transaction binds: plain data from which `rethrown` makes the failure again."""
    from sdol.kernel.gate import Refused

    return {**caught(error), "refused": isinstance(error, Refused), "places": places}


def rethrown(kept: dict[str, Any]) -> Onward:
    """The failure that `failure` kept."""
    from sdol.kernel.gate import Refused

    kind = Refused if kept["refused"] else SdolError
    error = kind(kept["code"], kept["message"], reason=kept["reason"], help=kept["help"])
    return Onward(error, [tuple(place) for place in kept["places"]])
