"""Running the tests of programs: `test` blocks and examples, each in a world of its own, after its file's top level."""

from __future__ import annotations

import io
import os
import time
from typing import Any, NamedTuple

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

    from sdol.compiler.image import Image
    from sdol.diagnostics import Diagnostic
    from sdol.lang.examples import Example


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


class Case(NamedTuple):
    """What is run and judged: a `test` block, or an example in the comment of a function.

    Attributes:
        image, function: the program that it is a function of.
        line: where it stands.
        example: what it has to show, where it is an example.
    """

    title: str
    image: Image
    function: int
    line: int
    example: Example | None = None

    @property
    def kind(self) -> str:
        return "example" if self.example else "test"

    def named(self, part: str) -> bool:
        """Whether its title, or the function that it is an example of, holds a text, in whatever case."""
        return part in self.title.casefold() or bool(self.example and part in self.example.owner.casefold())


class Result(NamedTuple):
    """How one test ended.

    Attributes:
        problems: why it failed; none where it passed.
        output: what was printed meanwhile.
        difference: lines of what was wanted, `-`, and what there was, `+`; empty where a line says it all.
    """

    file: str
    case: Case
    seconds: float
    problems: list[Diagnostic]
    output: str
    difference: str = ""

    @property
    def title(self) -> str:
        return self.case.title

    @property
    def passed(self) -> bool:
        return not self.problems


class File(NamedTuple):
    """A program with its tests; the problems of one that does not compile."""

    name: str
    image: Image | None
    tests: list[Case]
    problems: list[Diagnostic]


def opened(name: str, part: str) -> File:
    """A program, compiled, and those of its tests and examples that are named by a text."""
    try:
        source = running.read_program(name)
        image = running.compiled(*source)
        cases = [*_blocks(image, *source), *_examples(image, *source)]
    except (UsageError, status.Rejected) as error:
        from sdol.shell.failures import of

        return File(name, None, [], of(error)[0])
    wanted = part.casefold()
    return File(name, image, [case for case in cases if case.named(wanted)], [])


def _blocks(image: Image, name: str, text: str) -> list[Case]:
    if not image.tests:
        return []
    from sdol.diagnostics import Source
    from sdol.lang import ast
    from sdol.lang.parser import parse

    source = Source(name, text)
    lines = [source.position(i.span.start)[0] for i in parse(source)[0].items if isinstance(i, ast.Test)]
    return [
        Case(title, image, function, line) for (title, function), line in zip(image.tests, lines, strict=True)
    ]


def _examples(image: Image, name: str, text: str) -> list[Case]:
    """The examples of a file; what it embeds is embedded once for them and its tests.

    Raises:
        Rejected: one does not compile.
    """
    if ">>>" not in text:
        return []
    from sdol.compiler.image import Image
    from sdol.diagnostics import Source
    from sdol.lang.examples import compile_examples, examples_in

    source = Source(name, text)
    examples = examples_in(source)
    if not examples:
        return []
    program, problems = compile_examples(source, examples)
    if problems:
        raise status.Rejected(problems)
    running.verified(program)
    made = Image.make(program)
    made.vectors, made.changed = image.vectors, False
    return [
        Case(title, made, function, source.position(one.code[0].start)[0], one)
        for one, (title, function) in zip(examples, made.tests, strict=True)
    ]


def results(file: File, surroundings: Surroundings) -> Iterator[Result]:
    """Runs the tests of a file, one after the other, and keeps the compiled program with its embedded texts."""
    for case in file.tests:
        yield _result(file.name, case, surroundings)
    if file.image is not None and any(
        image.changed for image in (file.image, *(c.image for c in file.tests))
    ):
        cache.keep(file.image)


def _result(name: str, case: Case, surroundings: Surroundings) -> Result:
    written = io.StringIO()
    started = time.perf_counter()
    ended = _ended(case, surroundings.world(written), surroundings.engine, written)
    problems, difference = ended.problems, ""
    if case.example:
        from sdol.shell.differing import judged

        problems, difference = judged(case, case.example, ended, written.getvalue()[ended.before :])
    elif ended.trap is not None:
        from sdol.shell.differing import of_assertion

        difference = of_assertion(ended.trap.error)
    return Result(name, case, time.perf_counter() - started, problems, written.getvalue(), difference)


class Ended(NamedTuple):
    """How a function ended: what it gave, or what went wrong; `before` characters were printed ahead of it."""

    value: Any
    problems: list[Diagnostic]
    trap: Trap | None = None
    before: int = 0


def _ended(case: Case, world: World, engine: str, written: io.StringIO) -> Ended:
    """Runs one test; linking embeds the program's texts, so it may fail by itself."""
    from sdol.shell.failures import of_error, of_trap

    found: list[Diagnostic] = []
    value: Any = None
    stopped: Trap | None = None
    before = 0
    try:
        made = ready(case.image, world, engine)
        made.call()
        world.output.flush()
        before = written.tell()
        value = made.call(case.function)
    except Trap as trap:
        stopped = trap
        found.append(of_trap(trap, case.image.sources))
    except SdolError as error:
        found.append(of_error(error))
    finally:
        try:
            world.close()
        except SdolError as error:
            found.append(of_error(error))
    return Ended(value, found, stopped, before)
