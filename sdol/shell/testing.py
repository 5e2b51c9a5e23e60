"""Running the `test` blocks of programs: each in a world of its own, after the top level of its file."""

from __future__ import annotations

import io
import os
import time
from typing import NamedTuple

from sdol.compiler import cache
from sdol.compiler.link import ready
from sdol.errors import SdolError
from sdol.kernel.gate import Grant
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.shell import running, status
from sdol.shell.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sdol.compiler.image import Image
    from sdol.diagnostics import Diagnostic

ENDING = ".sdol"


class Surroundings(NamedTuple):
    """What the tests of a call may reach.

    Attributes:
        grants, allow_all: the effects that were granted.
        arguments: the programs' `args`.
        engine: the engine that runs them.
    """

    grants: tuple[Grant, ...] = ()
    allow_all: bool = False
    arguments: dict[str, Any] | None = None
    engine: str = "emit"

    def world(self, output: io.StringIO) -> World:
        """A world without input, whose database is its own and is gone with it."""
        return World(
            output=Output(output),
            input_path=os.devnull,
            session=":memory:",
            grants=list(self.grants),
            allow_all=self.allow_all,
            arguments=self.arguments,
        )


class Result(NamedTuple):
    """How one test ended.

    Attributes:
        problems: why it failed; none where it passed.
        output: what was printed meanwhile.
    """

    file: str
    title: str
    seconds: float
    problems: list[Diagnostic]
    output: str

    @property
    def passed(self) -> bool:
        return not self.problems


class File(NamedTuple):
    """A program with its tests, by title and function; the problems of one that does not compile."""

    name: str
    image: Image | None
    tests: list[tuple[str, int]]
    problems: list[Diagnostic]


def programs(names: list[str]) -> list[str]:
    """The program files that are meant: files as they are named, folders by what they and those in them hold.

    Raises:
        UsageError: E0901, there is none of that name.
    """
    found: list[str] = []
    for name in names:
        if os.path.isdir(name):
            found += _below(name)
        elif os.path.isfile(name):
            found.append(name)
        else:
            raise UsageError(
                "E0901", f"there is no file or folder `{name}`", help="name a program or a folder"
            )
    return list(dict.fromkeys(found))


def _below(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (os.path.join(where, file) for file in sorted(files) if file.endswith(ENDING))


def opened(name: str, part: str) -> File:
    """A program, compiled, and those of its tests whose titles hold a text, in whatever case."""
    try:
        image = running.compiled(*running.read_program(name))
    except (UsageError, status.Rejected) as error:
        from sdol.shell.failures import of

        return File(name, None, [], of(error)[0])
    wanted = part.casefold()
    return File(name, image, [t for t in image.tests if wanted in t[0].casefold()], [])


def results(file: File, surroundings: Surroundings) -> Iterator[Result]:
    """Runs the tests of a file, one after the other, and keeps the compiled program with its embedded texts."""
    if file.image is None:
        return
    for title, function in file.tests:
        written = io.StringIO()
        started = time.perf_counter()
        problems = _problems(file.image, function, surroundings.world(written), surroundings.engine)
        yield Result(file.name, title, time.perf_counter() - started, problems, written.getvalue())
    if file.image.changed:
        cache.keep(file.image)


def _problems(image: Image, function: int, world: World, engine: str) -> list[Diagnostic]:
    """What goes wrong in one test; linking embeds the program's texts, so it may fail by itself."""
    from sdol.shell.failures import of_error, of_trap

    found: list[Diagnostic] = []
    try:
        made = ready(image, world, engine)
        made.call()
        made.call(function)
    except Trap as trap:
        found.append(of_trap(trap, image.sources))
    except SdolError as error:
        found.append(of_error(error))
    finally:
        try:
            world.close()
        except SdolError as error:
            found.append(of_error(error))
    return found
