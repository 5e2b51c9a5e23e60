"""Saved states: a stopped machine as bytes, from which another process goes on.

The bytes hold the program with its constants, what its registers and variables hold, every open call, and how
far the input was read. They begin with a magic word, the format's number and the version that wrote them, and
carry a checksum; after it nothing is trusted that can be checked: the program passes the verifier, each call
must stand where a call can stand. Nothing in them is code for Python.

A state holds no grants: whoever goes on with it grants effects anew.
"""

from __future__ import annotations

import hashlib

from sdol import __version__
from sdol.errors import SdolError
from sdol.kernel import table
from sdol.kernel.ir import NODES, Function, Node, Op, Program, children
from sdol.kernel.machine import Frame, Machine
from sdol.kernel.saved_bytes import Damaged, Reader, Unsavable, Writer
from sdol.kernel.saved_values import kind_named, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.world import World

MAGIC = b"SDOL state\n"
FORMAT = 1
_DIGEST = 32
_NODES = tuple(NODES.values())
_AGAIN = "run the program again from its beginning"


def save(machine: Machine) -> bytes:
    """The whole state of a machine that stands between two instructions.

    Raises:
        SdolError: E0536, it is within a transaction, or a value has no form to be saved in.
    """
    if machine.world.transactions.open:
        raise SdolError(
            "E0536",
            "a program cannot be saved within a `transaction`",
            reason="what it has written so far would be undone",
            help="stop before it or after it",
        )
    state = {
        "table": table_digest(machine.program),
        "program": machine.program,
        "constants": machine.constants[: len(machine.program.constants)],
        "globals": machine.globals,
        "frames": machine.frames,
        "result": machine.result,
        "world": machine.world.state(),
    }
    try:
        body = Writer(kind_of).write(state)
    except Unsavable as error:
        raise SdolError(
            "E0536", f"this program cannot be saved here: it holds a value of the kind {error.args[0]}"
        ) from None
    rest = _version() + body
    return MAGIC + hashlib.sha256(rest).digest() + rest


def load(data: bytes, world: World, check: Callable[[Program], None]) -> Machine:
    """A machine that stands where another was saved.

    Args:
        data: what `save` gave.
        world: what its effects act on from now on.
        check: raises where a program is none that an engine may run.

    Raises:
        SdolError: E0531, the bytes are not whole, or do not hold together; E0532, another version wrote them;
            E0533, an embedding model is another one now; E0534, the input cannot be taken up; E0535, E0603,
            the session has not the stores; E0601 and others, it cannot be opened.
    """
    body = _body(data)
    try:
        return _machine(Reader(body, kind_named, world).read(), world, check)
    except (SdolError, MemoryError):
        raise
    except Exception as error:
        raise unreadable(f"it does not hold together: {error}") from None


def unreadable(reason: str) -> SdolError:
    """E0531."""
    return SdolError("E0531", "this saved state cannot be read", reason=reason, help=_AGAIN)


def _version() -> bytes:
    written = f"{FORMAT} {__version__}".encode()
    return len(written).to_bytes(1, "big") + written


def _body(data: bytes) -> bytes:
    """What stands behind the checksum and the version."""
    if data[: len(MAGIC)] != MAGIC:
        raise unreadable("it is not a saved state")
    start = len(MAGIC) + _DIGEST
    rest = data[start:]
    if len(rest) < 2 or hashlib.sha256(rest).digest() != data[len(MAGIC) : start]:
        raise unreadable("it is damaged or cut off")
    own = _version()
    if rest[: len(own)] != own:
        raise _other("another version of sdol wrote it")
    return rest[len(own) :]


def _other(reason: str) -> SdolError:
    return SdolError("E0532", "this saved state is of another version", reason=reason, help=_AGAIN)


def _machine(state: Any, world: World, check: Callable[[Program], None]) -> Machine:
    program, constants = state["program"], state["constants"]
    if not isinstance(program, Program):
        raise Damaged("there is no program in it")
    _require_tree(program)
    check(program)
    if state["table"] != table_digest(program):
        raise _other("an instruction that the program uses has changed")
    _require_spaces(program)
    if type(constants) is not list or len(constants) != len(program.constants):
        raise Damaged("its constants are not those of the program")
    machine = Machine(program, constants, world)
    _fill(machine, state)
    world.take_up(state["world"])
    return machine


def _fill(machine: Machine, state: Any) -> None:
    values, frames = state["globals"], state["frames"]
    if type(values) is not list or len(values) != len(machine.globals):
        raise Damaged("its variables are not those of the program")
    if type(frames) is not list or any(type(frame) is not Frame for frame in frames):
        raise Damaged("its calls are none")
    _require_calls(machine, frames)
    machine.globals, machine.frames, machine.result = values, frames, state["result"]


# --- what must hold -----------------------------------------------------------------------------------------


def table_digest(program: Program) -> str:
    """A fingerprint of the instructions that a program uses, as the table describes them."""
    names = sorted({name for function in program.functions for name in _operations(function)})
    rows = [table.get(name) for name in names]
    told = [(r.name, r.signature_texts, r.effect, r.lift, r.changes, r.resource) for r in rows]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _operations(function: Function) -> set[str]:
    found, waiting, seen = set(), [function.body], set()
    while waiting:
        block = waiting.pop()
        if id(block) in seen:
            continue
        seen.add(id(block))
        found |= {node.name for node in block if isinstance(node, Op)}
        waiting += [inner for node in block for inner in children(node)]
    return found


def _require_tree(program: Program) -> None:
    """No node stands in two places: what shares its blocks could be far larger than its bytes."""
    seen: set[int] = set()
    waiting: list[list[Node]] = []
    for function in program.functions:
        if type(function) is not Function:
            raise Damaged("a function is none")
        waiting.append(function.body)
    while waiting:
        block = waiting.pop()
        for item in (block, *block):
            if id(item) in seen or not (item is block or isinstance(item, _NODES)):
                raise Damaged("its program is not a tree")
            seen.add(id(item))
        waiting += [inner for node in block for inner in children(node)]


def _require_spaces(program: Program) -> None:
    from sdol.spaces.registry import manifest

    for name, identity in program.spaces.items():
        installed = manifest(name).id
        if installed != identity:
            raise SdolError(
                "E0533",
                f"the space `{name}` is another one than when this state was saved",
                reason=f"its vectors are of {identity}, and the installed model is {installed}",
                help=_AGAIN,
            )


def _require_calls(machine: Machine, frames: list[Frame]) -> None:
    """Each call stands in its function, and right behind the instruction that opened the next."""
    for depth, frame in enumerate(frames):
        if not 0 <= frame.code < len(machine.listings):
            raise Damaged("a call is of no function")
        listing = machine.listings[frame.code]
        size, last = listing.registers, len(listing.entries)
        places = [frame.position, *(place for place, _ in frame.handlers)]
        if len(frame.registers) != size or not all(0 <= place < last for place in places):
            raise Damaged("a call stands outside its function")
        if not all(-1 <= register < size for _, register in frame.handlers):
            raise Damaged("a `try` has no register")
        if depth + 1 < len(frames):
            entry = listing.entries[frame.position - 1]
            if entry[0] not in ("call", "apply") or entry[1] != frames[depth + 1].dst:
                raise Damaged("a call was opened by no call")
