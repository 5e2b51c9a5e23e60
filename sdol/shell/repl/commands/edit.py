"""`:edit`."""

from __future__ import annotations

import os
import sys

from sdol.kernel.keyboard import by_lines
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator


def _edit(evaluator: Evaluator, rest: str) -> Outcome | str:
    from sdol.shell.terminal import is_terminal

    if not is_terminal(sys.stdin):
        raise wrong(
            "nothing can be edited here", reason="an editor needs a terminal", help="use `:load FILE`"
        )
    before = _text(evaluator, rest)
    after = edited(before)
    if not after.strip():
        return "nothing was entered"
    if evaluator.history is not None:
        evaluator.history.keep(after)
    return evaluator.enter(after, final=True)


def _text(evaluator: Evaluator, rest: str) -> str:
    """What is edited: an entry, the lines that define a name, or the last entry."""
    from sdol.shell.repl.commands.source import text_of

    if rest.isdecimal():
        found = [entry.text for entry in evaluator.entries if entry.number == int(rest)]
        if not found:
            raise wrong(f"there is no entry {rest}", help="`:history` lists them")
        return found[0]
    if rest:
        return text_of(evaluator, rest)
    return evaluator.entries[-1].text if evaluator.entries else ""


def edited(text: str) -> str:
    """The text as it comes out of the user's editor: $VISUAL, else $EDITOR, else vi.

    Raises:
        SdolError: E0840, it cannot be run, or gave up.
    """
    import shlex
    import subprocess
    import tempfile

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "entry.sdol")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            with by_lines():
                status = subprocess.run([*shlex.split(editor), path], check=False).returncode
        except (OSError, ValueError) as error:
            raise wrong("the editor cannot be run", reason=str(error), help="set $EDITOR") from None
        if status:
            raise wrong(f"the editor ended with status {status}", help="nothing was entered")
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()


def _names(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return [*evaluator.functions(), *evaluator.variables()]


COMMAND = ReplCommand(
    "edit",
    "edit an entry or a function in $EDITOR, and run what comes out",
    "edit [N | NAME]",
    _edit,
    "Without either, the last entry. An empty file enters nothing.",
    examples=((":edit", "the last entry"), (":edit twice", "a function")),
    complete=_names,
)
