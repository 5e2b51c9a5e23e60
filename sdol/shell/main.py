"""The command `sdol`: finds the command, runs it, and turns whatever goes wrong into one message and a status."""

from __future__ import annotations

import os
import sys

from sdol import __version__
from sdol.shell import status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.options import Command

COMMANDS = "sdol.shell.commands"


def main(arguments: list[str] | None = None) -> int:
    """Runs one call of `sdol`; never raises but for exit itself."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(words)
    except KeyboardInterrupt:
        return status.INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:
        return _failed(error, words)


def _run(words: list[str]) -> int:
    if not words:
        if sys.stdin.isatty() and sys.stdout.isatty():
            words = ["repl"]
        else:
            from sdol.shell.help import overview

            print(overview(), file=sys.stderr)
            return status.REJECTED
    if words[0] in ("--version", "-V"):
        print(f"sdol {__version__}")
        return status.FINE
    if words[0] in ("--help", "-h", "help"):
        from sdol.shell.help import page

        print(page(words[1:]))
        return status.FINE
    command, rest = _command(words)
    if "--help" in rest[: rest.index("--") if "--" in rest else None] or "-h" in rest[:1]:
        print(command.help())
        return status.FINE
    from sdol.shell.options import read

    return command.run(read(command, rest))


def _command(words: list[str]) -> tuple[Command, list[str]]:
    """The command that is meant, and the words after it; a file's name runs the file, so that scripts can name `sdol`."""
    name = words[0]
    if name.isidentifier() and os.path.exists(os.path.join(os.path.dirname(__file__), "commands", name + ".py")):
        from importlib import import_module

        return import_module(f"{COMMANDS}.{name}").COMMAND, words[1:]
    if name.endswith(".sdol") or (os.sep in name and os.path.exists(name)):
        return _command(["run", *words])
    from sdol.shell.help import unknown

    raise unknown(name)


def _reader_left() -> int:
    """Whoever read our output has seen enough: that is no failure."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return status.FINE


def _failed(error: Exception, words: list[str]) -> int:
    from sdol.shell.failures import tell

    return tell(error, as_json="--json" in words)


if __name__ == "__main__":
    sys.exit(main())
