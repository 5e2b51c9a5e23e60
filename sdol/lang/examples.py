"""The examples of a file: lines after `>>>` in the `##` comments above its functions, and what they show.

    ## One more.
    ##   >>> more(3)
    ##   4
    fn more(n: int) -> int { n + 1 }

Consecutive lines after `>>>` are one example. What follows, up to an empty line or the next `>>>`, is what it prints
and what its last line gives, as the interactive loop shows that; `error: …` is the message of an error that ends it.
An example sees its file as a test does, also under the file's own name, as those who import it write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.kernel import ir
from sdol.kernel.types import NEVER, NIL
from sdol.lang import ast, calls
from sdol.lang.body import Body
from sdol.lang.lambdas import names_in
from sdol.lang.parser import parse
from sdol.lang.program import Compiler, compiling, give_last
from sdol.lang.unit import ModuleScope

PROMPT = ">>>"
_DEFINES = (ast.Fn, ast.Test, ast.Space)


@dataclass
class Example:
    """An example as it is written.

    Attributes:
        owner: the function whose comment it stands in.
        code: the characters of each of its lines.
        shown: what the comment says that it shows, without the comment's indentation; `place` is its first line.
        gives: whether its last line gives a value; known when it is compiled.
    """

    owner: str
    code: list[ast.Span]
    shown: list[str]
    place: ast.Span
    gives: bool = False

    def title(self, source: Source) -> str:
        """How it is called: its first line."""
        lines = (source.text[slice(*span)].strip() for span in self.code)
        return f"{PROMPT} {next((line for line in lines if line), '')}"


def examples_in(source: Source, module: ast.Module | None = None) -> list[Example]:
    """The examples of a file, in order; its functions with mistakes have none.

    `module` is what the parser made of it, where that is known.
    """
    if PROMPT not in source.text:
        return []
    module = module or parse(source)[0]
    comments = _own_lines(source, module)
    found: list[Example] = []
    for item in module.items:
        if isinstance(item, ast.Fn):
            found += _above(source, item, comments)
    return found


def _own_lines(source: Source, module: ast.Module) -> dict[int, ast.Span]:
    """The `##` comments that stand on lines of their own, by line: the characters after the signs."""
    found = {}
    for span, text in module.comments:
        line, column = source.position(span.start)
        if text.startswith("##") and not source.line(line)[: column - 1].strip():
            found[line] = ast.Span(span.start + 2, span.start + len(text.rstrip()))
    return found


def _above(source: Source, item: ast.Fn, comments: dict[int, ast.Span]) -> Iterator[Example]:
    last = source.position(item.span.start)[0] - 1
    first = last
    while first in comments:
        first -= 1
    example: Example | None = None
    indent = 0
    for line in range(first + 1, last + 1):
        span = comments[line]
        text = source.text[slice(*span)]
        plain = text.strip()
        if plain.startswith(PROMPT):
            if example is not None and example.shown:
                yield example
                example = None
            indent = text.index(PROMPT)
            code = ast.Span(span.start + indent + len(PROMPT), span.end)
            example = example or Example(item.name, [], [], code)
            example.code.append(code)
            example.place = code
        elif example is not None and plain:
            example.place = example.place if example.shown else _inked(source, span)
            example.shown.append(_dedented(text, indent))
        elif example is not None:
            yield example
            example = None
    if example is not None:
        yield example


def _inked(source: Source, span: ast.Span) -> ast.Span:
    """The span without the blanks at its beginning."""
    text = source.text[slice(*span)]
    return ast.Span(span.end - len(text.lstrip()), span.end)


def _dedented(text: str, indent: int) -> str:
    return (text[indent:] if not text[:indent].strip() else text.lstrip()).rstrip()


# --- compiled -----------------------------------------------------------------------------------------------


def compile_examples(source: Source, examples: list[Example]) -> tuple[ir.Program, list[Diagnostic]]:
    """A program whose tests are the examples, in their order; it may run only where there is no problem."""
    with compiling():
        compiler = _Compiler(source, examples)
        compiler.main(source)
        return compiler.unit.program, compiler.problems()


class _Compiler(Compiler):
    """A file with its examples instead of its tests."""

    def __init__(self, source: Source, examples: list[Example]) -> None:
        super().__init__()
        self.source, self.examples = source, examples
        self.parsed = [_parsed(source, one) for one in examples]

    def declare(self, scope: ModuleScope, items: list[ast.Stmt], everything_shared: bool) -> None:
        super().declare(scope, items, everything_shared)
        if scope.source is self.source:
            named = names_in([module.items for module, _ in self.parsed])
            scope.shared = frozenset([*scope.shared, *named])

    def finish(self, scope: ModuleScope, items: list[ast.Stmt]) -> None:
        name = Path(self.source.name).stem
        if name not in scope.functions and name not in scope.modules:
            scope.modules[name] = scope
        opening = self._opening(scope)
        for number, example in enumerate(self.examples):
            self._example(scope, number, example, opening)
        super().finish(scope, [item for item in items if not isinstance(item, ast.Test)])

    def _opening(self, scope: ModuleScope) -> Body:
        """Runs what the files do that examples import."""
        entry = self.unit.enter("examples", (), NIL, scope)
        for module, problems in self.parsed:
            self.unit.malformed(scope.source, problems, [])
            for item in module.items:
                if isinstance(item, ast.Import) and Path(item.target).stem not in scope.modules:
                    self.loader.load(scope, item)
                elif isinstance(item, _DEFINES):
                    self._refused(scope, item)
        opening = Body(self.unit, entry)
        self.run_inits(opening)
        return opening

    def _refused(self, scope: ModuleScope, item: ast.Stmt) -> None:
        reason = "an example runs as a block does, in which nothing is declared for a whole file"
        help = "declare it in the file, and let the example use it"
        self.unit.report(
            "E0141", scope, item.span, "an example only does and computes", reason=reason, help=help
        )

    def _example(self, scope: ModuleScope, number: int, example: Example, opening: Body) -> None:
        entry = self.unit.enter(f"example {number + 1}", (), NIL, scope)
        body = Body(self.unit, entry)
        body.scopes.append({})
        calls.call_entry(body, ast.Span(0, 0), opening.entry, [], NIL)
        gives = give_last(body, scope.source, self.parsed[number][0].items)
        example.gives = gives not in (NIL, NEVER)
        self.unit.program.tests.append((example.title(scope.source), entry.index))


def _parsed(source: Source, example: Example) -> tuple[ast.Module, list[Diagnostic]]:
    """An example's lines, parsed where they stand: everything around them is blank."""
    kept, at = [], 0
    for start, end in example.code:
        kept += [_blank(source.text[at:start]), source.text[start:end]]
        at = end
    module, problems = parse(Source(source.name, "".join([*kept, _blank(source.text[at:])])))
    return module, [_placed(source, example, one) for one in problems]


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _placed(source: Source, example: Example, problem: Diagnostic) -> Diagnostic:
    """A problem in the file itself; one at the end of the blanked text is one of the example's last line."""
    last = example.code[-1].end
    labels = tuple(Label(min(one.start, last - 1), min(one.end, last), one.text) for one in problem.labels)
    return replace(problem, source=source, labels=labels)
