"""What keys do that edit an entry, besides what prompt-toolkit's Emacs and vi keys do."""

from __future__ import annotations

from prompt_toolkit.application.current import get_app
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import (
    Condition,
    completion_is_selected,
    emacs_insert_mode,
    has_focus,
    has_selection,
    is_searching,
    vi_insert_mode,
)
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.search import accept_search, stop_search

from sdol.shell.repl.terminal import reading
from sdol.shell.repl.terminal.pasting import cleaned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.key_binding import KeyPressEvent

TYPING = has_focus(DEFAULT_BUFFER)
INSERTING = TYPING & (emacs_insert_mode | vi_insert_mode)
CLOSERS = (")", "]", "}")


@Condition
def at_margin() -> bool:
    """Whether only blanks stand before the cursor on its line."""
    return not get_app().current_buffer.document.current_line_before_cursor.strip()


@Condition
def indented() -> bool:
    """Whether there are blanks before the cursor on its line, and nothing else."""
    return get_app().current_buffer.document.current_line_before_cursor.isspace()


@Condition
def suggested() -> bool:
    """Whether the rest of an earlier entry is shown behind the cursor."""
    buffer = get_app().current_buffer
    return bool(buffer.suggestion and buffer.suggestion.text) and buffer.document.is_cursor_at_the_end


def bindings(bound: Mapping[str, str]) -> KeyBindings:
    """The keys; `bound` are texts that further keys type, by the name of the key (`sdol.shell.repl.settings`)."""
    keys = KeyBindings()
    keys.add("enter", filter=TYPING)(_enter)
    keys.add("enter", filter=TYPING & completion_is_selected)(_take)
    keys.add("escape", "enter", filter=TYPING & emacs_insert_mode)(_new_line)
    keys.add("enter", filter=is_searching)(_take_find)
    keys.add("c-c")(_fresh)
    keys.add("<sigint>")(_fresh)
    keys.add("tab", filter=INSERTING & at_margin)(_deepen)
    keys.add(
        "backspace", filter=INSERTING & indented & ~has_selection, save_before=lambda e: not e.is_repeat
    )(_step_back)
    keys.add("end", filter=INSERTING & suggested)(_take_suggestion)
    for closer in CLOSERS:
        keys.add(closer, filter=INSERTING & indented)(_close)
    keys.add(Keys.BracketedPaste, filter=TYPING)(_paste)
    for name, text in bound.items():
        keys.add(*_presses(name), filter=TYPING)(_typing(text))
    return keys


def _enter(event: KeyPressEvent) -> None:
    """Ends the entry where it is whole; else begins a line, as in the middle of an entry of several."""
    buffer = event.current_buffer
    if buffer.complete_state:
        buffer.cancel_completion()
    if "\n" in buffer.document.text_after_cursor.rstrip() or not reading.ends(buffer.text):
        _new_line(event)
        return
    buffer.text = buffer.text.rstrip()
    buffer.validate_and_handle()


def _take(event: KeyPressEvent) -> None:
    """Takes the completion that is chosen, and closes the menu."""
    event.current_buffer.complete_state = None


def _take_find(event: KeyPressEvent) -> None:
    """Takes what a search has found, whole: the next Enter runs it."""
    accept_search()
    buffer = event.app.current_buffer
    buffer.cursor_position = len(buffer.text)


def _take_suggestion(event: KeyPressEvent) -> None:
    """Takes what is suggested behind the cursor."""
    suggestion = event.current_buffer.suggestion
    event.current_buffer.insert_text(suggestion.text if suggestion else "")


def _new_line(event: KeyPressEvent) -> None:
    """Begins a line, indented; blanks at the end of the one before go."""
    buffer = event.current_buffer
    before = buffer.document.text_before_cursor
    columns = reading.indentation(before)
    if buffer.document.char_before_cursor == " ":
        line = buffer.document.current_line_before_cursor
        buffer.delete_before_cursor(len(line) - len(line.rstrip(" ")))
    if buffer.document.current_char in CLOSERS and columns >= reading.STEP:
        columns = reading.outdented(before) or 0
    buffer.insert_text("\n" + " " * columns)


def _fresh(event: KeyPressEvent) -> None:
    """A fresh prompt: out of the entry, of a search, of the menu."""
    if is_searching():
        stop_search()
    event.app.exit(exception=KeyboardInterrupt(), style="class:aborting")


def _deepen(event: KeyPressEvent) -> None:
    """Goes on to the next step of the indentation."""
    buffer = event.current_buffer
    column = len(buffer.document.current_line_before_cursor)
    buffer.insert_text(" " * (reading.STEP - column % reading.STEP))


def _step_back(event: KeyPressEvent) -> None:
    """Takes back one step of the indentation."""
    buffer = event.current_buffer
    column = len(buffer.document.current_line_before_cursor)
    buffer.delete_before_cursor((column - 1) % reading.STEP + 1)


def _close(event: KeyPressEvent) -> None:
    """A closing bracket that begins a line stands under the line of its opener."""
    buffer = event.current_buffer
    columns = reading.outdented(buffer.document.text_before_cursor)
    if columns is not None:
        _indent(buffer, columns)
    buffer.insert_text(event.data)


def _indent(buffer: Buffer, columns: int) -> None:
    buffer.delete_before_cursor(len(buffer.document.current_line_before_cursor))
    buffer.insert_text(" " * columns)


def _paste(event: KeyPressEvent) -> None:
    """Takes a paste as it is; the line end at its end waits for Enter."""
    buffer = event.current_buffer
    text = cleaned(event.data)
    if not buffer.document.text_after_cursor:
        text = text.rstrip("\n")
    buffer.insert_text(text)


def _presses(name: str) -> list[str]:
    """What prompt-toolkit calls a key: a terminal sends Alt as Escape before the letter."""
    kind, _, letter = name.rpartition("-")
    return {"": [letter], "ctrl": [f"c-{letter}"], "alt": ["escape", letter]}[kind]


def _typing(text: str) -> Callable[[KeyPressEvent], None]:
    """What types a text; a line end at its end is Enter."""

    def type_it(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(text.removesuffix("\n"))
        if text.endswith("\n"):
            _enter(event)

    return type_it
