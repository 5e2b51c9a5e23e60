"""`sdol new NAME`: makes a project that runs, and whose tests pass."""

from __future__ import annotations

import os
import shlex

from sdol.shell import status
from sdol.shell.options import Call, Command, Option


def _new(call: Call) -> int:
    from sdol.shell.answer import say, say_json
    from sdol.shell.projects import make

    target = call.argument("NAME")
    files = make(target)
    if call.option("json"):
        say_json({"status": status.FINE, "folder": target, "files": files, "diagnostics": []})
    else:
        say("\n".join([*(os.path.join(target, file) for file in files), "", *_next(target)]))
    return status.FINE


def _next(target: str) -> list[str]:
    """What to try first."""
    return [
        "try:",
        f"  cd {shlex.quote(target)}",
        "  sdol run main.sdol --input data/messages.txt",
        "  sdol test",
    ]


COMMAND = Command(
    "new",
    "make a project: a program, a module, a test and data",
    _new,
    ("NAME",),
    (Option("--json", "write one JSON value: status, folder, files and diagnostics"),),
    "NAME is the folder to make, or an empty one. The program sends messages to teams by their meaning; it runs, its "
    "tests pass, and `sdol lint` has nothing to say.",
    examples=(("sdol new letters", "make the folder `letters`, and say what to try there"),),
)
