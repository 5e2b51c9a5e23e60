"""`:load`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome


def _load(evaluator: Evaluator, rest: str) -> Outcome:
    import os

    from sdol.lang.files import read_text

    if not rest:
        raise usage_of(COMMAND)
    path = os.path.expanduser(rest)
    return evaluator.run(read_text(path, rest), name=rest)


COMMAND = ReplCommand(
    "load",
    "run a file as one entry; its names stay",
    "load FILE",
    _load,
    "What it imports is found from the file. `:undo` takes back all that it did. Messages name the file and its lines.",
    examples=((":load triage.sdol", "run a file"),),
)
