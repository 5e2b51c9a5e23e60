"""What a call bounds its run by, and where it wants a program saved: the options read."""

from __future__ import annotations

from sdol.kernel.limits import Limits
from sdol.shell.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.options import Call

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30}

MOST_EMITTED = 8000
"""Open calls that the fast engine is trusted with: with 8 MiB of stack the process ended at some 20,000."""

DEEPEST = 1_000_000
"""Open calls that are kept, and that a failure goes through, in a time and a memory that anyone would wait for."""


class Bounds:
    """The bounds of one run.

    Args:
        limits: of depth, memory and instructions.
        pause_after: instructions after which the program is saved.
        state: the file it is saved in, then and when it is interrupted.
    """

    __slots__ = ("limits", "pause_after", "state")

    def __init__(self, limits: Limits, pause_after: int | None = None, state: str | None = None) -> None:
        self.limits, self.pause_after, self.state = limits, pause_after, state

    @property
    def stepwise(self) -> bool:
        """Whether only the stepping machine can do it."""
        return self.limits.instructions is not None or self.state is not None or self.deep

    @property
    def deep(self) -> bool:
        """Whether more calls may be open than the stack of a process has room for in Python's own code."""
        return (self.limits.depth or 0) > MOST_EMITTED


def bounds_of(call: Call, state: str | None = None) -> Bounds:
    """The bounds that the options of a call ask for; `state` is where it is saved unless they say.

    Raises:
        UsageError: E0901, a value is none.
    """
    state = call.option("state") or state
    after = count(call, "pause-after")
    if after is not None and not state:
        raise UsageError(
            "E0901",
            "`--pause-after` needs a place for the state",
            help="name a file: `--state FILE`; `sdol resume FILE` goes on from it",
        )
    return Bounds(limits_of(call), after, state)


def limits_of(call: Call) -> Limits:
    """The limits that the options of a call ask for.

    Raises:
        UsageError: E0901, a value is none.
    """
    depth = count(call, "max-depth")
    if depth is not None and depth > DEEPEST:
        help = f"at most {DEEPEST:,} calls can be open at once"
        raise UsageError("E0901", f"`--max-depth {depth}` is too deep", help=help)
    return Limits(depth, _size(call, "max-memory"), count(call, "max-instructions"))


def count(call: Call, name: str) -> int | None:
    """The number that an option gives, or None.

    Raises:
        UsageError: E0901, it is no count.
    """
    text = call.option(name.replace("-", "_"))
    if text is None:
        return None
    digits = text.replace("_", "").replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16) or int(digits) == 0:
        raise UsageError("E0901", f"`--{name} {text}` is no count", help=f"write for example `--{name} 1000`")
    return int(digits)


def _size(call: Call, name: str) -> int | None:
    """A number of bytes, such as `500MB` or `2 GiB`."""
    import re

    text = call.option(name.replace("-", "_"))
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,3}))? ?([kmg]i?|)b?", text.lower())
    size = int(float(f"{found[1]}.{found[2] or 0}") * _UNITS[found[3]]) if found else 0
    if size <= 0:
        raise UsageError("E0901", f"`--{name} {text}` is no size", help=f"write for example `--{name} 500MB`")
    return size
