"""Running a program: from a file's text through the cache to an engine, in the world of the call."""

from __future__ import annotations

import os
import sys

from sdol.compiler import cache
from sdol.compiler.link import ready
from sdol.errors import SdolError
from sdol.kernel.gate import Grant
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.shell import status
from sdol.shell.options import Call, Option, UsageError
from sdol.shell.status import Rejected
from sdol.shell.terminal import Talk, attended

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from sdol.compiler.image import Image
    from sdol.compiler.link import Emitted
    from sdol.kernel.ir import Program
    from sdol.kernel.machine import Machine
    from sdol.kernel.output import Output
    from sdol.shell.bounds import Bounds

    class Ready(Protocol):
        """A program that is ready to run: on an engine, or on one that somebody watches."""

        def call(self) -> Any: ...


ENGINES = ("emit", "step")
STANDARD = "standard input"

RUN_OPTIONS = (
    Option("--input", "read `input` from FILE instead of standard input", "FILE"),
    Option("-D", "give the program `args.NAME`; VALUE is JSON, else text", "NAME=VALUE", many=True),
    Option(
        "--allow", "grant an effect: fs.read=PATH, fs.write=PATH, net=HOST, env=NAME", "EFFECT", many=True
    ),
    Option("--allow-all", "grant every effect"),
    Option("--session", "keep state in the database FILE, and journal every effect there", "FILE"),
    Option("--engine", "run with `emit` (fast, the default) or `step` (inspectable)", "ENGINE"),
    JSON := Option("--json", "write one JSON value: status, output and diagnostics"),
)

BOUND_OPTIONS = (
    Option("--max-depth", "let at most N calls be open at once; 4,000 by default", "N"),
    Option("--max-memory", "let the program take at most SIZE of memory, such as 500MB", "SIZE"),
    Option("--max-instructions", "end with an error after N instructions; engine `step`", "N"),
    Option("--pause-after", "save the program after N instructions; needs `--state`", "N"),
    Option("--state", "save the program in FILE at Ctrl-C; `sdol resume FILE` goes on", "FILE"),
)


LIMIT_OPTIONS = BOUND_OPTIONS[:3]
"""Those of a run that is not saved."""


def read_program(name: str) -> tuple[str, str]:
    """Name and text of a program; `-` is standard input.

    Raises:
        UsageError: E0801 and others, it cannot be read: nothing ran.
    """
    from sdol.lang.files import MOST_BYTES, decoded, read_text

    try:
        if name != "-":
            return name, read_text(name, name)
        if sys.stdin is None:
            raise SdolError("E0806", "there is no standard input", help="name the program's file")
        return STANDARD, decoded(sys.stdin.buffer.read(MOST_BYTES + 1), STANDARD)
    except SdolError as error:
        raise UsageError.of(error) from None


def program_of(name: str) -> Callable[[], Image]:
    """Reads a file now, source or compiled, and gives what makes a program of it.

    Raises:
        UsageError: it cannot be read.
    """
    from sdol.shell import portable

    if portable.is_compiled(name):
        found = portable.read(name)
        return lambda: portable.image(found)
    source = read_program(name)
    return lambda: compiled(*source)


def compiled(name: str, text: str) -> Image:
    """The compiled program, from the cache where nothing has changed.

    Raises:
        Rejected: it does not compile.
    """
    return cache.load(name, text, _imported) or compile_new(name, text)


def _imported(name: str) -> str:
    from sdol.lang.files import read_text

    return read_text(name, name)


def compile_new(name: str, text: str) -> Image:
    """Compiles a program.

    Raises:
        Rejected: it does not compile.
    """
    from sdol.compiler.image import Image
    from sdol.diagnostics import Source
    from sdol.lang.program import compile_source

    program, problems = compile_source(Source(name, text))
    if problems:
        raise Rejected(problems)
    verified(program)
    return Image.make(program)


def verified(program: Program) -> None:
    """Checks what the compiler made, where someone is looking for a mistake in it."""
    if os.environ.get("SDOL_DEBUG"):
        from sdol.compiler.verify import verify

        verify(program)


def world_of(call: Call, program: Image | Program, **more: Any) -> World:
    """The world that the options of a call describe; `program` is asked for its sources when a person is.

    Raises:
        UsageError: E0901; SdolError: E0902.
    """
    from sdol.shell.asking import asker

    talk = Talk()
    ask = asker(lambda: program.sources) if attended() else None
    world = World(
        input_path=call.option("input"),
        session=call.option("session"),
        record=call.option("session") is not None,
        grants=[Grant.parse(text) for text in call.option("allow") or []],
        allow_all=bool(call.option("allow_all")),
        ask=ask,
        arguments=arguments(call.option("D") or []),
        notice=talk.notice,
        progress=talk.progress,
        **more,
    )
    if call.option("session") is not None:
        from sdol.shell.recording import record

        world.open_database()  # one that cannot be used is told before anything is done
        record(world)
    return world


def arguments(given: list[str]) -> dict[str, Any]:
    """The program's `args`: each value as JSON where it is that, else as text."""
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(
                "E0901", f"`-D {text}` is not NAME=VALUE", help="write for example `-D limit=10`"
            )
        found[name] = _given(value)
    return found


def _given(value: str) -> Any:
    import json

    try:
        return json.loads(value, parse_constant=lambda constant: value)
    except (ValueError, RecursionError):
        return value


def bounds_asked(call: Call, state: str | None = None) -> Bounds | None:
    """The bounds of a run, where there are any; `state` is where it is saved unless the call says so.

    Raises:
        UsageError: E0901, a value is none.
    """
    if state is None and not any(call.option(option.key) for option in BOUND_OPTIONS):
        return None
    from sdol.shell.bounds import bounds_of

    return bounds_of(call, state)


def engine_of(call: Call, bounds: Bounds | None = None) -> str:
    """The engine that a call asks for; only `step` counts instructions, can be saved, and recurses very deep."""
    stepwise = bounds is not None and bounds.stepwise
    engine = call.option("engine") or ("step" if stepwise else "emit")
    if bounds is not None and stepwise and engine == "emit":
        deep = "has no room for so many open calls"
        raise UsageError(
            "E0901",
            f"the engine `emit` {deep if bounds.deep else 'does not count instructions, and cannot be saved'}",
            help="leave `--engine emit` out: such a program runs on `step`",
        )
    if engine not in ENGINES:
        raise UsageError(
            "E0901", f"there is no engine `{engine}`", help="write `--engine emit` or `--engine step`"
        )
    return str(engine)


def run(image: Image, world: World, engine: str, *, keep: bool = False, bounds: Bounds | None = None) -> Any:
    """Runs a compiled program to its end and closes its world; gives what its top level gives.

    Args:
        keep: whether to keep the compiled program, with its embedded texts, for the next time.
        bounds: what it may use, and where it is saved when it is stopped: then it gives `stepwise.Paused`.

    Raises:
        Stopped: it failed.
        SdolError: E0820, E06xx: what it left behind could not be written.
    """

    def begin() -> Emitted | Machine:
        made = ready(image, world, engine, depth=bounds.limits.depth if bounds else None)
        if keep and image.changed:
            cache.keep(image)
        return made

    return within(image, world, begin, bounds)


def within(
    program: Image | Program, world: World, begin: Callable[[], Ready], bounds: Bounds | None = None
) -> Any:
    """Runs what `begin` makes ready of a program, and closes its world; otherwise as `run`.

    With `bounds` that is an engine itself.
    """
    from sdol.shell.signals import Heeding

    world.program = program.sources[0]
    with Heeding():
        try:
            value = _value(begin(), bounds)
        except BaseException as raised:
            raise _closed(world, _ended(raised, program)) from None
        world.close(status.FINE)
        return value


def _value(made: Ready, bounds: Bounds | None) -> Any:
    if bounds is None:
        return made.call()
    from sdol.shell.stepwise import proceed

    return proceed(made, bounds)  # type: ignore[arg-type]


def reported(call: Call, run: Callable[[Output | None], Any]) -> int:
    """Runs a program as a command does, and gives the status: as JSON, or with its output going out at once."""
    if call.option("json"):
        from sdol.shell.captured import report

        return report(run)
    return ended(run(None))


def ended(value: Any) -> int:
    """The status of a run that came to its end, or was saved; a signal that it was saved at is passed on."""
    number = getattr(value, "number", 0) if type(value).__name__ == "Paused" else 0
    if not number:
        return status.FINE
    import signal

    if number == signal.SIGINT:
        return status.INTERRUPTED
    from sdol.shell.signals import Terminated

    raise Terminated(number)


def captured_failure(code: int, found: list[dict[str, object]]) -> object:
    """The JSON value that `run` and `resume` tell a failure as."""
    from sdol.shell.captured import shape

    return shape(code, found)


def _ended(raised: BaseException, image: Image | Program) -> BaseException:
    """A failure as what is told of it; linking embeds the program's texts, so it may fail by itself."""
    if not isinstance(raised, (Trap, SdolError)):
        return raised
    from sdol.shell.failures import of_trap, status_of

    trap = raised if isinstance(raised, Trap) else Trap(raised, [])
    return status.Stopped(status_of(trap), [of_trap(trap, image.sources)])


def _closed(world: World, ended: BaseException) -> BaseException:
    """Closes the world of a program that failed; what fails in that is told beside the first failure."""
    try:
        world.close(getattr(ended, "code", status.INTERRUPTED))
    except SdolError as error:
        if not isinstance(ended, status.Stopped):
            return error
        from sdol.shell.failures import of_error

        ended.diagnostics.append(of_error(error))
    return ended
