"""What stands before everything else for a moment: the page of keys, and the question for leave."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from sdol.kernel.pictures.page import STRONG, Line, Span
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from sdol.tui.models.consent import Question


GLANCE = 0.3
"""Seconds for which a question has to be there before it is answered by a key that is one of the dashboard, too."""


class Keys(ModalScreen[None]):
    """All keys."""

    DEFAULT_CSS = """
    Keys { align: center middle; }
    Keys Sheet { width: 76; max-width: 100%; height: 90%; border: round $accent; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark", "dismiss", "close")]

    def __init__(self, rows: Sequence[Line]) -> None:
        super().__init__()
        self._shown = rows

    def compose(self) -> ComposeResult:
        yield Sheet(Panel("", "keys", "Keys (escape closes)", lambda reading, width, height: self._shown))

    def on_mount(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.put(self._shown)
        sheet.focus()


class Leave(ModalScreen[bool]):
    """Asks whether the program may do something."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "allow it for this run"),
        Binding("n,escape,enter", "answer(False)", "refuse it"),
    ]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question, self._since = question, monotonic()

    def compose(self) -> ComposeResult:
        yield Vertical(Sheet(Panel("", "leave", "The program asks", lambda reading, width, height: [])))

    def on_mount(self) -> None:
        one = self._question
        self.query_one(Sheet).put(
            [
                [Span(f"This program wants to {one.what}:", STRONG)],
                [Span(f"  {one.resource}")],
                [Span(f"  {one.place}")],
                [Span("")],
                [Span("y  allow it for this run      n  refuse it")],
            ]
        )

    def action_answer(self, answer: bool) -> None:
        """Answers, unless the key was meant for what was there before: who goes on by `n` refuses nothing."""
        if answer or monotonic() - self._since >= GLANCE:
            self.dismiss(answer)
