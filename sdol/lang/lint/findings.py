"""What a rule finds, as a diagnostic of the severity `warning`."""

from __future__ import annotations

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang import ast


def warning(
    code: str,
    source: Source,
    span: ast.Span,
    message: str,
    *,
    reason: str = "",
    help: str = "",
    also: tuple[ast.Span, str] | None = None,
) -> Diagnostic:
    """A finding at a place; `also` is another place that explains it."""
    labels = (Label(*span), *([Label(*also[0], also[1])] if also else []))
    return Diagnostic(code, message, source, labels, reason, help, severity="warning")
