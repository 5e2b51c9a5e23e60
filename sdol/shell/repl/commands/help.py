"""`:help`."""

from __future__ import annotations

from sdol.shell.repl import registry
from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator

HEAD = (
    "Type lines of SDOL; the value of the last one is shown, and is `_` from then on.",
    "An unfinished entry goes on on the next line. `;` at the end shows no value.",
)
TAIL = "`:help COMMAND` says more of one; the beginning of its name is enough."

GROUPS = (
    ("values and names", "type info show vars regs why json doc source"),
    ("inside", "dis explain time profile trace step break test"),
    ("back and forth", "undo history edit save load reload out reset"),
    ("around", "stores models grants packages cd ls pwd sh"),
    ("this session", "help set keys clear version quit"),
)
"""The commands in the order in which they are listed; those that are not named here come last."""

SHORT = (
    ("?NAME", "what a name means, as `:doc NAME`"),
    ("!COMMAND", "run a command of the system, as `:sh COMMAND`"),
    ("_3", "the value of entry 3"),
)


def _help(evaluator: Evaluator, rest: str) -> str:
    return page(rest.lstrip(":")) if rest else overview()


def overview() -> str:
    """Every command on a line."""
    from sdol.shell.terminal import width, wrapped

    left = max(len(name) for name in registry.names()) + 1
    lines = [line for sentence in HEAD for line in wrapped(sentence, width())]
    for title, names in _groups():
        rows = [(f":{name}", registry.get(name).summary) for name in names]
        lines += ["", title, *(line for row in rows for line in _row(*row, left, width()))]
    lines += ["", "short forms", *(line for row in SHORT for line in _row(*row, left, width()))]
    return "\n".join([*lines, "", *wrapped(TAIL, width())])


def _groups() -> list[tuple[str, list[str]]]:
    known = set(registry.names())
    found = [(title, [name for name in names.split() if name in known]) for title, names in GROUPS]
    rest = sorted(known.difference(*(names for _, names in found)))
    return [(title, names) for title, names in [*found, ("more", rest)] if names]


def page(name: str) -> str:
    """All about one command."""
    from sdol.shell.terminal import width, wrapped

    command = registry.get(name)
    summary = command.summary[0].upper() + command.summary[1:] + "."
    lines = [f"usage: :{command.usage}", "", *wrapped(summary, width())]
    lines += ["", *wrapped(command.details, width())] if command.details else []
    lines += ["", "examples:"] if command.examples else []
    for typed, purpose in command.examples:
        lines += [f"  {typed}", f"      {purpose}"]
    return "\n".join(lines)


def _row(left: str, right: str, columns: int, width: int) -> list[str]:
    from sdol.shell.terminal import wrapped

    first, *more = wrapped(right, max(width - columns - 4, 20))
    return [f"  {left:<{columns}}  {first}", *(" " * (columns + 4) + line for line in more)]


def _names(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return registry.names()


COMMAND = ReplCommand(
    "help",
    "the commands, or all about one",
    "help [COMMAND]",
    _help,
    examples=((":help", "list the commands"), (":help undo", "all about one")),
    complete=_names,
)
