"""`sdol completions SHELL`: the script that completes `sdol` in a shell."""

from __future__ import annotations

from importlib import import_module

from sdol.shell import status
from sdol.shell.answer import say
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.shells.plan import LISTS, listed

SHELLS = ("bash", "zsh", "fish")
ARGUMENT = "|".join(SHELLS)
KINDS = "|".join(LISTS)


def _completions(call: Call) -> int:
    shell, kind = call.argument(ARGUMENT), call.option("list")
    if (shell is None) == (kind is None) or shell not in (None, *SHELLS) or kind not in (None, *LISTS):
        raise UsageError(
            "E0901",
            "`sdol completions` needs a shell" if shell is None else f"there is no script for `{shell}`",
            help=f"usage: sdol completions {ARGUMENT}",
        )
    if shell is not None:
        say(import_module(f"sdol.shell.shells.{shell}").script().rstrip())
    elif names := listed(str(kind)):
        say("\n".join(names))
    return status.FINE


COMMAND = Command(
    "completions",
    "write the script that completes `sdol` in bash, zsh or fish",
    _completions,
    (f"[{ARGUMENT}]",),
    (Option("--list", "write the names of one kind, a line each, as the scripts ask for them", KINDS),),
    "The script completes commands, options and their values, programs, and the names of partitions, spaces, "
    "instructions and errors. bash-completion also looks in "
    "~/.local/share/bash-completion/completions for a file `sdol`. Nothing that is completed is run.",
    examples=(
        ("sdol completions bash > sdol.bash", "for bash: `source` it in ~/.bashrc"),
        ("sdol completions zsh > _sdol", "for zsh: into a folder of $fpath, for a new shell"),
        ("sdol completions fish > sdol.fish", "for fish: into ~/.config/fish/completions"),
    ),
)
