"""What a program of the user's says of itself: the comment at its top, and its functions."""

from __future__ import annotations

from pathlib import Path

from sdol.shell.describing.description import Description, Example

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.library import Function, Module


def described(path: str) -> list[Description]:
    """The program itself, and each of its public functions under the name that another program calls it by.

    Raises:
        UsageError: the file is not there, or cannot be read.
        Rejected: it does not parse.
    """
    found = read(path)
    functions = [_function(found, one) for one in found.functions]
    about = found.about or "A program of yours."
    names = tuple(one.name for one in functions)
    return [Description(found.name, "program", Path(path).name, (), about, (), names), *functions]


def read(path: str) -> Module:
    """What a file documents; raises as `described` does."""
    from sdol.diagnostics import Source
    from sdol.lang.parser import parse
    from sdol.shell.library import of_source
    from sdol.shell.running import read_program
    from sdol.shell.status import Rejected

    source = Source(*read_program(path))
    problems = parse(source)[1]
    if problems:
        raise Rejected(problems)
    return of_source(Path(path).stem, source)


def _function(module: Module, one: Function) -> Description:
    name = f"{module.name}.{one.name}"
    examples = tuple(Example(*sample) for sample in one.samples)
    return Description(name, "function", name, (one.signature.removeprefix("fn "),), one.sentences, examples)
