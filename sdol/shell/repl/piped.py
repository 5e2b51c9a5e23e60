"""The loop without a terminal: entries come from standard input until it ends, and each is answered at once."""

from __future__ import annotations

import sys

from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.lang.parser import parse_entry
from sdol.shell import status
from sdol.shell.repl import outcome as of
from sdol.shell.repl.evaluator import says_nothing
from sdol.shell.repl.presenting import present
from sdol.shell.repl.registry import command_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import StringIO
    from typing import TextIO

    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome

    Told = Callable[[Outcome, Evaluator], None]


def from_pipe(evaluator: Evaluator, stream: TextIO, tell: Told = present) -> int:
    """Runs the entries of a stream, and gives the status of the first that failed; the others run all the same.

    Raises:
        KeyboardInterrupt: it was stopped; what would have followed did not run.
    """
    worst = status.FINE
    for outcome in outcomes(evaluator, stream):
        tell(outcome, evaluator)
        if outcome.status == of.STOPPED:
            raise KeyboardInterrupt
        worst = worst or status_of(outcome)
        if outcome.status == of.QUIT:
            break
    return worst


def outcomes(evaluator: Evaluator, stream: TextIO) -> Iterator[Outcome]:
    """What comes of each entry of a stream, as they are run; comments belong to the entry below them."""
    waiting = _Waiting()
    for line, following in _with_next(stream):
        if waiting.ends_before(line):
            yield from _entered(evaluator, waiting.taken())
        waiting.add(line)
        if following.lstrip().startswith(_CONTINUES) or not waiting.may_be_whole():
            continue
        found = evaluator.enter(waiting.text)
        if found.status != of.INCOMPLETE:
            waiting.taken()
            yield found
    yield from _entered(evaluator, waiting.taken())


def _with_next(stream: TextIO) -> Iterator[tuple[str, str]]:
    """The lines, each with the next one that is not blank, or with "" where there is none.

    Of a pipe the next is never known: whoever writes to it may wait for an answer.
    """
    if not stream.seekable():
        yield from ((line, "") for line in stream)
        return
    waiting: list[str] = []
    for line in stream:
        if line.strip():
            yield from ((one, line) for one in waiting)
            waiting = []
        waiting.append(line)
    yield from ((one, "") for one in waiting)


_CONTINUES = ("|>", "else ", "else{")
"""What begins a line that belongs to the one before it."""


class _Waiting:
    """The lines of an entry that is not whole yet.

    Looking at them costs time that grows with their number, so that a long entry is looked at only where its brackets
    seem to be closed, and else after a while.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._open = self._unseen = 0
        self._silent = True

    @property
    def text(self) -> str:
        return "".join(self._lines)

    def add(self, line: str) -> None:
        self._lines.append(line)
        self._silent = self._silent and says_nothing(line)
        self._open += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        self._unseen += 1

    def taken(self) -> str:
        """The lines, which wait no longer."""
        text = self.text
        self._lines, self._open, self._unseen, self._silent = [], 0, 0, True
        return text

    def may_be_whole(self) -> bool:
        """Whether it is time to look whether the entry is whole."""
        if self._lines[-1].startswith("#") and self._silent:
            return False
        due = self._due() or self._open <= 0 or self._lines[-1][0] in _CLOSERS
        self._unseen = 0 if due else self._unseen
        return due

    def ends_before(self, line: str) -> bool:
        """Whether a line is no part of the entry: a command below comments, or one that cannot go on there."""
        if not self._lines or line[0].isspace() or line[0] in _CLOSERS:
            return False
        if self._lines[-1].startswith("#") and self._silent:
            return command_of(line) is not None
        if not self._due():
            return False
        _, problems, incomplete = parse_entry(Source("entry", self.text + line))
        return bool(problems) and not incomplete

    def _due(self) -> bool:
        return self._unseen >= len(self._lines) // _PATIENCE


_CLOSERS = ")]}"
_PATIENCE = 8
"""A long entry is looked at after each so many-th part of its lines."""


def _entered(evaluator: Evaluator, text: str) -> Iterator[Outcome]:
    """Runs what was left because something was never closed: the rest after a blank line is for itself.

    What is indented, or closes a bracket, belongs to what stands before it.
    """
    import re

    for part in re.split(r"\n\s*\n(?=[^\s)\]}])", text):
        if not says_nothing(part):
            yield evaluator.enter(part, final=True)


def status_of(outcome: Outcome) -> int:
    """The exit status of a session that ended with this."""
    if outcome.status == of.FAILED:
        return status.REFUSED if outcome.refused else status.FAILED
    return status.REJECTED if outcome.status == of.REJECTED else status.FINE


def as_lines(kept: StringIO) -> Told:
    """What tells each outcome as a line of JSON; what the program prints is taken from `kept`."""

    def tell(outcome: Outcome, evaluator: Evaluator) -> None:
        from sdol.shell.answer import say_json

        output = kept.getvalue()
        kept.seek(0)
        kept.truncate()
        say_json(as_data(outcome, evaluator.number, output))

    return tell


def as_data(outcome: Outcome, number: int, output: str) -> dict[str, object]:
    """An outcome as data for `json`."""
    from sdol.kernel.traps import as_error
    from sdol.shell.values import as_json

    found: dict[str, object] = {"entry": number, "status": outcome.status}
    if outcome.status == of.VALUE:
        try:
            found |= {"value": as_json(outcome.value), "type": str(outcome.type)}
        except ValueError as raised:
            found |= {"value": None, "type": str(outcome.type), "text": as_error(raised).message}
    if outcome.text:
        found["text"] = outcome.text
    diagnostics = [problem.to_json() for problem in outcome.problems]
    return found | {"output": output, "diagnostics": diagnostics, "seconds": round(outcome.seconds, 6)}


def standard_input() -> TextIO:
    """Where entries come from.

    Raises:
        SdolError: E0806, there is none.
    """
    if sys.stdin is None:
        raise SdolError("E0806", "there is no standard input")
    return sys.stdin
