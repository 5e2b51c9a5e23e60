"""One file, analysed: what is wrong with it, what its names mean, and which type everything has.

Each part is found when it is first asked for, from what is found already; a file with mistakes has all of them,
as far as it can be read.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from sdol.diagnostics import Diagnostic, Source
from sdol.kernel.depth import deep
from sdol.kernel.types import Type
from sdol.lang import ast, packages
from sdol.lang.analysis.mending import mended
from sdol.lang.analysis.mentions import Mention, in_example
from sdol.lang.analysis.observing import Seen, observe
from sdol.lang.examples import examples_in
from sdol.lang.heads import Docs
from sdol.lang.lexer import lex
from sdol.lang.parser import parse
from sdol.lang.program import Parsed, compiling
from sdol.lang.scopes import Binding, Scopes, scopes
from sdol.lang.syntax_errors import refused
from sdol.lang.tables import tables
from sdol.lang.tokens import Embedded, TextToken, Token
from sdol.resources import folder

MOST_LINTED = 1_000_000
"""Characters of a file that the rules of `sdol lint` look at too."""


class Document:
    """A file at one moment.

    Args:
        source: its text, under the name from which its imports are found.
        read: gives the text of an imported file, from its path and the name it is shown under; raises SdolError.
        stopped: asked while it is checked: where it says yes, `observing.Stopped` is raised.
    """

    def __init__(
        self,
        source: Source,
        read: Callable[[str, str], str] | None = None,
        stopped: Callable[[], bool] = bool,
    ) -> None:
        self.source = source
        self._read, self._stopped = read, stopped
        self._imported: dict[Binding, Path | None] = {}

    # --- the text -------------------------------------------------------------------------------------------

    @cached_property
    def parsed(self) -> Parsed:
        """The items that are right, and what the parser says of the others."""
        return parse(self.source)

    @cached_property
    def items(self) -> list[ast.Stmt]:
        """The items, those with mistakes as far as they can be read."""
        module, problems = self.parsed
        return mended(self.source, module, problems) if problems else module.items

    @cached_property
    def docs(self) -> Docs:
        """The comments that document what stands below them."""
        return Docs(self.parsed[0].comments, self.source)

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens, those between the braces of a text after that, in the order of the text."""
        return [] if refused(self.source) else list(_flat(lex(self.source, tables()).tokens))

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.span.start for token in self.tokens]

    def tokens_before(self, offset: int) -> Iterator[Token]:
        """The tokens that begin before a place, the last first."""
        for at in range(bisect_right(self._token_starts, offset - 1) - 1, -1, -1):
            yield self.tokens[at]

    def token_at(self, offset: int) -> Token | None:
        """The innermost token at a place, or one that ends there where none begins."""
        found = [t for t in self._near(offset) if t.span.start <= offset <= t.span.end]
        inside = [t for t in found if offset < t.span.end]
        return max(inside or found, key=lambda t: t.span.start, default=None)

    def _near(self, offset: int) -> list[Token]:
        at = bisect_right(self._token_starts, offset)
        return self.tokens[max(0, at - 16) : at]

    # --- names ----------------------------------------------------------------------------------------------

    @cached_property
    def scopes(self) -> Scopes:
        """What the names mean."""
        with deep():
            return scopes(self.source, self.items)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every place where a name stands, in the order of the text."""
        found = [
            Mention(_name_span(self.source, one), one.name, one, defines=True) for one in self.scopes.bindings
        ]
        found += [Mention(span, one.name, one) for one in self.scopes.bindings for span in one.uses()]
        found += [Mention(span, name) for name, span in self.scopes.free]
        found += [Mention(one.span, one.name, module=one.module) for one in self.scopes.members]
        found += [Mention(one.span, one.name, callee=one.callee) for one in self.scopes.named]
        found += self._in_examples()
        return sorted(found, key=lambda one: (one.span, not one.defines))

    def _in_examples(self) -> Iterator[Mention]:
        """The names of the top level in the examples of comments."""
        for example in examples_in(self.source, self.parsed[0]):
            yield from in_example(self, example)

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [one.span.start for one in self.mentions]

    def mention_at(self, offset: int) -> Mention | None:
        """The name at a place, or that ends there."""
        at = bisect_right(self._mention_starts, offset)
        near = [one for one in self.mentions[max(0, at - 2) : at] if offset <= one.span.end]
        return near[-1] if near else None

    def visible(self, offset: int) -> dict[str, Binding]:
        """The definitions that can be named at a place."""
        inside = any(
            item.span.start <= offset <= item.span.end
            for item in self.items
            if isinstance(item, (ast.Fn, ast.Test))
        )
        found: dict[str, Binding] = {}
        for one in self.scopes.bindings:
            whole = one.until < 0 and (inside or one.kind in ("function", "module"))
            if whole or (one.since <= offset and (one.until < 0 or offset < one.until)):
                found[one.name] = one
        return found

    def exported(self, name: str) -> Binding | None:
        """The definition that a file that imports this one has under a name."""
        return self._exports.get(name)

    @cached_property
    def _exports(self) -> dict[str, Binding]:
        top = [one for one in self.scopes.bindings if one.top and one.kind != "module"]
        return {one.name: one for one in reversed(top)}

    @cached_property
    def modules(self) -> dict[str, Binding]:
        """The imports of the file, by the name that each gives."""
        return {one.name: one for one in self.scopes.bindings if one.kind == "module"}

    def imported(self, module: Binding) -> Path | None:
        """The file that an import means, also that of a package; None for a module of the library."""
        if module not in self._imported:
            self._imported[module] = _file_of(self.source.name, module.node)
        return self._imported[module]

    # --- types and problems ---------------------------------------------------------------------------------

    @cached_property
    def checked(self) -> Seen:
        """What the checker says of the items that are right: just what `sdol check` does."""
        return observe(self.source, self.parsed, self._read, self._stopped)

    @cached_property
    def seen(self) -> Seen:
        """The types, those of items with mistakes as far as these can be read."""
        module, problems = self.parsed
        if not problems or len(self.items) == len(module.items):
            return self.checked
        whole = ast.Module(self.items, module.comments, module.broken)
        return observe(self.source, (whole, []), self._read, self._stopped)

    @cached_property
    def problems(self) -> list[Diagnostic]:
        """What is wrong, and where nothing is, what could be better."""
        found = self.checked.problems
        if found or len(self.source.text) > MOST_LINTED:
            return found
        from sdol.lang.lint.rules import lint

        return lint(self.source)

    def type_of(self, binding: Binding) -> Type | None:
        """The type of a variable or parameter, where it is known."""
        return self.seen.names.get(binding.declared)

    @cached_property
    def _expressions(self) -> list[ast.Span]:
        return sorted(self.seen.types, key=lambda span: (span.start, -span.end))

    def expression_at(self, offset: int) -> ast.Span | None:
        """The smallest expression around a place whose type is known."""
        at = bisect_right(self._expressions, offset, key=lambda span: span.start)
        for span in reversed(self._expressions[max(0, at - 500) : at]):
            if offset <= span.end:
                return span
        return None

    def type_at(self, offset: int) -> Type | None:
        """The type of the name or of the smallest expression at a place."""
        mention = self.mention_at(offset)
        if mention and mention.defines and mention.binding:
            return self.type_of(mention.binding)
        span = self.expression_at(offset)
        return self.seen.types[span] if span else None

    def diagnosed(self) -> Document:
        """Finds out what is wrong."""
        with compiling():
            _ = self.problems
        return self

    def complete(self) -> Document:
        """Finds out everything that questions need, so that they are answered at once."""
        with compiling():
            _ = self.problems, self.mentions, self.seen, self.tokens, self._expressions
            _ = self._mention_starts, self._token_starts
        return self


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if isinstance(token, TextToken):
            for part in token.parts:
                if isinstance(part, Embedded):
                    yield from _flat(part.tokens)


def _file_of(importing: str, node: ast.Node | None) -> Path | None:
    """The file that an import of a file means; None for a module of the library, which comes before packages."""
    if not isinstance(node, ast.Import):
        return None
    try:
        if node.is_file:
            return Path(os.path.join(os.path.dirname(importing), node.target)).resolve()
        in_library = (folder("stdlib") / f"{node.target}.sdol").is_file()
        found = None if in_library else packages.find(importing, node.target)
        return Path(found).resolve() if found else None
    except (OSError, ValueError):
        return None


def _name_span(source: Source, binding: Binding) -> ast.Span:
    """Where the name itself stands: of an import, what is imported."""
    if not isinstance(binding.node, ast.Import):
        return binding.span
    start = source.text.find(binding.node.target, *binding.span)
    return ast.Span(start, start + len(binding.node.target)) if start >= 0 else binding.span
