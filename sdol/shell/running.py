"""Running a program: from a file's text through the cache to an engine, with the world that the call describes."""

from __future__ import annotations

import sys

from sdol.compiler import cache
from sdol.compiler.link import ready
from sdol.errors import SdolError
from sdol.kernel.gate import Grant
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.shell import status
from sdol.shell.options import Call, Option, UsageError
from sdol.shell.terminal import Talk, attended

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.compiler.image import Image
    from sdol.diagnostics import Diagnostic

ENGINES = ("emit", "step")

RUN_OPTIONS = (
    Option("--input", "read `input` from FILE instead of standard input", "FILE"),
    Option("-D", "give the program `args.NAME`; VALUE is JSON, else text", "NAME=VALUE", many=True),
    Option("--allow", "grant an effect: fs.read=PATH, fs.write=PATH, net=HOST, env=NAME", "EFFECT", many=True),
    Option("--allow-all", "grant every effect"),
    Option("--session", "keep state in the database FILE, and journal every effect there", "FILE"),
    Option("--engine", "run with `emit` (fast, the default) or `step` (inspectable)", "ENGINE"),
    Option("--json", "write one JSON value: status, output and diagnostics"),
)


class Rejected(Exception):
    """A program that does not compile: its diagnostics."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} problems")
        self.diagnostics = diagnostics


def read_program(name: str) -> tuple[str, str]:
    """Name and text of a program; `-` is standard input.

    Raises:
        UsageError: E0801 and others, it cannot be read: nothing ran.
    """
    from pathlib import Path

    from sdol.lang.modules import read_bytes, read_text

    try:
        if name == "-":
            return "standard input", read_bytes(sys.stdin.buffer.read(), "standard input")
        return name, read_text(Path(name), name)
    except SdolError as error:
        raise UsageError(error.code, error.message, reason=error.reason, help=error.help) from None


def compiled(name: str, text: str) -> Image:
    """The compiled program, from the cache where nothing has changed.

    Raises:
        Rejected: it does not compile.
    """
    key = cache.key(name, text)
    image = cache.load(key)
    if image is None:
        image = compile_new(name, text)
        if not any(path != name for path, _ in image.sources[1:] if not path.endswith("prelude.sdol")):
            cache.keep(key, image)
    return image


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
    return Image.make(program)


def world_of(call: Call, image: Image | None = None, **more: Any) -> World:
    """The world that the options of a call describe.

    Raises:
        UsageError: E0901; SdolError: E0902.
    """
    from sdol.shell.asking import asker

    talk = Talk()
    ask = asker(lambda: image.sources if image else []) if attended() else None
    return World(
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


def arguments(given: list[str]) -> dict[str, Any]:
    """The program's `args`: each value as JSON where it is that, else as text."""
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError("E0901", f"`-D {text}` is not NAME=VALUE", help="write for example `-D limit=10`")
        import json

        try:
            found[name] = json.loads(value, parse_constant=lambda c: value)
        except ValueError:
            found[name] = value
    return found


def engine_of(call: Call) -> str:
    engine = call.option("engine") or "emit"
    if engine not in ENGINES:
        raise UsageError("E0901", f"there is no engine `{engine}`", help="write `--engine emit` or `--engine step`")
    return str(engine)


def run(image: Image, world: World, engine: str, function: int = 0) -> Any:
    """Runs a compiled program to its end and closes its world.

    Raises:
        Trap: it failed.
    """
    from hashlib import sha256

    name, text = image.sources[0]
    world.program = (name, sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    code = status.FAILED
    try:
        value = _link(image, world, engine).call(function)
        code = status.FINE
        return value
    except Trap as trap:
        from sdol.shell.failures import status_of

        code = status_of(trap)
        raise
    except KeyboardInterrupt:
        code = status.INTERRUPTED
        raise
    finally:
        world.close(code)


def _link(image: Image, world: World, engine: str) -> Any:
    """Linking embeds the program's texts, which may fail before its first line."""
    try:
        return ready(image, world, engine)
    except SdolError as error:
        raise Trap(error, []) from None
