"""The command `sdol`: finds the command, runs it, and turns what goes wrong into one message and a status."""

from __future__ import annotations

import os
import sys

from sdol import __version__
from sdol.shell import status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.options import Command

COMMANDS = "sdol.shell.commands"

_PRODUCTS = "OPENBLAS_NUM_THREADS"
"""Numpy's threads go on waiting busily after each product, and take the processors from the model: a message embedded
and routed takes 8 ms then, and 2 ms where products have one thread. To be set before numpy is loaded."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one call of `sdol` and gives its exit status; what ends it by a signal ends the process so."""
    words = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault(_PRODUCTS, "1")
    try:
        return _flushed(_guarded(words), words)
    except KeyboardInterrupt:
        return status.INTERRUPTED


def _guarded(words: list[str]) -> int:
    try:
        return _run(words)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return _ended(error, words)


def _run(words: list[str]) -> int:
    if not words:
        words = _without_words()
    if words[0] in ("--version", "-V"):
        return _say(f"sdol {__version__}")
    if words[0] in ("--help", "-h", "help"):
        from sdol.shell.help import page

        return _say(page(words[1:]))
    command, rest = _command(words)
    if "--help" in rest[: rest.index("--") if "--" in rest else None] or "-h" in rest[:1]:
        return _say(command.help())
    from sdol.shell.options import read

    return command.run(read(command, rest))


def _without_words() -> list[str]:
    """Plain `sdol`: the interactive loop, where there is something that entries may come from."""
    if _has_input():
        return ["repl"]
    from sdol.shell.options import UsageError

    raise UsageError(
        "E0901", "`sdol` needs a command", help="`sdol --help` lists them; `sdol run FILE` runs a program"
    )


def _has_input() -> bool:
    """Whether standard input is a terminal, a pipe or a file: the null device of a service is none of them."""
    import stat

    from sdol.shell.terminal import is_terminal

    if sys.stdin is None:
        return False
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return is_terminal(sys.stdin) or stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def _say(text: str) -> int:
    from sdol.shell.answer import say

    say(text)
    return status.FINE


def _command(words: list[str]) -> tuple[Command, list[str]]:
    """The command that is meant, and the words after it; a file's name runs the file, for scripts."""
    name = words[0]
    if name.isidentifier() and os.path.exists(
        os.path.join(os.path.dirname(__file__), "commands", name + ".py")
    ):
        from importlib import import_module

        return import_module(f"{COMMANDS}.{name}").COMMAND, words[1:]
    if name.endswith((".sdol", ".sdolc")) or (os.sep in name and os.path.exists(name)):
        return _command(["run", *words])
    from sdol.shell.help import unknown

    raise unknown(name)


# --- endings ------------------------------------------------------------------------------------------------


def _ended(error: BaseException, words: list[str]) -> int:
    from sdol.kernel.output import OutputClosed
    from sdol.shell.signals import Terminated

    if isinstance(error, OutputClosed):
        return status.FINE
    if isinstance(error, Terminated):
        return error.end()
    from sdol.shell import failures

    found, code = failures.of(error)
    lost = any(d.code == "E0820" for d in found)
    if lost or "--json" not in words or not _answered(words, code, [d.to_json() for d in found]):
        failures.show(found, last=True)
    return code


def _answered(words: list[str], code: int, found: list[dict[str, object]]) -> bool:
    """Writes a failure as the one JSON value that its command gives; False where it cannot be written."""
    from sdol.errors import SdolError
    from sdol.kernel.output import OutputClosed
    from sdol.shell.answer import say_json
    from sdol.shell.options import UsageError, plain_failure

    try:
        shape = _command(words)[0].failure
    except UsageError:
        shape = plain_failure
    try:
        say_json(shape(code, found))
    except OutputClosed:
        return True  # nobody wants to know
    except SdolError:
        return False
    return True


def _flushed(code: int, words: list[str]) -> int:
    """The status, once standard output has taken everything, which else fails as the interpreter ends."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        from sdol.errors import SdolError

        _lead_nowhere()
        if isinstance(error, BrokenPipeError):
            return code
        reason = getattr(error, "strerror", None) or str(error)
        return _ended(SdolError("E0820", "the output cannot be written", reason=reason), [])
    return code


def _lead_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
