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
    from typing import Any

    from sdol.compiler.image import Image
    from sdol.kernel.ir import Program

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
    Option("--json", "write one JSON value: status, output and diagnostics"),
)


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
        raise UsageError(error.code, error.message, reason=error.reason, help=error.help) from None


def compiled(name: str, text: str) -> Image:
    """The compiled program, from the cache where nothing has changed.

    Raises:
        Rejected: it does not compile.
    """
    return cache.load(name, text) or compile_new(name, text)


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
        world.open_database()  # one that cannot be used is told before anything is done
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


def engine_of(call: Call) -> str:
    engine = call.option("engine") or "emit"
    if engine not in ENGINES:
        raise UsageError(
            "E0901", f"there is no engine `{engine}`", help="write `--engine emit` or `--engine step`"
        )
    return str(engine)


def run(image: Image, world: World, engine: str, *, keep: bool = False) -> Any:
    """Runs a compiled program to its end and closes its world; gives what its top level gives.

    Args:
        keep: whether to keep the compiled program, with its embedded texts, for the next time.

    Raises:
        Stopped: it failed.
        SdolError: E0820, E06xx: what it left behind could not be written.
    """
    from sdol.shell.signals import Heeding

    world.program = image.sources[0]
    with Heeding():
        try:
            made = ready(image, world, engine)
            if keep and image.changed and cache.lasting(image.sources[0][1]):
                cache.keep(image)
            value = made.call()
        except BaseException as raised:
            raise _closed(world, _ended(raised, image)) from None
        world.close(status.FINE)
        return value


def _ended(raised: BaseException, image: Image) -> BaseException:
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
