"""Commands, their arguments and options: declared once, from which calls are read and help pages written.

Our own, because a start-up of a few milliseconds is part of what the shell promises, and the libraries for it
take as long to load as everything else together.
"""

from __future__ import annotations

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class UsageError(SdolError):
    """A call that is wrong in itself: status 2."""

    @classmethod
    def of(cls, error: SdolError) -> UsageError:
        """The error as one of the call, which named what cannot be read or written."""
        return cls(error.code, error.message, reason=error.reason, help=error.help)


class Option:
    """An option: `--json`, or with a value `--input FILE`; `many` may be given more than once."""

    __slots__ = ("help", "many", "name", "short", "value")

    def __init__(self, name: str, help: str, value: str = "", *, many: bool = False, short: str = "") -> None:
        self.name, self.help, self.value, self.many, self.short = name, help, value, many, short

    @property
    def key(self) -> str:
        return self.name.lstrip("-").replace("-", "_")


def plain_failure(code: int, found: list[dict[str, object]]) -> object:
    """How most commands tell of a failure with `--json`."""
    return {"status": code, "diagnostics": found}


class Command:
    """A command of the shell.

    Args:
        name: what is typed.
        summary: one sentence.
        arguments: names of the positional arguments; `[NAME]` may be left out, `NAME…` takes the rest.
        options: besides `--help`, which every command has.
        run: does it; takes the `Call`, gives the exit status.
        details: further sentences for the help page.
        failure: the JSON value that a failure is told as, from the status and the diagnostics.
        examples: calls as they are typed, each with what it is for.
    """

    __slots__ = ("arguments", "details", "examples", "failure", "name", "options", "run", "summary")

    def __init__(
        self,
        name: str,
        summary: str,
        run: Callable[[Call], int],
        arguments: tuple[str, ...] = (),
        options: tuple[Option, ...] = (),
        details: str = "",
        failure: Callable[[int, list[dict[str, object]]], object] = plain_failure,
        examples: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.name, self.summary, self.run = name, summary, run
        self.arguments, self.options, self.details = arguments, options, details
        self.failure, self.examples = failure, examples

    def usage(self) -> str:
        parts = ["sdol", self.name, *(["[options]"] if self.options else []), *self.arguments]
        return " ".join(parts)

    def help(self) -> str:
        """The help page, 80 columns wide."""
        rows = [
            (f"{o.short + ', ' if o.short else ''}{o.name} {o.value}".strip(), o.help) for o in self.options
        ]
        rows.append(("--help", "show this page"))
        width = max(len(left) for left, _ in rows)
        lines = [f"usage: {self.usage()}", "", self.summary, ""]
        if self.details:
            from sdol.shell.terminal import wrapped

            lines += [*wrapped(self.details, 80), ""]
        for left, right in rows:
            lines += row(left, right, width)
        lines += ["", "examples:"] if self.examples else []
        for call, purpose in self.examples:
            lines += [f"  {call}", f"      {purpose}"]
        return "\n".join(lines)


def row(left: str, right: str, width: int) -> list[str]:
    """A name and what it means, the lines of that below each other, 80 columns wide."""
    from sdol.shell.terminal import wrapped

    first, *rest = wrapped(right, 76 - width) or [""]
    return [f"  {left:<{width}}  {first}", *(" " * (width + 4) + line for line in rest)]


class Call:
    """A call as it was read: the arguments by name, and the options by theirs."""

    def __init__(self, command: Command, arguments: dict[str, Any], options: dict[str, Any]) -> None:
        self.command, self.arguments, self.options = command, arguments, options

    def argument(self, name: str) -> Any:
        return self.arguments.get(name)

    def option(self, name: str) -> Any:
        """The value of `--name`: True or None for a flag, a text or None, a list where it may be repeated."""
        return self.options.get(name)


def read(command: Command, words: list[str]) -> Call:
    """Reads the words after a command's name.

    Raises:
        UsageError: E0901, the call is wrong.
    """
    known = {o.name: o for o in command.options} | {o.short: o for o in command.options if o.short}
    options: dict[str, Any] = {o.key: [] if o.many else None for o in command.options}
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            rest += words[at:]
            break
        if not _is_option(word):
            rest.append(word)
            continue
        at = _option(command, known, options, word, words, at)
    return Call(command, _positional(command, rest), options)


def _is_option(word: str) -> bool:
    """`-x` and `--x`, and not `-`, `-1` or `-(a)`, which are a file and expressions."""
    return word.startswith("--") or (word.startswith("-") and word[1:2].isalpha())


def _option(
    command: Command, known: dict[str, Option], options: dict[str, Any], word: str, words: list[str], at: int
) -> int:
    """Reads one option and gives the position after it."""
    name, equals, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
    option = known.get(name)
    if option is None:
        raise _unknown(command, name, known)
    if not option.value:
        if equals:
            raise UsageError("E0901", f"`{name}` takes no value", help=f"usage: {command.usage()}")
        options[option.key] = True
        return at
    if not equals:
        if at >= len(words):
            raise UsageError(
                "E0901", f"`{name}` needs a value: {option.value}", help=f"usage: {command.usage()}"
            )
        value, at = words[at], at + 1
    if option.many:
        options[option.key].append(value)
    else:
        options[option.key] = value
    return at


def _unknown(command: Command, name: str, known: dict[str, Option]) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    help = f"did you mean `{near[0]}`?" if near else f"`sdol {command.name} --help` lists the options"
    return UsageError("E0901", f"`sdol {command.name}` has no option `{name}`", help=help)


def _positional(command: Command, words: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = list(words)
    for argument in command.arguments:
        name = argument.strip("[]")
        if not waiting and not argument.startswith("["):
            text = f"`sdol {command.name}` needs {name.rstrip('…')}"
            raise UsageError("E0901", text, help=f"usage: {command.usage()}")
        if name.endswith("…"):
            found[name[:-1]], waiting = waiting, []
        else:
            found[name] = waiting.pop(0) if waiting else None
    if waiting:
        text = f"`sdol {command.name}` does not know what to do with `{waiting[0]}`"
        raise UsageError("E0901", text, help=f"usage: {command.usage()}")
    return found
