"""What a session begins with: the start-up file of its user, and the file that was named."""

from __future__ import annotations

import os

from sdol.errors import SdolError
from sdol.shell.repl import outcome as of
from sdol.shell.repl.presenting import present

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def startup_path() -> str:
    """The start-up file: `sdol/startup.sdol` in $XDG_CONFIG_HOME or ~/.config."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "sdol", "startup.sdol")


def begin(evaluator: Evaluator, file: str | None, *, startup: bool) -> None:
    """Runs the start-up file, where it is to be run and there is one, and a file as one entry.

    Raises:
        UsageError: the file cannot be read; nothing of it ran.
    """
    if startup and os.path.isfile(startup_path()):
        _start_up(evaluator, startup_path())
    if file is not None:
        from sdol.shell.running import read_program

        name, text = read_program(file)
        present(evaluator.run(text, name=name), evaluator)


def _start_up(evaluator: Evaluator, path: str) -> None:
    """Runs it entry by entry, as if it was typed; a mistake in it is told, and the session goes on."""
    from sdol.kernel.output import inert
    from sdol.lang.files import read_text
    from sdol.shell import failures
    from sdol.shell.terminal import talk

    try:
        text = read_text(path, path)
    except SdolError as error:
        failures.show([failures.of_error(error)])
        return
    told = False
    for outcome in _entries(evaluator, text):
        if outcome.problems and not told:
            talk(f"in {inert(path)}:")
            told = True
        if outcome.status != of.VALUE:
            present(outcome, evaluator)


def _entries(evaluator: Evaluator, text: str) -> list[of.Outcome]:
    from io import StringIO

    from sdol.shell.repl.piped import outcomes

    return list(outcomes(evaluator, StringIO(text)))
