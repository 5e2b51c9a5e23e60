"""The records of a partition, all or by rank: the first as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.shell.cards.blocks import Block, Heading, text
from sdol.shell.cards.hits import table

if TYPE_CHECKING:
    from sdol.kernel.partition import Records
    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Records, type: Type | None, setting: Setting) -> list[Block]:
    """As a list of hits, of which only those that are shown are read."""
    if not len(value):
        return [text("no records")]
    try:
        shown = [value[at] for at in range(min(len(value), setting.most))]
    except SdolError as error:
        return [Heading(f"{len(value):,} records", error.message)]
    return table(shown, len(value), setting)
