"""Rules about files: long lines, and functions for others that nothing in their file tries."""

from __future__ import annotations

from collections.abc import Iterator

from sdol.diagnostics import Diagnostic, Source
from sdol.lang import ast
from sdol.lang.examples import examples_in
from sdol.lang.lambdas import names_in
from sdol.lang.lint.findings import warning
from sdol.lang.scopes import is_program

LONGEST = 120
"""Characters of a line that a side by side view still shows."""


def long_lines(source: Source) -> Iterator[Diagnostic]:
    at = 0
    for line in source.text.split("\n"):
        if len(line) > LONGEST:
            yield warning(
                "L009",
                source,
                ast.Span(at + LONGEST, at + len(line)),
                f"this line has {len(line)} characters, more than {LONGEST}",
                help='break it inside of brackets, after `{` or before `|>`; a text goes between `"""`',
            )
        at += len(line) + 1


def untried(source: Source, module: ast.Module) -> Iterator[Diagnostic]:
    """The functions of a file for others that none of its tests and examples reaches."""
    if is_program(module):
        return
    functions = {item.name: item for item in module.items if isinstance(item, ast.Fn)}
    tried = {one.owner for one in examples_in(source)}
    waiting = [*tried, *names_in([item for item in module.items if isinstance(item, ast.Test)])]
    while waiting:
        name = waiting.pop()
        tried.add(name)
        if name in functions:
            waiting += [n for n in names_in(functions[name].body) if n not in tried]
    for name, function in functions.items():
        if name not in tried and not name.startswith("_"):
            yield warning(
                "L010",
                source,
                function.name_span,
                f"no test and no example of this file reaches `{name}`",
                reason="a file that only defines is for others, who rely on what it says",
                help=f"show it in a comment above: `## >>> {name}(…)` and what it gives, or write a `test`",
            )
