"""All rules on one file."""

from __future__ import annotations

from sdol.diagnostics import Diagnostic, Source
from sdol.kernel.depth import deep
from sdol.lang.lint import allowing, conditions, files, names
from sdol.lang.parser import parse

CODES = ("L001", "L002", "L003", "L004", "L005", "L006", "L007", "L008", "L009", "L010", "L011")


def lint(source: Source) -> list[Diagnostic]:
    """What works in a file and could be better, in its order; the file is one that compiles."""
    module, _ = parse(source)
    with deep():
        found = [
            *names.check(source, module),
            *conditions.check(source, module),
            *files.long_lines(source),
            *files.untried(source, module),
        ]
    left = allowing.kept(source, module, found, CODES)
    return sorted(left, key=lambda one: (one.labels[0].start, one.code))
