"""An entry that is being typed: whether it is whole, and how deep its next line is indented."""

from __future__ import annotations

from enum import Enum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.lang.lexer import Lexed
    from sdol.lang.tokens import Token

STEP = 2
"""Columns that a bracket deepens what stands in it, as the formatter does."""
LARGE = 200_000
"""Characters above which an entry is not read for each Enter: whether it is whole, its compiler says."""

_OPENERS, _CLOSERS = frozenset("([{"), frozenset(")]}")


class State(Enum):
    """How an entry stands, if Enter is pressed at its end."""

    WHOLE = "it can run, or is wrong"
    AWAITS = "what follows belongs to it: a `try` without its `else`, a `##` comment"
    OPEN = "a bracket is open"
    TEXT = "a text over several lines is open"


def state(text: str) -> State:
    """How an entry stands; a colon command is whole, except for one that takes a program."""
    if not text.strip() or len(text) > LARGE:
        return State.WHOLE
    from sdol.shell.repl.registry import command_of, unfinished

    command = command_of(text)
    program = text if command is None else command[1]
    if not unfinished(text):
        return State.AWAITS if _only_documents(program) and command is None else State.WHOLE
    lexed = _lexed(program)
    if lexed.unfinished:
        return State.TEXT
    return State.OPEN if _brackets(lexed.tokens)[0] else State.AWAITS


def ends(text: str) -> bool:
    """Whether Enter at the end of an entry ends it: it is whole, or so many blank lines say so."""
    found = state(text)
    return found is State.WHOLE or _blank_lines(text) >= _BLANK_LINES[found]


_BLANK_LINES = {State.AWAITS: 1, State.OPEN: 2, State.TEXT: float("inf")}
"""Blank lines that end an entry although more must come; they belong to a text that is open."""


def _blank_lines(text: str) -> int:
    """How many lines at the end of an entry are blank; the first line is none of them."""
    lines = text.split("\n")
    count = 0
    while count < len(lines) - 1 and not lines[-1 - count].strip():
        count += 1
    return count


def indentation(before: str) -> int:
    """Columns by which the line is indented that follows this text; blank lines at its end do not count."""
    before = before.rstrip()
    line = before.rpartition("\n")[2]
    if len(before) > LARGE:
        return _indent(line)
    lexed = _lexed(before)
    if lexed.unfinished:
        return _indent(line)
    start = len(before) - len(line)
    opened, closed = _brackets(lexed.tokens, start)
    base = _indent(line) if closed is None else _line_indent(before, closed)
    return base + STEP * bool(opened and opened[-1] >= start)


def outdented(before: str) -> int | None:
    """Columns of the line that opened the innermost bracket, for its closer; None where none is open."""
    if len(before) > LARGE:
        return None
    lexed = _lexed(before)
    opened, _ = _brackets(lexed.tokens)
    return None if lexed.unfinished or not opened else _line_indent(before, opened[-1])


def _only_documents(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return all(line.startswith("##") for line in lines)


def _lexed(text: str) -> Lexed:
    from sdol.diagnostics import Source
    from sdol.lang.lexer import lex
    from sdol.lang.tables import tables

    return lex(Source("entry", text), tables())


def _brackets(tokens: list[Token], line: int = 0) -> tuple[list[int], int | None]:
    """Where the brackets stand that nothing closes, and the outermost above a line that it closes, if any."""
    opened: list[int] = []
    closed: int | None = None
    for token in tokens:
        if token.type in _OPENERS:
            opened.append(token.span.start)
        elif token.type in _CLOSERS and opened:
            at = opened.pop()
            if at < line <= token.span.start:
                closed = at
    return opened, closed


def _line_indent(text: str, at: int) -> int:
    return _indent(text[text.rfind("\n", 0, at) + 1 :])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
