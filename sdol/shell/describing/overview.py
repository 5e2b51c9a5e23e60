"""What there is to read: the page of `sdol doc` without a name."""

from __future__ import annotations

from textwrap import wrap

from sdol.shell.describing.description import Description
from sdol.shell.describing.prose import columns, shown_by
from sdol.shell.describing.sources import colon, commands, effects, guides, instructions, library, words
from sdol.shell.terminal import Paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO

HINTS = (
    ("sdol doc NAME…", "what a name means: `sdol doc slerp`, `sdol doc '~'`"),
    ("sdol doc FILE.sdol", "the functions of a program of yours"),
    ("sdol doc --search WORDS", "looks for what is described in words"),
    ("sdol doc --site DIR", "all of it as a site"),
)


def overview(stream: TextIO | None) -> str:
    """Everything that `sdol doc` knows, by kinds."""
    paint = Paint(stream)
    found = words.by_kind()
    parts = [
        "\n".join(_rows(HINTS, Paint(None))),
        _explained("Guides", _all(guides.pages(), guides.find), paint),
        _listed("Words", found["word"], paint),
        _listed("Signs", found["sign"], paint),
        _listed("Types", found["type"], paint),
        _listed("Spaces", found["space"], paint),
        _listed("Effects", list(effects.names()), paint),
        _explained("The library", _all(library.modules(), library.find), paint),
        _explained(
            "Instructions, by family", [instructions.family(name) for name in instructions.families()], paint
        ),
        _listed("Commands", list(commands.names()), paint),
        _listed("Commands of the REPL", list(colon.names()), paint),
    ]
    return shown_by("\n\n".join(part for part in parts if part), stream)


def _all(names: Iterable[str], find: Callable[[str], list[Description]]) -> list[Description]:
    return [find(name)[0] for name in names]


def _listed(heading: str, names: list[str], paint: Paint) -> str:
    if not names:
        return ""
    lines = wrap("  ".join(name.replace(" ", "\0") for name in names), columns() - 2, break_on_hyphens=False)
    return "\n".join([paint.strong(heading), *(f"  {line}".replace("\0", " ") for line in lines)])


def _explained(heading: str, found: list[Description], paint: Paint) -> str:
    rows = [(one.name, one.title if one.kind == "guide" else one.summary) for one in found]
    return "\n".join([paint.strong(heading), *(f"  {line}" for line in _rows(rows, paint))])


def _rows(rows: Sequence[tuple[str, str]], paint: Paint) -> list[str]:
    """Names, and beside each what it is."""
    widest = max(len(name) for name, _ in rows)
    lines = []
    for name, about in rows:
        first, *rest = wrap(about, columns() - widest - 4) or [""]
        lines.append(f"{paint.name(name)}{' ' * (widest - len(name))}  {first}")
        lines += [" " * (widest + 2) + line for line in rest]
    return lines
