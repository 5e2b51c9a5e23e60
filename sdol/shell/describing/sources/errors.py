"""The catalogue: errors by their codes, and the rules of `sdol lint`."""

from __future__ import annotations

from sdol.shell import catalogue
from sdol.shell.catalogue import Block, Entry
from sdol.shell.describing.description import Description, Example

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def names() -> Iterable[str]:
    return catalogue.codes()


def find(name: str) -> list[Description]:
    if not catalogue.CODE.fullmatch(name):
        return []
    try:
        return [_described(catalogue.entry(name.upper()))]
    except KeyError:
        return []


def _described(entry: Entry) -> Description:
    title = entry.title[0].upper() + entry.title[1:].rstrip(".") + "."
    kind = "rule of sdol lint" if entry.is_rule else "error"
    return Description(
        entry.code,
        kind,
        f"{entry.code}: {entry.title}",
        (),
        f"{title}\n\n{entry.text}",
        tuple(_examples(entry.blocks)),
        ("sdol lint",) if entry.is_rule else ("sdol explain",),
    )


def _examples(blocks: list[Block]) -> list[Example]:
    """The programs, each with the message that it is told; files that they read are left to `sdol explain`."""
    found: list[Example] = []
    for block in blocks:
        if block.role in ("wrong", "right"):
            found.append(Example(block.text.rstrip("\n"), ""))
        elif block.role == "output" and found:
            found[-1] = found[-1]._replace(output=block.text.rstrip("\n"))
    return found
