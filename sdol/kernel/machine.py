"""The stepping machine: the slow, inspectable engine, which is the specification of what a program means.

Frames, registers, constants and positions are plain data, so that it can stop before any instruction, be
shown, and go on. It calls no instruction that calls back: functions that take functions are written in SDOL.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from itertools import repeat
from typing import Any

from sdol.errors import SdolError
from sdol.kernel import table
from sdol.kernel.flat import Entry, Listing
from sdol.kernel.ir import Program
from sdol.kernel.lifting import operation
from sdol.kernel.traps import DEPTH, FAILURE, Trap, as_error, caught, failure, too_deep, unset_global
from sdol.kernel.world import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from sdol.kernel.gate import Place
    from sdol.kernel.table import Instruction
    from sdol.kernel.traps import OpenCall
    from sdol.kernel.watching import Event

    class Performs(Protocol):
        """Does what an effectful instruction does, as `Gate` does."""

        def perform(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any: ...


(
    OP1,
    OP2,
    OPN,
    UNLESS,
    COPY,
    CONST,
    JUMP,
    NEXT,
    CALL,
    RETURN,
    GETGLOBAL,
    SETGLOBAL,
    EFFECT,
    ITERATE,
    APPLY,
    CLOSURE,
) = range(16)
(TRY, ENDTRY, HALT) = range(16, 19)


class Halt(BaseException):
    """The machine has come to an instruction before which somebody wants it to stop; it was not executed.

    The step that it would have been is used up, and the position of the frame is the next one.
    """


class UNSET:
    """What a top-level variable holds before its statement ran: the class itself, which is saved by name."""


class Closure:
    """A function value: which function, and the values it captured."""

    __slots__ = ("captures", "function", "name")

    def __init__(self, function: int, captures: tuple[Any, ...], name: str) -> None:
        self.function, self.captures, self.name = function, captures, name


class Frame:
    """One open call.

    Attributes:
        code: index of the function.
        position: of the next entry in its listing.
        registers: its values; the cursor of a `for` is a list `[sequence, next index]`.
        handlers: (position, register) of each `try` that is open, innermost last.
        dst: the caller's register that takes the result.
    """

    __slots__ = ("code", "dst", "handlers", "position", "registers")

    def __init__(self, code: int, registers: list[Any], dst: int) -> None:
        self.code = code
        self.registers = registers
        self.dst = dst
        self.position = 0
        self.handlers: tuple[tuple[int, int], ...] = ()


class Machine:
    """Runs a program one instruction at a time.

    Args:
        program: what the compiler made.
        constants: its constants as values, in order.
        world: what its effects act on.
        depth: calls that may be open at once.
    """

    def __init__(self, program: Program, constants: list[Any], world: World, *, depth: int = DEPTH) -> None:
        self.program, self.constants, self.world = program, constants, world
        self.depth = depth
        self.gate: Performs = world.gate
        """What effects pass through; whoever repeats a run puts what answers from a record in its place."""
        self.globals: list[Any] = []
        self.listings: list[Listing] = []
        self._code: list[list[Entry] | None] = []
        self.extend()
        self.frames: list[Frame] = []
        self.result: Any = None
        self.caught: SdolError | None = None
        """What a `try` of the program caught last; whoever watches sets it back."""

    def extend(self) -> None:
        """Brings in what the program has and this has not yet; its constants are for whoever links it."""
        functions = self.program.functions
        for index, listing in enumerate(self.listings):
            if len(listing.entries) == 1 and functions[index].body:  # one that nothing called until now
                self.listings[index], self._code[index] = Listing(functions[index]), None
        more = functions[len(self.listings) :]
        self.listings += [Listing(f) for f in more]
        self._code += [None] * len(more)
        self.globals += [UNSET] * (len(self.program.globals) - len(self.globals))

    def start(self, function: int = 0, args: tuple[Any, ...] = ()) -> None:
        """Makes the machine ready to run a function."""
        self.frames = [self._frame(function, args, -1)]

    def call(self, function: int = 0, args: tuple[Any, ...] = ()) -> Any:
        """Runs a function to its end and gives its result.

        Raises:
            Trap: the program failed.
        """
        self.start(function, args)
        self.run()
        return self.result

    def beside(self) -> Machine:
        """A machine on the same program that has the same top-level variables now, and changes none of this one's."""
        made = Machine.__new__(Machine)
        made.__dict__ |= self.__dict__
        made.globals, made.frames, made.gate = list(self.globals), [], self.world.gate
        made._code = [None] * len(self.listings)
        return made

    def save(self) -> bytes:
        """The whole state, from which `load` goes on, in another process if need be.

        To be taken between two instructions: after `run` or `events`, not after something that was raised.

        Raises:
            SdolError: E0536, the program is where it cannot be saved.
        """
        from sdol.kernel.saved import save

        return save(self)

    @classmethod
    def load(
        cls, data: bytes, world: World, check: Callable[[Program], None] = lambda program: None
    ) -> Machine:
        """A machine that goes on where another was saved; `check` raises where a program is not sound.

        Raises:
            SdolError: E0531 to E0535, and others that `sdol.kernel.saved.load` names.
        """
        from sdol.kernel.saved import load

        return load(data, world, check)

    def events(
        self, wanted: Container[tuple[int, int]] | None = None, most: int | None = None
    ) -> Iterator[Event]:
        """Runs the program; for each instruction at one of the `wanted` (function, position) gives an event.

        Nothing runs ahead of the event that is taken. Where the program ends by a failure, the last event is
        that of the instruction that failed, and then it is raised.

        Raises:
            Trap: the program failed and did not catch it; E0538, it did not end after `most` instructions.
        """
        from sdol.kernel.watching import events

        return events(self, wanted, most)

    def run(self, budget: int | None = None) -> bool:
        """Runs to the end, or `budget` instructions; says whether the program ended.

        Raises:
            Trap: the program failed and did not catch it.
        """
        steps = repeat(None) if budget is None else repeat(None, budget)
        while self.frames:
            try:
                if not self.execute(steps):
                    return False
            except BaseException as raised:
                self.unwind(raised)
        return True

    def execute(self, steps: Iterator[None]) -> bool:
        """Executes until the steps are used up (False) or the last frame returns (True).

        What an instruction raises leaves the frames as they are, that of the instruction one position further.
        """
        frames, known, depth, frame = self.frames, self._code, self.depth, self.frames[-1]
        code, regs, pc = self.prepared(frame.code), frame.registers, frame.position
        try:
            for _ in steps:
                ins = code[pc]
                pc += 1
                k = ins[0]
                if k == OP2:
                    regs[ins[1]] = ins[2](regs[ins[3]], regs[ins[4]])
                elif k == CONST:
                    regs[ins[1]] = ins[2]
                elif k == COPY:
                    regs[ins[1]] = regs[ins[2]]
                elif k == UNLESS:
                    pc = pc if regs[ins[1]] else ins[2]
                elif k == CALL:
                    frame.position = pc
                    if len(frames) >= depth:
                        raise too_deep(depth)
                    _, dst, called, args, rest = ins
                    regs = [regs[args[0]], *rest] if len(args) == 1 else [*[regs[a] for a in args], *rest]
                    frames.append(frame := Frame(called, regs, dst))
                    code, pc = known[called] or self.prepared(called), 0
                elif k == RETURN:
                    value = regs[ins[1]] if ins[1] >= 0 else None
                    frames.pop()
                    if not frames:
                        self.result = value
                        return True
                    dst, frame = frame.dst, frames[-1]
                    code, regs, pc = self.prepared(frame.code), frame.registers, frame.position
                    regs[dst] = value
                elif k == JUMP:
                    pc = ins[1]
                elif k == OP1:
                    regs[ins[1]] = ins[2](regs[ins[3]])
                elif k == OPN:
                    regs[ins[1]] = ins[2](*[regs[a] for a in ins[3]])
                elif k == NEXT:
                    sequence, at = cursor = regs[ins[2]]
                    if at < len(sequence):
                        cursor[1] = at + 1
                        regs[ins[1]] = sequence[at]
                    else:
                        pc = ins[3]
                elif k == APPLY:
                    frame.position = pc
                    frame = self._enter(ins, regs)
                    code, regs, pc = self.prepared(frame.code), frame.registers, 0
                else:
                    frame.position = pc  # who watches an effect looks where it stands
                    self._seldom(k, ins, frame)
        finally:
            frame.position = pc
        return False

    def _seldom(self, k: int, ins: Entry, frame: Frame) -> None:
        """Executes one of the entries that are rare, or long in themselves."""
        regs = frame.registers
        if k == EFFECT:
            regs[ins[1]] = self.gate.perform(ins[2], tuple([regs[a] for a in ins[3]]), ins[4])
        elif k == GETGLOBAL:
            regs[ins[1]] = self._global(ins[2])
        elif k == SETGLOBAL:
            self.globals[ins[1]] = regs[ins[2]]
        elif k == ITERATE:
            regs[ins[1]] = [regs[ins[2]], 0]
        elif k == CLOSURE:
            name = self.program.functions[ins[2]].name
            regs[ins[1]] = Closure(ins[2], tuple([regs[a] for a in ins[3]]), name)
        elif k == TRY:
            frame.handlers = (*frame.handlers, (ins[1], ins[2]))
        elif k == ENDTRY:
            frame.handlers = frame.handlers[:-1]
        else:
            raise Halt

    # --- calls ----------------------------------------------------------------------------------------------

    def _frame(self, function: int, args: tuple[Any, ...], dst: int) -> Frame:
        size = self.listings[function].registers
        return Frame(function, [*args, *repeat(None, size - len(args))], dst)

    def _enter(self, ins: Entry, regs: list[Any]) -> Frame:
        """Opens the call of a function that is a value."""
        if len(self.frames) >= self.depth:
            raise too_deep(self.depth)
        closure = regs[ins[2]]
        frame = self._frame(closure.function, (*closure.captures, *[regs[a] for a in ins[3]]), ins[1])
        self.frames.append(frame)
        return frame

    def _global(self, index: int) -> Any:
        value = self.globals[index]
        if value is UNSET:
            raise unset_global(self.program.globals[index])
        return value

    def places(self) -> list[OpenCall]:
        """Where each open call stands, innermost first."""
        return [self._place(frame) for frame in reversed(self.frames)]

    def _place(self, frame: Frame) -> OpenCall:
        function, listing = self.program.functions[frame.code], self.listings[frame.code]
        return (function.source, *listing.places[max(frame.position - 1, 0)], function.name)

    # --- traps ----------------------------------------------------------------------------------------------

    def unwind(self, raised: BaseException) -> None:
        """Goes to the innermost open `try`; without one the program ends with a `Trap`."""
        error = as_error(raised)
        places = list(getattr(raised, "places", ()))  # of a failure that goes on; this frame is among them
        for frame in reversed(self.frames):
            if not places or frame is not self.frames[-1]:
                places.append(self._place(frame))
            if frame.handlers:
                *outer, (position, register) = frame.handlers
                frame.handlers = tuple(outer)
                del self.frames[self.frames.index(frame) + 1 :]
                frame.position = position
                if register >= 0:
                    whole = self.program.functions[frame.code].types[register] == FAILURE
                    frame.registers[register] = failure(error, places) if whole else caught(error)
                self.caught = error
                return
        self.frames.clear()
        raise Trap(error, places) from None

    # --- preparation ----------------------------------------------------------------------------------------

    def prepared(self, function: int) -> list[Entry]:
        """The code of a function as it is executed: an entry for each of its listing.

        Whoever wants a stop before one puts `(HALT,)` in its place, and the entry back.
        """
        code = self._code[function]
        if code is None:
            listing = self.listings[function]
            source = listing.function.source
            pairs = zip(listing.entries, listing.places, strict=True)
            code = [self._prepare(entry, (source, *place)) for entry, place in pairs]
            self._code[function] = code
        return code

    def _prepare(self, entry: Entry, place: tuple[int, int, int]) -> Entry:
        match entry:
            case ("op", dst, name, args, lift):
                row = table.get(name)
                dst = dst if dst >= 0 else -1
                if row.effect:
                    return (EFFECT, dst, row, args, place)
                function = operation(row, lift, len(args))
                if len(args) == 1:
                    return (OP1, dst, function, *args)
                if len(args) == 2:
                    return (OP2, dst, function, *args)
                return (OPN, dst, function, args)
            case ("const", dst, index):
                return (CONST, dst, self.constants[index])
            case ("call", dst, function, args):
                rest = (None,) * (self.listings[function].registers - len(args))
                return (CALL, dst, function, args, rest)
        return (_CODES[entry[0]], *entry[1:])


_CODES = {
    "unless": UNLESS,
    "copy": COPY,
    "jump": JUMP,
    "next": NEXT,
    "call": CALL,
    "return": RETURN,
    "getglobal": GETGLOBAL,
    "setglobal": SETGLOBAL,
    "iterate": ITERATE,
    "apply": APPLY,
    "closure": CLOSURE,
    "try": TRY,
    "endtry": ENDTRY,
}
