"""What Jupyter is told, in the shapes of its messages, version 5.3."""

from __future__ import annotations

from sdol.shell.repl import outcome as of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sdol.diagnostics import Diagnostic
    from sdol.shell.completion import Item, Offer
    from sdol.shell.jupyter.cells import Completeness
    from sdol.shell.repl.outcome import Outcome

WIDTH = 88
"""Columns of an error message."""


def language_info(version: str) -> dict[str, object]:
    """What a notebook has to know to edit and to export programs."""
    return {
        "name": "sdol",
        "version": version,
        "mimetype": "text/x-sdol",
        "file_extension": ".sdol",
        "pygments_lexer": "sdol",
        "codemirror_mode": "r",  # the nearest that every notebook has: `#` comments, braces, calls
        "nbconvert_exporter": "script",
    }


def completions(offer: Offer) -> dict[str, Any]:
    """A complete_reply; JupyterLab and VS Code show the kinds and types that its metadata has."""
    start, end = offer.start, offer.end
    return {
        "status": "ok",
        "matches": [item.text for item in offer.items],
        "cursor_start": start,
        "cursor_end": end,
        "metadata": {"_jupyter_types_experimental": [_typed(item, start, end) for item in offer.items]},
    }


def _typed(item: Item, start: int, end: int) -> dict[str, object]:
    return {
        "start": start,
        "end": end,
        "text": item.text,
        "type": item.kind,
        "signature": item.type,
        "documentation": item.doc,
    }


def completeness(found: Completeness) -> dict[str, Any]:
    """An is_complete_reply; only an unfinished cell has an indent."""
    return found._asdict() if found.status == "incomplete" else {"status": found.status}


def error(outcome: Outcome) -> dict[str, Any]:
    """The content of an error: the first problem by name, and all of them as a terminal shows them."""
    if outcome.status == of.STOPPED:
        return {"ename": "Stopped", "evalue": "stopped by the user", "traceback": ["stopped"]}
    found = outcome.problems
    first = found[0] if found else None
    return {
        "ename": first.code if first else "Error",
        "evalue": first.message if first else outcome.text,
        "traceback": rendered(found) if found else [outcome.text],
    }


def rendered(problems: Iterable[Diagnostic]) -> list[str]:
    """Diagnostics as lines in colour, one text for each."""
    from sdol.lang.render import render

    return [render([one], color=True, width=WIDTH).rstrip("\n") for one in problems]


def failed(outcome: Outcome, count: int) -> dict[str, Any]:
    """An execute_reply about an error."""
    return {"status": "error", **error(outcome), "execution_count": count}


def executed(count: int, expressions: dict[str, Any], payload: list[dict[str, Any]]) -> dict[str, Any]:
    """An execute_reply where all went well."""
    return {
        "status": "ok",
        "execution_count": count,
        "payload": payload,
        "user_expressions": expressions,
    }
