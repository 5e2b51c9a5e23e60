"""`sdol jupyter install | uninstall`: the kernel for notebooks."""

from __future__ import annotations

import sys

from sdol.shell import status
from sdol.shell.options import Call, Command, Option, UsageError

ACTION = "install|uninstall"
PLACES = ("user", "sys_prefix", "prefix")


def _jupyter(call: Call) -> int:
    action = str(call.argument(ACTION))
    places = [place for place in PLACES if call.option(place)]
    if action not in ACTION.split("|") or len(places) > 1 or (places and action != "install"):
        raise UsageError("E0901", f"`sdol jupyter` cannot {action} so", help=f"usage: {call.command.usage()}")
    return _install(call) if action == "install" else _uninstall(call)


def _install(call: Call) -> int:
    from sdol.shell.jupyter.specification import install

    prefix = sys.prefix if call.option("sys_prefix") else call.option("prefix")
    folder = install(prefix)
    return _tell(call, folder, [folder, "", "try:", "  jupyter lab", "  jupyter console --kernel sdol"])


def _uninstall(call: Call) -> int:
    from sdol.shell.jupyter.specification import uninstall

    folder = uninstall()
    return _tell(call, folder, [f"removed {folder}"])


def _tell(call: Call, folder: str, lines: list[str]) -> int:
    from sdol.shell.answer import say, say_json

    if call.option("json"):
        say_json({"status": status.FINE, "folder": folder, "diagnostics": []})
    else:
        say("\n".join(lines))
    return status.FINE


COMMAND = Command(
    "jupyter",
    "programs in notebooks: tell Jupyter of the kernel",
    _jupyter,
    (ACTION,),
    (
        Option("--user", "for the user who calls it; the default"),
        Option("--sys-prefix", "for the environment of Python that `sdol` is installed in"),
        Option("--prefix", "below the folder DIR", "DIR"),
        Option("--json", "write one JSON value: status, folder and diagnostics"),
    ),
    "A cell is an entry of a session, as in `sdol repl`: its last value is shown as a card and is `_` from then on, "
    "`_3` is that of cell 3, `?name` and colon commands work, and an interrupt stops what runs and keeps what "
    "there is. It needs the extra `jupyter`: `pip install 'sdol[jupyter]'`.",
    examples=(
        ("sdol jupyter install", "then choose SDOL in Jupyter, JupyterLab or VS Code"),
        ("sdol jupyter install --sys-prefix", "into a virtual environment that has Jupyter, too"),
        ("sdol jupyter uninstall", "take it away again"),
    ),
)
