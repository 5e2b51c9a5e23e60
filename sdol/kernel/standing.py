"""Where the stepping engine stands in the middle of an instruction, when it keeps its place to itself."""

from __future__ import annotations

import sys

from sdol.kernel.debugging.places import LIBRARY
from sdol.kernel.machine import Machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_EXECUTE = Machine.execute.__code__


def standing() -> tuple[str, int] | None:
    """Source and line of the innermost call that is not of the library; None where no such engine runs.

    To be called by what the engine called.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not _EXECUTE:
        frame = frame.f_back
    if frame is None:
        return None
    known = frame.f_locals
    machine: Machine = known["self"]
    inner, *outer = reversed(machine.frames)
    places = [(inner.code, known["pc"] - 1), *((one.code, one.position - 1) for one in outer)]
    found = [_written(machine, *place) for place in places]
    return next((one for one in found if one and not one[0].startswith(LIBRARY)), None)


def _written(machine: Machine, code: int, at: int) -> tuple[str, int] | None:
    listing, program = machine.listings[code], machine.program
    if not 0 <= at < len(listing.places):
        return None
    source, text = program.sources[program.functions[code].source]
    return source, text.count("\n", 0, listing.places[at][0]) + 1
