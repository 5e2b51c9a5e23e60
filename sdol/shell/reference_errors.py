"""The page of the errors, made from the catalogue."""

from __future__ import annotations

from sdol.shell import catalogue
from sdol.shell.catalogue import ALL_GROUPS, Block, Entry
from sdol.shell.terminal import wrapped

HEAD = """\
# Errors

Every message begins with a code, `error[E0301]`. This page says of each code what it means and why the language
insists, and shows a program that is told of it, the message, and what to write instead. `sdol explain E0301` shows the
same on a terminal, and `sdol explain` alone lists the codes. Codes that begin with `L` are rules of `sdol lint`: what
they find works, and could be better."""

COLUMNS = 120

SHOWN_AS = {"output": "text", "hex": "text"}
"""Languages of the catalogue that the usual highlighters do not know."""


def page() -> list[str]:
    """The lines of the page."""
    lines = [*HEAD.splitlines(), ""]
    found = catalogue.entries()
    for beginning, title in ALL_GROUPS.items():
        lines += _group(title, [one for one in found if one.code.startswith(beginning)])
    return lines


def _group(title: str, found: list[Entry]) -> list[str]:
    lines = [f"## {title}", "", *(f"- [{one.code}](#{one.code.lower()}): {one.title}" for one in found), ""]
    for one in found:
        lines += _entry(one)
    return lines


def _entry(one: Entry) -> list[str]:
    lines = [f"### {one.code}", "", f"**{one.title[0].upper()}{one.title[1:]}.**", ""]
    for part in one.parts:
        lines += [*wrapped(part, COLUMNS), ""] if isinstance(part, str) else _block(part)
    return lines


def _block(block: Block) -> list[str]:
    head = f"{catalogue.label(block)}:"
    language = SHOWN_AS.get(block.language, block.language)
    return [head[0].upper() + head[1:], "", f"```{language}", *block.text.splitlines(), "```", ""]
