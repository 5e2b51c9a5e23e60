"""The tables of `sdol profile`, as text and as data."""

from __future__ import annotations

from sdol.kernel.output import inert
from sdol.kernel.show import clip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sdol.shell.profiling import Profile, Row
    from sdol.shell.terminal import Paint


def tables(profile: Profile, top: int, paint: Paint, width: int | None) -> Iterator[str]:
    """The lines of the three tables; `width` is the columns to which they are cut, or None."""
    every = profile.total()[1] or 1
    for title, count, rows, named in (
        ("function", "calls", profile.functions(), lambda row: _function(profile, row)),
        ("line", "times", profile.lines(), lambda row: _line(profile, row)),
        ("instruction", "times", profile.instructions(), lambda row: str(row.key)),
    ):
        yield ""
        head = f"{'ms alone':>11} {'%':>5} {'ms in all':>11} {count:>12}  {title}"
        yield paint.strong(head if width is None else clip(head, width))
        yield from _body(rows, top, named, every, width)


def _body(
    rows: list[Row], top: int, named: Callable[[Row], str], every: int, width: int | None
) -> Iterator[str]:
    for row in rows[:top]:
        share = 100 * row.alone / every
        times = f"{row.alone / 1e6:>11,.3f} {share:>5.1f} {row.in_all / 1e6:>11,.3f} {row.count:>12,}"
        text = f"{times}  {named(row)}"
        yield text if width is None else clip(text, width)
    if len(rows) > top:
        rest = sum(row.alone for row in rows[top:]) / 1e6
        yield f"{rest:>11,.3f}  … in {len(rows) - top:,} more: `--top {len(rows)}` shows all"


def _function(profile: Profile, row: Row) -> str:
    name, file, line = _of_function(profile, row)
    return inert(f"{name}  {file}:{line}")


def _of_function(profile: Profile, row: Row) -> tuple[str, str, int]:
    """Its name, its file and the line that it begins on."""
    function = profile.program.functions[row.key]
    source = profile.sources[function.source]
    return function.name, source.name, source.position(function.place[0])[0]


def _line(profile: Profile, row: Row) -> str:
    source = profile.sources[row.key[0]]
    return inert(f"{source.name}:{row.key[1]}  {source.line(row.key[1]).strip()}").expandtabs(4)


def data(profile: Profile, top: int) -> dict[str, Any]:
    """The first rows of the tables for `--json`; times are nanoseconds."""
    functions = []
    for row in profile.functions()[:top]:
        name, file, line = _of_function(profile, row)
        functions.append({"function": name, "file": file, "line": line, "calls": row.count} | _times(row))
    lines = []
    for row in profile.lines()[:top]:
        source, number = profile.sources[row.key[0]], row.key[1]
        place = {"file": source.name, "line": number, "text": source.line(number)}
        lines.append(place | {"count": row.count} | _times(row))
    instructions = [
        {"instruction": row.key, "count": row.count} | _times(row) for row in profile.instructions()[:top]
    ]
    return {"functions": functions, "lines": lines, "by_instruction": instructions}


def _times(row: Row) -> dict[str, int]:
    return {"alone": row.alone, "in_all": row.in_all}
