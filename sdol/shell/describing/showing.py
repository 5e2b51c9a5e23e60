"""Descriptions on a terminal: a heading, how it is written, what it does, examples, what to see also."""

from __future__ import annotations

from textwrap import wrap

from sdol.kernel.output import inert
from sdol.kernel.screen import colour
from sdol.shell.describing.colours import coloured
from sdol.shell.describing.description import Description
from sdol.shell.describing.markdown import MOST_SIGNATURES, PROSE, joined, language
from sdol.shell.describing.prose import INDENT, columns, prose, shown_by
from sdol.shell.terminal import Paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

MOST_ALSO = 12
"""Names to see also that are shown."""

LONGEST = 60
"""Characters of a name that are repeated in a message."""

HOLDERS = ("family of instructions", "module of the library", "module")
"""Kinds that are made of what is named with them."""

TOLD_BY_TITLE = ("error", "rule of sdol lint")
"""Kinds whose first sentence is their title."""


def short(name: str) -> str:
    """A name that somebody typed, for a message: harmless, and no longer than a line."""
    whole = inert(name).replace("\n", " ")
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"


def shown(descriptions: Iterable[Description], stream: TextIO | None) -> str:
    """The descriptions one below the other, as this stream shows them."""
    return "\n\n\n".join(_one(description, stream) for description in descriptions)


def _one(description: Description, stream: TextIO | None) -> str:
    paint = Paint(stream)
    head = f"{paint.strong(inert(description.title))}  {paint.faint(description.kind)}"
    parts = [shown_by(head, stream), _signatures(description, stream), _sentences(description, stream)]
    kind = language(description.kind)
    parts += [program(joined(one), kind, stream) for one in description.examples]
    parts.append(_also(description, paint, stream))
    return "\n\n".join(part for part in parts if part)


def _sentences(description: Description, stream: TextIO | None) -> str:
    text = description.sentences
    if description.kind in TOLD_BY_TITLE:
        text = text.partition("\n\n")[2]
    return prose(text, stream) if text else ""


def _signatures(description: Description, stream: TextIO | None) -> str:
    found = description.signatures
    lines = [line for one in found[:MOST_SIGNATURES] for line in _wrapped(one)]
    if len(found) > MOST_SIGNATURES:
        lines.append(f"# and {len(found) - MOST_SIGNATURES} more: `sdol isa {description.name}` lists them")
    return program("\n".join(lines), language(description.kind), stream)


def _wrapped(signature: str) -> list[str]:
    room = columns() - 2 * len(INDENT)
    if len(signature) <= room:
        return [signature]
    return wrap(
        signature,
        room,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


def program(code: str, language: str, stream: TextIO | None) -> str:
    """Lines of a program, indented, and in colour where there is any."""
    if not code:
        return ""
    text = inert(code)
    if colour(stream):
        text = coloured(text, language)
    return shown_by("\n".join(f"{INDENT}{line}".rstrip() for line in text.split("\n")), stream)


def _also(description: Description, paint: Paint, stream: TextIO | None) -> str:
    if not description.see_also:
        return ""
    names = list(description.see_also[:MOST_ALSO])
    if len(names) < len(description.see_also):
        names.append("…")
    lines = wrap(inert(", ".join(names)), columns() - 10, break_on_hyphens=False, break_long_words=False)
    label = "contains" if description.kind in HOLDERS else "see also"
    return shown_by(
        "\n".join([f"{paint.faint(label)}  {lines[0]}", *(" " * 10 + line for line in lines[1:])]), stream
    )


def rows(descriptions: Iterable[Description], stream: TextIO | None) -> str:
    """A line or a few for each: its name and its first sentence."""
    paint = Paint(stream)
    found = list(descriptions)
    widest = min(max((len(one.name) for one in found), default=0), 24)
    return shown_by("\n".join(_row(one, widest, paint) for one in found), stream)


def _row(one: Description, widest: int, paint: Paint) -> str:
    name, summary = inert(one.name), _plain(one)
    room = columns() - widest - 4
    lines = wrap(summary, room, break_on_hyphens=False) or [""]
    left = paint.name(name) + " " * max(0, widest - len(name))
    below = "" if len(name) <= widest else "\n" + " " * (widest + 2)
    return f"  {left}{below}  " + ("\n" + " " * (widest + 4)).join(lines)


def _plain(one: Description) -> str:
    """The first sentence; of a page of prose its title, which says more than how it begins."""
    return one.title if one.kind in PROSE else one.summary
