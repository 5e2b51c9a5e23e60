"""A partition: its space and size, and the records that were put last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.shell.cards.blocks import Block, Facts, Heading, words
from sdol.shell.cards.setting import plural, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.partition import Store
    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting

LAST = 3


def view(value: Store, type: Type | None, setting: Setting) -> list[Block]:
    """What is in it; that it cannot be read, where it cannot."""
    partition = value.partition
    try:
        count, last = partition.count(), partition.last(LAST)
    except SdolError as error:
        return [Heading(f"store {value.name}", f"in {space_name(value.space)}: {error.message}")]
    size = f"{plural(count, 'record')} in {space_name(value.space)}, {partition.dimension:,} dimensions"
    lines = [line for record in reversed(last) for line in words(_text(record, setting))]
    return [Heading(f"store {value.name}", size), *([Facts([("last", lines)])] if lines else [])]


def _text(record: Any, setting: Setting) -> str:
    if record.text is None:
        return setting.page.label(record.id, setting.page.width)
    return setting.quoted(record.text, setting.page.width - len("last  "))
