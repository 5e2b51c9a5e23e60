"""`:sh`."""

from __future__ import annotations

import sys

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _sh(evaluator: Evaluator, rest: str) -> str:
    from sdol.shell.terminal import is_terminal

    if not rest:
        raise usage_of(COMMAND)
    evaluator.world.output.flush()
    said, status = _on_terminal(rest) if is_terminal(sys.stdout) else _captured(rest)
    ended = f"it ended with status {status}" if status else ""
    return "\n".join(part for part in (said, ended) if part)


def _on_terminal(command: str) -> tuple[str, int]:
    """Runs a command that has the terminal for itself."""
    import subprocess

    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return "", subprocess.run(command, shell=True, check=False).returncode


def _captured(command: str) -> tuple[str, int]:
    """Runs a command without input, which would be the next entries; what it writes, and its status."""
    import subprocess

    done = subprocess.run(
        command,
        shell=True,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.stdout.decode("utf-8", "replace").removesuffix("\n"), done.returncode


COMMAND = ReplCommand(
    "sh",
    "run a command of the system",
    "sh COMMAND",
    _sh,
    "What stands after `!` is run, too: `!ls`; but `!billing` is an expression where `billing` is a region. It runs in "
    "the folder of `:pwd` with the rights of whoever typed it; grants are about what programs do.",
    examples=((":sh git status", "a command"), ("!ls -l", "the same, shorter")),
)
