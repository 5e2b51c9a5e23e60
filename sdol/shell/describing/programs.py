"""What a program of the user's says of itself: the comment at its top, and those of its definitions."""

from __future__ import annotations

from pathlib import Path

from sdol.shell.describing.description import Description, Example
from sdol.shell.describing.own import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.library import Function, Module, Value


def described(path: str) -> list[Description]:
    """The program itself, and each of its public definitions under the name that another program knows it by: the
    functions, and what else has a `##` comment.

    Raises:
        UsageError: the file is not there, or cannot be read.
        Rejected: it does not parse.
    """
    found = read(path)
    definitions = [_function(found, one) for one in found.functions]
    definitions += [_value(found, one) for one in found.values]
    about = found.about or "A program of yours."
    names = tuple(one.name for one in definitions)
    return [Description(found.name, "program", Path(path).name, (), about, (), names), *definitions]


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


def _value(module: Module, one: Value) -> Description:
    name = f"{module.name}.{one.name}"
    return Description(name, KINDS.get(one.kind, "variable"), name, (one.written,), one.sentences)
