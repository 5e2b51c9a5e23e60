"""Colon commands: declared once, found by the name of their file, and called with what stands after their name."""

from __future__ import annotations

import os
from functools import cache

from sdol.errors import SdolError
from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sdol.shell.repl.evaluator import Evaluator

    Run = Callable[[Evaluator, str], "str | Outcome"]
    Complete = Callable[[Evaluator, str], Iterable[str]]

PACKAGE = "sdol.shell.repl.commands"
WORDS = {"q": "quit", "exit": "quit", "h": "help", "who": "vars", "shell": "sh"}
"""Other words for commands, as other tools have them."""


class ReplCommand:
    """A colon command.

    Args:
        name: what is typed after the colon.
        summary: one sentence.
        usage: how it is typed, without the colon: `time [EXPR | on | off]`.
        run: does it, with what was typed after the name; gives a text, laid out and harmless, or a whole outcome.
        details: further sentences for the help page.
        examples: as typed, each with what it is for.
        complete: what may stand after the name, given what of it is typed.
        code: whether what stands after the name is a program, which may go on over several lines.
    """

    __slots__ = ("code", "complete", "details", "examples", "name", "run", "summary", "usage")

    def __init__(
        self,
        name: str,
        summary: str,
        usage: str,
        run: Run,
        details: str = "",
        examples: tuple[tuple[str, str], ...] = (),
        complete: Complete | None = None,
        *,
        code: bool = False,
    ) -> None:
        self.name, self.summary, self.usage, self.run = name, summary, usage, run
        self.details, self.examples, self.complete, self.code = details, examples, complete, code


@cache
def names() -> tuple[str, ...]:
    """Every command's name, in order of the alphabet."""
    folder = os.path.join(os.path.dirname(__file__), "commands")
    found = (name.removesuffix(".py") for name in os.listdir(folder) if name.endswith(".py"))
    return tuple(sorted(name.rstrip("_") for name in found if not name.startswith("__")))


def get(name: str) -> ReplCommand:
    """The command of a name; the beginning of one will do where no other begins so.

    Raises:
        SdolError: E0840, there is none.
    """
    from importlib import import_module

    found: ReplCommand = import_module(f"{PACKAGE}.{_file(_whole(name))}").COMMAND
    return found


def _file(name: str) -> str:
    """The module of a command; a word of Python has a line behind it."""
    from keyword import iskeyword

    return f"{name}_" if iskeyword(name) else name


def _whole(name: str) -> str:
    known = names()
    name = WORDS.get(name, name)
    if name in known:
        return name
    meant = [one for one in known if one.startswith(name)]
    if len(meant) == 1 and name:
        return meant[0]
    raise _unknown(name, meant if name else [])


def _unknown(name: str, meant: list[str]) -> SdolError:
    from difflib import get_close_matches

    from sdol.kernel.output import inert

    if meant:
        listed = ", ".join(f"`:{one}`" for one in meant)
        return wrong(f"`:{name}` may be more than one command", help=f"write one of {listed}")
    near = get_close_matches(name, names(), n=1)
    help = f"did you mean `:{near[0]}`?" if near else "`:help` lists the commands"
    return wrong(f"there is no command `:{inert(name)}`", help=help)


def wrong(message: str, *, reason: str = "", help: str = "") -> SdolError:
    """A colon command that is unknown or typed wrongly."""
    return SdolError("E0840", message, reason=reason, help=help)


def usage_of(command: ReplCommand) -> SdolError:
    """What is told where a command was typed in a way that it does not know."""
    return wrong(f"`:{command.name}` is not written so", help=f"usage: `:{command.usage}`")


def command_of(text: str) -> tuple[str, str] | None:
    """Name and rest of a colon command, or None where it is none.

    `?name` is `:doc name`, `??name` is `:doc! name`, `!ls` is `:sh ls`.
    """
    whole = text.strip()
    if whole.startswith("?"):
        return "doc", _every(whole.startswith("??")) + whole.lstrip("?").strip()
    if whole.startswith("!"):
        return "sh", whole[1:].strip()
    if whole.startswith(":"):
        name, rest = _split(whole[1:])
        return name, rest
    if whole.endswith("?") and whole.rstrip("?").strip().replace(".", "_").isidentifier():
        return "doc", _every(whole.endswith("??")) + whole.rstrip("?").strip()
    return None


def foreign(text: str) -> tuple[str, str] | None:
    """Name and rest of the command that is meant by what is typed elsewhere: `exit`, `quit()`, `help(sort)`."""
    import re

    found = re.fullmatch(r"\s*(?:(exit|quit)(?:\(\s*\))?|help(?:\(\s*([\w.]*)\s*\))?)\s*", text)
    if found is None:
        return None
    if found[1]:
        return "quit", ""
    return ("doc", found[2]) if found[2] else ("help", "")


def _every(wanted: bool) -> str:
    """What asks for every meaning of a name."""
    return "! " if wanted else ""


def _split(text: str) -> tuple[str, str]:
    """The word at the beginning, and the rest: `save! a.sdol` is `save` and `! a.sdol`."""
    at = next((i for i, c in enumerate(text) if not (c.isalnum() or c in "_-")), len(text))
    return text[:at], text[at:].strip()


def run(evaluator: Evaluator, name: str, rest: str, *, final: bool = True) -> Outcome:
    """Runs a command; what goes wrong is told in the outcome."""
    from sdol.shell import failures

    try:
        command = get(name)
        if command.code and not final and unfinished(rest):
            return Outcome(of.INCOMPLETE)
        found = command.run(evaluator, rest)
    except SdolError as error:
        return Outcome(of.REJECTED, problems=(failures.of_error(error),))
    return found if isinstance(found, Outcome) else Outcome(of.COMMAND, text=found)


def unfinished(text: str) -> bool:
    """Whether lines of the language, or a command with such, are not wrong so far, and more must come."""
    from sdol.diagnostics import Source
    from sdol.lang.parser import parse_entry

    command = command_of(text)
    if command is not None:
        name, rest = command
        try:
            return get(name).code and unfinished(rest)
        except SdolError:
            return False
    return bool(text.strip()) and parse_entry(Source("entry", text))[2]
