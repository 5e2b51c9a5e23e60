"""The entries of a session as a program that runs: what they showed it prints, and each name means one thing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sdol.diagnostics import Diagnostic, Source
from sdol.lang import ast
from sdol.lang.interactive import LAST, is_value_name
from sdol.lang.parser import parse_entry
from sdol.lang.scopes import children
from sdol.shell.repl import outcome as of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Counted, Evaluator

FUNCTION = "fn"
"""Stands for the type of a function's name among what an entry defines."""

KEPT = "value_{}"
"""The name that the value of an entry gets where another one uses it."""


class Saved(NamedTuple):
    """A program, of how many entries it was made, and what is wrong with it.

    Attributes:
        space: the space that it names after other entries, which then lies in another one than they did.
    """

    text: str
    entries: int
    problems: list[Diagnostic]
    space: str


def program_of(evaluator: Evaluator, path: str = "saved.sdol") -> Saved:
    """The entries that came to their end and were not undone, as a program at a path."""
    from sdol.lang.formatting import formatted
    from sdol.lang.program import compile_source

    entries = [one for one in evaluator.entries if one.status in (of.VALUE, of.NOTHING)]
    parts = _Writer(entries).parts()
    text, problems = formatted(Source(path, "\n".join(parts) + "\n" if parts else ""))
    if not problems:
        _, problems = compile_source(Source(path, text))
    return Saved(text, len(entries), problems, _late_space(entries))


def _late_space(entries: list[Counted]) -> str:
    items = [item for entry in entries for item in _items(entry) if not isinstance(item, ast.Import)]
    return next((item.name for item in items[1:] if isinstance(item, ast.Space)), "")


def write(path: str, text: str) -> None:
    """Writes a file, whole or not at all.

    Raises:
        SdolError: E0801 to E0805, it cannot be written.
    """
    from sdol.kernel.lines import cannot_open
    from sdol.shell import rewriting

    try:
        if not os.path.lexists(path):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except OSError as error:
        raise cannot_open(error, path, "written") from None
    rewriting.write(path, text)


class _Change(NamedTuple):
    """Characters of an entry, and what stands there instead."""

    start: int
    end: int
    text: str


class _Writer:
    """Writes entries, one after the other, keeping track of what names mean.

    A name that is defined again with a value of the same type becomes a variable that is assigned to, as functions see
    it; one that is defined again otherwise has another name before, `x_1`. Of functions only the last one is kept.
    """

    def __init__(self, entries: list[Counted]) -> None:
        self._entries = [(one, _items(one)) for one in entries]
        self._kinds = [(one.number, _kinds(one, items)) for one, items in self._entries]
        self._used = _used(self._entries)
        self._seen: Counter[str] = Counter()
        self._now: dict[str, str] = {}
        self._types: dict[str, str] = {}
        self._lines: set[str] = set()
        self._last = 0

    def parts(self) -> list[str]:
        """The text of each entry, those of which nothing is left without."""
        return [text for one, items in self._entries if (text := self._part(one, items).strip("\n"))]

    def _part(self, entry: Counted, items: list[ast.Stmt]) -> str:
        text = entry.text.rstrip().removesuffix(";") if _silent(entry) else entry.text
        changes = [change for item in items for change in self._item(entry, item, text)]
        if items and isinstance(items[-1], ast.ExprStmt) and entry.status == of.VALUE:
            changes += self._shown(entry, items[-1])
        return _changed(text, changes)

    def _item(self, entry: Counted, item: ast.Stmt, text: str) -> Iterator[_Change]:
        line = text[item.span.start : item.span.end]
        if isinstance(item, (ast.Import, ast.Store)) and line in self._lines:
            yield _Change(item.span.start, item.span.end, "")
            return
        self._lines.add(line)
        yield from self._references(item)
        if isinstance(item, ast.Fn):
            yield from self._function(entry, item)
        elif isinstance(item, ast.Let) and isinstance(item.pattern, ast.NamePattern):
            yield from self._let(entry, item, item.pattern)
        elif isinstance(item, ast.Region):
            yield from self._renamed(entry, item.name, item.name_span, _alone(entry))

    def _references(self, item: ast.Stmt) -> Iterator[_Change]:
        for node in _names(item):
            new = self._meaning(node.name)
            if new != node.name:
                yield _Change(node.span.start, node.span.end, new)

    def _meaning(self, name: str) -> str:
        if name == LAST:
            return KEPT.format(self._last) if self._last else name
        if is_value_name(name):
            return KEPT.format(name[len(LAST) :])
        return self._now.get(name, name)

    def _function(self, entry: Counted, item: ast.Fn) -> Iterator[_Change]:
        if FUNCTION in self._later(entry, item.name):
            yield _Change(item.span.start, item.span.end, "")

    def _later(self, entry: Counted, name: str) -> list[str]:
        """How the entries after one define a name again."""
        return [kinds[name] for number, kinds in self._kinds if number > entry.number and name in kinds]

    def _let(self, entry: Counted, item: ast.Let, pattern: ast.NamePattern) -> Iterator[_Change]:
        name, kind = pattern.name, entry.defines.get(pattern.name, "")
        if self._types.get(name) == kind:
            yield _Change(item.span.start, item.value.span.start, f"{self._now.get(name, name)} = ")
            return
        if self._later(entry, name)[:1] == [kind] and not item.mutable:
            yield _Change(item.span.start, item.span.start + len("let"), "var")
        yield from self._renamed(entry, name, pattern.span, kind)

    def _renamed(self, entry: Counted, name: str, span: ast.Span, kind: str) -> Iterator[_Change]:
        """A definition, under another name where there is a later one that is not an assignment to it."""
        self._seen[name] += 1
        self._types[name] = kind
        self._now.pop(name, None)
        if {*self._later(entry, name)} - {kind}:
            self._now[name] = f"{name}_{self._seen[name]}"
            yield _Change(span.start, span.end, self._now[name])

    def _shown(self, entry: Counted, item: ast.ExprStmt) -> Iterator[_Change]:
        """The value that an entry ends with is printed, and has a name where a later entry uses it."""
        self._last = entry.number
        name = KEPT.format(entry.number)
        if entry.number in self._used:
            shown = "" if _silent(entry) else f"\nprint {name}"
            yield _Change(item.span.start, item.span.start, f"let {name} = ")
            yield _Change(item.span.end, item.span.end, shown)
        else:
            start = "let _ = " if _silent(entry) else "print "
            yield _Change(item.span.start, item.span.start, start)


def _silent(entry: Counted) -> bool:
    return entry.text.rstrip().endswith(";")


def _items(entry: Counted) -> list[ast.Stmt]:
    return parse_entry(Source("entry", entry.text.rstrip().removesuffix(";")))[0].items


def _kinds(entry: Counted, items: list[ast.Stmt]) -> dict[str, str]:
    """How each name is defined: what is no `let` or `var` cannot be assigned to."""
    fixed = {item.name for item in items if isinstance(item, ast.Region)}
    stores = {item.name for item in items if isinstance(item, ast.Store)}
    kinds = {name: _alone(entry) if name in fixed else kind for name, kind in entry.defines.items()}
    return {name: kind for name, kind in kinds.items() if name not in stores}


def _alone(entry: Counted) -> str:
    """A kind that no other definition has."""
    return f"only in {entry.number}"


def _used(entries: list[tuple[Counted, list[ast.Stmt]]]) -> set[int]:
    """The entries whose values others use, as `_` or by their number."""
    found, last = set(), 0
    for entry, items in entries:
        for node in (node for item in items for node in _names(item)):
            if node.name == LAST:
                found.add(last)
            elif is_value_name(node.name):
                found.add(int(node.name[len(LAST) :]))
        last = entry.number if entry.status == of.VALUE else last
    return found


def _names(item: ast.Node) -> Iterator[ast.Name]:
    waiting = [item]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            yield node
        waiting += children(node)


def _changed(text: str, changes: list[_Change]) -> str:
    """The text with its changes, which do not overlap, but may lie inside of one that takes away."""
    made, at = [], 0
    for start, end, new in sorted(changes, key=lambda c: (c.start, c.end > c.start, -c.end)):
        if start < at:
            continue
        made += [text[at:start], new]
        at = end
    return "".join([*made, text[at:]])
