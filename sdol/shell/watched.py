"""Which instructions of a program somebody wants to see: by line, function, instruction and effect."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from fnmatch import fnmatchcase

from sdol.diagnostics import Source
from sdol.kernel import table
from sdol.kernel.effects import ASKED, FREE, known
from sdol.kernel.flat import Listing
from sdol.shell.options import Option, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sdol.kernel.flat import Entry
    from sdol.kernel.ir import Place, Program
    from sdol.shell.options import Call

    Position = tuple[int, int]
    """Index of a function, and of an entry in its listing."""

FILTERS = (
    Option("--line", "only what stands on a line: N, N-M or N-, or FILE:N", "LINES", many=True),
    Option("--function", "only in the function of that name; `main` is the top level", "NAME", many=True),
    Option("--instruction", "only that one, such as num.mul, a family, `call` or `num.*`", "NAME", many=True),
    Option("--effect", "only what has that effect, such as store", "NAME", many=True),
)


class At:
    """One instruction of a program: where it stands and what it is called."""

    __slots__ = ("code", "effect", "line", "name", "place", "position", "source")

    def __init__(self, code: int, position: int, source: int, line: int, place: Place, entry: Entry) -> None:
        self.code, self.position = code, position
        self.source, self.line, self.place = source, line, place
        self.name = called(entry)
        self.effect = table.get(entry[2]).effect if entry[0] == "op" else None


def called(entry: Entry) -> str:
    """What an entry is called: an instruction of the table by its name, another by its kind."""
    return str(entry[2] if entry[0] == "op" else entry[0])


def instructions(program: Program) -> Iterator[At]:
    """Every instruction of a program."""
    sources = [Source(name, text) for name, text in program.sources]
    for code, function in enumerate(program.functions):
        listing, source = Listing(function), sources[function.source]
        for position, (entry, place) in enumerate(zip(listing.entries, listing.places, strict=True)):
            yield At(code, position, function.source, source.position(place[0])[0], place, entry)


def chosen(program: Program, call: Call) -> set[Position] | None:
    """The positions that the filters of a call leave, or None where there are none.

    Of one kind of filter any may hold, of different kinds all must.

    Raises:
        UsageError: E0901, a filter that nothing in this program can pass.
    """
    tests: list[Callable[[At], bool]] = []
    everything = list(instructions(program))
    if call.option("line"):
        tests.append(_lines(program, everything, call.option("line")))
    if call.option("function"):
        codes = {code for name in call.option("function") for code in functions_named(program, name)}
        tests.append(lambda at: at.code in codes)
    if call.option("instruction"):
        tests.append(_named(everything, call.option("instruction")))
    if call.option("effect"):
        tests.append(_affecting(call.option("effect")))
    if not tests:
        return None
    return {(at.code, at.position) for at in everything if all(test(at) for test in tests)}


def functions_named(program: Program, name: str) -> list[int]:
    """The functions of that name.

    Raises:
        UsageError: E0901, there is none.
    """
    names = [f.name for f in program.functions]
    found = [i for i, n in enumerate(names) if n == name]
    if found:
        return found
    near = get_close_matches(name, names, n=1)
    help = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(dict.fromkeys(names))}"
    raise UsageError("E0901", f"there is no function `{name}` in this program", help=help)


# --- lines --------------------------------------------------------------------------------------------------


def _lines(program: Program, everything: list[At], texts: list[str]) -> Callable[[At], bool]:
    wanted: set[tuple[int, int]] = set()
    for text in texts:
        sources, first, last = _range(program, text)
        found = {
            (at.source, at.line)
            for at in everything
            if at.source in sources and first <= at.line <= last and at.place[0] != at.place[1]
        }
        if not found:
            help = f"`sdol dis {program.sources[0][0]}` shows which lines did"
            raise UsageError("E0901", f"nothing on `--line {text}` became an instruction", help=help)
        wanted |= found
    return lambda at: (at.source, at.line) in wanted


def _range(program: Program, text: str) -> tuple[set[int], int, float]:
    """The sources that `[FILE:]N[-[M]]` means, the first line and the last."""
    found = re.fullmatch(r"(?:(.+):)?([0-9]{1,9})(-)?([0-9]{1,9})?", text)
    if not found or (found[4] and not found[3]):
        help = "write `--line 12`, `--line 12-20`, `--line 12-` or `--line helper.sdol:12`"
        raise UsageError("E0901", f"`--line {text}` names no line", help=help)
    first = int(found[2])
    last = int(found[4]) if found[4] else float("inf") if found[3] else first
    return _sources(program, found[1]) if found[1] else {0}, first, last


def _sources(program: Program, name: str) -> set[int]:
    names = [source for source, _ in program.sources]
    found = {i for i, n in enumerate(names) if name in (n, os.path.basename(n))}
    if not found:
        raise UsageError(
            "E0901", f"this program has no file `{name}`", help=f"it is made of {', '.join(names)}"
        )
    return found


# --- names --------------------------------------------------------------------------------------------------


def _named(everything: list[At], patterns: list[str]) -> Callable[[At], bool]:
    names = {at.name for at in everything}
    wanted: set[str] = set()
    for pattern in patterns:
        found = {n for n in names if fnmatchcase(n, pattern) or n.partition(".")[0] == pattern}
        if not found:
            near = get_close_matches(pattern, names, n=1)
            help = f"did you mean `{near[0]}`?" if near else "`sdol dis FILE` shows those that it has"
            raise UsageError("E0901", f"this program has no instruction `{pattern}`", help=help)
        wanted |= found
    return lambda at: at.name in wanted


def _affecting(effects: list[str]) -> Callable[[At], bool]:
    for effect in effects:
        if not known(effect):
            every = ", ".join([*FREE, *ASKED])
            raise UsageError("E0901", f"there is no effect `{effect}`", help=f"there are {every}")
    return lambda at: at.effect in effects
