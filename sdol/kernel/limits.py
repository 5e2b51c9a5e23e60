"""Bounds that a run may be given: open calls, memory, instructions.

What a bound stops is a trap. That of the depth (E0503) and of memory (E0505) may be caught by a `try`, which
gives back what was used; that of instructions (E0538) may not, for a loop around the `try` would go on for ever.
"""

from __future__ import annotations

from contextlib import contextmanager

from sdol.errors import SdolError
from sdol.kernel.traps import Trap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.kernel.machine import Machine

STATUS = "/proc/self/status"
_DATA = "VmData:"


class Limits:
    """The bounds of one run; None stands for none.

    Args:
        depth: calls that may be open at once; the engine's own bound where it is None.
        memory: bytes that the program may take beyond what the process has taken when it starts.
        instructions: how many may be executed.
    """

    __slots__ = ("depth", "instructions", "memory")

    def __init__(
        self, depth: int | None = None, memory: int | None = None, instructions: int | None = None
    ) -> None:
        self.depth, self.memory, self.instructions = depth, memory, instructions


def spent(machine: Machine, limit: int) -> Trap:
    """E0538: a program has executed as many instructions as it may."""
    error = SdolError(
        "E0538",
        f"the program has executed {limit:,} instructions and has not ended",
        reason="`--max-instructions` allows no more; no `try` catches this",
        help="look for a loop that does not end, or allow more",
    )
    return Trap(error, machine.places())


@contextmanager
def bounded_memory(limit: int | None) -> Iterator[None]:
    """Within it the process can take no more than so many bytes of memory: then a `MemoryError` is raised.

    The bound is on the data segment of the process (`RLIMIT_DATA`). numpy is loaded first: a library that finds
    no room while it starts cannot say so. So is what prints, which a program may need when there is no room left.

    Raises:
        SdolError: E0537, this system cannot bound the memory of a process.
    """
    if limit is None:
        yield
        return
    import numpy as np  # noqa: F401

    import sdol.kernel.output  # noqa: F401

    try:
        import resource

        taken, before = _taken(), resource.getrlimit(resource.RLIMIT_DATA)
        most = taken + limit if before[1] < 0 else min(taken + limit, before[1])
        resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    except (ImportError, OSError, ValueError) as error:
        raise SdolError(
            "E0537", "the memory of a program cannot be bounded on this system", reason=str(error)
        ) from None
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _taken() -> int:
    """Bytes of this process's data segment.

    Raises:
        OSError, ValueError: the system does not tell.
    """
    with open(STATUS, encoding="ascii") as file:
        line = next((line for line in file if line.startswith(_DATA)), "")
    if not line:
        raise ValueError("it does not tell how much a process has taken")
    return int(line.split()[1]) * 1024
