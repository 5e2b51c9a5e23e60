"""What all of the builder's functions share: lists, spans, and reporting.

A function of the builder is named by the grammar (`-> name`) and gets the values of its alternative's
symbols, none left out: tokens where the grammar has terminals, and what other functions made. Parts that may
be missing are None.
"""

from __future__ import annotations

from typing import Any

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang.ast import Span
from sdol.lang.syntax_errors import TITLES, Findings
from sdol.lang.tokens import Token

Parts = list[Any]


def over(parts: Parts) -> Span:
    """From the first part to the last; both are tokens or nodes."""
    return Span(parts[0].span[0], parts[-1].span[1])


class BuilderBase:
    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.findings = findings

    def report(self, code: str, span: Span, message: str = "", help: str = "", label: str = "") -> None:
        """Add a diagnostic at `span`; the code's title serves where there is no `message`."""
        labels = (Label(span.start, span.end, label),)
        self.findings.add(Diagnostic(code, message or TITLES[code], self.source, labels, help=help))

    # --- lists; a statement that did not parse is None and is left out ---

    def first(self, c: Parts) -> Parts:
        return [] if c[0] is None else c

    def more(self, c: Parts) -> Parts:
        items: Parts = c[0]
        items.append(c[2])
        return items

    def more_spaced(self, c: Parts) -> Parts:
        items: Parts = c[0]
        if c[2] is not None:
            items.append(c[2])
        return items

    def trailing(self, c: Parts) -> Parts:
        items: Parts = c[0]
        return items

    def empty(self, c: Parts) -> Parts:
        return []

    def none(self, c: Parts) -> None:
        return None

    def second(self, c: Parts) -> Any:
        return c[1]

    def middle(self, c: Parts) -> Any:
        return c[1]

    # --- fields of records, record types and record patterns ---

    def pair(self, c: Parts) -> tuple[Token, Any]:
        return c[0], c[2]

    def key_text(self, c: Parts) -> Token:
        """A quoted field name is a plain name from here on."""
        text = c[0]
        if any(not isinstance(part, str) for part in text.parts):
            self.report("E0131", text.span)
        return Token("NAME", "".join(part for part in text.parts if isinstance(part, str)), text.span)

    def fields(self, pairs: list[tuple[Token, Any]]) -> tuple[tuple[str, Any], ...]:
        """Names and values, each name once."""
        seen: dict[str, Token] = {}
        for key, _ in pairs:
            if key.value in seen:
                self.report("E0130", key.span, f"this record has two fields called `{key.value}`")
            seen[key.value] = key
        return tuple((key.value, value) for key, value in pairs)
