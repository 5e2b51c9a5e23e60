"""Whether a machine is within an instruction that only computes: one without effect, all of which can be done again."""

from __future__ import annotations

from sdol.kernel.flat import operands
from sdol.kernel.machine import OP1, OP2, OPN, Machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_EXECUTE = Machine.execute.__code__
_OPERATIONS = (OP1, OP2, OPN)
_IMPORTING = "<frozen importlib"


def computes(frame: FrameType, machine: Machine) -> bool:
    """Whether a thread, by its innermost frame, is within such an instruction, and not in the middle of an import."""
    at: FrameType | None = frame
    inner = None
    while at is not None and at.f_code is not _EXECUTE:
        if at.f_code.co_filename.startswith(_IMPORTING):
            return False
        at, inner = at.f_back, at
    return at is not None and inner is not None and _operates(at, inner, machine)


def is_within_operation(raised: BaseException, machine: Machine) -> bool:
    """Whether something was raised within such an instruction, which has changed nothing then.

    Else it came between two of them, or within one that adds to a list.
    """
    at = raised.__traceback__
    while at is not None and at.tb_frame.f_code is not _EXECUTE:
        at = at.tb_next
    if at is None or at.tb_next is None or not _operates(at.tb_frame, at.tb_next.tb_frame, machine):
        return False
    return not _builds(machine)


def _operates(execute: FrameType, inner: FrameType, machine: Machine) -> bool:
    """Whether what `execute` has called is the function of an instruction: else it counts steps there."""
    found = execute.f_locals
    return found["self"] is machine and found.get("k") in _OPERATIONS and inner.f_code.co_name != "_in_pieces"


def _builds(machine: Machine) -> bool:
    """Whether the last instruction adds to a list that is being built."""
    frame = machine.frames[-1]
    entry = machine.listings[frame.code].entries[frame.position - 1]
    types = machine.program.functions[frame.code].types
    return any(types[at] == "builder" for at in operands(entry) if at < len(types))
