"""What is wrong with a program, as the protocol tells it."""

from __future__ import annotations

from functools import cached_property

from lsprotocol.types import (
    CodeDescription,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    DiagnosticTag,
    Location,
    PublishDiagnosticsParams,
    Range,
)
from lsprotocol.types import Diagnostic as Told

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang.ast import Span
from sdol.shell.lsp.desk import Analysed
from sdol.shell.lsp.files import uri_of
from sdol.shell.lsp.text import Positions

MOST = 500
"""Problems of one file that are shown."""

_UNUSED = frozenset({"L001", "L002", "L003", "L004", "E0211"})


def published(analysed: Analysed) -> PublishDiagnosticsParams:
    """The problems of a file; one of a file that it imports stands at the import."""
    telling = Telling(analysed)
    found = [telling.told(one) for one in analysed.document.problems[:MOST]]
    return PublishDiagnosticsParams(analysed.uri, found, analysed.version)


class Telling:
    """Problems of one file as the protocol has them."""

    def __init__(self, analysed: Analysed) -> None:
        self.analysed = analysed
        self._places: dict[str, Positions] = {analysed.document.source.name: analysed.positions}

    def told(self, one: Diagnostic) -> Told:
        """One problem, with its reason and what to do about it."""
        reason, help = [one.reason] if one.reason else [], [f"help: {one.help}"] if one.help else []
        return Told(
            range=self._place(one),
            message="\n".join([one.message, *reason, *help]),
            severity=DiagnosticSeverity.Error if one.severity == "error" else DiagnosticSeverity.Warning,
            code=one.code or None,
            code_description=_page(one.code),
            source="sdol",
            tags=[DiagnosticTag.Unnecessary] if one.code in _UNUSED else None,
            related_information=self._related(one) or None,
        )

    def _is_here(self, one: Diagnostic) -> bool:
        return one.source is not None and one.source.name == self.analysed.document.source.name

    def _place(self, one: Diagnostic) -> Range:
        """Where a problem is marked."""
        if self._is_here(one) and one.labels:
            return self.analysed.positions.range(_span(one.labels[0]))
        span = self._imports.get(one.source.name) if one.source else None
        return self.analysed.positions.range(span or Span(0, 0))

    @cached_property
    def _imports(self) -> dict[str, Span]:
        """Where each file is imported, by its name."""
        document = self.analysed.document
        modules = document.modules.values()
        return {str(path): one.span for one in modules if (path := document.imported(one))}

    def _related(self, one: Diagnostic) -> list[DiagnosticRelatedInformation]:
        """The further places that explain a problem, and the place itself where that is in another file."""
        if one.source is None:
            return []
        here = self._is_here(one)
        positions = self._positions(one.source)
        uri = self.analysed.uri if here else uri_of(one.source.name)
        return [
            DiagnosticRelatedInformation(
                Location(uri, positions.range(_span(label))), label.text or one.message
            )
            for label in one.labels[1 if here else 0 :]
            if label.text or not here
        ]

    def _positions(self, source: Source) -> Positions:
        if source.name not in self._places:
            self._places[source.name] = Positions(source.text, self.analysed.positions.measure)
        return self._places[source.name]


def _span(label: Label) -> Span:
    return Span(label.start, max(label.start, label.end))


def _page(code: str) -> CodeDescription | None:
    """The page that explains a code, which travels with the package."""
    from sdol.resources import folder

    try:
        path = folder("catalogue") / f"{code}.md"
    except FileNotFoundError:
        return None
    return CodeDescription(uri_of(str(path))) if path.is_file() else None
