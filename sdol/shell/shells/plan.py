"""What may stand for each argument and option of a command: the one thing that the scripts are written from."""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

from sdol.shell.help import all_commands
from sdol.shell.options import Command, Option

PROGRAMS = (".sdol", ".sdolc", ".sdolasm")
LISTS = ("partitions", "spaces", "instructions", "codes", "commands", "words")
"""The kinds of names that `sdol completions --list` writes."""

_LISTED = {
    ("store", "NAME"): "partitions",
    ("models", "NAME"): "spaces",
    ("isa", "NAME"): "instructions",
    ("doc", "NAME"): "words",
    ("explain", "CODE|FILE"): "codes",
    ("trace", "--instruction"): "instructions",
}
"""Whose names the argument of a command is. Everything else is told by what its declaration calls it."""

_WORD = re.compile(r"\w[\w.-]*")
"""What is described and can be typed in any shell without quotes."""

_FOLDERS = frozenset({"DIR", "FOLDER", "SOURCE"})
_FILES = frozenset({"FILE", "STATE"})


class Value(NamedTuple):
    """What may stand somewhere: fixed words, the names of a list, files with certain endings, folders; or anything."""

    words: tuple[str, ...] = ()
    listed: str = ""
    files: bool = False
    endings: tuple[str, ...] = ()
    folders: bool = False


class Flag(NamedTuple):
    """An option: how it is written, what it means, and its value, None where it takes none."""

    names: tuple[str, ...]
    help: str
    value: Value | None
    called: str
    many: bool


class Plan(NamedTuple):
    """A command; `repeated` says that the last of the arguments may stand again and again."""

    name: str
    summary: str
    flags: tuple[Flag, ...]
    arguments: tuple[tuple[str, Value], ...]
    repeated: bool


def plans() -> list[Plan]:
    """Every command, by name."""
    return [_plan(command) for command in all_commands()]


def valued() -> list[str]:
    """The options that take a value, in any command: the next word is no argument."""
    return sorted(
        {name for plan in plans() for flag in plan.flags if flag.value is not None for name in flag.names}
    )


def _plan(command: Command) -> Plan:
    bare = [argument.strip("[]").rstrip("…").rstrip() for argument in command.arguments]
    arguments = tuple((name, _argument(command, name)) for name in bare)
    repeated = any("…" in argument for argument in command.arguments)
    flags = (*(_flag(command, option) for option in command.options), _HELP)
    return Plan(command.name, command.summary, flags, arguments, repeated)


_HELP = Flag(("--help",), "show this page", None, "", False)


def _flag(command: Command, option: Option) -> Flag:
    names = tuple(name for name in (option.short, option.name) if name)
    value = _option_value(command.name, option) if option.value else None
    return Flag(names, option.help, value, option.value, option.many)


def _option_value(command: str, option: Option) -> Value:
    from sdol.kernel.effects import ASKED
    from sdol.shell.running import ENGINES

    if option.value == "ENGINE":
        return Value(words=ENGINES)
    if option.value == "EFFECT":
        return Value(words=tuple(f"{effect}=" for effect in ASKED))
    return _value(command, option.value, option.name)


def _argument(command: Command, name: str) -> Value:
    if name == "ACTION":
        actions = sys.modules[command.run.__module__].ACTIONS
        return Value(words=tuple(actions))
    found = _value(command.name, name, name)
    return found._replace(endings=PROGRAMS) if found.files and name == "FILE" else found


def _value(command: str, called: str, key: str) -> Value:
    """What a name in capitals stands for; words between bars are themselves."""
    parts = called.split("|")
    listed = _LISTED.get((command, key), "")
    if not listed and len(parts) > 1 and called.islower():
        return Value(words=tuple(parts))
    return Value(listed=listed, files=bool(_FILES & set(parts)), folders=called in _FOLDERS)


# --- names that change --------------------------------------------------------------------------------------


def listed(kind: str) -> list[str]:
    """The names of one kind, without opening more than they need; of what cannot be read there are none."""
    if kind == "partitions":
        return _partitions()
    if kind == "spaces":
        from sdol.spaces.registry import names

        return names()
    if kind == "codes":
        from sdol.shell.catalogue import codes

        return list(codes())
    if kind == "commands":
        return [command.name for command in all_commands()]
    if kind == "words":
        from sdol.shell.describing import names

        return sorted(name for name in names() if _WORD.fullmatch(name))
    from sdol.kernel.table import load_all

    return list(load_all())


def _partitions() -> list[str]:
    from sdol.store.glance import Glance
    from sdol.store.location import default_path

    return [brief.name for brief in Glance(default_path()).partitions("", MOST)]


MOST = 500
"""Partitions that a shell is told of."""
