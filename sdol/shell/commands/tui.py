"""`sdol tui FILE`: the dashboard."""

from __future__ import annotations

import sys
from importlib import import_module

from sdol.shell import running
from sdol.shell.options import Call, Command, UsageError
from sdol.shell.terminal import is_terminal


def _tui(call: Call) -> int:
    name = call.argument("FILE")
    if name == "-":
        raise UsageError(
            "E0901",
            "the dashboard reads the keyboard, so the program cannot come from there",
            help="name its file",
        )
    if name is None and call.option("session") is None:
        raise UsageError(
            "E0901",
            "`sdol tui` needs a program, or a session whose journal to walk",
            help="`sdol tui FILE`, or `sdol tui --session DATABASE`",
        )
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(
            "E0901",
            "the dashboard needs a terminal",
            reason="standard input or standard output leads elsewhere",
            help="`sdol debug FILE -x COMMANDS` and `sdol trace FILE` write what happens without one",
        )
    return _shown(call, name)


def _shown(call: Call, name: str | None) -> int:
    # The dashboard stands above this layer: it is found by its name when it is asked for.
    if name is None:
        return int(import_module("sdol.tui.past").walk(call))
    from sdol.shell.debugger.program import Debuggable

    program = Debuggable(name)
    return int(import_module("sdol.tui.starting").dashboard(call, program))


COMMAND = Command(
    "tui",
    "watch a program think: source, registers, decisions",
    _tui,
    ("[FILE]",),
    (
        *(o for o in running.RUN_OPTIONS if o.name not in ("--engine", "--json")),
        *running.LIMIT_OPTIONS[:1],
    ),
    "The program stops before its first line: space runs and pauses it, `s` steps, `b` goes back, `?` shows all keys. "
    "Going back repeats no effect. The dashboard stays open when the program has ended, so that one can go back into "
    "it. What the program reads comes from `--input`; what it wants leave for is asked on the screen. Without FILE it "
    "walks the journal of a session.",
    examples=(
        ("sdol tui triage.sdol --input messages.txt", "who answers which message, and why"),
        ("sdol tui --session work.db", "the journal of what ran in a session"),
    ),
)
