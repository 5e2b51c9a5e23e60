"""Linking: a compiled program meets a world. Constants become values, names functions."""

from __future__ import annotations

import sys

from sdol.kernel import table, traps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import CodeType, TracebackType
    from typing import Any

    from sdol.compiler.image import Image
    from sdol.diagnostics import Source
    from sdol.errors import SdolError
    from sdol.kernel.machine import Machine
    from sdol.kernel.table import Instruction
    from sdol.kernel.values import Vec
    from sdol.kernel.world import World

MOST_HELD = 8
"""Calls whose registers are kept when a program fails."""

ROOM = 1000
"""Python frames that an effect may use, beyond those of the program's own calls."""


def constants(image: Image, world: World, only: Iterable[int]) -> list[Any]:
    """The constants of a program as values, at the positions of `only`; the others are None."""
    values: list[Any] = [None] * len(image.constants)
    for at, value in constants_at(image, world, only).items():
        values[at] = value
    return values


def constants_at(image: Image, world: World, only: Iterable[int]) -> dict[int, Any]:
    """The constants of a program at some positions as values.

    Texts that were not embedded before are, in one batch for each space; the image keeps their vectors.
    """
    entries = image.constants
    values: dict[int, Any] = {}
    texts: dict[str, dict[str, list[int]]] = {}
    for at in only:
        match entries[at]:
            case ("vec", space, text):
                texts.setdefault(space, {}).setdefault(text, []).append(at)
            case ("symbol", name):
                from sdol.kernel.symbols import atom

                values[at] = atom(name)
            case ("value", value):
                values[at] = value
    for space, places in texts.items():
        for vector, wanted in zip(_vectors(image, world, space, list(places)), places.values(), strict=True):
            for at in wanted:
                values[at] = vector
    return values


def _vectors(image: Image, world: World, space: str, texts: list[str]) -> list[Vec]:
    """The vectors of literals: those that the image keeps, the others embedded now and kept."""
    import numpy as np

    from sdol.kernel.values import Vec
    from sdol.spaces.registry import manifest

    identity = manifest(space).id
    kept = image.vectors.setdefault(identity, {})
    new = [text for text in texts if text not in kept]
    for text, vector in zip(new, world.embeddings.embed(space, new) if new else [], strict=True):
        kept[text] = vector.data.tobytes()
    image.changed |= bool(new)
    return [Vec(identity, np.frombuffer(kept[text], np.float32)) for text in texts]


class Emitted:
    """A program on the fast engine, ready to run.

    Args:
        image: the compiled program.
        world: what its effects act on.
        depth: calls that may be open at once. Counting them costs time, so it is only done where this is given;
            else Python's own bound stands in, which stops a recursion within a call of the same depth.
    """

    def __init__(self, image: Image, world: World, *, depth: int | None = None) -> None:
        self._image, self._world = image, world
        self._depth, self._open = depth, 0
        self._space: dict[str, Any] = {"__builtins__": {"Exception": Exception}, "caught": self._caught}
        self._space["perform"] = self._perform
        self._known = 0, 0, 0
        """How many operations, effects and sources there are already."""
        self._numbers: dict[str, int] = {}
        """Of each source, by its name, which it is."""
        self._limit = sys.getrecursionlimit()
        self.failed: list[tuple[int, dict[int, Any]]] | None = None
        """Of each call that was open when the program failed last, innermost first, its function and what its
        registers held; None where they are not to be kept."""
        self.extend()

    def extend(self) -> None:
        """Brings in what the image has and this has not yet: at first all, later a session's next entry.

        Where that fails, nothing of it is there.
        """
        held, known = len(self._space), self._known
        try:
            self._bring_in()
        except BaseException:
            self._known = known
            for name in list(self._space)[held:]:
                del self._space[name]
            raise

    def _bring_in(self) -> None:
        image, space = self._image, self._space
        missing = [i for i in image.used_constants if f"k{i}" not in space]
        values = constants_at(image, self._world, missing)
        space |= {f"k{i}": value for i, value in values.items()}
        operations, effects, sources = self._known
        for index in range(operations, len(image.operations)):
            space[f"o{index}"] = _function(*image.operations[index])
        for index in range(effects, len(image.effects)):
            space[f"e{index}"] = table.get(image.effects[index])
        if any(_has_closures(code) for code in image.modules):
            from functools import partial

            space["partial"] = partial
        for code in image.modules:
            exec(code, space)
            self._name(code)
        for index in range(sources, len(image.sources)):
            self._numbers[image.sources[index][0]] = index
        self._known = len(image.operations), len(image.effects), len(image.sources)

    def _name(self, module: CodeType) -> None:
        """Gives the functions of a module the names that the program has for them."""
        for code in module.co_consts:
            name = getattr(code, "co_name", "")
            if name in self._space:
                self._space[name].__name__ = self._image.function_names[int(name[1:])]
                self._count(name)

    def _count(self, name: str) -> None:
        """Puts a function that counts the open calls before one of the program's own."""
        depth, function = self._depth, self._space[name]
        if depth is None:
            return

        def counted(*args: Any) -> Any:
            if self._open >= depth:
                raise traps.too_deep(depth)
            self._open += 1
            try:
                return function(*args)
            finally:
                self._open -= 1

        counted.__name__ = function.__name__
        self._space[name] = counted

    def function(self, index: int) -> Any:
        """The function of that number, as a value."""
        return self._space[f"f{index}"]

    def value(self, index: int, missing: Any) -> Any:
        """The value of a top-level variable; `missing` where it has none."""
        return self._space.get(f"g{index}", missing)

    def globals(self) -> dict[int, Any]:
        """The values of the top-level variables that have one, by index."""
        space = self._space
        return {i: space[name] for i in range(len(self._image.globals)) if (name := f"g{i}") in space}

    def assign(self, values: Mapping[int, Any], without: Iterable[int] = ()) -> None:
        """Gives top-level variables their values; takes those of `without` away."""
        self._space |= {f"g{index}": value for index, value in values.items()}
        for index in without:
            self._space.pop(f"g{index}", None)

    def call(self, function: int = 0, args: tuple[Any, ...] = ()) -> Any:
        """Runs a function to its end.

        Raises:
            Trap: the program failed.
        """
        before = sys.getrecursionlimit()
        self._limit = _open_calls() + traps.DEPTH + 1  # with room for an effect in the deepest call
        if self._depth is not None:
            self._limit += 2 * self._depth + ROOM
        sys.setrecursionlimit(self._limit)
        try:
            return self._space[f"f{function}"](*args)
        except BaseException as raised:
            sys.setrecursionlimit(before)
            raise self._trap(raised) from None
        finally:
            sys.setrecursionlimit(before)

    def _perform(self, row: Instruction, args: tuple[Any, ...], place: tuple[int, int, int]) -> Any:
        """Passes an effect to the gate, with room: it must not break off because the program is deep."""
        sys.setrecursionlimit(self._limit)  # where it could not be set back afterwards, it fails here already
        sys.setrecursionlimit(self._limit + ROOM)
        try:
            return self._world.gate.perform(row, args, place)
        finally:
            sys.setrecursionlimit(self._limit)

    def _caught(self, raised: BaseException) -> dict[str, Any]:
        return traps.caught(self._error(raised))

    def _trap(self, raised: BaseException) -> traps.Trap:
        if self.failed is not None and not isinstance(raised, MemoryError):  # what filled the memory must go
            self.failed = _held(raised.__traceback__, self._space)
        if isinstance(raised, MemoryError):
            _release(raised.__traceback__)
        error, places = self._error(raised), self._places(raised.__traceback__)
        if isinstance(raised, RecursionError):
            del places[: -traps.DEPTH]  # Python lets a call or two more begin before it notices
        return traps.Trap(error, places)

    def _error(self, raised: BaseException) -> SdolError:
        """A global that has no value yet is a `NameError` of Python's; all else is as in the other engine."""
        name = raised.name if isinstance(raised, NameError) else None
        if name and name.startswith("g"):
            return traps.unset_global(self._image.globals[int(name[1:])])
        return traps.as_error(raised)

    def _places(self, trace: TracebackType | None) -> list[traps.OpenCall]:
        """Every open call, innermost first."""
        from sdol.diagnostics import Source

        sources: dict[int, Source] = {}
        found = []
        while trace is not None:
            code = trace.tb_frame.f_code
            if trace.tb_frame.f_globals is self._space and code.co_filename in self._numbers:
                index = self._numbers[code.co_filename]
                if index not in sources:
                    sources[index] = Source(*self._image.sources[index])
                start, end = _offsets(sources[index], list(code.co_positions())[trace.tb_lasti // 2])
                found.append((index, start, end, self._image.function_names[int(code.co_name[1:])]))
            trace = trace.tb_next
        return found[::-1]


def _held(trace: TracebackType | None, space: dict[str, Any]) -> list[tuple[int, dict[int, Any]]]:
    """What the registers of the innermost open calls of a program hold, by number."""
    from collections import deque

    frames: deque[Any] = deque(maxlen=MOST_HELD)
    while trace is not None:
        if trace.tb_frame.f_globals is space:
            frames.append(trace.tb_frame)
        trace = trace.tb_next
    return [
        (
            int(one.f_code.co_name[1:]),
            {int(n[1:]): v for n, v in one.f_locals.items() if n[0] == "r" and n[1:].isdecimal()},
        )
        for one in reversed(frames)
    ]


def _release(trace: TracebackType | None) -> None:
    """Lets go of what the calls that have failed held: there is no memory left to tell of it."""
    while trace is not None:
        frame, trace = trace.tb_frame, trace.tb_next
        try:
            frame.clear()
        except RuntimeError:  # it is still running
            continue


def _has_closures(module: CodeType) -> bool:
    return any("partial" in code.co_names for code in module.co_consts if hasattr(code, "co_names"))


def _offsets(
    source: Source, position: tuple[int | None, int | None, int | None, int | None]
) -> tuple[int, int]:
    line, end_line, column, end_column = position
    if line is None or end_line is None or column is None or end_column is None:
        return 0, 0
    return source.offset(line, column + 1), source.offset(end_line, end_column + 1)


def stepping(image: Image, world: World, *, depth: int | None = None) -> Machine:
    """A program on the stepping machine, ready to run."""
    from sdol.kernel.machine import Machine

    values = constants(image, world, range(len(image.constants)))
    return Machine(image.program(), values, world, depth=depth or traps.DEPTH)


def ready(image: Image, world: World, engine: str, *, depth: int | None = None) -> Emitted | Machine:
    """A program on the engine of that name, `emit` or `step`."""
    return stepping(image, world, depth=depth) if engine == "step" else Emitted(image, world, depth=depth)


def resumed(data: bytes, world: World) -> Machine:
    """A machine that goes on where another was saved.

    Raises:
        SdolError: E0531 to E0535, and others that `sdol.kernel.saved.load` names.
    """
    from sdol.compiler.verify import verify
    from sdol.kernel.machine import Machine

    return Machine.load(data, world, verify)


def _function(name: str, lift: str) -> Any:
    row = table.get(name)
    if row.effect:
        from sdol.errors import SdolError

        raise SdolError(
            "E0908", f"this compiled program calls `{name}` without the gate", help="compile it again"
        )
    if not lift:
        return row.function
    from sdol.kernel.lifting import operation

    return operation(row, lift, len(lift))


def _open_calls() -> int:
    """How many calls are open by Python's own count, this one included; some of those of C code count, too."""
    before, count = sys.getrecursionlimit(), 1
    while True:
        try:
            sys.setrecursionlimit(count + 1)  # refused at a greater depth
        except RecursionError:
            count += 1
        else:
            sys.setrecursionlimit(before)
            return count
