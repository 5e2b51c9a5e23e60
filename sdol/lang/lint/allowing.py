"""Comments that allow a finding: `# lint: allow L006 measured on a thousand pairs`.

Such a comment stands at the end of the line that it is about, or on a line of its own above it. It names codes and
says why; one that says nothing, names no rule, or allows what is not found, is a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sdol.diagnostics import Diagnostic, Source
from sdol.lang import ast
from sdol.lang.lint.findings import warning

CODE = "L011"
_COMMENT = re.compile(r"#+\s*lint:\s*(.*)", re.DOTALL)
_ALLOW = re.compile(r"allow((?:[\s,]+[A-Z]\d{3}\b)+)(.*)", re.DOTALL)


@dataclass
class Allowed:
    """A comment: the line that it is about, the codes it names and those that it was needed for."""

    span: ast.Span
    line: int
    codes: list[str]
    reason: str
    used: set[str] = field(default_factory=set)


def kept(
    source: Source, module: ast.Module, found: Iterable[Diagnostic], known: Iterable[str]
) -> list[Diagnostic]:
    """The findings that no comment allows, and those about the comments."""
    comments = _comments(source, module)
    left = []
    for one in found:
        line = source.position(one.labels[0].start)[0]
        allowing = [c for c in comments if c.line == line and one.code in c.codes and c.reason]
        for comment in allowing:
            comment.used.add(one.code)
        left += [] if allowing else [one]
    rules = list(known)
    return left + [problem for comment in comments for problem in _wrong(source, comment, rules)]


def _comments(source: Source, module: ast.Module) -> list[Allowed]:
    found = []
    for span, text in module.comments:
        written = _COMMENT.fullmatch(text.rstrip())
        if written:
            line, column = source.position(span.start)
            alone = not source.line(line)[: column - 1].strip()
            place = ast.Span(span.start, span.start + len(text.rstrip()))
            allow = _ALLOW.fullmatch(written[1])
            codes = re.findall(r"[A-Z]\d{3}", allow[1]) if allow else []
            reason = allow[2].strip(" \t:,;.-") if allow else ""
            found.append(Allowed(place, _next(source, line) if alone else line, codes, reason))
    return found


def _next(source: Source, line: int) -> int:
    """The first line after one that is not blank or a comment."""
    lines = source.text.split("\n")
    while line < len(lines) and (not lines[line].strip() or lines[line].lstrip().startswith("#")):
        line += 1
    return line + 1


def _wrong(source: Source, comment: Allowed, rules: list[str]) -> list[Diagnostic]:
    text = help = ""
    unknown = [code for code in comment.codes if code not in rules]
    idle = [code for code in comment.codes if code not in comment.used]
    if not comment.codes:
        text, help = "this comment allows nothing", "write `# lint: allow L006`, and why"
    elif unknown:
        text, help = f"there is no rule {unknown[0]}", f"the rules are {rules[0]} to {rules[-1]}"
    elif not comment.reason:
        text, help = "this comment does not say why", f"write the reason after `{comment.codes[-1]}`"
    elif idle:
        text, help = f"{idle[0]} is allowed here, and not found", "remove what is not needed"
    return [warning(CODE, source, comment.span, text, help=help)] if text else []
