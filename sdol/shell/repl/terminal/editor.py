"""The line editor: reads one entry after the other from a terminal that can do more than lines."""

from __future__ import annotations

import os
from asyncio import get_running_loop

from prompt_toolkit import PromptSession
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor, TabsProcessor
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output

from sdol.shell.repl.terminal.colours import Coloured, style
from sdol.shell.repl.terminal.interrupted import Interrupted
from sdol.shell.repl.terminal.keys import bindings
from sdol.shell.repl.terminal.offering import Offering
from sdol.shell.repl.terminal.past import Past, Suggested

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindingsBase
    from prompt_toolkit.output import Output

    from sdol.shell.repl.settings import Settings
    from sdol.shell.repl.terminal.offering import Offer
    from sdol.shell.repl.terminal.past import Kept

PAUSE = 0.15
"""Seconds without a key after which what the first Tab needs is loaded: who only looks in does not wait for that."""

ROWS_OF_MENU = 8
"""Rows that are kept free below the entry while the menu is open."""


class Editor:
    """Reads entries.

    Args:
        settings: asked before each entry, so that `:set` acts at once.
        kept: earlier entries, and where this one goes.
        complete: the completions for a text and a place in it; called in a thread.
        warm: loads what the first completion needs; called in a thread, while the first entry is typed or thought of.
        input, output: keyboard and screen, if not the terminal's.
    """

    def __init__(
        self,
        settings: Settings,
        kept: Kept,
        complete: Callable[[str, int], Offer],
        *,
        warm: Callable[[], object] = lambda: None,
        input: Input | None = None,
        output: Output | None = None,
    ) -> None:
        self._settings = settings
        self._bound: dict[str, str] = {}
        self._bindings = bindings(self._bound)
        self._lexer = Coloured(lambda: self.session.app.invalidate(), warm)
        self.session: PromptSession[str] = PromptSession(
            history=Past(kept),
            completer=Offering(complete),
            complete_while_typing=False,
            auto_suggest=Suggested(lambda: settings.suggestions == "on"),
            lexer=self._lexer,
            multiline=True,
            prompt_continuation=_continuation,
            input_processors=[
                HighlightMatchingBracketProcessor(chars="()[]{}"),
                TabsProcessor(char1=" ", char2=" "),
            ],
            enable_history_search=True,
            search_ignore_case=True,
            enable_suspend=True,
            enable_open_in_editor=True,
            tempfile_suffix=".sdol",
            include_default_pygments_style=False,
            input=input,
            output=output,
        )

    def read(self, number: int) -> str:
        """The entry with this number.

        Raises:
            KeyboardInterrupt: Ctrl-C; EOFError: Ctrl-D, or the terminal has gone; Terminated: a signal to end.
        """

        def begun() -> None:
            interrupted.heed()
            get_running_loop().call_later(PAUSE, self._lexer.begin)

        with Interrupted(self.session.app) as interrupted:
            text = self.session.prompt(
                [("class:prompt", self._settings.prompt_of(number))],
                key_bindings=self._keys(),
                style=style(self._settings.styles),
                color_depth=_depth(self._settings),
                editing_mode=EditingMode.VI if self._settings.keys == "vi" else EditingMode.EMACS,
                reserve_space_for_menu=min(ROWS_OF_MENU, self.session.output.get_size().rows // 2),
                pre_run=begun,
                set_exception_handler=False,
            )
        return text.encode("utf-8", "replace").decode("utf-8")  # bytes that were no UTF-8 came as surrogates

    def _keys(self) -> KeyBindingsBase:
        """The keys, with those that the person has set since the last entry."""
        if self._bound != self._settings.bound:
            self._bound = dict(self._settings.bound)
            self._bindings = bindings(self._bound)
        return self._bindings


def _continuation(width: int, number: int, wrapped: int) -> StyleAndTextTuples:
    """Dots before the further lines of an entry; nothing before the rest of a line that is too long."""
    dots = "" if wrapped else "....> "
    return [("class:continuation", dots[-width:].rjust(width))]


def _depth(settings: Settings) -> ColorDepth | None:
    plain = settings.colours == "off" or bool(os.environ.get("NO_COLOR"))
    return ColorDepth.DEPTH_1_BIT if plain else None


def screen_on(stream: TextIO) -> Output:
    """The screen that a stream leads to.

    It is never asked where its cursor is: a slow line's answer would be taken for keys.
    """
    screen = Vt100_Output.from_pty(stream, term=os.environ.get("TERM"))
    screen.enable_cpr = False
    return screen
