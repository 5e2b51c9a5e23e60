"""Answers: what a command itself writes to standard output, as text or as one JSON value."""

from __future__ import annotations

import sys

from sdol.kernel.output import Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def say(text: str) -> None:
    """Writes text, which may be in colour, and ends the line.

    Raises:
        OutputClosed: nobody reads any more.
        SdolError: E0820, it cannot be written.
    """
    output = Output(sys.stdout, painted=True)
    output.write(text + "\n")
    output.flush()


def say_drawn(text: str) -> None:
    """Writes lines in any colours, in which nothing from outside can act on a terminal any more; raises as `say`."""
    output = Output(sys.stdout)
    if output.terminal:
        output.draw(text + "\n")
    else:
        output.write(text + "\n")
        output.flush()


def say_json(value: Any) -> None:
    """Writes one JSON value; raises as `say` does."""
    say(dumps(value))


def dumps(value: Any) -> str:
    """JSON that every reader takes: without NaN, and without a surrogate that UTF-8 does not have.

    Raises:
        ValueError: a number of the value is not finite.
    """
    import json

    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False)
    return text
