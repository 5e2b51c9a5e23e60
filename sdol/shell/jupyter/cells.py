"""The session behind a notebook: runs cells, and says what Jupyter asks about them. It knows no messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.shell.repl import outcome as of
from sdol.shell.repl.evaluator import Evaluator
from sdol.shell.repl.outcome import UNSET, Outcome

if TYPE_CHECKING:
    from typing import Any

    from sdol.diagnostics import Diagnostic
    from sdol.kernel.world import World
    from sdol.shell.completion import Offer
    from sdol.shell.repl.outcome import Variable
    from sdol.store.history import History

INDENT = "  "
WIDTH = 88
"""Columns of what a cell shows as text."""


class Completeness(NamedTuple):
    """Whether a cell can run: `complete`, `incomplete` or `invalid`; `indent` is that of the line to come."""

    status: str
    indent: str = ""


class Cells:
    """An interactive session whose entries are cells.

    Args:
        world: what the cells act on; `close` closes it.
        history: what was typed, here and in other sessions.
    """

    def __init__(self, world: World, history: History) -> None:
        from sdol.lang.interactive import Session
        from sdol.shell.completion.session import of_session
        from sdol.store.location import default_path

        self.world, self.history = world, history
        self.evaluator = Evaluator(Session(), world, history, default_path())
        self._scope = of_session(self.evaluator)

    def run(self, code: str, number: int | None = None) -> Outcome:
        """Runs a cell as one entry; a failure of any kind is in what it gives.

        Args:
            number: of the cell, by which `_3` and messages call it; the next one by default.
        """
        if number is not None:
            self.evaluator.session.entries = number - 1
        try:
            outcome = self.evaluator.enter(code, final=True)
            self.world.output.flush()
        except KeyboardInterrupt:  # between two steps of the evaluator
            return Outcome(of.STOPPED)
        except Exception as error:
            return Outcome(of.FAILED, problems=(_told(error),))
        return outcome

    def value(self, code: str) -> Outcome:
        """The value of an expression beside the cells: it does not become the last value."""
        try:
            return self.evaluator.value_of(code)
        except Exception as error:
            return Outcome(of.FAILED, problems=(_told(error),))

    def completeness(self, code: str) -> Completeness:
        """Whether a cell could run as it is; nothing is compiled."""
        from sdol.diagnostics import Source
        from sdol.lang.parser import parse_entry
        from sdol.shell.repl import registry

        if registry.unfinished(code):
            return Completeness("incomplete", _indent(code))
        if registry.command_of(code) is not None:
            return Completeness("complete")
        return Completeness("invalid" if parse_entry(Source("cell", code))[1] else "complete")

    def offer(self, code: str, at: int) -> Offer:
        """How the word before a character can go on."""
        from sdol.shell.completion import complete

        return complete(code, at, self._scope)

    def described(self, code: str, at: int) -> dict[str, str]:
        """What is known of the name at a character, by the kind of text; empty where that is nothing."""
        from sdol.shell.describing import describe
        from sdol.shell.describing.markdown import inert, markdown

        variables = self.evaluator.variables()
        for name in _names(code, at):
            if name in variables and variables[name].value is not UNSET:
                return self._variable(name, variables[name])
            found = describe(name, self._scope)
            if found is not None:
                text = markdown(found)
                return {"text/plain": text, "text/markdown": inert(text)}
        return {}

    def _variable(self, name: str, found: Variable) -> dict[str, str]:
        from html import escape

        head = f"{name}: {found.type}"
        shown = self.shown(Outcome(of.VALUE, found.value, found.type))
        html = f"<code>{escape(head)}</code>{shown.get('text/html', '')}"
        return {"text/plain": f"{head}\n\n{shown['text/plain']}", "text/html": html}

    def told(self, code: str, text: str, html: str = "") -> dict[str, str]:
        """What a colon command answers, by the kind of text: help is laid out by the notebook."""
        from sdol.kernel.output import painted_inert
        from sdol.shell.describing import describe
        from sdol.shell.describing.markdown import inert, markdown
        from sdol.shell.repl.registry import command_of

        name, rest = command_of(code) or ("", "")
        found = describe(rest, self._scope) if name == "doc" else None
        drawn = {"text/html": html} if html else {}
        return (
            {"text/plain": painted_inert(text)}
            | drawn
            | ({"text/markdown": inert(markdown(found))} if found else {})
        )

    def shown(self, outcome: Outcome) -> dict[str, Any]:
        """A value by the kinds of text and data that a notebook can show."""
        from sdol.shell import cards
        from sdol.shell.repl import presenting
        from sdol.shell.values import as_json

        if self.evaluator.json:
            return {
                "text/plain": presenting.as_json(outcome.value),
                "application/json": as_json(outcome.value),
            }
        known = self.evaluator.known
        value, type = outcome.value, outcome.type
        return {
            "text/plain": cards.card(value, type, width=WIDTH, known=known),
            "text/html": cards.html(value, type, known=known),
        }

    def close(self) -> None:
        """Ends the session with everything written."""
        self.history.close()
        self.world.close()


def _told(error: Exception) -> Diagnostic:
    from sdol.shell.failures import of_error

    return of_error(error)


def _indent(code: str) -> str:
    """The blanks of the line after an unfinished cell: one step for each bracket that is open."""
    from sdol.lang.pieces import pieces

    inert = ("comment", "doc", "text", "escape")
    live = "".join(code[p.start : p.end] for p in pieces(code) if p.kind not in inert)
    depth = sum(live.count(c) for c in "([{") - sum(live.count(c) for c in ")]}")
    return INDENT * max(depth, 0)


def _names(code: str, at: int) -> list[str]:
    """What may be asked about at a character: the dotted name there, its parts, the function being called."""
    import re

    code = code.removeprefix("?")
    around = [m for m in re.finditer(r":?\w+(?:\.\w+)*", code) if m.start() <= at <= m.end()]
    found = [around[0][0], around[0][0].rpartition(".")[2]] if around else []
    before = re.findall(r"(\w+(?:\.\w+)*)\s*\([^()]*$", code[:at])
    return [*found, *before[-1:]]
