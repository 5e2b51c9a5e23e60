"""`sdol repl`: the interactive loop."""

from __future__ import annotations

import sys

from sdol.shell import running
from sdol.shell.options import Call, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator

OPTIONS = (
    *(o for o in running.RUN_OPTIONS if o.name not in ("--json", "--engine")),
    Option("--no-startup", "do not run the start-up file"),
    Option("--json", "without a terminal: answer each entry with a line of JSON"),
)


def _run(call: Call) -> int:
    from sdol.lang.interactive import Session
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.signals import Heeding
    from sdol.shell.terminal import is_terminal
    from sdol.store.history import History
    from sdol.store.location import default_path

    session = Session()
    sitting = is_terminal(sys.stdin) and not call.option("json")
    path = call.option("session") or default_path()
    history = History(path if sitting else None)
    kept, more = _captured(call)
    world = running.world_of(call, session.program, **more)
    try:
        with Heeding():
            evaluator = Evaluator(session, world, history, path)
            return _loop(call, evaluator, sitting, kept)
    finally:
        history.close()
        world.close()


def _captured(call: Call) -> tuple[object, dict[str, object]]:
    """Where what the program prints goes, if it is told as JSON."""
    if not call.option("json"):
        return None, {}
    from io import StringIO

    from sdol.kernel.output import Output

    kept = StringIO()
    return kept, {"output": Output(kept)}


def _loop(call: Call, evaluator: Evaluator, sitting: bool, kept: object) -> int:
    from sdol.shell.repl import starting

    starting.begin(evaluator, call.argument("FILE"), startup=sitting and not call.option("no_startup"))
    if sitting:
        from sdol.shell.repl.terminal.loop import on_terminal

        assert evaluator.history is not None
        return on_terminal(evaluator, evaluator.history)
    from sdol.shell.repl.piped import as_lines, from_pipe, standard_input

    return from_pipe(evaluator, standard_input(), *([as_lines(kept)] if kept else []))  # type: ignore[arg-type]


COMMAND = Command(
    "repl",
    "type programs line by line and see their values",
    _run,
    ("[FILE]",),
    OPTIONS,
    "Plain `sdol` is the same. FILE is run first, as one entry, and its names stay. On a terminal the start-up file "
    "runs before it: `sdol/startup.sdol` in `$XDG_CONFIG_HOME` or `~/.config`, whose lines may be commands such as "
    "`:set`. Without a terminal each entry of standard input is answered at once, and the status is that of the "
    "first one that failed.",
    examples=(
        ("sdol repl", "begin"),
        (
            "sdol repl --session shop.db triage.sdol",
            "with the names of a file and the partitions of a database",
        ),
        ("echo ':type ~\"a cat\"' | sdol repl", "one answer"),
    ),
)
