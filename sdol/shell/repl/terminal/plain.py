"""Entries line by line, without one code that moves a cursor: for a terminal that can do no more."""

from __future__ import annotations

import sys

from sdol.shell.repl.terminal import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from sdol.shell.repl.settings import Settings
    from sdol.shell.repl.terminal.past import Kept


class Lines:
    """Reads entries.

    Args:
        settings: for the prompt.
        kept: where entries go.
        screen: where prompts are written; None where nobody would see them.
    """

    def __init__(self, settings: Settings, kept: Kept, screen: TextIO | None) -> None:
        self._settings, self._kept, self._screen = settings, kept, screen

    def read(self, number: int) -> str:
        """The entry with this number; raises as `Editor.read` does."""
        try:
            text = self._entry(number)
        except KeyboardInterrupt:
            self._show("\n")
            raise
        if text.strip() and not text.startswith(" "):
            self._kept.keep(text)
        return text

    def _entry(self, number: int) -> str:
        prompt = self._settings.prompt_of(number)
        text = self._line(prompt)
        while not reading.ends(text):
            try:
                text += "\n" + self._line("....> ".rjust(len(prompt)))
            except EOFError:
                break  # what has come is all
        return text

    def _line(self, prompt: str) -> str:
        self._show(prompt)
        line = sys.stdin.buffer.readline()
        if not line:
            self._show("\n")
            raise EOFError
        return line.decode(sys.stdin.encoding, "replace").rstrip("\r\n")

    def _show(self, text: str) -> None:
        if self._screen is not None:
            self._screen.write(text)
            self._screen.flush()
