"""`:packages`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator


def _packages(evaluator: Evaluator, rest: str) -> str:
    """The actions and options of `sdol packages`, whose answer is taken as text."""
    import shlex
    from contextlib import redirect_stdout
    from io import StringIO

    from sdol.shell.commands.packages import COMMAND as packages
    from sdol.shell.options import read

    try:
        words = shlex.split(rest) or ["list"]
    except ValueError:
        words = rest.split()
    with redirect_stdout(StringIO()) as said:
        packages.run(read(packages, words))
    return said.getvalue().rstrip("\n")


def _next(evaluator: Evaluator, rest: str) -> Iterable[str]:
    from sdol.shell.commands.packages import ACTIONS

    return ACTIONS if len(rest.split()) <= 1 else ()


COMMAND = ReplCommand(
    "packages",
    "add, list, install, verify and remove packages of the project",
    "packages [list | add SOURCE [NAME] | install | verify | remove NAME]",
    _packages,
    "As `sdol packages` does; a package that was added is there for `import NAME` at once.",
    examples=(
        (":packages", "those that the project has"),
        (":packages add ../prices", "one more, from a folder"),
    ),
    complete=_next,
)
