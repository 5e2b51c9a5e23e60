"""`sdol repl`: the interactive loop."""

from __future__ import annotations

import sys

from sdol.shell import running
from sdol.shell.options import Call, Command

OPTIONS = tuple(o for o in running.RUN_OPTIONS if o.name not in ("--json", "--engine"))


def _run(call: Call) -> int:
    from sdol.lang.interactive import Session
    from sdol.shell.interactive import Evaluator, from_pipe, on_terminal
    from sdol.shell.signals import Heeding
    from sdol.shell.terminal import is_terminal
    from sdol.store.location import default_path

    session = Session()
    world = running.world_of(call, session.program)
    try:
        with Heeding():
            evaluator = Evaluator(session, world)
            if is_terminal(sys.stdin) and is_terminal(sys.stdout):
                return on_terminal(evaluator, default_path().with_name("history"))
            return from_pipe(evaluator)
    finally:
        world.close()


COMMAND = Command(
    "repl",
    "type programs line by line and see their values",
    _run,
    (),
    OPTIONS,
    "Plain `sdol` on a terminal is the same.",
    examples=(
        ("sdol repl", "begin"),
        ("sdol repl --session shop.db", "with the partitions of that database"),
    ),
)
